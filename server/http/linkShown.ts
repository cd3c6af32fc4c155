import type { Guest, User } from '../../shared/domain/directory/record.ts';
import { face } from '../../shared/sharing/face.ts';
import { fromMs } from '../../shared/time.ts';
import type { Worlds } from '../worlds/worlds.ts';

/** The link of a guest as they are shown it themselves: it names no record to whom that is hidden. */
export function linkShown({ id, organisation, guest }: User, worlds: Worlds, now: number): Guest | undefined {
  const stream = guest && worlds.operation(guest.operation);
  const view = stream && worlds.confirmedView(stream, fromMs(now));
  const shown = view && face({ organisation, roleClass: 'guest', user: id }, 'user', id, view)?.guest;
  return shown ?? (guest?.records ? { ...guest, records: [] } : guest);
}
