import { createStore, type StoreApi } from 'zustand/vanilla';
import { difference, type ForecastChange } from '../../shared/cascade/difference.ts';
import type { AnyFace } from '../../shared/cascade/faces.ts';
import { tellsLess } from '../../shared/cascade/narrower.ts';
import type { Forecast } from '../../shared/cascade/forecast.ts';
import type { Instant } from '../../shared/time.ts';
import type { FacesDifference, Tocsin } from '../store/contract.ts';
import type { Timers } from '../sync/wire.ts';
import type { Answer, Feed, Question } from './keeper.ts';

export interface ForecastState {
  readonly forecast: Forecast | undefined;
  /** The forecast before the last one that said something else, what differed, and the operation time of that. */
  readonly before: Forecast | undefined;
  readonly changed: readonly ForecastChange[];
  readonly changedAt: Instant | undefined;
  /** Operation time for which `forecast` was made. */
  readonly computedAt: Instant | undefined;
  readonly busy: boolean;
  readonly failed: boolean;
}

export interface ForecastWorker {
  onmessage: ((event: { data: Answer }) => void) | null;
  onerror: (() => void) | null;
  postMessage(feed: Feed): void;
  terminate(): void;
}

interface Services {
  readonly tocsin: Pick<Tocsin, 'store' | 'onDifference' | 'operationNow'>;
  readonly timers: Timers;
  readonly makeWorker: () => ForecastWorker;
}

/** Statuses often come several at once. In milliseconds, from the first of them, so that a stream does not put it off. */
const GATHER_MS = 250;
/** Of the time there is, at most one part in so many goes into forecasts while changes come in streams. */
const SHARE = 10;
/** One that is made within this (ms) puts nothing off. */
const QUICK_MS = 100;
/** However long one takes, the next is not put off by more. In milliseconds. */
const LONGEST_PAUSE_MS = 20_000;
/** What is posted is copied, in this thread: so many faces at a time, or the page would stand still. */
const PART = 500;
const BREATH_MS = 8;
/** A forecast older than this by the operation's clock is made anew although nothing was said. In milliseconds. */
const STALE_MS = 60_000;
/** How often that is looked at. An operation's clock may run sixty times as fast as the device's. In milliseconds. */
const LOOK_EVERY_MS = 2_000;
/** A drawer that is closed is often followed by another. In milliseconds. */
const LINGER_MS = 30_000;

const NOTHING: ForecastState = {
  forecast: undefined,
  before: undefined,
  changed: [],
  changedAt: undefined,
  computedAt: undefined,
  busy: false,
  failed: false,
};

/**
 * The forecast of one viewer's faces, kept up to date while somebody watches. The worker is told of differences only; of
 * what was withdrawn nothing stays, neither here nor there.
 */
export class ForecastSource {
  readonly store: StoreApi<ForecastState> = createStore(() => NOTHING);
  readonly #services: Services;
  #watchers = 0;
  #stops: (() => void)[] = [];
  #cancelStop: (() => void) | undefined;
  #worker: ForecastWorker | undefined;
  #ticket = 0;
  /** The ticket of the live forecast that is being made. */
  #live = 0;
  readonly #asked = new Map<number, (forecast: Forecast | undefined) => void>();
  /** Whose faces, of which operation, the worker has. */
  #whose: string | undefined;
  #sent = new Map<string, AnyFace>();
  #changed = new Set<string>();
  #all = true;
  #cancelRun: (() => void) | undefined;
  #due = false;
  /** Operation time of the last attempt. */
  #triedAt: Instant | undefined;
  /** How long the worker was busy with the last one, in milliseconds. */
  #took = 0;
  /** Goes on with what is being posted. */
  #post: ((how: 'some' | 'all') => void) | undefined;
  #cancelPost: (() => void) | undefined;
  /** Something was withdrawn while a forecast was being made of it. */
  #spoilt = false;

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

  /**
   * Asks "and if" of what is shown now, for operation time `now`; the live forecast goes on as it is. Undefined when nobody
   * watches, when it could not be worked out, and when something it may rest on was withdrawn meanwhile.
   */
  ask(question: Question, now = this.#services.tocsin.operationNow()): Promise<Forecast | undefined> {
    const worker = this.#whose === undefined ? undefined : this.#workerOrNot();
    if (!worker) return Promise.resolve(undefined);
    const ticket = ++this.#ticket;
    return new Promise((resolve) => {
      this.#asked.set(ticket, resolve);
      this.#post?.('all');
      worker.postMessage({ ticket, ...this.#unsent(), now, question });
    });
  }

  #dropAsked(): void {
    for (const resolve of this.#asked.values()) resolve(undefined);
    this.#asked.clear();
  }

  #start(): void {
    const { tocsin, timers } = this.#services;
    let cancelLook: (() => void) | undefined;
    const look = (): void => {
      const tried = this.#triedAt;
      if (tried && Math.abs(Date.parse(tocsin.operationNow()) - Date.parse(tried)) >= STALE_MS) this.#soon();
      cancelLook = timers.after(LOOK_EVERY_MS, look);
    };
    look();
    this.#stops = [
      tocsin.onDifference((difference) => this.#take(difference)),
      tocsin.store.subscribe(() => this.#ownerMayDiffer()),
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
    if (!reset && assets.length === 0) return;
    if (reset) this.#all = true;
    for (const { id } of assets) this.#changed.add(id);
    const { asset } = this.#services.tocsin.store.getState().faces;
    const candidates = reset ? this.#sent.keys() : assets.map(({ id }) => id);
    const lost = [...candidates].some((id) => {
      const sent = this.#sent.get(id);
      return sent !== undefined && tellsLess(sent, asset.get(id));
    });
    // Numbers may rest on what is not shown any more: they go with it, not a moment later.
    if (lost) {
      const { busy } = this.store.getState();
      this.#spoilt = busy;
      this.store.setState({ ...NOTHING, busy });
      this.#dropAsked();
      // Somebody sees that there is none: it is not put off.
      this.#took = 0;
      this.#cancelRun?.();
      this.#cancelRun = undefined;
    }
    this.#soon();
  }

  #soon(): void {
    this.#due = true;
    if (this.store.getState().busy) return;
    const pause = this.#took < QUICK_MS ? 0 : Math.min(this.#took * SHARE, LONGEST_PAUSE_MS);
    this.#cancelRun ??= this.#services.timers.after(Math.max(GATHER_MS, pause), () => {
      this.#cancelRun = undefined;
      this.#run();
    });
  }

  #run(): void {
    const { tocsin } = this.#services;
    if (this.#whose === undefined) return;
    const worker = this.#workerOrNot();
    if (!worker) return;
    const { reset, faces, gone } = this.#unsent();
    this.#due = false;
    const now = tocsin.operationNow();
    this.#triedAt = now;
    this.store.setState({ busy: true });
    const ticket = (this.#live = ++this.#ticket);
    let from = 0;
    const next = (): Pick<Feed, 'ticket' | 'reset' | 'faces' | 'now'> => {
      // As each is by then: what was withdrawn meanwhile is not posted.
      const { asset } = tocsin.store.getState().faces;
      const part = faces.slice(from, from + PART).flatMap(({ id }) => asset.get(id) ?? []);
      from += PART;
      return { ticket, reset: reset && from === PART, faces: part, now };
    };
    this.#post = (how) => {
      while (faces.length - from > PART) {
        worker.postMessage({ ...next(), gone: [], part: true });
        if (how === 'some') return this.#later();
      }
      this.#post = undefined;
      worker.postMessage({ ...next(), gone });
    };
    this.#post('some');
  }

  #later(): void {
    this.#cancelPost?.();
    this.#cancelPost = this.#services.timers.after(BREATH_MS, () => this.#post?.('some'));
  }

  /** What differs from what the worker has; it counts as sent. */
  #unsent(): Pick<Feed, 'reset' | 'faces' | 'gone'> {
    const { asset } = this.#services.tocsin.store.getState().faces;
    const reset = this.#all;
    const ids = reset ? [...asset.keys()] : [...this.#changed];
    const faces = ids.flatMap((id) => asset.get(id) ?? []);
    const gone = reset ? [] : ids.filter((id) => !asset.has(id));
    if (reset) this.#sent.clear();
    for (const id of gone) this.#sent.delete(id);
    for (const face of faces) this.#sent.set(face.id, face);
    this.#changed.clear();
    this.#all = false;
    return { reset, faces, gone };
  }

  #workerOrNot(): ForecastWorker | undefined {
    if (this.#worker) return this.#worker;
    try {
      const worker = this.#services.makeWorker();
      worker.onmessage = ({ data }) => this.#answered(data);
      worker.onerror = () => this.#failed();
      this.#all = true;
      this.#worker = worker;
      return worker;
    } catch {
      this.#failed();
      return undefined;
    }
  }

  #answered({ ticket, forecast, took }: Answer): void {
    this.#asked.get(ticket)?.(forecast);
    this.#asked.delete(ticket);
    if (ticket !== this.#live) return;
    this.#took = took ?? 0;
    const last = this.store.getState().forecast;
    const changed = last ? difference(last, forecast) : [];
    if (this.#spoilt) this.store.setState({ busy: false });
    else {
      this.store.setState({
        forecast,
        computedAt: forecast.now,
        busy: false,
        failed: false,
        ...(changed.length > 0 && { before: last, changed, changedAt: forecast.now }),
      });
    }
    this.#spoilt = false;
    if (this.#due) this.#soon();
  }

  /** The last forecast stays and says how old it is; the next difference, or the next minute, tries again. */
  #failed(): void {
    this.#endWorker();
    this.store.setState({ busy: false, failed: true });
  }

  #endWorker(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#cancelPost?.();
    this.#post = undefined;
    this.#live = 0;
    this.#dropAsked();
  }

  #forget(): void {
    this.#cancelRun?.();
    this.#cancelRun = undefined;
    this.#endWorker();
    this.#sent.clear();
    this.#changed.clear();
    this.#all = true;
    this.#due = false;
    this.#spoilt = false;
    this.#triedAt = undefined;
    this.store.setState(NOTHING);
  }
}
