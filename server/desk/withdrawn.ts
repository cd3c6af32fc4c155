import { mayBeWithdrawn } from '../../shared/sharing/difference.ts';
import { faceOfKey } from '../../shared/sharing/face.ts';
import type { Audience } from '../../shared/sharing/audience.ts';
import type { View } from '../../shared/domain/world.ts';
import type { Steps } from './paging.ts';

/** Records looked at between two chances for others to get their turn. */
const PER_STEP = 50;

/**
 * Whether something that was shown in one view is not shown, or in a narrower form, in a later one, to an audience whose
 * rights are the same in both. Only those records are looked at whose visibility may have changed.
 */
export function* takenAway(audience: Audience, before: View, after: View): Steps<boolean> {
  let looked = 0;
  for (const key of mayBeWithdrawn(before, after)) {
    if (++looked % PER_STEP === 0) yield;
    const then = faceOfKey(audience, key, before);
    if (!then) continue;
    const now = faceOfKey(audience, key, after);
    if (!now || Object.keys(then).some((name) => !(name in now))) return true;
  }
  return false;
}
