import { Button } from '@mantine/core';
import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';

export type Step = 'organisations' | 'people' | 'operations';
const STEPS: readonly Step[] = ['organisations', 'people', 'operations'];

interface FirstStepsProps {
  done: { readonly organisations: boolean; readonly people: boolean };
  onStep: (step: Step) => void;
}

/** An empty house: partners, then people, then the operation they meet in. */
export function FirstSteps({ done, onStep }: FirstStepsProps) {
  const { t } = useTranslation();
  const finished: Record<Step, boolean> = { ...done, operations: false };
  const next = STEPS.find((step) => !finished[step]);
  return (
    <section className="ad-first" aria-labelledby="ad-first-title">
      <h2 id="ad-first-title">{t('admin.first.title')}</h2>
      <ol>
        {STEPS.map((step, index) => (
          <li
            key={step}
            className={finished[step] ? 'is-done' : step === next ? 'is-next' : ''}
            aria-current={step === next ? 'step' : undefined}
          >
            <span className="ad-step" aria-hidden="true">
              {finished[step] ? <Check size={16} /> : index + 1}
            </span>
            <div>
              <h3>
                {t(`admin.first.${step}`)} {finished[step] && <span className="ad-soft">{t('admin.first.done')}</span>}
              </h3>
              <p>{t(`admin.first.${step}Hint`)}</p>
              <Button size="xs" variant={step === next ? 'filled' : 'default'} onClick={() => onStep(step)}>
                {t(`admin.first.${step}Do`)}
              </Button>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
