import { UP } from './levels.ts';
import { copyLog, type Log } from './log.ts';
import type { Network } from './network.ts';
import { oddity, type Finding, type OddityCode } from './problems.ts';
import type { Simulation } from './simulation.ts';

/** What came of a run, kept apart from the simulation so that it may run again. */
export class Timeline {
  readonly network: Network;
  readonly log: Log;
  readonly until: number;
  /** Levels before anything happened. */
  readonly nominal: Int32Array;
  readonly odd: readonly Finding<OddityCode>[];
  /** The changes of each asset, in order: places in the log. */
  readonly #start: Int32Array;
  readonly #changes: Int32Array;

  constructor(simulation: Simulation) {
    const { network, state, stoppedAt } = simulation;
    this.network = network;
    this.log = copyLog(simulation.log);
    this.until = stoppedAt ?? simulation.time;
    const { length, asset, from } = this.log;
    this.nominal = state.output.slice();
    this.#start = new Int32Array(network.size + 1);
    for (let k = length - 1; k >= 0; k--) {
      this.nominal[asset[k]!] = from[k]!;
      this.#start[asset[k]! + 1]! += 1;
    }
    for (let i = 0; i < network.size; i++) this.#start[i + 1]! += this.#start[i]!;
    const fill = this.#start.slice();
    this.#changes = new Int32Array(length);
    for (let k = 0; k < length; k++) this.#changes[fill[asset[k]!]!++] = k;
    this.odd = [
      ...[...simulation.oscillating].map((i) => oddity('oscillation', network.names[i]!)),
      ...(stoppedAt === undefined ? [] : [oddity('stopped', `at ${stoppedAt}`)]),
    ];
  }

  /** Places in the log of what one asset does. */
  changesOf(asset: number): Int32Array {
    return this.#changes.subarray(this.#start[asset]!, this.#start[asset + 1]!);
  }

  /** The last change of an asset up to the end of second `t`; -1 when there was none. */
  lastChange(asset: number, t: number): number {
    let low = this.#start[asset]!;
    let high = this.#start[asset + 1]!;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.log.time[this.#changes[middle]!]! <= t) low = middle + 1;
      else high = middle;
    }
    return low === this.#start[asset]! ? -1 : this.#changes[low - 1]!;
  }

  levelAt(asset: number, t: number): number {
    const change = this.lastChange(asset, t);
    return change < 0 ? this.nominal[asset]! : this.log.to[change]!;
  }

  /** First second after `after` at whose end the level is at most `level`; undefined when it never is. */
  firstAtMost(asset: number, level: number, after = -1): number | undefined {
    if (this.levelAt(asset, after) <= level) return after;
    for (const k of this.changesOf(asset)) {
      const t = this.log.time[k]!;
      if (t > after && this.log.to[k]! <= level && this.levelAt(asset, t) <= level) return t;
    }
    return undefined;
  }

  /** What an asset failed to give between two seconds, in ppm-seconds: the sum of UP - level over each second. */
  lost(asset: number, from: number, until = this.until): number {
    let at = from;
    let level = this.levelAt(asset, from);
    let lost = 0;
    for (const k of this.changesOf(asset)) {
      const t = this.log.time[k]!;
      if (t <= from) continue;
      if (t >= until) break;
      lost += (UP - level) * (t - at);
      at = t;
      level = this.log.to[k]!;
    }
    return until > at ? lost + (UP - level) * (until - at) : lost;
  }
}
