import { crossingsOf, type Concerned, type PredictedCrossing } from '../../shared/cascade/crossings.ts';
import type { AnyFace } from '../../shared/cascade/faces.ts';
import { forecastOn, prepare, type Forecast, type Prepared } from '../../shared/cascade/forecast.ts';
import { LIVE } from '../../shared/cascade/live.ts';
import { UP } from '../../shared/cascade/levels.ts';
import type { Instant } from '../../shared/time.ts';

/** What an audience was shown anew at one moment of the past. */
export interface Step {
  /** Operation time. */
  readonly at: Instant;
  readonly faces: readonly AnyFace[];
  readonly gone: readonly string[];
}

export interface Away {
  /** What was shown when they left, and the operation time of that. */
  readonly faces: readonly AnyFace[];
  readonly from: Instant;
  readonly steps: readonly Step[];
  /** Operation time of their return. */
  readonly now: Instant;
  readonly me: Concerned;
}

export type Outcome = 'predicted' | 'came-true' | 'averted';
/** What newly called for somebody who was away, and what became of it. */
export interface Warning {
  /** As it was said last: on return, or just before it ended. */
  readonly crossing: PredictedCrossing;
  /** Operation time at which it was first predicted. */
  readonly arose: Instant;
  readonly outcome: Outcome;
  /** Operation time since which it is not predicted any more. */
  readonly ended?: Instant;
}

interface Tracked {
  crossing: PredictedCrossing;
  readonly arose: Instant | undefined;
  ended: Instant | undefined;
  came: boolean;
}

const OPTIONS = { ...LIVE, deadlines: 0 };
/** In between it counts what is predicted; how sure its moment was is told roughly. */
const IN_BETWEEN = { ...OPTIONS, samples: 4 };

/**
 * What newly called for somebody between two moments, worked out anew from what they were shown in between: predictions
 * are never stored. In the order in which it arose.
 */
export function warningsOf({ faces: before, from, steps, now, me }: Away): Warning[] {
  const faces = new Map(before.map((face) => [face.id, face]));
  const open = new Map<string, Tracked>();
  const all: Tracked[] = [];
  let prepared: Prepared | undefined;
  const look = (at: Instant, options: typeof OPTIONS, first = false): void => {
    prepared = prepare([...faces.values()], prepared);
    const made = forecastOn(prepared, at, options);
    const found = new Map(crossingsOf(made, faces, me).map((one) => [subjectOf(one), one]));
    for (const [subject, one] of open) {
      if (found.has(subject)) continue;
      one.ended = at;
      open.delete(subject);
    }
    for (const [subject, crossing] of found) {
      const known = open.get(subject);
      // Another root cause of the same is no news to whoever was away.
      if (known) known.crossing = crossing;
      else {
        const tracked = { crossing, arose: first ? undefined : at, ended: undefined, came: false };
        open.set(subject, tracked);
        all.push(tracked);
      }
    }
    for (const one of all) one.came ||= cameTrue(one.crossing, faces, made);
  };
  look(from, IN_BETWEEN, true);
  for (const { at, faces: shown, gone } of steps) {
    for (const id of gone) faces.delete(id);
    for (const face of shown) faces.set(face.id, face);
    look(at, IN_BETWEEN);
  }
  look(now, OPTIONS);
  return all.flatMap(({ crossing, arose, ended, came }): Warning[] => {
    // It was predicted before they left.
    if (arose === undefined) return [];
    if (ended === undefined) return [{ crossing, arose, outcome: 'predicted' }];
    return [{ crossing, arose, outcome: came ? 'came-true' : 'averted', ended }];
  });
}

/** What it is about, whatever its root cause. */
function subjectOf(one: PredictedCrossing): string {
  switch (one.kind) {
    case 'loss':
      return `loss/${one.below}/${one.prediction.assetId}`;
    case 'persons':
      return `persons/${one.nation}/${one.service}/${one.mark}`;
    case 'border':
      return `border/${one.from}/${one.to}/${one.rootId}`;
  }
}

/** Whether somebody says by now that it is so; of persons, whether the model counts as many by now. */
function cameTrue(one: PredictedCrossing, faces: ReadonlyMap<string, AnyFace>, { services }: Forecast): boolean {
  if (one.kind === 'persons') {
    const counted = services.find(({ service, nation }) => service === one.service && nation === one.nation);
    return (counted?.without[0]?.[1] ?? 0) >= one.mark;
  }
  const face = faces.get(one.prediction.assetId);
  if (!face || !('level' in face) || face.since === undefined) return false;
  if (one.kind === 'loss') return one.below === 'any' ? face.level === 0 : face.level < UP / 2;
  return face.level <= one.prediction.to;
}
