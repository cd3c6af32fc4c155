import { inFull } from '../domain/asset/record.ts';
import type { Severity } from '../domain/vocabulary.ts';
import { fromMs, toMs, type Instant } from '../time.ts';
import type { AnyFace } from './faces.ts';
import type { Forecast, Predicted } from './forecast.ts';
import { UP } from './levels.ts';

/** For whom a forecast is read. Without a country every nation concerns them: an international organisation. */
export interface Concerned {
  readonly organisation: string;
  readonly country?: string | undefined;
}

/** For whom the people of an organisation read it. */
export const concernedBy = (organisation: { id: string; kind: string; country: string }): Concerned =>
  organisation.kind === 'international'
    ? { organisation: organisation.id }
    : { organisation: organisation.id, country: organisation.country };

interface Base {
  /** The same however often and wherever it is worked out, as long as the same root cause leads to the same. */
  readonly key: string;
  readonly severity: Severity;
  readonly rootId: string;
  /** Operation time since which the root cause stands. */
  readonly since: Instant;
  /** With its band, its chain and its borders. Of persons: the loss that brings their number over the mark. */
  readonly prediction: Predicted;
  /** The model says that it has happened; nobody has said so. */
  readonly already: boolean;
  /** The owner of the asset expects it as well. */
  readonly confirmed: boolean;
}

/** What of a forecast calls for somebody. */
export type PredictedCrossing =
  | (Base & { readonly kind: 'loss'; readonly below: 'half' | 'any' })
  | (Base & { readonly kind: 'persons'; readonly nation: string; readonly service: string; readonly mark: number })
  | (Base & { readonly kind: 'border'; readonly from: string; readonly to: string });

/** Persons without a service, and how much it calls for somebody when their number is reached. */
const MARKS: readonly (readonly [mark: number, severity: Severity])[] = [
  [1_000, 1],
  [10_000, 2],
  [100_000, 3],
  [1_000_000, 4],
];

/**
 * What of a forecast calls for the people of an organisation: its own assets that are predicted to fail or to lose more
 * than half; persons of its nation without a service; and what comes over the border. Sorted by severity, time and key. It
 * depends on the faces and the forecast that was made of them alone (L9).
 */
export function crossingsOf(
  forecast: Forecast,
  faces: ReadonlyMap<string, AnyFace>,
  me: Concerned,
): PredictedCrossing[] {
  const found = new Map<string, PredictedCrossing>();
  const add = (one: PredictedCrossing): void => void (found.has(one.key) || found.set(one.key, one));
  for (const { prediction, already } of lossesOf(forecast)) {
    const base = baseOf(prediction, already, faces);
    const own = ownLoss(prediction, base, faces, me);
    if (own) add(own);
    for (const { from, to } of prediction.borders) {
      if (me.country !== undefined && to !== me.country) continue;
      const severity = prediction.to === 0 ? 3 : 2;
      add({ ...base, key: `border/${from}/${to}/${rootOf(base)}`, kind: 'border', severity, from, to });
    }
  }
  for (const one of personsOf(forecast, faces, me)) add(one);
  return [...found.values()].sort(byUrgency);
}

/** The worst first, then what comes first. */
export const byUrgency = (a: PredictedCrossing, b: PredictedCrossing): number =>
  b.severity - a.severity ||
  toMs(a.prediction.at) - toMs(b.prediction.at) ||
  (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

/** In order of time. What the asset's own latest word denies is no news. */
function* lossesOf({ already, changes }: Forecast): Iterable<{ prediction: Predicted; already: boolean }> {
  for (const prediction of already)
    if (isLoss(prediction) && !prediction.contradicted) yield { prediction, already: true };
  for (const prediction of changes) if (isLoss(prediction)) yield { prediction, already: false };
}
const isLoss = ({ from, to }: Predicted): boolean => to < from;

function baseOf(prediction: Predicted, already: boolean, faces: ReadonlyMap<string, AnyFace>) {
  const { assetId, rootId } = prediction;
  const since = faces.get(rootId)?.since ?? prediction.chain.at(-1)?.at ?? prediction.at;
  const expected = inFull(faces.get(assetId))?.expected;
  // What the owner expected of another day says nothing of this loss.
  const confirmed = expected !== undefined && Math.abs(toMs(expected.at) - toMs(prediction.at)) <= SAME_LOSS_MS;
  return { rootId, since: wholeSecond(since), prediction, already, confirmed };
}
/** An expectation and a prediction that lie no further apart are of the same loss. */
const SAME_LOSS_MS = 12 * 3_600_000;
const wholeSecond = (at: Instant): Instant => fromMs(Math.floor(toMs(at) / 1000) * 1000);
const rootOf = ({ rootId, since }: Pick<Base, 'rootId' | 'since'>): string => `${rootId}/${since}`;

function ownLoss(
  prediction: Predicted,
  base: ReturnType<typeof baseOf>,
  faces: ReadonlyMap<string, AnyFace>,
  me: Concerned,
): PredictedCrossing | undefined {
  const { assetId, from, to } = prediction;
  const face = inFull(faces.get(assetId));
  // A twin is always another's.
  if (!face || (face.organisation ?? face.owner) !== me.organisation) return undefined;
  const below = to === 0 ? 'any' : to < UP / 2 && from >= UP / 2 ? 'half' : undefined;
  if (!below) return undefined;
  return {
    ...base,
    key: `loss/${below}/${assetId}/${rootOf(base)}`,
    kind: 'loss',
    severity: below === 'any' ? 3 : 2,
    below,
  };
}

/** Each mark that is not reached yet and will be. */
function* personsOf(
  { services, changes }: Forecast,
  faces: ReadonlyMap<string, AnyFace>,
  me: Concerned,
): Iterable<PredictedCrossing> {
  for (const { service, nation, without } of services) {
    if (me.country !== undefined && nation !== me.country) continue;
    const now = without[0]?.[1] ?? 0;
    for (const [mark, severity] of MARKS) {
      const reached = now < mark && without.find(([, persons]) => persons >= mark);
      const cause = reached && largestLoss(changes, faces, reached[0], service, nation);
      if (!cause) continue;
      const base = baseOf(cause, false, faces);
      const key = `persons/${nation}/${service}/${mark}/${rootOf(base)}`;
      yield { ...base, key, kind: 'persons', severity, nation, service, mark };
    }
  }
}

/**
 * Of the losses of one second, the one that leaves most persons without the service; of equals the first by id. None where
 * only areas lose it: no country is shown of them.
 */
function largestLoss(
  changes: readonly Predicted[],
  faces: ReadonlyMap<string, AnyFace>,
  second: number,
  service: string,
  nation: string,
): Predicted | undefined {
  const at = fromMs(second * 1000);
  let largest: Predicted | undefined;
  let most = 0;
  for (const one of changes) {
    if (one.at !== at || !isLoss(one)) continue;
    const face = inFull(faces.get(one.assetId));
    if (face?.sector !== service || face.country !== nation) continue;
    const lost = (face.served ?? 0) * (one.from - one.to);
    if (lost > most || (lost === most && largest && one.assetId < largest.assetId)) [largest, most] = [one, lost];
  }
  return largest;
}
