import { islandShares } from './island.ts';
import { impact, quotient, secondsFor, UP } from './levels.ts';
import { copyLog, KNOWN, Log, OWN, type LogColumns } from './log.ts';
import { RULE, type Network } from './network.ts';
import { EVENT, LAST_SECOND, Queue } from './queue.ts';
import { copyState, putBack, putBackAssets, restingState, type State } from './state.ts';

const NO_PIN = 0;
const LIMITED = 1;
const HELD = 2;

export interface Guards {
  /** Changes of one asset after which it may only fall: it oscillates. */
  readonly changesPerAsset: number;
  /** Changes of all after which the run stops. */
  readonly changes: number;
}

/** A simulation as it stood at one second, events under way included. Plain numbers: it can be sent to a worker. */
export interface Saved {
  readonly time: number;
  readonly state: State;
  readonly events: Int32Array;
  readonly log: LogColumns;
  readonly oscillating: readonly number[];
  readonly stoppedAt: number | undefined;
}

const CHANGES_PER_ASSET = 64;
const MOST_CHANGES = 4_000_000;

/** Equations (1) to (7) of the cascade model on one network, second by second, but only those at which something happens. */
export class Simulation {
  readonly network: Network;
  readonly state: State;
  log = new Log();
  /** The last second that is done; -1 before the first. */
  time = -1;
  /** Assets that changed so often that they were let fall only. */
  readonly oscillating = new Set<number>();
  /** Where the run was cut off because there were too many changes. */
  stoppedAt: number | undefined;
  readonly #guards: Guards;
  readonly #events = new Queue();
  #start: Saved;
  /** Assets that differ from the start. */
  readonly #touched: Int32Array;
  #touchedCount = 0;
  readonly #isTouched: Uint8Array;
  readonly #queue: Int32Array;
  readonly #queued: Uint8Array;
  #queueHead = 0;
  #queueLength = 0;
  #now = 0;
  #binding = OWN;
  #empties = -1;
  #due: number[] = [];
  #done: number[] = [];
  readonly #islandNeeds: readonly (readonly number[])[];
  #layersChanged = false;
  #nominal = true;
  #settling = 0;

  constructor(network: Network, guards: Partial<Guards> = {}) {
    this.network = network;
    this.#guards = {
      changesPerAsset: guards.changesPerAsset ?? CHANGES_PER_ASSET,
      changes: guards.changes ?? Math.min(MOST_CHANGES, Math.max(200_000, CHANGES_PER_ASSET * network.size)),
    };
    this.state = restingState(network);
    this.#touched = new Int32Array(network.size);
    this.#isTouched = new Uint8Array(network.size);
    this.#queue = new Int32Array(network.size + 1);
    this.#queued = new Uint8Array(network.size);
    this.#islandNeeds = network.layers.map((layer, index) =>
      Array.from(network.owner.keys()).filter(
        (r) =>
          network.rule[r] === RULE.island && network.measure[r] === index && layer.position[network.owner[r]!]! >= 0,
      ),
    );
    this.#settleNominal();
    this.#start = this.save();
  }

  // What happens from outside. `t` must lie after `time`.

  health(t: number, asset: number, level: number): void {
    this.#events.push(t, EVENT.health, asset, level, -1);
  }
  /** Fills a buffer up to so many seconds at full draw; with Infinity it never empties again: somebody keeps refuelling. */
  refuel(t: number, need: number, seconds: number): void {
    this.#events.push(t, EVENT.refuel, need, seconds, -1);
  }
  /** The output is known to be at most `level`; what holds it back is over when one of its suppliers comes back. */
  limit(t: number, asset: number, level: number): void {
    this.#events.push(t, EVENT.limit, asset, level, -1);
  }
  /** The owner vouches for this output until `until`, or until one of its suppliers changes for a cause younger than `t`. */
  hold(t: number, asset: number, level: number, until: number): void {
    this.#events.push(t, EVENT.hold, asset, level, -1);
    if (until > t && until < Infinity) this.#events.push(until, EVENT.release, asset, t, -1);
  }

  /** Runs up to and including the second `end`. */
  run(end: number): this {
    const events = this.#events;
    const until = Math.min(end, LAST_SECOND);
    while (events.next <= until && this.stoppedAt === undefined) this.#second(events.next);
    if (this.stoppedAt === undefined) this.time = Math.max(this.time, until);
    return this;
  }

  /** What is left in the buffer of a need at the second `at`, in ppm-seconds, if nothing happens until then. */
  bufferLeft(need: number, at = this.time): number {
    const { buffer, supply, settled, health } = this.state;
    if (buffer[need] === Infinity) return Infinity;
    const seconds = Math.max(0, at - settled[need]!);
    if (supply[need] === UP) {
      return Math.min(this.network.full[need]!, buffer[need]! + this.network.recharge[need]! * seconds);
    }
    if (health[this.network.owner[need]!] === 0) return buffer[need]!;
    return Math.max(0, buffer[need]! - (UP - supply[need]!) * seconds);
  }

  save(): Saved {
    return {
      time: this.time,
      state: copyState(this.state),
      events: this.#events.saved(),
      log: copyLog(this.log),
      oscillating: [...this.oscillating],
      stoppedAt: this.stoppedAt,
    };
  }

  /** Goes on from there, and returns there on `reset`. */
  load(saved: Saved): this {
    this.#start = saved;
    this.#touchedCount = 0;
    this.#isTouched.fill(0);
    putBack(this.state, saved.state);
    this.#rewind();
    return this;
  }

  /** Makes the present second the one that `reset` returns to. */
  mark(): this {
    this.#forgetTouched();
    this.#start = this.save();
    return this;
  }

  /** Back to where it was loaded or marked, or to the nominal state. Costs what has changed since, not the size of the network. */
  reset(): this {
    // Copying all is faster than picking out many.
    if (this.#touchedCount * 8 > this.network.size) putBack(this.state, this.#start.state);
    else putBackAssets(this.network, this.state, this.#start.state, this.#touched, this.#touchedCount);
    this.#forgetTouched();
    this.#rewind();
    return this;
  }

  #forgetTouched(): void {
    for (let n = 0; n < this.#touchedCount; n++) this.#isTouched[this.#touched[n]!] = 0;
    this.#touchedCount = 0;
  }

  #rewind(): void {
    const { time, events, log, oscillating, stoppedAt } = this.#start;
    this.#events.restore(events);
    if (log.length === 0) this.log.length = 0;
    else this.log = copyLog(log);
    this.time = time;
    this.oscillating.clear();
    for (const i of oscillating) this.oscillating.add(i);
    this.stoppedAt = stoppedAt;
  }

  /** The greatest fixed point below full health, with full buffers, as if it had stood so for ever. */
  #settleNominal(): void {
    const { network: net, state } = this;
    for (let l = 0; l < net.need.length; l++) {
      const r = net.need[l]!;
      const level = state.output[net.supplier[l]!]!;
      state.seen[l] = level;
      if (level < net.threshold[l]!) continue;
      state.sum[r]! += net.rule[r] === RULE.cap ? net.weight[l]! * level : 1;
    }
    for (let r = 0; r < net.owner.length; r++) state.supply[r] = this.#supplyOf(r);
    for (let i = 0; i < net.size; i++) this.#enqueue(i);
    this.#layersChanged = net.layers.length > 0;
    this.#fall();
    this.#nominal = false;
    this.log.length = 0;
    state.changes.fill(0);
    state.riseDue.fill(-1);
    state.brought.fill(-1);
    for (let i = 0; i < net.size; i++) {
      this.#target(i);
      this.#expectEmpty(i);
    }
    for (const { asset, start } of net.jobs) this.health(start, asset, UP);
    this.#forgetTouched();
  }

  #second(t: number): void {
    this.#now = t;
    const { state } = this;
    const events = this.#events;
    while (events.next === t) {
      events.take();
      const { subject, value } = events;
      switch (events.kind) {
        case EVENT.arrival:
          this.#see(subject, value, events.cause);
          break;
        case EVENT.depletion:
          if (state.emptyAt[subject] !== t) break;
          state.emptyAt[subject] = -1;
          this.#enqueue(subject);
          break;
        case EVENT.rise:
          if (state.riseDue[subject] === t) this.#due.push(subject);
          break;
        case EVENT.jobDone:
          if (state.workSince[subject]! >= 0 && state.workSince[subject]! + state.workLeft[subject]! === t) {
            this.#done.push(subject);
          }
          break;
        case EVENT.health:
          state.pinKind[subject] = NO_PIN;
          state.limitUnder[subject] = -1;
          this.#setHealth(subject, value);
          break;
        case EVENT.refuel:
          this.#settle(subject);
          state.buffer[subject] = value === Infinity ? Infinity : Math.min(this.network.full[subject]!, value * UP);
          state.riseLink[this.network.owner[subject]!] = -1;
          this.#enqueue(this.network.owner[subject]!);
          break;
        case EVENT.limit:
          this.#pin(subject, LIMITED, value);
          break;
        case EVENT.hold:
          this.#pin(subject, HELD, value);
          // What is known to stand stands now: no restart lag.
          if (value > state.output[subject]!) {
            state.riseDue[subject] = t;
            state.riseLink[subject] = -1;
            this.#due.push(subject);
          }
          break;
        default:
          // EVENT.release: only of the hold that it was sent with.
          if (state.pinKind[subject] === HELD && state.pinnedAt[subject] === value) this.#unpin(subject);
      }
    }
    if (this.#done.length > 0) {
      for (const job of this.#done) this.#finish(job);
      this.#done.length = 0;
    }
    if (this.#queueLength > 0) this.#fall();
    if (this.#due.length > 0 || this.#layersChanged) this.#rise();
    this.time = t;
  }

  /** Step 2: down to the greatest fixed point below the present state; the order of the queue does not change where it ends. */
  #fall(): void {
    const { state } = this;
    const size = this.#queue.length;
    for (;;) {
      while (this.#queueLength > 0) {
        const i = this.#queue[this.#queueHead]!;
        this.#queueHead = this.#queueHead + 1 === size ? 0 : this.#queueHead + 1;
        this.#queueLength--;
        this.#queued[i] = 0;
        if (this.stoppedAt !== undefined) continue;
        const aim = this.#target(i);
        if (!this.#nominal) this.#expectEmpty(i);
        const output = state.output[i]!;
        if (aim < output) {
          state.riseDue[i] = -1;
          this.#change(i, aim, this.#binding, false);
        } else if (aim === output) state.riseDue[i] = -1;
        else this.#startRise(i);
      }
      if (!this.#layersChanged || !this.#islandsFall()) return;
    }
  }

  /** Step 3: all targets first, then all rises; what follows from them can only start timers. */
  #rise(): void {
    const { state } = this;
    const due = this.#due;
    const aims = due.map((i) => (state.riseDue[i] === this.#now ? this.#target(i) : -1));
    due.forEach((i, n) => {
      if (aims[n]! < 0) return;
      state.riseDue[i] = -1;
      if (aims[n]! <= state.output[i]!) return;
      const link = state.riseLink[i]!;
      this.#change(i, aims[n]!, state.pinKind[i] === HELD ? KNOWN : link < 0 ? OWN : this.network.need[link]!, true);
    });
    due.length = 0;
    if (this.#layersChanged) this.#islandsRise();
    const size = this.#queue.length;
    while (this.#queueLength > 0) {
      const i = this.#queue[this.#queueHead]!;
      this.#queueHead = this.#queueHead + 1 === size ? 0 : this.#queueHead + 1;
      this.#queueLength--;
      this.#queued[i] = 0;
      const aim = this.#target(i);
      this.#expectEmpty(i);
      if (aim > state.output[i]!) this.#startRise(i);
    }
  }

  #startRise(i: number): void {
    const { state } = this;
    if (state.riseDue[i]! >= 0) return;
    if (state.changes[i]! >= this.#guards.changesPerAsset) {
      this.oscillating.add(i);
      return;
    }
    const due = this.#now + this.network.lag[i]!;
    state.riseDue[i] = due;
    this.#events.push(due, EVENT.rise, i, 0, -1);
  }

  /** Equations (4) to (6). Leaves in `#binding` what it hangs on, and in `#empties` when a buffer will tell. */
  #target(i: number): number {
    const { network: net, state } = this;
    this.#binding = OWN;
    this.#empties = -1;
    const pin = state.pinKind[i]!;
    if (pin === HELD) {
      this.#binding = KNOWN;
      return state.pinLevel[i]!;
    }
    let least = state.health[i]!;
    let empties = Infinity;
    const end = net.needStart[i + 1]!;
    for (let r = net.needStart[i]!; r < end; r++) {
      const supply = state.supply[r]!;
      if (supply === UP) continue;
      const level = impact(supply, net.alpha[r]!, net.beta[r]!);
      if (level >= least) continue;
      if (state.buffer[r]! > 0) {
        this.#settle(r);
        const left = state.buffer[r]!;
        if (left > 0) {
          if (left !== Infinity) empties = Math.min(empties, this.#now + secondsFor(left, UP - supply));
          continue;
        }
      }
      least = level;
      this.#binding = r;
    }
    if (pin === LIMITED && state.pinLevel[i]! < least) {
      least = state.pinLevel[i]!;
      this.#binding = KNOWN;
    }
    if (least < net.trip[i]!) least = 0;
    // What stands still cannot fall lower.
    if (least > 0 && empties < Infinity) this.#empties = empties;
    return least;
  }

  #change(i: number, level: number, need: number, rising: boolean): void {
    const { network: net, state } = this;
    const before = state.output[i]!;
    state.output[i] = level;
    this.#touch(i);
    state.changes[i]! += 1;
    if (net.layers.length > 0) this.#layersChanged = true;
    let cause = -1;
    if (this.#nominal) {
      if (++this.#settling >= this.#guards.changes) this.stoppedAt ??= -1;
    } else {
      const link = need < 0 ? -1 : rising ? state.riseLink[i]! : state.lastLink[need]!;
      cause = this.log.add(this.#now, i, before, level, need, link, link < 0 ? -1 : state.brought[link]!);
      if (this.log.length >= this.#guards.changes) this.stoppedAt ??= this.#now;
      if (i >= net.assets) this.#work(i - net.assets, level === UP);
    }
    const end = net.outStart[i + 1]!;
    for (let n = net.outStart[i]!; n < end; n++) {
      const l = net.outLinks[n]!;
      const delay = net.delay[l]!;
      if (delay === 0 || this.#nominal) this.#see(l, level, cause);
      else this.#events.push(this.#now + delay, EVENT.arrival, l, level, cause);
    }
  }

  /** A link shows its need another level: O(1), by the running sum or count. */
  #see(l: number, level: number, cause: number): void {
    const { network: net, state } = this;
    const r = net.need[l]!;
    const before = state.seen[l]!;
    state.seen[l] = level;
    state.brought[l] = cause;
    const i = net.owner[r]!;
    this.#touch(i);
    const threshold = net.threshold[l]!;
    const old = before >= threshold ? before : 0;
    const now = level >= threshold ? level : 0;
    if (old === now) return;
    if (state.pinKind[i] !== NO_PIN && state.pinnedAt[i]! < this.#now) {
      if (now > old) state.limitUnder[i] = -1;
      if (this.#lapses(i, cause, now > old)) this.#unpin(i);
    }
    if (net.rule[r] === RULE.cap) state.sum[r]! += net.weight[l]! * (now - old);
    else if (old === 0) state.sum[r]! += 1;
    else if (now === 0) state.sum[r]! -= 1;
    const supply = this.#supplyOf(r);
    if (supply === state.supply[r]) return;
    if (supply > state.supply[r]!) state.riseLink[i] = l;
    else state.lastLink[r] = l;
    this.#setSupply(r, supply);
  }

  /**
   * Whether what is known of an output ends with this change of a supplier. A limit ends with one for the better. A hold
   * ends with news: what follows from what had happened when the owner spoke, they spoke of.
   */
  #lapses(i: number, cause: number, better: boolean): boolean {
    if (this.state.pinKind[i] === LIMITED) return better;
    const { log } = this;
    let root = cause;
    while (root >= 0 && log.cause[root]! >= 0) root = log.cause[root]!;
    return root < 0 || log.time[root]! > this.state.pinnedAt[i]!;
  }

  #supplyOf(r: number): number {
    const { network: net, state } = this;
    const rule = net.rule[r]!;
    if (rule === RULE.kofn) return state.sum[r]! >= net.measure[r]! ? UP : 0;
    if (rule === RULE.island) return UP;
    const over = state.sum[r]! - net.base[r]!;
    if (over <= 0) return 0;
    return Math.min(UP, quotient(over, net.measure[r]!));
  }

  #setSupply(r: number, supply: number): void {
    if (this.network.full[r]! > 0) this.#settle(r);
    this.state.supply[r] = supply;
    this.#enqueue(this.network.owner[r]!);
  }

  #setHealth(i: number, level: number): void {
    const { network: net, state } = this;
    // A dead asset draws nothing.
    if (level > 0 !== state.health[i]! > 0) {
      for (let r = net.needStart[i]!; r < net.needStart[i + 1]!; r++) this.#settle(r);
    }
    state.health[i] = level;
    state.riseLink[i] = -1;
    if (net.layers.length > 0) this.#layersChanged = true;
    this.#enqueue(i);
  }

  #pin(i: number, kind: number, level: number): void {
    const { pinKind, pinLevel, limitUnder } = this.state;
    if (kind === LIMITED) limitUnder[i] = -1;
    else if (pinKind[i] === LIMITED) limitUnder[i] = pinLevel[i]!;
    this.state.pinKind[i] = kind;
    this.state.pinLevel[i] = level;
    this.state.pinnedAt[i] = this.#now;
    this.#enqueue(i);
  }

  /** A hold that is over leaves the limit that was there before it: what held the asset back has not gone meanwhile. */
  #unpin(i: number): void {
    const { pinKind, pinLevel, limitUnder } = this.state;
    const under = pinKind[i] === HELD ? limitUnder[i]! : -1;
    pinKind[i] = under < 0 ? NO_PIN : LIMITED;
    if (under >= 0) pinLevel[i] = under;
    limitUnder[i] = -1;
    this.#enqueue(i);
  }

  /** Equation (3), up to now, under the supply that has held since it was last settled. */
  #settle(r: number): void {
    const { network: net, state } = this;
    const seconds = this.#now - state.settled[r]!;
    state.settled[r] = this.#now;
    if (seconds <= 0 || state.buffer[r] === Infinity) return;
    const supply = state.supply[r]!;
    if (supply === UP) state.buffer[r] = Math.min(net.full[r]!, state.buffer[r]! + net.recharge[r]! * seconds);
    else if (state.health[net.owner[r]!]! > 0) {
      state.buffer[r] = Math.max(0, state.buffer[r]! - (UP - supply) * seconds);
    }
  }

  /**
   * An event for the second at which the first of its buffers runs empty whose loss the asset would feel, as `#target`
   * has just found it. An event for another second than `emptyAt` is stale.
   */
  #expectEmpty(i: number): void {
    const { state } = this;
    if (state.emptyAt[i] === this.#empties) return;
    state.emptyAt[i] = this.#empties;
    if (this.#empties >= 0) this.#events.push(this.#empties, EVENT.depletion, i, 0, -1);
  }

  /** Within a second an island's supply only falls, or its loss could lift another's and the order would matter. */
  #islandsFall(): boolean {
    const { network: net, state } = this;
    net.layers.forEach((layer, index) => {
      const shares = islandShares(layer, state.health, state.output);
      for (const r of this.#islandNeeds[index]!) {
        const share = shares[layer.position[net.owner[r]!]!]!;
        if (share < state.supply[r]!) this.#setSupply(r, share);
      }
    });
    return this.#queueLength > 0;
  }

  #islandsRise(): void {
    const { network: net, state } = this;
    this.#layersChanged = false;
    net.layers.forEach((layer, index) => {
      const shares = islandShares(layer, state.health, state.output);
      for (const r of this.#islandNeeds[index]!) {
        const share = shares[layer.position[net.owner[r]!]!]!;
        if (share > state.supply[r]!) this.#setSupply(r, share);
      }
    });
  }

  #work(job: number, goesOn: boolean): void {
    const { state } = this;
    if (goesOn) {
      state.workSince[job] = this.#now;
      this.#events.push(this.#now + state.workLeft[job]!, EVENT.jobDone, job, 0, -1);
    } else if (state.workSince[job]! >= 0) {
      state.workLeft[job]! -= this.#now - state.workSince[job]!;
      state.workSince[job] = -1;
    }
  }

  #finish(job: number): void {
    const { asset, target, to } = this.network.jobs[job]!;
    this.#setHealth(target, Math.max(to, this.state.health[target]!));
    this.#setHealth(asset, 0);
    this.state.workLeft[job] = 0;
    this.state.workSince[job] = -1;
  }

  #touch(i: number): void {
    if (this.#isTouched[i] === 1) return;
    this.#isTouched[i] = 1;
    this.#touched[this.#touchedCount++] = i;
  }

  #enqueue(i: number): void {
    this.#touch(i);
    if (this.#queued[i] === 1) return;
    this.#queued[i] = 1;
    const end = this.#queueHead + this.#queueLength;
    this.#queue[end >= this.#queue.length ? end - this.#queue.length : end] = i;
    this.#queueLength++;
  }
}
