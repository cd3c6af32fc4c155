import { randomUUID } from 'node:crypto';
import type { Actor, Seen, Sight } from '../../shared/domain/decision.ts';
import { keyOf, refOf, type EntityRef, type Key, type Kind } from '../../shared/domain/entity.ts';
import { isMarkedKind, type RecordOf } from '../../shared/domain/records.ts';
import { get, type View } from '../../shared/domain/world.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { audienceOf, showsKey, type Audience } from '../../shared/sharing/audience.ts';
import { glimpseOfKey, versionOf, type Glimpse } from '../../shared/sharing/face.ts';
import { operationTime, type Instant } from '../../shared/time.ts';

/** The audience an actor decides as. An administrator sees in the directory who is who, and nothing of an operation. */
export function audienceFor(actor: Actor, view: View): Audience {
  if (view.operationId === DIRECTORY && actor.roles.includes('admin')) {
    return { organisation: actor.organisation, roleClass: 'administrator' };
  }
  return audienceOf(view, actor.organisation, actor.user);
}

/** What an actor's faces show at a moment: all that a decision may look at. */
export const sightOf = (actor: Actor, view: View, name: () => string = randomUUID): Sight =>
  new ActorsSight(actor, view, name);

/**
 * A class, because one is made for each command: an object with accessors of its own has a shape of its own, which keeps
 * all that they close over until the next full collection.
 */
class ActorsSight implements Sight {
  readonly actor: Actor;
  readonly at: Instant;
  readonly realAt: Instant;
  readonly #view: View;
  readonly #audience: Audience;
  readonly #name: () => string;
  /** One decision asks for the same few faces again and again; the view does not move meanwhile. */
  readonly #seen = new Map<Key, Glimpse | undefined>();
  #named: string | undefined;

  constructor(actor: Actor, view: View, name: () => string) {
    this.actor = actor;
    this.at = operationTime(get(view, 'clock', view.operationId)?.clock, view.time);
    this.realAt = view.time;
    this.#view = view;
    this.#audience = audienceFor(actor, view);
    this.#name = name;
  }

  see<K extends Kind>(kind: K, id: string): Seen<K> | undefined {
    const key = keyOf(kind, id);
    let glimpse = this.#seen.get(key);
    if (glimpse !== undefined || this.#seen.has(key)) return glimpse as Seen<K> | undefined;
    glimpse = glimpseOfKey(this.#audience, key, this.#view);
    this.#seen.set(key, glimpse);
    return glimpse as Seen<K> | undefined;
  }

  versionOf(kind: Kind, id: string): number | undefined {
    const glimpse = this.see(kind, id);
    return glimpse && versionOf(glimpse as Glimpse);
  }

  // A twin has no record of its own: its face is asked for.
  shows(kind: Kind, id: string): boolean {
    const shown = isMarkedKind(kind) && showsKey(this.#audience, keyOf(kind, id), this.#view);
    return shown || this.see(kind, id) !== undefined;
  }

  record<K extends Kind>(kind: K, id: string): RecordOf[K] | undefined {
    return this.see(kind, id) ? get(this.#view, kind, this.exact(kind, id)) : undefined;
  }

  referrers(kind: Kind, id: string): readonly EntityRef[] {
    return [...this.#view.operation.referrersOf(keyOf(kind, id))].map(refOf);
  }

  taken(id: string): boolean {
    return this.#view.operation.taken(id);
  }

  get operation(): Seen<'operation'> | undefined {
    const { operationId } = this.#view;
    return operationId === DIRECTORY ? undefined : this.see('operation', operationId);
  }

  exact(kind: Kind, id: string): string {
    const key = kind === 'asset' ? this.#view.operation.exactOf(keyOf(kind, id)) : undefined;
    // Only what is shown as a twin now stands for anything.
    return key !== undefined && this.see(kind, id) ? refOf(key).id : id;
  }

  get fresh(): string {
    return (this.#named ??= this.#name());
  }
}
