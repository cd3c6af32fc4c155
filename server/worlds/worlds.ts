import type { Actor } from '../../shared/domain/decision.ts';
import type { Operation } from '../../shared/domain/directory/record.ts';
import type { Role } from '../../shared/domain/vocabulary.ts';
import { get, type View } from '../../shared/domain/world.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { guestStands } from '../../shared/sharing/audience.ts';
import type { Instant } from '../../shared/time.ts';
import { Stream, type Kept } from './stream.ts';

/** Every operation this node holds, and the directory. */
export class Worlds {
  readonly directory: Stream;
  readonly #operations = new Map<string, Stream>();
  readonly #keepSince: (() => Instant) | undefined;

  /** `keepSince`: how far back a cursor may reach; without it every version of every record is kept. */
  constructor(keepSince?: () => Instant) {
    this.#keepSince = keepSince;
    this.directory = new Stream(DIRECTORY, keepSince);
  }

  operation(id: string): Stream | undefined {
    return id === DIRECTORY ? this.directory : this.#operations.get(id);
  }

  /** The stream of an operation, made when it is first heard of; `from`: where its fold goes on. */
  hold(id: string, from?: Kept): Stream {
    const held = this.operation(id);
    if (held) return held;
    const stream = new Stream(id, this.#keepSince, from);
    this.#operations.set(id, stream);
    return stream;
  }

  operations(): Iterable<Stream> {
    return this.#operations.values();
  }

  /** What the log has confirmed of one operation and the directory. */
  confirmedView(stream: Stream, time: Instant): View {
    return this.#view(stream, stream.confirmed, this.directory.confirmed, time);
  }

  /** What commands are decided on: everything folded here, stored or about to be. */
  headView(stream: Stream, time: Instant): View {
    return this.#view(stream, stream.world.head, this.directory.confirmed, time);
  }

  #view(stream: Stream, position: number, directoryPosition: number, time: Instant): View {
    const isDirectory = stream === this.directory;
    return {
      operationId: stream.operation,
      operation: stream.world,
      directory: this.directory.world,
      position,
      directoryPosition: isDirectory ? position : directoryPosition,
      time,
    };
  }
}

/** The roles that count in an operation. In the directory a liaison of any operation speaks for their organisation. */
export function rolesIn(view: View, user: string): readonly Role[] {
  const person = get(view, 'user', user);
  if (!person || person.disabled) return [];
  const roles = person.roles[view.operationId] ?? [];
  if (view.operationId !== DIRECTORY) return roles;
  const liaises = Object.values(person.roles).some((held) => held.includes('liaison'));
  return liaises ? [...roles, 'liaison'] : roles;
}

/** Who a person is in an operation; undefined when they have no part in it. */
export function actorIn(view: View, user: string): Actor | undefined {
  const person = get(view, 'user', user);
  const roles = rolesIn(view, user);
  if (!person || roles.length === 0) return undefined;
  if (view.operationId !== DIRECTORY) {
    const operation = get(view, 'operation', view.operationId) as Operation | undefined;
    if (!operation?.participants.includes(person.organisation)) return undefined;
  }
  const { guest } = person;
  if (guest && !guestStands(guest, person, view)) return undefined;
  return { user, organisation: person.organisation, roles, ...(guest && { guest }) };
}
