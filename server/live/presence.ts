import type { EntityRef } from '../../shared/domain/entity.ts';
import type { View } from '../../shared/domain/world.ts';
import type { PresenceHere } from '../../shared/protocol/down.ts';
import { audienceOf, showsUser } from '../../shared/sharing/audience.ts';
import { face } from '../../shared/sharing/face.ts';

export interface Here {
  readonly user: string;
  readonly organisation: string;
  readonly looking?: EntityRef;
  readonly editing?: boolean;
}

/**
 * Who else is here, as one reader may know it: people they may know by name, else their organisation alone; what is
 * looked at only where the reader sees that record. Memory only, never stored.
 */
export function presenceFor(
  reader: { user: string; organisation: string },
  everybody: Iterable<Here>,
  view: View,
): PresenceHere {
  const audience = audienceOf(view, reader.organisation, reader.user);
  const people: PresenceHere['people'] = [];
  const known = new Set<string>();
  for (const here of everybody) {
    if (here.user === reader.user) continue;
    const named = showsUser(audience, here.user, view);
    const seen = here.looking && face(audience, here.looking.kind, here.looking.id, view) ? here.looking : undefined;
    const one = {
      organisation: here.organisation,
      ...(named && { user: here.user }),
      ...(seen && { looking: seen }),
      ...(seen && here.editing && { editing: true }),
    };
    const key = JSON.stringify(one);
    if (known.has(key)) continue;
    known.add(key);
    people.push(one);
  }
  return { operation: view.operationId, people };
}
