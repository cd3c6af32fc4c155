import type { Actor, Seen, Sight } from '../../shared/domain/decision.ts';
import { KINDS, type EntityRef, type Key, type Kind } from '../../shared/domain/entity.ts';
import type { AnyFace, AnyRecord, FaceOf, RecordOf } from '../../shared/domain/records.ts';
import { operationTime, type Instant } from '../../shared/time.ts';
import { lift } from './lift.ts';

/** The faces a sight looks at, and the records that pending commands have made of some. */
export interface Scene {
  readonly operationId: string;
  readonly actor: Actor;
  face(kind: Kind, id: string): AnyFace | undefined;
  record(key: Key): AnyRecord | undefined;
  /** Tasks that name an incident. */
  tasksOf(incident: string): readonly EntityRef[];
}

/** A pseudo-key: an answer depended on which tasks there are, not on one of them. */
export const ANY_TASK: Key = 'task:*';

/**
 * What a decision may look at, over the faces that are held: the client's side of the interface the server's decisions
 * use too. `read` is told every key an answer depended on.
 */
export function sightOf(scene: Scene, realAt: Instant, read?: (key: Key) => void): Sight {
  const see = <K extends Kind>(kind: K, id: string): (FaceOf[K] & Seen<K>) | undefined => {
    read?.(`${kind}:${id}`);
    return scene.face(kind, id) as (FaceOf[K] & Seen<K>) | undefined;
  };
  const clock = see('clock', scene.operationId);
  return {
    actor: scene.actor,
    at: operationTime(clock?.clock, realAt),
    realAt,
    see,
    versionOf: (kind, id) => see(kind, id)?.version,
    record<K extends Kind>(kind: K, id: string): RecordOf[K] | undefined {
      const key = `${kind}:${id}`;
      const made = scene.record(key);
      if (made) return made as RecordOf[K];
      const face = see(kind, id);
      return face && (lift(kind, face, scene.operationId) as RecordOf[K]);
    },
    referrers(kind, id) {
      read?.(ANY_TASK);
      return kind === 'incident' ? scene.tasksOf(id) : [];
    },
    taken(id) {
      for (const kind of KINDS) if (see(kind, id)) return true;
      return false;
    },
    operation: see('operation', scene.operationId),
    // Over faces alone a twin stands for itself, and what the server names has no name yet.
    exact: (_kind, id) => id,
    fresh: '00000000-0000-4000-8000-000000000000',
  };
}
