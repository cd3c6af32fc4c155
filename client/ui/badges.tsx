import { useTranslation } from 'react-i18next';
import type { Basis } from '../../shared/domain/asset/record.ts';
import type { AssetStatus, IncidentStatus, Severity, TaskStatus } from '../../shared/domain/vocabulary.ts';
import { SeverityBars } from '../map/symbols/SeverityBars.tsx';
import { StatusSymbol } from '../map/symbols/StatusSymbol.tsx';

interface StatusBadgeProps {
  status: AssetStatus;
  /** Parts per million; shown as percent where it says more than the status. */
  level?: number | undefined;
  basis?: Basis | 'predicted' | undefined;
  disputed?: boolean | undefined;
  /** Of a coarse twin: nobody's word, and no level. */
  areaOnly?: boolean;
}

/** An asset's status as shape, letter, colour and word, and how it is known. */
export function StatusBadge({ status, level, basis, disputed = false, areaOnly = false }: StatusBadgeProps) {
  const { t } = useTranslation();
  const percent = level === undefined ? undefined : Math.round(level / 10_000);
  const telling = status === 'degraded' && percent !== undefined;
  return (
    <span className={`t-status is-${status}`}>
      <StatusSymbol status={status} basis={basis ?? 'unstated'} size={16} />
      <span className="t-status-word">{t(`ui.status.${status}`)}</span>
      {telling && <span className="t-status-level">{t('ui.percent', { percent })}</span>}
      {basis && <span className="t-status-basis">{t(`ui.basis.${basis}`)}</span>}
      {disputed && <span className="t-status-disputed">{t('ui.disputed')}</span>}
      {areaOnly && <span className="t-status-basis">{t('ui.twin.areaOnly')}</span>}
    </span>
  );
}

export function SeverityBadge({ severity }: { severity: Severity }) {
  const { t } = useTranslation();
  return (
    <span className={`t-severity is-${severity}`}>
      <SeverityBars severity={severity} size={14} />
      {t(`ui.severity.${severity}`)}
    </span>
  );
}

export function IncidentStatusBadge({ status }: { status: IncidentStatus }) {
  const { t } = useTranslation();
  return <span className={`t-state is-incident-${status}`}>{t(`ui.incidentStatus.${status}`)}</span>;
}

export function TaskStatusBadge({ status }: { status: TaskStatus }) {
  const { t } = useTranslation();
  return <span className={`t-state is-task-${status}`}>{t(`ui.taskStatus.${status}`)}</span>;
}
