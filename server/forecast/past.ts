import type { AnyFace } from '../../shared/cascade/faces.ts';
import { keyOf, type Key } from '../../shared/domain/entity.ts';
import type { View } from '../../shared/domain/world.ts';
import type { Audience } from '../../shared/sharing/audience.ts';
import { faceOfKey } from '../../shared/sharing/face.ts';
import { isTwin } from '../../shared/domain/asset/record.ts';
import { fromMs, toMs, type Instant } from '../../shared/time.ts';
import { breathe, KEYS_PER_SLICE } from '../desk/snapshot.ts';
import type { Step } from './warnings.ts';

export interface Past {
  /** What was shown at the position asked for, of the assets that are shown now. */
  readonly faces: readonly AnyFace[];
  readonly steps: readonly Step[];
  /** Several moments were taken together: there were too many to look at each. */
  readonly coarser: boolean;
}

/**
 * What an audience was shown of assets since a position, moment by moment. Only of those that it is shown now, in no wider
 * form than now, with everything else as it is now: as a history does. What changed unseen makes no moment.
 */
export async function pastSince(
  audience: Audience,
  view: View,
  shown: readonly AnyFace[],
  position: number,
  most: number,
): Promise<Past> {
  const world = view.operation;
  const faces: AnyFace[] = [];
  const moments = new Map<number, Map<string, AnyFace | undefined>>();
  let looked = 0;
  for (const now of shown) {
    if (++looked % KEYS_PER_SLICE === 0) await breathe();
    const key = keyOf('asset', now.id);
    const record = world.exactOf(key) ?? key;
    const since = world.versionsOf(record).filter((one) => one.position > position && one.position <= view.position);
    let before = since.length === 0 ? now : faceThen(audience, view, key, record, position, now);
    if (before) faces.push(before);
    for (const version of since) {
      if (++looked % KEYS_PER_SLICE === 0) await breathe();
      const then = faceThen(audience, view, key, record, version.position, now);
      if (then?.version === before?.version) continue;
      before = then;
      let moment = moments.get(version.position);
      if (!moment) moments.set(version.position, (moment = new Map()));
      moment.set(now.id, then);
    }
  }
  return { faces, ...together(moments, most, (at) => timeOf(view, at)) };
}

function faceThen(
  audience: Audience,
  view: View,
  key: Key,
  record: Key,
  position: number,
  now: AnyFace,
): AnyFace | undefined {
  const then = faceOfKey(audience, key, { ...view, past: { key: record, position } }) as AnyFace | undefined;
  if (!then || record === key) return then;
  // Of an area, whether its needs and the persons it serves are told may have been decided otherwise since.
  const { needs, served, ...closed } = then;
  return {
    ...closed,
    ...(needs && now.needs && { needs }),
    ...(served !== undefined && now.served !== undefined && { served }),
  } as AnyFace;
}

const timeOf = (view: View, position: number): Instant | undefined =>
  view.operation.touchesBetween(position - 1, position)[0]?.event?.at;

/** In as many steps as are wanted at most: by the count of what was shown, never by the positions of the journal. */
function together(
  moments: ReadonlyMap<number, ReadonlyMap<string, AnyFace | undefined>>,
  most: number,
  time: (position: number) => Instant | undefined,
): Pick<Past, 'steps' | 'coarser'> {
  const order = [...moments.keys()].sort((a, b) => a - b);
  const size = Math.max(1, Math.ceil(order.length / most));
  const steps: Step[] = [];
  let at: Instant | undefined;
  for (let first = 0; first < order.length; first += size) {
    const last = new Map<string, AnyFace | undefined>();
    for (const position of order.slice(first, first + size)) {
      const exact = time(position);
      // An area tells the minute of its change, and so does what follows from it.
      const area = [...moments.get(position)!.values()].some((face) => face !== undefined && isTwin(face));
      const told = exact && area ? fromMs(Math.floor(toMs(exact) / 60_000) * 60_000) : exact;
      if (told !== undefined && (at === undefined || told > at)) at = told;
      for (const [id, face] of moments.get(position)!) last.set(id, face);
    }
    // A row that this build cannot read shows nothing; were it the first, its time would be unknown.
    if (at === undefined) continue;
    steps.push({
      at,
      faces: [...last.values()].filter((face) => face !== undefined),
      gone: [...last].filter(([, face]) => face === undefined).map(([id]) => id),
    });
  }
  return { steps, coarser: size > 1 };
}

/** The last position that was there at a real time (ms), by the journal; not before the oldest that is remembered. */
export function positionAt(view: View, real: number): number {
  let low = view.operation.oldest;
  let high = view.position;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const touch = view.operation.touchesBetween(middle - 1, middle)[0];
    if (touch && touch.realAt > real) high = middle - 1;
    else low = middle;
  }
  return low;
}
