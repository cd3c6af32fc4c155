import { DIRECTORY } from '../../shared/ids.ts';
import { get } from '../../shared/domain/world.ts';
import { fromMs, operationTime, toMs, type Clock } from '../../shared/time.ts';
import type { App } from '../app.ts';
import { live, pace } from './content/story.ts';
import { commandIdFor, director, playStep, SCRIPT, sendAs } from './load.ts';
import { idOf } from './names.ts';

export interface PlayerState {
  readonly script: string;
  readonly state: 'waiting' | 'playing' | 'paused' | 'finished';
  readonly stepsDone: number;
  readonly stepsTotal: number;
  /** Operation time of the next step. */
  readonly nextAt?: string;
}

/** Never sleep longer than this (ms): a clock may be moved by another node. */
const LONGEST_SLEEP_MS = 5000;
/** Steps sent before their answers are awaited. */
const AT_ONCE = 50;

/**
 * Plays the story of one operation in the operation's own time: ordinary commands, sent as the accounts of its
 * organisations through the one pipeline. Each step has a command id of its own, so a restart, or a second node, plays
 * on without doing anything twice.
 */
export class Player {
  readonly operation: string;
  readonly #app: App;
  readonly #onTrouble: (error: unknown) => void;
  #next = 0;
  #timer: NodeJS.Timeout | undefined;
  #working = false;
  #again = false;
  #stopped = false;
  readonly #unlisten: () => void;

  constructor(app: App, operation: string, onTrouble: (error: unknown) => void) {
    this.operation = operation;
    this.#app = app;
    this.#onTrouble = onTrouble;
    this.#unlisten = this.#stream.onConfirmed(({ touches }) => {
      if (touches.includes(`clock:${operation}`)) this.#wake();
    });
    this.#wake();
  }

  /** The first person has opened the operation: the clock begins to run, once and for all runs of the server. */
  async opened(): Promise<void> {
    const commandId = commandIdFor(this.operation, 'first-opened');
    await this.#app.pipeline.submit(this.operation, idOf('', 'user', director.key), {
      commandId,
      type: 'clock.resume',
      data: {},
    });
  }

  state(): PlayerState {
    const clock = this.#clock();
    const next = live[this.#next];
    const state = !next
      ? 'finished'
      : !clock
        ? 'waiting'
        : clock.running
          ? 'playing'
          : this.#next === 0
            ? 'waiting'
            : 'paused';
    return { script: SCRIPT, state, stepsDone: this.#next, stepsTotal: live.length, ...(next && { nextAt: next.at }) };
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#unlisten();
  }

  get #stream() {
    const stream = this.#app.worlds.operation(this.operation);
    if (!stream) throw new Error(`Operation ${this.operation} is not held`);
    return stream;
  }

  #clock(): Clock | undefined {
    const view = this.#app.worlds.confirmedView(this.#stream, fromMs(this.#app.context.now()));
    return get(view, 'clock', this.operation)?.clock;
  }

  #wake(): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#again = true;
    if (!this.#working) void this.#work();
  }

  async #work(): Promise<void> {
    this.#working = true;
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        await this.#playDue();
      }
    } catch (error) {
      this.#onTrouble(error);
    }
    this.#working = false;
    const next = live[this.#next];
    const clock = this.#clock();
    if (this.#stopped || !next || !clock?.running) return;
    const now = this.#app.context.now();
    const wait = (toMs(next.at) - toMs(operationTime(clock, fromMs(now)))) / clock.speed;
    this.#timer = setTimeout(() => this.#wake(), Math.min(LONGEST_SLEEP_MS, Math.max(1, wait)));
  }

  async #playDue(): Promise<void> {
    for (;;) {
      const clock = this.#clock();
      if (!clock) return;
      const now = operationTime(clock, fromMs(this.#app.context.now()));
      const due: number[] = [];
      while (due.length < AT_ONCE && live[this.#next + due.length] && live[this.#next + due.length]!.at <= now) {
        due.push(this.#next + due.length);
      }
      if (due.length === 0) return;
      const crossed = pace.findLast((one) => one.fromOperationTime <= now);
      await Promise.all([
        ...due.map((index) =>
          // Somebody may have changed what a step builds on: the story goes on without that step.
          playStep(this.#app, this.operation, live[index]!, `live:${index}`).catch(this.#onTrouble),
        ),
        ...(crossed ? [this.#pace(crossed.fromOperationTime, crossed.speed)] : []),
      ]);
      this.#next += due.length;
    }
  }

  /** Each change of pace is made once; what a director sets afterwards stays. */
  async #pace(from: string, speed: number): Promise<void> {
    await sendAs(this.#app, this.operation, director.key, `pace:${from}`, 'clock.setSpeed', { speed }).catch(
      this.#onTrouble,
    );
  }
}

/** The players of all operations that were made from the script, on this node. */
export class Players {
  readonly #players = new Map<string, Player>();
  readonly #app: App;
  readonly #onTrouble: (error: unknown) => void;

  constructor(app: App, onTrouble: (error: unknown) => void) {
    this.#app = app;
    this.#onTrouble = onTrouble;
  }

  of(operation: string): Player | undefined {
    const held = this.#players.get(operation);
    if (held) return held;
    const stream = this.#app.worlds.operation(operation);
    if (!stream || operation === DIRECTORY) return undefined;
    const view = this.#app.worlds.confirmedView(stream, fromMs(this.#app.context.now()));
    if (get(view, 'operation', operation)?.script !== SCRIPT) return undefined;
    const player = new Player(this.#app, operation, this.#onTrouble);
    this.#players.set(operation, player);
    return player;
  }

  /** Plays on whatever was playing when this node stopped. */
  resume(): void {
    for (const stream of this.#app.worlds.operations()) this.of(stream.operation);
  }

  stop(): void {
    for (const player of this.#players.values()) player.stop();
  }
}
