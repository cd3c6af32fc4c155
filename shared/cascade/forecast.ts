import type { Instant } from '../time.ts';
import { fromMs, toMs } from '../time.ts';
import { bandsOf, type Band } from './bands.ts';
import { deadlocksAfterRepair, restartDeadlocks } from './deadlock.ts';
import { decisionDeadlines } from './deadlines.ts';
import { explain } from './explain.ts';
import {
  doubtsOf,
  networkOf,
  servedOf,
  sourceOfFaces,
  withStatuses,
  type AnyFace,
  type Doubt,
  type FaceNetwork,
} from './faces.ts';
import type { Finding } from './problems.ts';
import { BEST, buildNetwork, type Network } from './network.ts';
import { post, type Outside } from './run.ts';
import { serviceLosses, type ServiceLoss } from './services.ts';
import { Simulation, type Saved } from './simulation.ts';
import { Timeline } from './timeline.ts';

/** One predicted change. Assets and needs by id, times as instants, levels in ppm. */
export interface Predicted {
  readonly assetId: string;
  readonly at: Instant;
  /** Never shown without: when it happens at the earliest and at the latest. */
  readonly earliest: Instant | undefined;
  readonly latest: Instant | undefined;
  readonly band: Band['kind'];
  readonly from: number;
  readonly to: number;
  readonly because: 'own' | 'known' | 'need';
  readonly needId?: string;
  readonly supplierId?: string;
  /** The need had a buffer, and it is empty by then. */
  readonly buffer: boolean;
  readonly lacking: readonly { readonly assetId: string; readonly level: number }[];
  /** From the nearest cause to the root. */
  readonly chain: readonly { readonly assetId: string; readonly at: Instant; readonly to: number }[];
  /** Of the chain, left out before the root. */
  readonly skipped: number;
  readonly rootId: string;
  readonly borders: readonly { readonly from: string; readonly to: string }[];
  readonly restsOn: readonly { readonly assetId: string; readonly doubt: Doubt }[];
  /** The asset's own latest word is younger than this change, and better. */
  readonly contradicted: boolean;
}

export interface ForecastDeadline {
  readonly assetId: string;
  readonly needId: string;
  readonly at: Instant;
  readonly earliest: Instant | undefined;
  readonly latest: Instant | undefined;
  readonly band: Band['kind'];
  readonly repair?: { readonly assetId: string; readonly by: Instant };
  readonly saved: readonly { readonly service: string; readonly nation: string; readonly personHours: number }[];
  readonly savedSum: number;
  readonly spares: number;
}

export interface ForecastDeadlock {
  readonly members: readonly string[];
  readonly blackStart: readonly string[];
  readonly pointOfNoReturn: Instant;
  /** It arises even if everything damaged is repaired only after the forecast ends; false: it is there within it. */
  readonly onlyIfRepairedLate: boolean;
}

export interface Forecast {
  readonly now: Instant;
  readonly until: Instant;
  /** What the model says has changed already, and nobody has said so. */
  readonly already: readonly Predicted[];
  readonly changes: readonly Predicted[];
  readonly services: readonly ServiceLoss[];
  readonly deadlines: readonly ForecastDeadline[];
  readonly deadlocks: readonly ForecastDeadlock[];
  readonly odd: readonly Finding[];
}

/** What somebody wants to know: "and if". By id; times in whole seconds since 1970, after now. */
export type WhatIf =
  | { readonly kind: 'health'; readonly at: Instant; readonly assetId: string; readonly level: number }
  | {
      readonly kind: 'refuel';
      readonly at: Instant;
      readonly assetId: string;
      readonly needId: string;
      readonly seconds: number;
    };

export interface ForecastOptions {
  /** Seconds; 72 h when absent. */
  readonly horizon?: number;
  readonly whatIf?: readonly WhatIf[];
  /** How many buffers are tried for their deadline; 0 leaves deadlines out. */
  readonly deadlines?: number;
  /** Seeded fractions from 0 up to 1; one fixed seed when absent, so that all who ask get the same. */
  readonly random?: () => number;
  readonly samples?: number;
}

const HORIZON = 72 * 3600;
/** Causes that are listed: the nearest, and the root. In a grid a chain may have thousands. */
const CHAIN = 12;

/** What does not change with the statuses: the network, and a simulation of it at rest. */
export interface Prepared {
  readonly from: FaceNetwork;
  readonly network: Network;
  readonly simulation: Simulation;
  readonly rest: Saved;
}

/**
 * Worth keeping between two forecasts: with `before`, and needs that are the same objects as then, only what is said of
 * the statuses is read anew. What comes of it is the same either way.
 */
export function prepare(given: readonly AnyFace[], before?: Prepared): Prepared {
  const same = before && withStatuses(before.from, given);
  if (same) return { ...before, from: same };
  const from = networkOf(given);
  const network = buildNetwork(from.form);
  const simulation = new Simulation(network);
  return { from, network, simulation, rest: simulation.save() };
}

/** A function of an audience's faces and the operation's time alone. */
export function forecast(given: readonly AnyFace[], now: Instant, options: ForecastOptions = {}): Forecast {
  return forecastOn(prepare(given), now, options);
}

/** The same, on what was prepared: the way of a worker that is told of one status after another. */
export function forecastOn(prepared: Prepared, now: Instant, options: ForecastOptions = {}): Forecast {
  const { horizon = HORIZON, whatIf = [], deadlines: most = 20, random = fixedSeed(), samples } = options;
  const start = Math.floor(toMs(now) / 1000);
  const until = start + horizon;
  const { from, network, rest } = prepared;
  const { index } = from;
  const live = sourceOfFaces(from, start, until);
  const source = {
    ...live,
    events: (...args: Parameters<typeof live.events>) => [...live.events(...args), ...asked(args[0].needStart)],
  };
  function asked(needStart: Int32Array): Outside[] {
    return whatIf.flatMap((step): Outside[] => {
      const asset = index.get(step.assetId);
      if (asset === undefined) return [];
      const t = Math.max(start + 1, Math.floor(toMs(step.at) / 1000));
      if (step.kind === 'health') return [{ kind: 'health', t, asset, level: step.level }];
      const need = from.needIds[asset]!.indexOf(step.needId);
      return need < 0 ? [] : [{ kind: 'refuel', t, need: needStart[asset]! + need, seconds: step.seconds }];
    });
  }

  const simulation = post(prepared.simulation.load(rest), source.events(network, BEST));
  simulation.run(start).mark();
  const timeline = new Timeline(simulation.run(until));
  const served = servedOf(from);
  const bands = bandsOf(source, timeline, random, samples);
  const deadlines = most === 0 ? [] : decisionDeadlines(simulation, timeline, served, start, most);
  const stuckNow = restartDeadlocks(simulation);
  const stuckLater = deadlocksAfterRepair(simulation);

  const { ids } = from;
  const instant = (t: number) => fromMs(t * 1000);
  const maybe = (t: number | undefined) => (t === undefined ? undefined : instant(t));
  const doubts = from.faces.map((face) => doubtsOf(face, start));
  const predicted = (place: number): Predicted => {
    const why = explain(timeline, place, CHAIN);
    const { low, high, kind } = bands[place]!;
    const involved = new Set([why.asset, why.root, ...why.lacking.map((one) => one.supplier)]);
    for (const k of why.chain) involved.add(timeline.log.asset[k]!);
    const face = from.faces[why.asset]!;
    const said = 'at' in face && face.at !== undefined ? Math.floor(toMs(face.at) / 1000) : undefined;
    return {
      assetId: ids[why.asset]!,
      at: instant(why.at),
      earliest: maybe(low),
      latest: maybe(high),
      band: kind,
      from: why.from,
      to: why.to,
      because: why.because,
      ...(why.need !== undefined && { needId: from.needIds[why.asset]![why.need]! }),
      ...(why.supplier !== undefined && { supplierId: ids[why.supplier]! }),
      buffer: why.buffer,
      lacking: why.lacking.map(({ supplier, level }) => ({ assetId: ids[supplier]!, level })),
      chain: why.chain.map((k) => ({
        assetId: ids[timeline.log.asset[k]!]!,
        at: instant(timeline.log.time[k]!),
        to: timeline.log.to[k]!,
      })),
      skipped: why.skipped,
      rootId: ids[why.root]!,
      borders: why.borders,
      restsOn: [...involved]
        .sort((a, b) => a - b)
        .flatMap((i) => doubts[i]!.map((doubt) => ({ assetId: ids[i]!, doubt }))),
      contradicted: said !== undefined && said >= why.at && 'level' in face && face.level > why.to,
    };
  };
  const all = Array.from({ length: timeline.log.length }, (_none, k) => k);
  const lock =
    (late: boolean) =>
    (one: (typeof stuckNow)[number]): ForecastDeadlock => ({
      members: one.members.map((i) => ids[i]!),
      blackStart: one.blackStart.map((i) => ids[i]!),
      pointOfNoReturn: instant(one.pointOfNoReturn),
      onlyIfRepairedLate: late,
    });
  const known = new Set(stuckNow.map(({ members }) => members.join()));
  return {
    now,
    until: instant(until),
    already: all
      .filter((k) => timeline.log.time[k]! <= start && timeline.log.need[k]! >= 0)
      .filter((k) => timeline.lastChange(timeline.log.asset[k]!, start) === k)
      .map(predicted)
      .filter((one) => disagrees(from.faces[index.get(one.assetId)!]!, one.to)),
    changes: all.filter((k) => timeline.log.time[k]! > start).map(predicted),
    services: serviceLosses(timeline, served, start),
    deadlines: deadlines.map((one) => ({
      assetId: ids[one.asset]!,
      needId: from.needIds[one.asset]![one.need]!,
      at: instant(one.at),
      earliest: maybe(bands[one.change]!.low),
      latest: maybe(bands[one.change]!.high),
      band: bands[one.change]!.kind,
      ...(one.repair && { repair: { assetId: ids[one.repair.asset]!, by: instant(one.repair.by) } }),
      saved: one.saved,
      savedSum: one.savedSum,
      spares: one.spares,
    })),
    deadlocks: [
      ...stuckNow.map(lock(false)),
      ...stuckLater.filter(({ members }) => !known.has(members.join())).map(lock(true)),
    ],
    odd: [...from.odd, ...timeline.odd],
  };
}

const disagrees = (face: AnyFace, level: number): boolean =>
  'level' in face ? face.since === undefined || face.level !== level : true;

/** Any fixed seed does: what counts is that server and browser draw the same. (mulberry32, public domain) */
function fixedSeed(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
