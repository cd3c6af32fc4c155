import {
  byUrgency as byUrgencyOf,
  concernedBy,
  crossingsOf,
  type PredictedCrossing,
} from '../../../shared/cascade/crossings.ts';
import type { Forecast } from '../../../shared/cascade/forecast.ts';
import { strictness, TLP, type Tlp } from '../../../shared/domain/vocabulary.ts';
import type { Faces } from '../contract.ts';
import { byUrgency, raisedAtOf, type Alert, type Person, type PredictedGroup } from './alerts.ts';
import { nameOrCode, type NameOf, type ShownAsset } from './shownAsset.ts';

/** More causes than this of one moment are one event: whoever is called by each of a hundred hears none. */
const MOST_CAUSES = 5;
/** What counts as one moment, by the operation's clock. In milliseconds. */
const MOMENT_MS = 10 * 60_000;

/** What calls for somebody's organisation, by root cause and kind; the worst first. */
export function groupsOf(crossings: readonly PredictedCrossing[], faces: Faces): PredictedGroup[] {
  const groups = new Map<string, [PredictedCrossing, ...PredictedCrossing[]]>();
  for (const one of crossings) {
    const key = causeOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return eventsOf([...groups.values()]).map((causes) => {
    const crossings = causes.flat().sort(byUrgencyOf) as [PredictedCrossing, ...PredictedCrossing[]];
    return { crossings, tlp: strictestUnder(crossings, faces.asset), causes: causes.length };
  });
}

/** A blackout has a root cause in every substation: where there are that many, those of one moment are taken together. */
function eventsOf(groups: [PredictedCrossing, ...PredictedCrossing[]][]): PredictedCrossing[][][] {
  const moments = new Map<string, PredictedCrossing[][]>();
  for (const group of groups) {
    const key = `${group[0].kind} ${Math.floor(Date.parse(group[0].since) / MOMENT_MS)}`;
    const moment = moments.get(key);
    if (moment) moment.push(group);
    else moments.set(key, [group]);
  }
  return [...moments.values()].flatMap((one) => (one.length > MOST_CAUSES ? [one] : one.map((group) => [group])));
}

const causeOf = ({ kind, rootId, since }: PredictedCrossing): string => `${kind}:${rootId}:${since}`;

/**
 * Alerts of what is predicted. What was put aside on this device stays aside, whatever the clock says and however the
 * moment moves; what the same cause brings later is an alert again.
 */
export function predictedAlertsOf(
  forecast: Forecast | undefined,
  faces: Faces,
  me: Person,
  seen: Readonly<Record<string, number>>,
  nameOf: NameOf = nameOrCode,
): Alert[] {
  const mine = faces.organisation.get(me.organisation);
  if (!forecast || !mine) return [];
  const aside = new Map<string, number>();
  const open = crossingsOf(forecast, faces.asset, concernedBy(mine)).filter((one) => {
    if (seen[one.key] === undefined) return true;
    aside.set(causeOf(one), (aside.get(causeOf(one)) ?? 0) + 1);
    return false;
  });
  return groupsOf(open, faces)
    .flatMap((group) => alertOf(group, faces, aside, nameOf) ?? [])
    .sort(byUrgency);
}

function alertOf(
  group: PredictedGroup,
  faces: Faces,
  aside: ReadonlyMap<string, number>,
  nameOf: NameOf,
): Alert | undefined {
  const [worst] = group.crossings;
  const asset = faces.asset.get(worst.prediction.assetId);
  const root = faces.asset.get(worst.rootId);
  if (!asset || !root) return undefined;
  const before = group.crossings.reduce((sum, one) => sum + (aside.get(causeOf(one)) ?? 0), 0);
  return {
    key: `predicted:${causeOf(worst)}:${before}`,
    kind: 'predicted',
    entity: { kind: 'asset', id: asset.id },
    code: asset.code,
    title: nameOf(asset),
    severity: worst.severity,
    since: worst.since,
    // Of an area nobody's word is told: it does not escalate.
    raisedAt: 'cell' in root ? Infinity : raisedAtOf(root),
    covers: group.crossings.map(({ key }) => key),
    predicted: group,
  };
}

/** Of numbers of persons all that serve them count: one that is not lost is a part of the number as well. */
export function strictestUnder(crossings: readonly PredictedCrossing[], assets: ReadonlyMap<string, ShownAsset>): Tlp {
  const ids = new Set<string>();
  const services = new Set<string>();
  for (const one of crossings) {
    const { assetId, supplierId, lacking, chain, rootId } = one.prediction;
    for (const id of [assetId, rootId, supplierId ?? rootId]) ids.add(id);
    for (const link of [...lacking, ...chain]) ids.add(link.assetId);
    if (one.kind === 'persons') services.add(`${one.nation} ${one.service}`);
  }
  let most = 0;
  const count = (asset: ShownAsset | undefined): void => {
    if (asset) most = Math.max(most, strictness(asset.tlp));
  };
  for (const id of ids) count(assets.get(id));
  if (services.size > 0) {
    for (const asset of assets.values())
      if ('country' in asset && (asset.served ?? 0) > 0 && services.has(`${asset.country} ${asset.sector}`))
        count(asset);
  }
  return TLP[most] ?? 'TLP:CLEAR';
}
