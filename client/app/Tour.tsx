import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { device, useDevice } from '../ui/device.ts';
import { usePreview } from '../ui/preview.ts';

const STEPS = ['see', 'act', 'share'] as const;

/** Three sentences, once, out of the way; nothing is blocked by them. */
export function Tour() {
  const { t } = useTranslation();
  const seen = useDevice((state) => state.tourSeen);
  const [step, setStep] = useState(0);
  const preview = usePreview();
  if (seen || preview) return null;
  const name = STEPS[step] ?? 'see';
  const last = step === STEPS.length - 1;
  const end = (): void => device.setState({ tourSeen: true });
  return (
    <section className="tour" aria-label={t('app.tour.title')}>
      <p className="tour-step">{t('app.tour.step', { step: step + 1, of: STEPS.length })}</p>
      <h2>{t(`app.tour.${name}.title`)}</h2>
      <p>{t(`app.tour.${name}.text`)}</p>
      <div>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={end}>
          {t('app.tour.skip')}
        </Button>
        <Button size="compact-sm" onClick={() => (last ? end() : setStep(step + 1))}>
          {t(last ? 'app.tour.done' : 'app.tour.next')}
        </Button>
      </div>
    </section>
  );
}
