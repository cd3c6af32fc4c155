import type { Forecast, Predicted } from '../../../../shared/cascade/forecast.ts';
import { inFull, isTwin } from '../../../../shared/domain/asset/record.ts';
import { strictness, TLP, UP, type AssetStatus, type Tlp } from '../../../../shared/domain/vocabulary.ts';
import type { Instant } from '../../../../shared/time.ts';
import { isLoss } from '../../../forecast/rows.ts';
import { bandWords, becauseWords, lengthWords } from '../../../forecast/words.ts';
import { operatorOf, type ShownAsset } from '../../../store/derive/shownAsset.ts';
import { assetName, type Say } from '../../../ui/assetName.ts';
import { dayOf, zulu, zuluDay } from '../../../ui/time.ts';
import { needLine } from '../need/words.ts';
import { needState } from '../needs.ts';
import type { Neighbour, Via } from './neighbourhood.ts';

export interface Loss {
  readonly already: boolean;
  readonly one: Predicted;
}

/** The next loss of each asset that has one: one that should have happened already, or the first to come. */
export function lossesOf(forecast: Forecast | undefined): ReadonlyMap<string, Loss> {
  const losses = new Map<string, Loss>();
  for (const one of forecast?.already ?? []) {
    if (isLoss(one) && !one.contradicted && !losses.has(one.assetId)) losses.set(one.assetId, { already: true, one });
  }
  for (const one of forecast?.changes ?? []) {
    if (isLoss(one) && !losses.has(one.assetId)) losses.set(one.assetId, { already: false, one });
  }
  return losses;
}

/** What graph and table say of an asset: the same words for both, so that neither knows more than the other. */
export interface NodeFacts {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly layer: number;
  /** On which side it stands and over how many hops. */
  readonly direction: string;
  readonly country: string;
  readonly status: AssetStatus;
  /** ppm; of a twin nobody knows. */
  readonly level: number | undefined;
  /** Since when it is down or degraded. */
  readonly downSince: Instant | undefined;
  readonly loss: Loss | undefined;
  readonly via: readonly string[];
  readonly cause: string;
  /** Of its operator; of a twin nobody is told. */
  readonly owner: string | undefined;
  readonly contacts: string;
  readonly served: number;
  readonly tlp: Tlp;
}

export function factsOf(
  { asset, layer, ring, via }: Neighbour,
  loss: Loss | undefined,
  assets: ReadonlyMap<string, ShownAsset>,
  say: Say,
): NodeFacts {
  const down = asset.status === 'failed' || asset.status === 'degraded';
  const side = directionWords(layer, say);
  const other = ring === undefined ? undefined : directionWords(layer < 0 ? ring : -ring, say);
  return {
    id: asset.id,
    code: asset.code,
    name: assetName(asset, say),
    layer,
    direction: other === undefined ? side : say('graph.both', { one: side, other }),
    country: isTwin(asset) ? '' : asset.country,
    status: asset.status,
    level: isTwin(asset) ? undefined : asset.level,
    downSince: down ? asset.since : undefined,
    loss,
    via: via.map((one) => viaWords(one, layer, assets, say)),
    cause: loss ? becauseWords(loss.one, assets, say) : '',
    owner: operatorOf(asset),
    contacts: inFull(asset)?.contacts ?? '',
    served: asset.served ?? 0,
    tlp: asset.tlp,
  };
}

/** Whose need, how much of whom, how long it holds out, whether it is met now, and the borders on the way. */
function viaWords({ need, of, from }: Via, layer: number, assets: ReadonlyMap<string, ShownAsset>, say: Say): string {
  const line = needLine(need, say);
  const whose =
    layer > 0
      ? say('graph.viaOwnNeed', { need: line })
      : layer === -1
        ? say('graph.viaThisNeed', { need: line })
        : say('graph.viaNeedOf', { need: line, name: assetName(of, say) });
  const borders = new Set(from.map((one) => borderWords(one, of, say)));
  return [`${whose} (${say(`assets.needState.${needState(need, assets)}`)})`, ...borders]
    .filter((words) => words !== '')
    .join(', ');
}

/** `FR → ES` where supply crosses a border that is shown; of a twin no country is. */
export function borderWords(from: ShownAsset, to: ShownAsset, say: Say): string {
  if (isTwin(from) || isTwin(to) || from.country === to.country) return '';
  return say('graph.border', { from: from.country, to: to.country });
}

export function directionWords(layer: number, say: Say): string {
  if (layer === 0) return say('graph.self');
  return say(layer < 0 ? 'graph.supplies' : 'graph.depends', { count: Math.abs(layer) });
}

/** When, and never without how sure that is. `clock` writes a moment of the operation. */
export interface LossWords {
  /** `fails in 3 h 40 min`. */
  readonly lead: string;
  readonly band: string;
  /** The band where there is little room. */
  readonly short: string;
}
export function lossWords({ already, one }: Loss, now: number, say: Say): LossWords {
  const what = one.to === 0 ? say('graph.fails') : say('graph.falls', { percent: Math.round((one.to / UP) * 100) });
  return {
    lead: already ? say('graph.already') : `${what} ${inWords(one.at, now, say)}`,
    short: shortBand(one, now, say),
    band: `${bandWords(one, now, say)}${one.band === 'indicative' ? ` · ${say('forecast.estimate')}` : ''}`,
  };
}

function shortBand({ earliest, latest }: Predicted, now: number, say: Say): string {
  if (earliest === undefined) return say('forecast.band.unsure');
  const clock = (at: Instant, beside: number): string => {
    const ms = Date.parse(at);
    return dayOf(ms) === dayOf(beside) ? zulu(ms) : zuluDay(ms);
  };
  const from = clock(earliest, now);
  return latest === undefined
    ? say('graph.bandOpen', { earliest: from })
    : say('graph.band', { earliest: from, latest: clock(latest, Date.parse(earliest)) });
}

const inWords = (at: Instant, now: number, say: Say): string =>
  Date.parse(at) <= now ? say('forecast.due') : say('forecast.in', { length: lengthWords(Date.parse(at) - now, say) });

/** The strictest label of what is shown and of what the predictions of it rest on. */
export function strictestOf(facts: readonly NodeFacts[], assets: ReadonlyMap<string, ShownAsset>): Tlp {
  let most = 0;
  const count = (id: string | undefined): void => {
    const asset = id === undefined ? undefined : assets.get(id);
    if (asset) most = Math.max(most, strictness(asset.tlp));
  };
  for (const { id, loss } of facts) {
    count(id);
    if (!loss) continue;
    const { rootId, supplierId, lacking, chain } = loss.one;
    for (const other of [
      rootId,
      supplierId,
      ...lacking.map((one) => one.assetId),
      ...chain.map((one) => one.assetId),
    ]) {
      count(other);
    }
  }
  return TLP[most] ?? 'TLP:CLEAR';
}

export const GRAPH_SORTS = ['hops', 'name', 'status', 'loss', 'owner'] as const;
export type GraphSort = (typeof GRAPH_SORTS)[number];

const BADNESS: Readonly<Record<AssetStatus, number>> = { failed: 0, degraded: 1, unknown: 2, operational: 3 };

/** What is lost first stands first; what is down already before that. */
const lossKey = ({ loss, downSince }: NodeFacts): string =>
  downSince !== undefined && !loss ? '0' : loss ? `${loss.already ? '1' : '2'}${loss.one.at}` : '3';

export function sortFacts(
  facts: readonly NodeFacts[],
  by: GraphSort,
  reverse: boolean,
  ownerName: (id: string) => string,
): NodeFacts[] {
  const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const owner = ({ owner: id }: NodeFacts): string => (id === undefined ? '\uffff' : ownerName(id));
  const by1: Readonly<Record<GraphSort, (a: NodeFacts, b: NodeFacts) => number>> = {
    hops: (a, b) => Math.abs(a.layer) - Math.abs(b.layer) || a.layer - b.layer,
    name: () => 0,
    status: (a, b) => BADNESS[a.status] - BADNESS[b.status],
    loss: (a, b) => text(lossKey(a), lossKey(b)),
    owner: (a, b) => owner(a).localeCompare(owner(b)),
  };
  const sign = reverse ? -1 : 1;
  return [...facts].sort(
    (a, b) =>
      sign * (by1[by](a, b) || (by === 'name' ? a.name.localeCompare(b.name) : 0)) ||
      a.name.localeCompare(b.name) ||
      text(a.id, b.id),
  );
}
