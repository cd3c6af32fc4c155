import { isTwin, type AssetFace, type Need, type ShownClaim, type TwinFace } from '../domain/asset/record.ts';
import { toMs, type Instant } from '../time.ts';
import type { Source } from './bands.ts';
import type { AssetForm, Banded, CascadeForm, NeedForm } from './interchange.ts';
import { quotient, UP } from './levels.ts';
import { BEST, type Network, type Pick } from './network.ts';
import { oddity, problem, type Finding } from './problems.ts';
import type { Outside } from './run.ts';
import type { Served } from './services.ts';

export type AnyFace = AssetFace | TwinFace;

/** What makes predictions that rest on an asset less sure. */
export type Doubt =
  | 'unknown-status'
  | 'not-confirmed'
  | 'disputed'
  | 'coarse-twin'
  /** No operator stands behind the record, and so behind its needs. */
  | 'operator-unconfirmed'
  /** It should be restored by now, and nobody has said that it is. */
  | 'restoration-overdue';

/** What an audience sees, as a network. Engine time is whole seconds since 1970, so that any two forecasts compare. */
export interface FaceNetwork {
  readonly form: CascadeForm;
  /** Ids of the faces, sorted: an asset of the engine is its place here. */
  readonly ids: readonly string[];
  readonly index: ReadonlyMap<string, number>;
  readonly faces: readonly AnyFace[];
  readonly needIds: readonly (readonly string[])[];
  readonly odd: readonly Finding[];
}

/** A restart takes its time; no record says how long, so the band is wide. In seconds. */
const RESTART: Banded = [300, 900, 3600];
/** What a number in a register may be off by, as a part of it; and a buffer that its owner has just read off. */
const REGISTER_PART = 5;
const STATED_PART = 10;

const around = (value: number, part: number): Banded => {
  const off = quotient(value + part - 1, part);
  return value === 0 ? 0 : [value - off, value, value + off];
};
const secondOf = (at: Instant): number => Math.floor(toMs(at) / 1000);

/** A function of the faces alone: their order, who asks and when do not matter. */
export function networkOf(given: readonly AnyFace[]): FaceNetwork {
  const faces = [...given].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const index = new Map(faces.map((face, at) => [face.id, at]));
  const odd: Finding[] = [];
  const needIds: string[][] = [];
  const assets = faces.map((face, at): AssetForm => {
    const ids: string[] = [];
    needIds.push(ids);
    const needs = (face.needs ?? []).flatMap((need) => {
      const form = needForm(need, at, index, face.id, odd);
      if (!form) return [];
      ids.push(need.needId);
      return [form];
    });
    return { name: face.id, nat: nationOf(face), sec: face.sector, rho: RESTART, needs };
  });
  return { form: { assets }, ids: faces.map(({ id }) => id), index, faces, needIds, odd };
}

/** The same network with faces that say something else of their status; undefined when their needs differ. */
export function withStatuses(before: FaceNetwork, given: readonly AnyFace[]): FaceNetwork | undefined {
  if (given.length !== before.faces.length) return undefined;
  const faces: AnyFace[] = Array.from(before.faces);
  for (const face of given) {
    const at = before.index.get(face.id);
    if (at === undefined) return undefined;
    const was = before.faces[at]!;
    if (face !== was && (face.needs !== was.needs || face.sector !== was.sector || nationOf(face) !== nationOf(was))) {
      return undefined;
    }
    faces[at] = face;
  }
  return { ...before, faces };
}

/** A twin shows a region at most: what crosses a border is told of assets whose country is shown. */
const nationOf = (face: AnyFace): string => (isTwin(face) ? '' : face.country);

/** The need as the engine takes it: what it can never be given, even when all is well, is not asked of it. */
function needForm(
  need: Need,
  self: number,
  index: ReadonlyMap<string, number>,
  where: string,
  odd: Finding[],
): NeedForm | undefined {
  const sup = need.suppliers.flatMap(({ assetId, weight, delay, threshold }) => {
    const j = index.get(assetId);
    if (j === undefined) odd.push(problem('dangling-supplier', where));
    else if (j === self) odd.push(oddity('need-on-itself', where));
    return j === undefined || j === self ? [] : [{ j, w: weight, lat: around(delay, REGISTER_PART), theta: threshold }];
  });
  const common = {
    sup,
    B: around(need.buffer ?? 0, REGISTER_PART),
    rech: need.recharge ?? 0,
    alpha: need.alpha,
    beta: need.beta,
    type: need.type,
  };
  if (sup.length === 0) return undefined;
  if (need.rule === 'kofn') {
    const k = need.k ?? 1;
    if (k > sup.length) odd.push(oddity('never-met', where));
    return { ...common, rule: 'kofn', k: Math.min(k, sup.length) };
  }
  const base = need.base ?? 0;
  const most = sup.reduce((sum, { w }) => sum + w, 0) * UP - base;
  const demand = need.demand ?? 1;
  if (most < demand * UP) odd.push(oddity('never-met', where));
  if (most < UP || most + 2 * Math.abs(base) > Number.MAX_SAFE_INTEGER) return undefined;
  return { ...common, rule: 'cap', D: Math.min(demand, quotient(most, UP)), d0: base };
}

/** The claim behind what is shown, with what only claims say. */
function claimBehind(face: AssetFace): ShownClaim | undefined {
  if (face.basis === 'confirmed') return face.confirmed;
  return face.reports?.find(
    (report) => report.status === face.status && report.level === face.level && report.at === face.at,
  );
}

const TWIN_LEVEL: Record<TwinFace['status'], number> = { operational: UP, degraded: UP / 2, failed: 0, unknown: UP };

type Said =
  Exclude<Outside, { kind: 'refuel' }> | { kind: 'refuel'; t: number; asset: number; need: number; seconds: Banded };

/** What the faces say has happened, from the `since` of each status on, and what they announce for after `now`. */
export function statusEvents(from: FaceNetwork, now: number): (network: Network, pick?: Pick) => Outside[] {
  const said = from.faces.flatMap((face, asset) => eventsOf(from, face, asset, now));
  return ({ needStart }, pick = BEST) =>
    said.map((event): Outside => {
      if (event.kind !== 'refuel') return event;
      const { t, asset, need, seconds } = event;
      return { kind: 'refuel', t, need: needStart[asset]! + need, seconds: pick(seconds) };
    });
}

function eventsOf(from: FaceNetwork, face: AnyFace, asset: number, now: number): Said[] {
  const past = (at: Instant) => Math.min(now, Math.max(1, secondOf(at)));
  if (isTwin(face)) {
    const level = TWIN_LEVEL[face.status];
    return level < UP ? [{ kind: 'health', t: past(face.since), asset, level }] : [];
  }
  // Nobody has said anything: that is no news of a loss. It is in doubt, see `doubtsOf`.
  if (face.since === undefined) return [];
  const events: Said[] = [];
  const claim = claimBehind(face);
  const { level } = face;
  const since = changedAt(face)!;
  if (level < UP && claim?.because === 'supply') {
    // Recovery follows the supplier, also one that has come back since this was said.
    const back = latestChange(from, face, claim.at, (supplier) => 'level' in supplier && supplier.level === UP);
    const t = past(since);
    if (back === undefined) events.push({ kind: 'limit', t, asset, level });
    else events.push({ kind: 'hold', t, asset, level, until: Math.max(t + 1, past(back)) });
  } else if (level < UP) {
    events.push({ kind: 'health', t: past(since), asset, level });
    const back = claim?.expectedRestoration && secondOf(claim.expectedRestoration);
    if (back !== undefined && back > now) events.push({ kind: 'health', t: back, asset, level: UP });
  }
  if (
    claim?.holdsUntil &&
    face.basis === 'confirmed' &&
    latestChange(from, face, claim.heldAt ?? claim.at) === undefined
  ) {
    const until = secondOf(claim.holdsUntil);
    if (until > now) events.push({ kind: 'hold', t: past(claim.heldAt ?? claim.at), asset, level, until });
  }
  from.needIds[asset]!.forEach((needId, need) => {
    const stated = face.buffers?.[needId];
    if (!stated) return;
    events.push({ kind: 'refuel', t: past(stated.at), asset, need, seconds: around(stated.secondsLeft, STATED_PART) });
  });
  return events;
}

/** Since when the status and the level are what they are. */
const changedAt = (face: AnyFace): Instant | undefined =>
  'levelSince' in face ? (face.levelSince ?? face.since) : face.since;

/** When a supplier changed last after a moment, of those that are meant; undefined where none has. */
function latestChange(
  { index, faces }: FaceNetwork,
  face: AnyFace,
  after: Instant,
  meant: (supplier: AnyFace) => boolean = () => true,
): Instant | undefined {
  let latest: Instant | undefined;
  for (const { suppliers } of face.needs ?? []) {
    for (const { assetId } of suppliers) {
      const supplier = faces[index.get(assetId) ?? -1];
      const changed = supplier && meant(supplier) ? changedAt(supplier) : undefined;
      if (changed === undefined) continue;
      // Of an area the minute is known: what changed in the same one may have been news.
      const news = isTwin(supplier!) ? toMs(changed) + 60_000 > toMs(after) : changed > after;
      if (news && (latest === undefined || changed > latest)) latest = changed;
    }
  }
  return latest;
}

/** The faces as a source of runs and bands. */
export const sourceOfFaces = (from: FaceNetwork, now: number, until: number): Source => ({
  form: from.form,
  events: statusEvents(from, now),
  until,
});

export function doubtsOf(face: AnyFace, now: number): Doubt[] {
  const doubts: Doubt[] = [];
  if (face.status === 'unknown') doubts.push('unknown-status');
  if (isTwin(face)) return [...doubts, 'coarse-twin'];
  if (face.basis === 'reported') doubts.push('not-confirmed');
  if (face.disputed) doubts.push('disputed');
  if (face.organisation === undefined) doubts.push('operator-unconfirmed');
  const back = claimBehind(face)?.expectedRestoration;
  if (back !== undefined && face.level < UP && secondOf(back) <= now) doubts.push('restoration-overdue');
  return doubts;
}

/** Whom the faces say they serve; the service is the sector's. Of a twin the lower bound is known, and of an asset no more than its record says. */
export const servedOf = ({ faces }: FaceNetwork): Served[] =>
  faces.flatMap((face, asset) =>
    face.served === undefined || face.served === 0 ? [] : [{ asset, service: face.sector, persons: face.served }],
  );
