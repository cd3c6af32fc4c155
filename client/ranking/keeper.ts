import {
  bindingShare,
  dominatedOn,
  staleAfter,
  tollsOn,
  weighed,
  type Lost,
  type Toll,
  type Weights,
} from '../../shared/cascade/criticality.ts';
import { servedOf, sourceOfFaces, type AnyFace } from '../../shared/cascade/faces.ts';
import { prepare, type Prepared } from '../../shared/cascade/forecast.ts';
import { sectorInfluence, sectorTable } from '../../shared/cascade/influence.ts';
import { BEST } from '../../shared/cascade/network.ts';
import { brokenPair, byExcess, pairsToTry, type BrokenPair } from '../../shared/cascade/pairs.ts';
import { post } from '../../shared/cascade/run.ts';
import type { Simulation } from '../../shared/cascade/simulation.ts';
import { Timeline } from '../../shared/cascade/timeline.ts';
import { toMs, type Instant } from '../../shared/time.ts';
import {
  TOP,
  type Phase,
  type RankEntry,
  type RankingFeed,
  type RankingNews,
  type Standing,
  type Story,
} from './messages.ts';
import { shapeOf, statusOf, withKnownNeeds } from './signature.ts';

/** Seconds: A8 reckons over three days. */
const HORIZON = 72 * 3600;
/** What drains or is being repaired goes on by itself: numbers that rest on it are made anew after this. In milliseconds. */
const REFRESH_MS = 15 * 60_000;

/** What was reckoned, by standing: a status says nothing about what would be if all were well. */
interface Cache {
  readonly entries: Map<string, RankEntry>;
  /** What two lose together, by both ids. */
  readonly pairs: Map<string, readonly Lost[]>;
}

/** The worker's memory: faces, their network, and what was reckoned of it. Work is done in pieces, see `work`. */
export class RankingKeeper {
  readonly #faces = new Map<string, AnyFace>();
  readonly #caches: Record<Standing, Cache> = {
    present: { entries: new Map(), pairs: new Map() },
    rest: { entries: new Map(), pairs: new Map() },
  };
  readonly #refreshMs: number;
  #prepared: Prepared | undefined;
  /** The second up to which the present was followed last. */
  #followed: number | undefined;
  /** What was about to change of itself then. */
  #moving = new Set<string>();
  #feed: RankingFeed | undefined;
  #steps: Iterator<void> | undefined;
  #news: { -readonly [K in keyof RankingNews]?: RankingNews[K] } & { entries: RankEntry[] } = { entries: [] };
  #phase: Phase = 'done';
  #done = 0;
  #total = 0;

  constructor(refreshMs = REFRESH_MS) {
    this.#refreshMs = refreshMs;
  }

  /** Takes in what differs. Only what it concerns is reckoned anew, by `work`. */
  take(feed: RankingFeed): void {
    const { shape, status } = this.#differ(feed);
    const before = this.#prepared;
    const prepared = prepare([...this.#faces.values()], before);
    this.#prepared = prepared;
    const start = Math.floor(toMs(feed.now) / 1000);
    const simulation = this.#stand(prepared, feed.standing, start);
    const touched = new Set([...shape, ...status]);
    if (feed.standing === 'present') for (const id of this.#moved(prepared, simulation, start)) touched.add(id);
    this.#forget('rest', stale(shape, before, prepared));
    this.#forget('present', stale(touched, before, prepared));
    if (feed.standing === 'present') this.#refresh(prepared, feed.now);
    const { entries } = this.#caches[feed.standing];
    const again = feed.again || feed.reset || feed.standing !== this.#feed?.standing;
    const sectors = again || shape.size > 0 ? (sectorInfluence(sectorTable(prepared.network)) ?? null) : undefined;
    this.#news = { entries: again ? [...entries.values()] : [], ...(sectors !== undefined && { sectors }) };
    this.#feed = feed;
    this.#steps = this.#reckon(prepared, simulation, feed);
  }

  /** Goes on until that is enough, and says what was found. Undefined when there is nothing to say and to do. */
  work(enough: () => boolean): RankingNews | undefined {
    if (!this.#steps || !this.#feed) return undefined;
    let ended = this.#steps.next().done === true;
    while (!ended && !enough()) ended = this.#steps.next().done === true;
    if (ended) {
      this.#steps = undefined;
      this.#phase = 'done';
    }
    const news = { ...this.#news, ticket: this.#feed.ticket, phase: this.#phase, done: this.#done, total: this.#total };
    this.#news = { entries: [] };
    return news;
  }

  #differ({ reset, faces, gone }: RankingFeed): { shape: Set<string>; status: Set<string> } {
    const shape = new Set<string>(gone);
    const status = new Set<string>();
    if (reset) {
      for (const cache of Object.values(this.#caches)) {
        cache.entries.clear();
        cache.pairs.clear();
      }
      this.#faces.clear();
      this.#prepared = undefined;
      this.#followed = undefined;
      this.#moving.clear();
    }
    for (const id of gone) this.#faces.delete(id);
    for (const face of faces) {
      const before = this.#faces.get(face.id);
      if (!before || shapeOf(before) !== shapeOf(face)) shape.add(face.id);
      else if (statusOf(before) !== statusOf(face)) status.add(face.id);
      this.#faces.set(face.id, withKnownNeeds(face, before));
    }
    return { shape, status };
  }

  /** The simulation where each failure is to begin. */
  #stand({ from, network, simulation, rest }: Prepared, standing: Standing, start: number): Simulation {
    simulation.load(rest);
    if (standing === 'rest') return simulation;
    const { events } = sourceOfFaces(from, start, start + HORIZON);
    return post(simulation, events(network, BEST)).run(start).mark();
  }

  /** What changed of itself since the present was followed last, and what is under way no more. */
  #moved({ from, network }: Prepared, simulation: Simulation, start: number): Set<string> {
    const since = Math.min(this.#followed ?? start, start);
    this.#followed = start;
    const found = new Set(this.#moving);
    this.#moving = new Set(
      underWay(simulation)
        .filter((asset) => asset < network.assets)
        .map((asset) => from.ids[asset]!),
    );
    for (const id of this.#moving) found.delete(id);
    // Only now: the log before was run on into the future.
    const { log } = simulation;
    for (let k = 0; k < log.length; k++) if (log.time[k]! > since) found.add(from.ids[log.asset[k]!]!);
    return found;
  }

  /** Numbers that rest on what is under way hold for a while only, and not when the clock was set back. */
  #refresh({ from, network }: Prepared, now: Instant): void {
    const old = [...this.#caches.present.entries.values()].filter(({ at }) => {
      const age = toMs(now) - toMs(at);
      return age > this.#refreshMs || age < 0;
    });
    if (old.length === 0) return;
    const moving = staleAfter(
      network,
      [...this.#moving].map((id) => from.index.get(id)!),
    );
    this.#forget(
      'present',
      old.map(({ id }) => id).filter((id) => moving[from.index.get(id)!] === 1),
    );
  }

  #forget(standing: Standing, ids: Iterable<string>): void {
    const { entries, pairs } = this.#caches[standing];
    const gone = new Set(ids);
    if (gone.size === 0) return;
    for (const id of gone) entries.delete(id);
    for (const key of pairs.keys()) if (key.split(' ').some((id) => gone.has(id))) pairs.delete(key);
  }

  /** All there is to do, in pieces: assets first, those that most depend on before others. */
  *#reckon(prepared: Prepared, simulation: Simulation, { standing, now, weights, stories }: RankingFeed) {
    const { from, network } = prepared;
    const { entries, pairs } = this.#caches[standing];
    const start = simulation.time;
    const missing = from.ids.map((_id, asset) => asset).filter((asset) => !entries.has(from.ids[asset]!));
    const dependents = (asset: number): number => network.outStart[asset + 1]! - network.outStart[asset]!;
    missing.sort((a, b) => dependents(b) - dependents(a) || a - b);
    const toll = tollsOn(simulation, servedOf(from), HORIZON);
    const dominated = missing.length > 0 ? dominatedOn(network, workingNow(simulation)) : () => 0;
    this.#begin('assets', missing.length);
    for (const asset of missing) {
      const id = from.ids[asset]!;
      const entry = { id, home: network.nations[asset]!, ...toll([asset]), dominates: dominated(asset), at: now };
      entries.set(id, entry);
      this.#news.entries.push(entry);
      this.#done += 1;
      yield;
    }

    this.#begin('stories', stories.length);
    const told: Timeline[] = [];
    for (const story of stories) {
      told.push(tell(story, prepared, simulation));
      this.#done += 1;
      yield;
    }
    const shares = [...bindingShare(told, network.size, start)];
    this.#news.bindings = {
      stories: stories.length,
      shares: shares.flatMap((share, asset) => (share > 0 ? [[from.ids[asset]!, share] as const] : [])),
    };

    yield* this.#pair(prepared, toll, entries, pairs, weights);
  }

  *#pair(
    { from, network }: Prepared,
    toll: (failing: readonly number[]) => Toll,
    entries: ReadonlyMap<string, RankEntry>,
    known: Map<string, readonly Lost[]>,
    weights: Weights,
  ) {
    const top = topOf(entries.values(), weights).map(({ id }) => from.index.get(id)!);
    const tries = pairsToTry(network, top);
    this.#begin('pairs', tries.length);
    const broken: BrokenPair<string>[] = [];
    for (const [a, b] of tries) {
      const [first, second] = [from.ids[a]!, from.ids[b]!];
      const key = [first, second].sort().join(' ');
      let together = known.get(key);
      if (!together) {
        together = toll([a, b]).losses;
        known.set(key, together);
      }
      const losses = { first: entries.get(first)!.losses, second: entries.get(second)!.losses, together };
      const pair = brokenPair(first, second, losses, weights);
      if (pair) broken.push(pair);
      this.#done += 1;
      yield;
    }
    this.#news.pairs = broken.sort(byExcess);
  }

  #begin(phase: Phase, total: number): void {
    this.#phase = phase;
    this.#done = 0;
    this.#total = total;
  }
}

/** What comes of a scenario that begins where the simulation is marked. */
function tell({ steps, hours }: Story, { from, network }: Prepared, simulation: Simulation): Timeline {
  simulation.reset();
  const start = simulation.time;
  const inOrder = [...steps].sort((a, b) => a.after - b.after);
  for (const step of inOrder) {
    const asset = from.index.get(step.assetId);
    if (asset === undefined) continue;
    const t = start + Math.max(1, step.after);
    if (step.kind === 'health') simulation.health(t, asset, step.level);
    else {
      const need = from.needIds[asset]!.indexOf(step.needId);
      if (need >= 0) simulation.refuel(t, network.needStart[asset]! + need, step.seconds);
    }
  }
  return new Timeline(simulation.run(start + hours * 3600));
}

/** The most critical of them, by C1 as weighed. */
export function topOf(entries: Iterable<RankEntry>, weights: Weights, most = TOP): RankEntry[] {
  const sums = [...entries].map((entry) => ({ entry, sum: weighed(entry.losses, '', weights).personHours }));
  return sums
    .filter(({ sum }) => sum > 0)
    .sort((a, b) => b.sum - a.sum || (a.entry.id < b.entry.id ? -1 : 1))
    .slice(0, most)
    .map(({ entry }) => entry);
}

function stale(changed: ReadonlySet<string>, ...networks: readonly (Prepared | undefined)[]): Set<string> {
  const found = new Set(changed);
  if (changed.size === 0) return found;
  for (const prepared of new Set(networks)) {
    if (!prepared) continue;
    const { index, ids } = prepared.from;
    const has = staleAfter(
      prepared.network,
      [...changed].flatMap((id) => index.get(id) ?? []),
    );
    ids.forEach((id, at) => {
      if (has[at] === 1) found.add(id);
    });
  }
  return found;
}

/** Assets that will change of themselves, or whose buffers are not full: what fails tomorrow finds them otherwise. */
function underWay(simulation: Simulation): number[] {
  const { network } = simulation;
  const found = new Set<number>();
  for (let r = 0; r < network.owner.length; r++) {
    if (simulation.bufferLeft(r) < network.full[r]!) found.add(network.owner[r]!);
  }
  const past = simulation.log.length;
  simulation.run(simulation.time + HORIZON);
  for (let k = past; k < simulation.log.length; k++) found.add(simulation.log.asset[k]!);
  simulation.reset();
  return [...found];
}

/** What each asset could give now if all its needs were met. */
function workingNow({ state }: Simulation): Int32Array {
  return state.health.map((health, i) => (state.pinKind[i] === 0 ? health : Math.min(health, state.pinLevel[i]!)));
}
