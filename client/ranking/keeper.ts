import {
  bindingShare,
  dominatedOn,
  staleAfter,
  tollsOn,
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
import { Simulation } from '../../shared/cascade/simulation.ts';
import type { Timeline } from '../../shared/cascade/timeline.ts';
import { toMs, type Instant } from '../../shared/time.ts';
import {
  type Phase,
  type RankEntry,
  type RankingFeed,
  type RankingNews,
  type Standing,
  type Story,
} from './messages.ts';
import { HORIZON, stale, tell, topOf, underWay, workingNow } from './reckoning.ts';
import { shapeOf, statusOf, withKnownNeeds } from './signature.ts';

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
  /** What was counted over the library, of this network. */
  #told: (NonNullable<RankingNews['bindings']> & { readonly key: string }) | undefined;
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
    if (shape.size > 0) this.#told = undefined;
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

    yield* this.#tell(prepared, stories);
    yield* this.#pair(prepared, toll, entries, pairs, weights);
  }

  /** The library is told as if all were well: what goes wrong just now is no scenario's doing. */
  *#tell(prepared: Prepared, stories: readonly Story[]) {
    const { from, network } = prepared;
    const key = JSON.stringify(stories);
    this.#begin('stories', stories.length);
    if (this.#told?.key !== key) {
      const simulation = new Simulation(network);
      const told: Timeline[] = [];
      for (const story of stories) {
        told.push(tell(story, prepared, simulation));
        this.#done += 1;
        yield;
      }
      const shares = [...bindingShare(told, network.size)];
      this.#told = {
        key,
        stories: stories.length,
        shares: shares.flatMap((share, asset) => (share > 0 ? [[from.ids[asset]!, share] as const] : [])),
      };
    }
    const { stories: count, shares } = this.#told;
    this.#news.bindings = { stories: count, shares };
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
