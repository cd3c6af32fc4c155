import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { numbersOf, tallied, type Tally } from '../../store/derive/picture.ts';
import { useGo } from '../../ui/entities.ts';
import { useOperationNow } from '../../ui/ticking.ts';
import { Age, TimeText } from '../../ui/times.tsx';
import { useMe, useTocsin } from '../../ui/tocsin.ts';
import { useWorkedOut } from '../../ui/workedOut.ts';
import './cop.css';

const NOTHING_YET: Tally = { countries: new Map(), latest: undefined };

/** What one must know without a click. Each number leads to its list. */
export function CriticalStrip() {
  const { t } = useTranslation();
  const go = useGo();
  const me = useMe();
  const faces = useTocsin((state) => state.faces);
  const now = useOperationNow(15);
  const tally = useWorkedOut(faces.asset, faces.asset.size, tallied) ?? NOTHING_YET;
  const numbers = useMemo(
    () => numbersOf(faces, me?.organisation, new Date(now).toISOString(), tally),
    [faces, me?.organisation, now, tally],
  );
  return (
    <section className="strip" aria-label={t('cop.strip')}>
      <Cell
        tone={numbers.critical > 0 ? 'critical' : 'calm'}
        label={t('cop.critical')}
        value={numbers.critical}
        onClick={() => go.search({ sev: ['4'] })}
      />
      <Cell
        tone={numbers.major > 0 ? 'major' : 'calm'}
        label={t('cop.major')}
        value={numbers.major}
        onClick={() => go.search({ sev: ['3'] })}
      />
      <Cell
        tone={numbers.unacknowledged > 0 ? 'critical' : 'calm'}
        label={t('cop.unacknowledged')}
        value={numbers.unacknowledged}
        onClick={() => go.base('incidents')}
      >
        {numbers.oldest && (
          <span>
            {t('cop.oldest')} <Age at={numbers.oldest} />
          </span>
        )}
      </Cell>
      <i className="strip-rule" />
      <Cell
        tone={numbers.failed > 0 ? 'failed' : 'calm'}
        label={t('cop.failed')}
        value={numbers.failed}
        onClick={() => go.search({ status: ['failed'] })}
      />
      <Cell
        tone={numbers.degraded > 0 ? 'degraded' : 'calm'}
        label={t('cop.degraded')}
        value={numbers.degraded}
        onClick={() => go.search({ status: ['degraded'] })}
      />
      <i className="strip-rule" />
      <Cell
        tone={numbers.unanswered > 0 ? 'major' : 'calm'}
        label={t('cop.tasksUnanswered')}
        value={numbers.unanswered}
        onClick={() => go.base('tasks')}
      />
      <Cell
        tone={numbers.overdue > 0 ? 'critical' : 'calm'}
        label={t('cop.tasksOverdue')}
        value={numbers.overdue}
        onClick={() => go.base('tasks')}
      >
        <span>{t('cop.ofOpen', { count: numbers.openTasks })}</span>
      </Cell>
      <span className="cop-space" />
      <div className="strip-latest">
        <span className="strip-label">{t('cop.latest')}</span>
        <TimeText at={numbers.latest} />
      </div>
    </section>
  );
}

interface CellProps {
  tone: string;
  label: string;
  value: number;
  onClick: () => void;
  children?: React.ReactNode;
}

function Cell({ tone, label, value, onClick, children }: CellProps) {
  return (
    <button type="button" className={`strip-cell is-${tone}`} onClick={onClick}>
      <span className="strip-value">{value}</span>
      <span className="strip-text">
        <span className="strip-label">{label}</span>
        {children}
      </span>
    </button>
  );
}
