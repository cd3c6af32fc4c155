/** After a pause the first change leaves this soon (ms): by the clock, never by what was stored together with it. */
const FIRST_MS = 1;
/** Each change that was shown makes the next frame wait so long (ms), up to a whole tick. */
const PER_CHANGE_MS = 4;
const TICK_MS = 20;

/**
 * When the frames of one chain leave. Where little happens each change leaves at once; the more is shown, the more gathers
 * for the next frame. What a chain waits for follows from what its audience was shown, and from nothing else: hidden work
 * must not show in the rhythm of what is visible.
 */
export class Pace {
  #notBefore = 0;

  /** When (ms, of a clock that never goes back) what has gathered now is to leave. */
  due(elapsed: number): number {
    const soon = elapsed + FIRST_MS;
    if (soon >= this.#notBefore) return soon;
    // The chains of one node that wait leave in one rhythm: what they share is composed in one go.
    return Math.ceil(this.#notBefore / PER_CHANGE_MS) * PER_CHANGE_MS;
  }

  /** For a chain that goes on from this one. */
  goingOn(): Pace {
    const other = new Pace();
    other.#notBefore = this.#notBefore;
    return other;
  }

  sent(changes: number, elapsed: number): void {
    this.#notBefore = elapsed + Math.min(TICK_MS, changes * PER_CHANGE_MS);
  }
}
