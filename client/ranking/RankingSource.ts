import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AnyFace } from '../../shared/cascade/faces.ts';
import { tellsLess } from '../../shared/cascade/narrower.ts';
import type { Weights } from '../../shared/cascade/criticality.ts';
import type { SectorInfluence } from '../../shared/cascade/influence.ts';
import type { BrokenPair } from '../../shared/cascade/pairs.ts';
import type { Instant } from '../../shared/time.ts';
import type { FacesDifference, Tocsin } from '../store/contract.ts';
import type { Timers } from '../sync/wire.ts';
import type { Phase, RankEntry, RankingFeed, RankingNews, Standing, Story } from './messages.ts';

export interface RankingState {
  readonly entries: ReadonlyMap<string, RankEntry>;
  /** Of those who reach the top only; undefined while they are not known. */
  readonly pairs: readonly BrokenPair<string>[] | undefined;
  /** Null where the sector table has no answer. */
  readonly sectors: readonly SectorInfluence[] | null | undefined;
  /** Over how many scenarios, and the share of each asset, ppm. */
  readonly bindings: { readonly stories: number; readonly shares: ReadonlyMap<string, number> } | undefined;
  readonly phase: Phase | 'waiting';
  readonly done: number;
  readonly total: number;
  /** Operation time of the last word to the worker. */
  readonly askedAt: Instant | undefined;
  readonly failed: boolean;
}

export interface RankingWorker {
  onmessage: ((event: { data: RankingNews }) => void) | null;
  onerror: (() => void) | null;
  postMessage(feed: RankingFeed): void;
  terminate(): void;
}

/** What is asked: changing it costs little, for what is known is kept. */
export interface RankingChoice {
  readonly standing: Standing;
  readonly weights: Weights;
}

interface Services {
  readonly tocsin: Pick<Tocsin, 'store' | 'onDifference' | 'operationNow'>;
  readonly timers: Timers;
  readonly makeWorker: () => RankingWorker;
  readonly choice: StoreApi<RankingChoice>;
}

/** In milliseconds, from the first of several statuses: a ranking need not follow each at once. */
const GATHER_MS = 1_000;
/** By the operation's clock: what is under way then counts anew. In milliseconds. */
const STALE_MS = 15 * 60_000;
const LOOK_EVERY_MS = 5_000;
/** Another screen is often opened for a moment only, and what is known would be lost. In milliseconds. */
const LINGER_MS = 60_000;

const NOTHING: RankingState = {
  entries: new Map(),
  pairs: undefined,
  sectors: undefined,
  bindings: undefined,
  phase: 'waiting',
  done: 0,
  total: 0,
  askedAt: undefined,
  failed: false,
};

/**
 * The ranking of one viewer's faces, made in the background while somebody watches. The worker is told of differences
 * only, and keeps what they do not concern; of what was withdrawn nothing stays, neither here nor there.
 */
export class RankingSource {
  readonly store: StoreApi<RankingState> = createStore(() => NOTHING);
  readonly #services: Services;
  #watchers = 0;
  #stops: (() => void)[] = [];
  #cancelStop: (() => void) | undefined;
  #cancelTell: (() => void) | undefined;
  #worker: RankingWorker | undefined;
  /** Grows when numbers were dropped: what the worker says under an older one is not heard any more. */
  #ticket = 0;
  /** Whose faces, of which operation, the worker has. */
  #whose: string | undefined;
  #sent = new Map<string, AnyFace>();
  #changed = new Set<string>();
  #all = true;
  /** The numbers here were forgotten: the worker is to say again what holds. */
  #again = true;

  constructor(services: Services) {
    this.#services = services;
  }

  /** Answers how to watch no longer. */
  watch(): () => void {
    this.#cancelStop?.();
    this.#cancelStop = undefined;
    this.#watchers += 1;
    if (this.#stops.length === 0) this.#start();
    return () => {
      this.#watchers -= 1;
      if (this.#watchers === 0) this.#cancelStop = this.#services.timers.after(LINGER_MS, () => this.#stop());
    };
  }

  #start(): void {
    const { tocsin, timers, choice } = this.#services;
    let cancelLook: (() => void) | undefined;
    const look = (): void => {
      const asked = this.store.getState().askedAt;
      if (asked && Math.abs(Date.parse(tocsin.operationNow()) - Date.parse(asked)) >= STALE_MS) this.#soon();
      cancelLook = timers.after(LOOK_EVERY_MS, look);
    };
    look();
    this.#stops = [
      tocsin.onDifference((difference) => this.#take(difference)),
      tocsin.store.subscribe(() => this.#ownerMayDiffer()),
      choice.subscribe((now, before) => {
        if (now.standing !== before.standing) this.#drop();
        this.#soon();
      }),
      () => cancelLook?.(),
    ];
    this.#whose = this.#owner();
    this.#soon();
  }

  #stop(): void {
    this.#cancelStop = undefined;
    for (const stop of this.#stops.splice(0)) stop();
    this.#forget();
  }

  #owner(): string | undefined {
    const { me, operationId, ready } = this.#services.tocsin.store.getState();
    return me && ready && operationId !== undefined ? `${operationId} ${me.id}` : undefined;
  }

  #ownerMayDiffer(): void {
    const owner = this.#owner();
    if (owner === this.#whose) return;
    this.#whose = owner;
    this.#forget();
    this.#soon();
  }

  #take({ reset, changed }: FacesDifference): void {
    const assets = changed.filter(({ kind }) => kind === 'asset');
    const stories = changed.some(({ kind }) => kind === 'scenario');
    if (!reset && assets.length === 0 && !stories) return;
    if (reset) this.#all = true;
    for (const { id } of assets) this.#changed.add(id);
    const { asset } = this.#services.tocsin.store.getState().faces;
    const candidates = reset ? this.#sent.keys() : assets.map(({ id }) => id);
    // Numbers may rest on what is not shown any more: they go with it, and come back when it is known that they do not.
    const lost = [...candidates].some((id) => {
      const sent = this.#sent.get(id);
      return sent !== undefined && tellsLess(sent, asset.get(id));
    });
    if (lost) this.#drop();
    // So does what was counted over a scenario that is not shown any more.
    if (stories) this.store.setState({ bindings: undefined });
    this.#soon();
  }

  #drop(): void {
    this.#again = true;
    this.#ticket += 1;
    this.store.setState(NOTHING);
  }

  #soon(): void {
    this.#cancelTell ??= this.#services.timers.after(GATHER_MS, () => {
      this.#cancelTell = undefined;
      this.#tell();
    });
  }

  #tell(): void {
    const { tocsin, choice } = this.#services;
    if (this.#whose === undefined) return;
    const worker = this.#workerOrNot();
    if (!worker) return;
    const { asset, scenario } = tocsin.store.getState().faces;
    const reset = this.#all;
    const ids = reset ? [...asset.keys()] : [...this.#changed];
    const faces = ids.flatMap((id) => asset.get(id) ?? []);
    const gone = reset ? [] : ids.filter((id) => !asset.has(id));
    if (reset) this.#sent.clear();
    for (const id of gone) this.#sent.delete(id);
    for (const face of faces) this.#sent.set(face.id, face);
    const stories = [...scenario.values()].map(({ id, steps, hours }): Story => ({ id, steps, hours }));
    const now = tocsin.operationNow();
    const { standing, weights } = choice.getState();
    const again = this.#again || reset;
    this.#changed.clear();
    this.#all = false;
    this.#again = false;
    this.store.setState({ askedAt: now, phase: 'assets', done: 0, total: 0 });
    worker.postMessage({ ticket: this.#ticket, reset, faces, gone, again, now, standing, weights, stories });
  }

  #workerOrNot(): RankingWorker | undefined {
    if (this.#worker) return this.#worker;
    try {
      const worker = this.#services.makeWorker();
      worker.onmessage = ({ data }) => this.#heard(data);
      worker.onerror = () => this.#failed();
      this.#all = true;
      this.#worker = worker;
      return worker;
    } catch {
      this.#failed();
      return undefined;
    }
  }

  #heard({ ticket, entries, phase, done, total, sectors, bindings, pairs }: RankingNews): void {
    if (ticket !== this.#ticket) return;
    const known = this.store.getState().entries;
    this.store.setState({
      phase,
      done,
      total,
      failed: false,
      ...(entries.length > 0 && { entries: new Map([...known, ...entries.map((one) => [one.id, one] as const)]) }),
      ...(sectors !== undefined && { sectors }),
      ...(bindings && { bindings: { stories: bindings.stories, shares: new Map(bindings.shares) } }),
      ...(pairs && { pairs }),
    });
  }

  /** What is known stays; the next difference tries again. */
  #failed(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#ticket += 1;
    this.store.setState({ phase: 'waiting', failed: true });
  }

  #forget(): void {
    this.#cancelTell?.();
    this.#cancelTell = undefined;
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#ticket += 1;
    this.#sent.clear();
    this.#changed.clear();
    this.#all = true;
    this.#again = true;
    this.store.setState(NOTHING);
  }
}
