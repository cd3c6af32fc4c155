import { randomUUID } from 'node:crypto';
import type { Actor, Seen, Sight } from '../../shared/domain/decision.ts';
import { keyOf, refOf, type EntityRef, type Key, type Kind } from '../../shared/domain/entity.ts';
import { isMarkedKind, type RecordOf } from '../../shared/domain/records.ts';
import { get, type View } from '../../shared/domain/world.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { audienceOf, showsKey, type Audience } from '../../shared/sharing/audience.ts';
import { glimpseOfKey, versionOf, type Glimpse } from '../../shared/sharing/face.ts';
import { operationTime } from '../../shared/time.ts';

/** The audience an actor decides as. An administrator sees in the directory who is who, and nothing of an operation. */
export function audienceFor(actor: Actor, view: View): Audience {
  if (view.operationId === DIRECTORY && actor.roles.includes('admin')) {
    return { organisation: actor.organisation, roleClass: 'administrator' };
  }
  return audienceOf(view, actor.organisation, actor.user);
}

/** What an actor's faces show at a moment: all that a decision may look at. */
export function sightOf(actor: Actor, view: View, name: () => string = randomUUID): Sight {
  const audience = audienceFor(actor, view);
  // One decision asks for the same few faces again and again; the view does not move meanwhile.
  const seen = new Map<Key, Glimpse | undefined>();
  const see = <K extends Kind>(kind: K, id: string): Seen<K> | undefined => {
    const key = keyOf(kind, id);
    if (!seen.has(key)) seen.set(key, glimpseOfKey(audience, key, view));
    return seen.get(key) as Seen<K> | undefined;
  };
  const exact = (kind: Kind, id: string): string => {
    const key = kind === 'asset' ? view.operation.exactOf(keyOf(kind, id)) : undefined;
    // Only what is shown as a twin now stands for anything.
    return key !== undefined && see(kind, id) ? refOf(key).id : id;
  };
  let named: string | undefined;
  return {
    actor,
    at: operationTime(get(view, 'clock', view.operationId)?.clock, view.time),
    realAt: view.time,
    see,
    versionOf(kind, id) {
      const glimpse = see(kind, id);
      return glimpse && versionOf(glimpse as Glimpse);
    },
    // A twin has no record of its own: its face is asked for.
    shows: (kind, id) =>
      (isMarkedKind(kind) && showsKey(audience, keyOf(kind, id), view)) || see(kind, id) !== undefined,
    record: <K extends Kind>(kind: K, id: string): RecordOf[K] | undefined =>
      see(kind, id) ? get(view, kind, exact(kind, id)) : undefined,
    referrers: (kind, id): readonly EntityRef[] => [...view.operation.referrersOf(keyOf(kind, id))].map(refOf),
    taken: (id) => view.operation.taken(id),
    get operation() {
      return view.operationId === DIRECTORY ? undefined : see('operation', view.operationId);
    },
    exact,
    get fresh() {
      return (named ??= name());
    },
  };
}
