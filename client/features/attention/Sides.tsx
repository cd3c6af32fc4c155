import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownClaim } from '../../../shared/domain/asset/record.ts';
import type { Kind } from '../../../shared/domain/entity.ts';
import type { AssetStatus, IncidentStatus, Severity, TaskStatus, Tlp } from '../../../shared/domain/vocabulary.ts';
import { IncidentStatusBadge, SeverityBadge, StatusBadge, TaskStatusBadge } from '../../ui/badges.tsx';
import { OrganisationName, PersonName } from '../../ui/names.tsx';
import { RecordLink } from '../../ui/parts/RecordLink.tsx';
import { TimeText } from '../../ui/times.tsx';
import { TlpBadge } from '../../ui/TlpBadge.tsx';

type Values = Readonly<Record<string, unknown>>;

interface SidesProps {
  kind: Kind | undefined;
  theirs: Values | undefined;
  mine: Values | undefined;
}

/** Both values of a conflict side by side, in the words and shapes that the screens use for them. */
export function Sides({ kind, theirs = {}, mine = {} }: SidesProps) {
  const { t, i18n } = useTranslation();
  const names = telling(theirs, mine).filter((name) => i18n.exists(`attention.field.${name}`));
  if (names.length === 0) return null;
  return (
    <table>
      <thead>
        <tr>
          <td />
          <th scope="col">{t('attention.theirs')}</th>
          <th scope="col">{t('attention.mine')}</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name}>
            <th scope="row">{t(`attention.field.${name}`)}</th>
            {[theirs, mine].map((side, index) => (
              <td key={index}>
                {side[name] === undefined ? '–' : <Value kind={kind} name={name} value={side[name]} />}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A level beside a status that says it all is noise. */
function telling(theirs: Values, mine: Values): string[] {
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])];
  const states = [theirs['status'], mine['status']];
  const whole = states.every((status) => status !== undefined && status !== 'degraded');
  return whole ? names.filter((name) => name !== 'level') : names;
}

interface ValueProps {
  kind: Kind | undefined;
  name: string;
  value: unknown;
}

function Value({ kind, name, value }: ValueProps): ReactNode {
  const { t } = useTranslation();
  switch (name) {
    case 'status':
      if (kind === 'asset') return <StatusBadge status={value as AssetStatus} />;
      if (kind === 'incident') return <IncidentStatusBadge status={value as IncidentStatus} />;
      return <TaskStatusBadge status={value as TaskStatus} />;
    case 'level':
      return t('ui.percent', { percent: Math.round(Number(value) / 10_000) });
    case 'severity':
      return <SeverityBadge severity={value as Severity} />;
    case 'priority':
      return t(`ui.priority.${Number(value)}`);
    case 'tlp':
      return <TlpBadge tlp={value as Tlp} />;
    case 'lead':
    case 'organisation':
      return <OrganisationName id={String(value)} />;
    case 'assignee':
      return <PersonName by={value as { organisation: string; user?: string }} />;
    case 'due':
      return <TimeText at={String(value)} />;
    case 'voided':
    case 'declined':
      return (value as { reason: string }).reason;
    case 'disputed':
      return t('ui.disputed');
    case 'basis':
      return t(`ui.basis.${String(value)}`);
    case 'confirmed':
      return <StatusBadge status={(value as ShownClaim).status} />;
    case 'reports':
      return <Claims claims={value as readonly ShownClaim[]} />;
    case 'assetIds':
      return <Links kind="asset" ids={value as readonly string[]} />;
    case 'blockedBy':
      return <Links kind="task" ids={value as readonly string[]} />;
    case 'mergedInto':
      return <RecordLink kind="incident" id={String(value)} />;
    case 'needs':
      return t('attention.needs', { count: (value as readonly unknown[]).length });
    default:
      return typeof value === 'object' ? t('attention.changed') : String(value);
  }
}

function Claims({ claims }: { claims: readonly ShownClaim[] }) {
  return claims.map((claim) => (
    <div key={claim.by.organisation}>
      <OrganisationName id={claim.by.organisation} /> <StatusBadge status={claim.status} />
    </div>
  ));
}

function Links({ kind, ids }: { kind: 'asset' | 'task'; ids: readonly string[] }) {
  return ids.map((id) => (
    <div key={id}>
      <RecordLink kind={kind} id={id} />
    </div>
  ));
}
