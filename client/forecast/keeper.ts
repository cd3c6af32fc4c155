import type { AnyFace } from '../../shared/cascade/faces.ts';
import { forecastOn, prepare, type Forecast, type Prepared, type WhatIf } from '../../shared/cascade/forecast.ts';
import { LIVE } from '../../shared/cascade/live.ts';
import type { Need } from '../../shared/domain/asset/record.ts';
import type { Instant } from '../../shared/time.ts';

export { LIVE };

/** "And if …": asked of the same faces, beside the live forecast. */
export interface Question {
  readonly steps: readonly WhatIf[];
  /** Seconds; as the live forecast when absent. */
  readonly horizon?: number;
  /** By asset: needs that stand in the place of its own, for this once. */
  readonly needs?: ReadonlyMap<string, readonly Need[]>;
}

/** What differs between the faces that the keeper has and those that the viewer sees now. */
export interface Feed {
  readonly ticket: number;
  /** Forget all that was known: what follows is everything. */
  readonly reset: boolean;
  readonly faces: readonly AnyFace[];
  readonly gone: readonly string[];
  /** Operation time. */
  readonly now: Instant;
  /** Absent: the live forecast is meant. */
  readonly question?: Question;
  /** More of the same follows: nothing is worked out yet. */
  readonly part?: true;
}

export interface Answer {
  readonly ticket: number;
  readonly forecast: Forecast;
  /** Milliseconds of work. */
  readonly took?: number;
}

/** The worker's memory: the faces it was told of, and the network that came of them. */
export class ForecastKeeper {
  readonly #faces = new Map<string, AnyFace>();
  #prepared: Prepared | undefined;

  answer({ ticket, reset, faces, gone, now, question, part }: Feed): Answer | undefined {
    if (reset) this.#faces.clear();
    for (const id of gone) this.#faces.delete(id);
    for (const face of faces) this.#faces.set(face.id, withKnownNeeds(face, this.#faces.get(face.id)));
    if (part) return undefined;
    this.#prepared = prepare([...this.#faces.values()], this.#prepared);
    if (!question) return { ticket, forecast: forecastOn(this.#prepared, now, LIVE) };
    const { steps, horizon, needs } = question;
    const options = { ...LIVE, whatIf: steps, ...(horizon !== undefined && { horizon }) };
    return { ticket, forecast: forecastOn(this.#preparedWith(needs, this.#prepared), now, options) };
  }

  #preparedWith(needs: Question['needs'], own: Prepared): Prepared {
    if (!needs || needs.size === 0) return own;
    const faces = [...this.#faces.values()].map((face): AnyFace => {
      const other = needs.get(face.id);
      return other ? { ...face, needs: other } : face;
    });
    return prepare(faces);
  }
}

/** Whatever was sent is a copy; the network is kept only where needs are the same objects as before. */
function withKnownNeeds(face: AnyFace, before: AnyFace | undefined): AnyFace {
  const needs = before?.needs;
  if (!needs || JSON.stringify(needs) !== JSON.stringify(face.needs)) return face;
  return { ...face, needs };
}
