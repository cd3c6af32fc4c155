import { SEVERITIES } from '../../../shared/domain/vocabulary.ts';
import { SeverityMark } from '../parts.tsx';
import { t } from '../text.ts';
import { KINDS, KindSymbol } from './kinds.tsx';
import type { StepProps } from './draft.ts';

export function WhatStep({ draft, change }: StepProps) {
  return (
    <>
      <h3 id="report-severity">{t('phone.report.severity')}</h3>
      <div className="p-choices is-four" role="group" aria-labelledby="report-severity">
        {SEVERITIES.map((severity) => (
          <button
            key={severity}
            type="button"
            className="p-choice"
            aria-pressed={draft.severity === severity}
            onClick={() => change({ severity })}
          >
            <SeverityMark severity={severity} />
          </button>
        ))}
      </div>
      <h3 id="report-kind">{t('phone.report.kind')}</h3>
      <div className="p-tiles" role="group" aria-labelledby="report-kind">
        {KINDS.map((kind) => (
          <button
            key={kind}
            type="button"
            className="p-tile"
            aria-pressed={draft.kind === kind}
            onClick={() => change({ kind })}
          >
            <KindSymbol kind={kind} />
            <span>{t(`ui.incidentKind.${kind}`)}</span>
          </button>
        ))}
      </div>
    </>
  );
}
