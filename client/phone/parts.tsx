import { inFull } from '../../shared/domain/asset/record.ts';
import type { EntityRef } from '../../shared/domain/entity.ts';
import type { Severity } from '../../shared/domain/vocabulary.ts';
import { SeverityBars } from '../map/symbols/SeverityBars.tsx';
import { StatusSymbol } from '../map/symbols/StatusSymbol.tsx';
import type { ShownAsset } from '../store/derive/shownAsset.ts';
import { useOperationNow } from '../ui/ticking.ts';
import { ageOf, local, zulu } from '../ui/time.ts';
import { useTocsin } from '../ui/tocsin.ts';
import { usePendingOn } from './queue.ts';
import { t } from './text.ts';

export function SeverityMark({ severity }: { severity: Severity }) {
  return (
    <span className={`p-severity is-${severity}`}>
      <SeverityBars severity={severity} size={16} />
      {t(`ui.severity.${severity}`)}
    </span>
  );
}

export function AssetStatusMark({ asset, size = 22 }: { asset: ShownAsset; size?: number }) {
  // Of a coarse twin there is a band, and neither a level nor anybody's word.
  const full = inFull(asset);
  const percent = full && Math.round(full.level / 10_000);
  return (
    <span className={`p-status is-${asset.status}`}>
      <StatusSymbol status={asset.status} basis={full?.basis ?? 'unstated'} size={size} />
      <span>{t(`ui.status.${asset.status}`)}</span>
      {asset.status === 'degraded' && percent !== undefined && <span>{t('ui.percent', { percent })}</span>}
      {full?.basis && <span className="p-soft">{t(`ui.basis.${full.basis}`)}</span>}
      {full?.disputed && <span className="p-flag">{t('ui.disputed')}</span>}
      {!full && <span className="p-soft">{t('ui.twin.areaOnly')}</span>}
    </span>
  );
}

/** How long ago, by the operation's own clock; `until`: how long still. */
export function Age({ at }: { at: string }) {
  const now = useOperationNow(5);
  const away = now - Date.parse(at);
  const { unit, count } = ageOf(away);
  const age = t(`ui.age.${unit}`, { count });
  return (
    <time className="p-age" dateTime={at} title={zulu(Date.parse(at))}>
      {away < -5000 ? t('ui.age.ahead', { age }) : age}
    </time>
  );
}

export function useOrganisationName(id: string | undefined): string {
  return useTocsin((state) => {
    const face = id === undefined ? undefined : state.faces.organisation.get(id);
    return face?.shortName ?? (id === undefined ? '' : t('ui.organisation.unknown'));
  });
}

export function Organisation({ id }: { id: string | undefined }) {
  return <span>{useOrganisationName(id)}</span>;
}

/** "queued 14:05" on whatever a command of this phone is still on its way to. */
export function PendingMark({ kind, id }: EntityRef) {
  const command = usePendingOn(kind, id);
  if (!command) return null;
  return (
    <span className={`p-pending is-${command.state}`}>
      {t(`phone.queue.state.${command.state}`, { time: local(Date.parse(command.madeAt)) })}
    </span>
  );
}

export function Distance({ metres }: { metres: number }) {
  return (
    <span>
      {metres < 1000
        ? t('phone.metres', { value: Math.round(metres / 10) * 10 })
        : t('phone.kilometres', { value: metres < 20_000 ? (metres / 1000).toFixed(1) : Math.round(metres / 1000) })}
    </span>
  );
}
