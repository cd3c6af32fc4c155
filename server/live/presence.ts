import { keyOfRef, type EntityRef, type Key } from '../../shared/domain/entity.ts';
import { get, type View } from '../../shared/domain/world.ts';
import type { PresenceHere } from '../../shared/protocol/down.ts';
import { audienceOf, showsKey, showsUser, type Audience } from '../../shared/sharing/audience.ts';

export interface Here {
  readonly user: string;
  readonly organisation: string;
  readonly looking?: EntityRef;
  readonly editing?: boolean;
}

/** People that one reader is told of: a crowd of thousands is of no use to anybody, and each would be told of all others. */
export const MOST_SHOWN = 100;

/**
 * Who is here, as an audience may know it: people they may know by name, else their organisation alone; what is looked at
 * only where they see that record. Memory only, never stored. Worked out once for all who are shown the same. Of a crowd
 * those are told who work on something, then who came first.
 */
export function presenceOf(audience: Audience, everybody: Iterable<Here>, view: View): PresenceHere['people'] {
  const people: PresenceHere['people'] = [];
  const known = new Set<string>();
  const shown = new Map<Key, boolean>();
  const seen = (key: Key): boolean => {
    if (!shown.has(key)) shown.set(key, showsKey(audience, key, view));
    return shown.get(key)!;
  };
  for (const here of everybody) {
    const looking = here.looking && seen(keyOfRef(here.looking)) ? here.looking : undefined;
    const one = {
      organisation: here.organisation,
      ...(showsUser(audience, here.user, view) && { user: here.user }),
      ...(isGuest(here.user, view) && { guest: true as const }),
      ...(looking && { looking }),
      ...(looking && here.editing && { editing: true }),
    };
    const key = JSON.stringify(one);
    if (known.has(key)) continue;
    known.add(key);
    people.push(one);
  }
  if (people.length <= MOST_SHOWN) return people;
  const busy = people.filter(({ looking }) => looking);
  return [...busy, ...people.filter(({ looking }) => !looking)].slice(0, MOST_SHOWN);
}

/** A guest by a link, or an account with no other role. */
const isGuest = (user: string, view: View): boolean =>
  get(view, 'user', user)?.roles[view.operationId]?.every((role) => role === 'guest') ?? false;

/** Who else is here: one's own people are known by name, and so is oneself. */
export function presenceFor(
  reader: { user: string; organisation: string },
  everybody: Iterable<Here>,
  view: View,
): PresenceHere {
  const people = presenceOf(audienceOf(view, reader.organisation, reader.user), everybody, view);
  return { operation: view.operationId, people: people.filter(({ user }) => user !== reader.user) };
}
