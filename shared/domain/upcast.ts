import type { TocsinEvent } from './event.ts';
import { KNOWN_EVENTS } from './evolve.ts';

/** What turns an event as it was stored once into the next form of it: a version further on, or another type. */
export type Upcast = (event: TocsinEvent) => TocsinEvent;

/**
 * By `type v`, the step from that form to the next. From the first release on a form never changes without one: raise the
 * version in `KNOWN_EVENTS`, add the step here, and write the golden files of the release (test/golden/README.md). Stored
 * rows stay as they are; only what is read of them is brought up to date.
 */
export const UPCASTS: Readonly<Record<string, Upcast>> = {};

/** Longer than any history of one event type: a step that leads nowhere must not hold a start up. */
const MOST_STEPS = 64;

/** The event in today's form, or as far as anybody knows the way: what is not of today hides what it names. Total. */
export function upcast(
  event: TocsinEvent,
  known: Readonly<Record<string, number>> = KNOWN_EVENTS,
  steps: Readonly<Record<string, Upcast>> = UPCASTS,
): TocsinEvent {
  let now = event;
  for (let step = 0; step < MOST_STEPS && known[now.type] !== now.v; step++) {
    const name = `${now.type} v${now.v}`;
    if (!Object.hasOwn(steps, name)) return now;
    try {
      now = steps[name]!(now);
    } catch {
      // Damaged in a way that the step did not expect: not understood, like any other.
      return event;
    }
  }
  return now;
}
