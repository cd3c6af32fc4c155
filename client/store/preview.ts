import { createStore } from 'zustand/vanilla';
import type { Kind } from '../../shared/domain/entity.ts';
import { refused } from '../../shared/outcome.ts';
import type { Records } from '../../shared/protocol/down.ts';
import { operationTime } from '../../shared/time.ts';
import { KINDS } from '../../shared/domain/entity.ts';
import { emptyFaces, replaceFaces } from '../sync/confirmed.ts';
import type { OperationSummary, Tocsin, TocsinState } from './contract.ts';

export interface PreviewOf {
  readonly operation: OperationSummary;
  /** As whom one looks. */
  readonly organisation: { readonly id: string; readonly name: string };
  readonly records: Records;
  /** Why nothing can be done here, in words for a tooltip. */
  readonly why: string;
}

/**
 * One's own records with a partner's eyes, for the very screens that show one's own: what the server answered, in memory,
 * as it was at that moment. It has no socket, no outbox and no storage, so nothing can leave it and nothing stays of it.
 */
export function createPreview(
  { operation, organisation, records, why }: PreviewOf,
  own: Pick<Tocsin, 'realNow' | 'store'>,
): Tocsin {
  const faces = emptyFaces();
  replaceFaces(faces, records);
  const { clockOffsetMs } = own.store.getState().connection;
  const since = Date.parse(own.realNow()) - clockOffsetMs;
  const no = refused('not-allowed', why);
  const store = createStore<TocsinState>(() => ({
    // Nobody in particular: what is for one named person is not shown.
    me: { id: '', name: organisation.name, organisation: organisation.id, roles: { [operation.id]: ['viewer'] } },
    session: 'signed-in',
    operations: [operation],
    operationId: operation.id,
    ready: true,
    faces,
    revision: 1,
    revisions: Object.fromEntries(KINDS.map((kind) => [kind, 1])) as Record<Kind, number>,
    // A picture that stands still must never look live.
    connection: { state: 'offline', since, heardAt: since, clockOffsetMs },
    pending: [],
    attention: [],
    undoable: [],
    presence: [],
    leftAt: undefined,
    restored: false,
  }));
  const { realNow } = own;
  return {
    store,
    realNow,
    operationNow: () => operationTime(faces.clock.get(operation.id)?.clock, realNow()),
    can: () => no,
    send: () => Promise.resolve(no),
    attach: () => Promise.resolve({ code: no.code, message: why }),
    undo: () => Promise.resolve(false),
    keepMine: () => Promise.resolve(),
    discard: () => Promise.resolve(),
    signIn: () => Promise.resolve({ ok: false, code: no.code }),
    // Whoever looks signs out in their own picture, not in a partner's.
    signOut: () => Promise.resolve(true),
    openOperation: () => undefined,
    closeOperation: () => undefined,
    refreshOperations: () => Promise.resolve(),
    look: () => undefined,
    newId: () => '00000000-0000-4000-8000-000000000000',
    isPending: () => false,
    onDifference: () => () => undefined,
    onGlimpse: () => () => undefined,
  };
}
