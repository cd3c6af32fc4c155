import '../laterText.ts';
import { useEffect, useRef, useState } from 'react';
import { useTocsin, useTocsinApi } from '../../ui/tocsin.ts';
import { NO_RECORD } from '../acts.tsx';
import { say, sayRefused } from '../notice.ts';
import { go, goBack, useRoute } from '../route.ts';
import { ExerciseStrip, useExercise } from '../shell/exercise.tsx';
import { BackIcon, CloseIcon } from '../shell/icons.tsx';
import { t } from '../text.ts';
import { emptyDraft, reportOf, type Draft } from './draft.ts';
import { WhatStep } from './WhatStep.tsx';
import { WhereStep } from './WhereStep.tsx';
import { SendStep } from './SendStep.tsx';

const STEPS = ['what', 'where', 'send'] as const;

/** Three steps, each complete with one tap; nothing but the kind is asked for. Works the same with no network. */
export function Report() {
  const tocsin = useTocsinApi();
  const { tab } = useRoute();
  const [step, setStep] = useState(0);
  const [draft, setDraft] = useState(emptyDraft);
  const [busy, setBusy] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const exercise = useExercise();
  const why = useWhyNotReport();
  const name = STEPS[step] ?? 'what';

  useEffect(() => heading.current?.focus({ preventScroll: true }), [step]);

  async function send(): Promise<void> {
    setBusy(true);
    const incidentId = tocsin.newId();
    const { faces, connection } = tocsin.store.getState();
    const answer = await tocsin.send('incident.report', reportOf(incidentId, draft, faces.asset));
    if (!('commandId' in answer)) {
      setBusy(false);
      return sayRefused(answer.message);
    }
    draft.photos.forEach((photo, index) => {
      const file = t('phone.photo.numbered', { number: index + 1 });
      void tocsin.attach({ kind: 'incident', id: incidentId }, photo, file).then((attached) => {
        if ('code' in attached) sayRefused(attached.message);
      });
    });
    say('good', t(connection.state === 'live' ? 'phone.report.sent' : 'phone.report.queued'));
    go({ tab, over: incidentId }, { replace: true });
  }

  return (
    <section className="p-report" role="dialog" aria-modal="true" aria-label={t('phone.tab.report')}>
      {exercise && <ExerciseStrip />}
      <header className="p-report-head">
        <button
          type="button"
          className="p-icon-button"
          aria-label={t('phone.back')}
          onClick={() => (step === 0 ? goBack() : setStep(step - 1))}
        >
          <BackIcon />
        </button>
        <div>
          <p className="p-soft">{t('phone.report.step', { step: step + 1, steps: STEPS.length })}</p>
          <h2 ref={heading} tabIndex={-1}>
            {t(`phone.report.${name}`)}
          </h2>
        </div>
        <button type="button" className="p-icon-button" aria-label={t('phone.close')} onClick={goBack}>
          <CloseIcon />
        </button>
      </header>
      <div className="p-steps" aria-hidden="true">
        {STEPS.map((one, index) => (
          <span key={one} className={index <= step ? 'is-done' : ''} />
        ))}
      </div>
      <div className="p-report-body">
        {why !== undefined && <p className="p-note is-warning">{why}</p>}
        {name === 'what' && <WhatStep draft={draft} change={change} />}
        {name === 'where' && <WhereStep draft={draft} change={change} />}
        {name === 'send' && <SendStep draft={draft} change={change} />}
      </div>
      <footer className="p-report-foot">
        {name === 'send' ? (
          <button
            type="button"
            className="p-act is-main is-wide"
            disabled={busy || why !== undefined}
            onClick={() => void send()}
          >
            {t('phone.report.submit')}
          </button>
        ) : (
          <button
            type="button"
            className="p-act is-main is-wide"
            disabled={draft.kind === undefined}
            onClick={() => setStep(step + 1)}
          >
            {t(
              name === 'where' && draft.position === undefined && draft.assetIds.length === 0
                ? 'phone.report.skip'
                : 'phone.report.next',
            )}
          </button>
        )}
      </footer>
    </section>
  );
}

function useWhyNotReport(): string | undefined {
  const tocsin = useTocsinApi();
  useTocsin((state) => state.revision);
  const answer = tocsin.can('incident.report', { incidentId: NO_RECORD, title: '-', kind: 'other', severity: 2 });
  return answer === true ? undefined : answer.message;
}
