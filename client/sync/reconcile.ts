import type { EntityRef } from '../../shared/domain/entity.ts';
import { TRANSIENT } from '../../shared/outcome.ts';
import type { Batch, Joined, Outcome, Records, Reset } from '../../shared/protocol/down.ts';
import type { Change } from '../../shared/sharing/change.ts';
import type { Instant } from '../../shared/time.ts';

/**
 * All of the client's concurrency, as one pure function from a state and an input to a state and a named outcome. It
 * holds no faces: the caller applies the changes of an outcome, in order, to one set of maps.
 *
 * R1. A batch is applied exactly when its `prev` is our cursor; its `next` then is. So faces and cursor move together.
 * R2. A batch whose `next` we passed before is a repeat and changes nothing.
 * R3. Any other batch is held. Unless an answer to a join is under way already, it is a gap: ask again, with the cursor.
 *     Held batches are applied as soon as they fit.
 * R4. A reset replaces everything, and only when all of its parts are here; batches of meanwhile are held until then.
 * R5. A pending command stays until its end is known: `answered` in a batch or reset that has been applied, a refusal,
 *     an acceptance that says it was true already, or a join completed that was asked for after the command was accepted (the server answers a join only when it has
 *     got past the caller's last acknowledged command). An acceptance alone never takes it away: its effect is not in
 *     the faces yet.
 * R6. A cut link makes what was under way `queued` again; nothing is lost and the order never changes.
 * R7. A join completes when the cursor has come to the `next` it was acknowledged with, or its reset is in place.
 * R8. Nothing of another operation than the joined one is applied.
 */
export interface SyncState {
  /** The joined operation; undefined: none is open. */
  readonly operation: string | undefined;
  readonly cursor: string | undefined;
  readonly join: Join;
  readonly assembling: Assembling | undefined;
  readonly held: readonly Batch[];
  /** The last cursors we were at, oldest first. */
  readonly passed: readonly string[];
  /** In the order they were made, of all operations. */
  readonly pending: readonly Entry[];
}

export type Join =
  | { readonly kind: 'away' }
  | { readonly kind: 'asked' }
  /** Acknowledged; its batches (up to `next`) or its reset are still to come. */
  | { readonly kind: 'coming'; readonly next: string | undefined }
  | { readonly kind: 'level' };

interface Assembling {
  readonly cursor: string;
  readonly parts: number;
  readonly received: ReadonlyMap<number, Records>;
  readonly answered: readonly string[];
}

/** A command on its way: what the durable outbox holds, and how far it has come in this page's life. */
export interface Entry {
  readonly commandId: string;
  readonly operation: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Real time of the gesture, by the server's clock as this device knows it. */
  readonly madeAt: Instant;
  readonly target?: EntityRef;
  /** See stacking.ts: the version it was made on, and the own command on the same record it was made on top of. */
  readonly basedOn?: number;
  readonly stackedOn?: string;
  /** Its bytes must be uploaded first; they lie in the device's storage. */
  readonly upload?: true;
  /** Its row's key: the order it was made in, over all tabs of this device. */
  readonly key: string;
  /** `writing`: not durable yet, so neither shown as queued nor sent. */
  readonly state: 'writing' | 'queued' | 'sending' | 'accepted';
  /** Accepted before the present join was asked for: it ends when that completes. */
  readonly covered?: true;
}

export type SyncInput =
  | { readonly kind: 'opened'; readonly operation: string; readonly cursor: string | undefined }
  | { readonly kind: 'left' }
  | { readonly kind: 'asked' }
  | { readonly kind: 'joined'; readonly joined: Joined }
  | { readonly kind: 'batch'; readonly batch: Batch }
  | { readonly kind: 'reset'; readonly reset: Reset & { readonly answered?: readonly string[] } }
  | { readonly kind: 'cut' }
  | { readonly kind: 'made'; readonly entry: Entry }
  | { readonly kind: 'replaced'; readonly entry: Entry }
  | { readonly kind: 'sent'; readonly commandId: string }
  | { readonly kind: 'answer'; readonly outcome: Outcome }
  /** No answer came in time: whether it was heard is unknown, and it is safe to repeat. */
  | { readonly kind: 'unanswered'; readonly commandId: string }
  | { readonly kind: 'dropped'; readonly commandId: string };

export type SyncOutcome =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'applied';
      readonly changes: readonly Change[];
      readonly ended: readonly Entry[];
      readonly level: boolean;
    }
  | {
      readonly kind: 'replaced';
      readonly records: Records;
      /** Changes of the batches that were held meanwhile; to be applied after. */
      readonly changes: readonly Change[];
      readonly ended: readonly Entry[];
      readonly level: boolean;
    }
  /** The join has nothing more to bring. */
  | { readonly kind: 'level'; readonly ended: readonly Entry[] }
  | { readonly kind: 'repeat' }
  | { readonly kind: 'held' }
  /** Ask again: join with `cursor`. */
  | { readonly kind: 'gap' }
  | { readonly kind: 'not-joined'; readonly code: string }
  /** `ended` when no batch will ever tell of it: it was true already, or its operation is not the open one. */
  | { readonly kind: 'accepted'; readonly entry: Entry; readonly ended: boolean }
  | { readonly kind: 'refused'; readonly entry: Entry; readonly code: string; readonly message: string }
  | { readonly kind: 'again'; readonly entry: Entry; readonly code: string }
  /** An answer to a command whose end was known already. */
  | { readonly kind: 'late' };

export interface Reconciled {
  readonly state: SyncState;
  readonly outcome: SyncOutcome;
}

export const nothingJoined: SyncState = {
  operation: undefined,
  cursor: undefined,
  join: { kind: 'away' },
  assembling: undefined,
  held: [],
  passed: [],
  pending: [],
};

const PASSED_KEPT = 64;
/** Beyond this the oldest are let go: the next batch is then a gap, and asking again heals it. */
const HELD_KEPT = 256;
const NOTHING: SyncOutcome = { kind: 'nothing' };

export function reconcile(state: SyncState, input: SyncInput): Reconciled {
  switch (input.kind) {
    case 'opened':
      return { state: { ...nothingJoined, ...input, pending: state.pending, ...away }, outcome: NOTHING };
    case 'left':
      return { state: { ...nothingJoined, pending: state.pending }, outcome: NOTHING };
    case 'asked': {
      const pending = state.pending.map((entry) =>
        entry.state === 'accepted' ? { ...entry, covered: true as const } : entry,
      );
      return { state: { ...state, join: { kind: 'asked' }, assembling: undefined, pending }, outcome: NOTHING };
    }
    case 'joined':
      return onJoined(state, input.joined);
    case 'batch':
      return input.batch.operation === state.operation ? onBatch(state, input.batch) : same(state);
    case 'reset':
      return input.reset.operation === state.operation ? onReset(state, input.reset) : same(state);
    case 'cut': {
      const pending = state.pending.map((entry) => (entry.state === 'sending' ? queued(entry) : entry));
      return { state: { ...state, pending, held: [], assembling: undefined, ...away }, outcome: NOTHING };
    }
    case 'made':
      return { state: { ...state, pending: [...state.pending, input.entry] }, outcome: NOTHING };
    case 'replaced':
      return {
        state: { ...state, pending: change(state.pending, input.entry.commandId, () => input.entry) },
        outcome: NOTHING,
      };
    case 'sent':
      return {
        state: { ...state, pending: change(state.pending, input.commandId, (e) => ({ ...e, state: 'sending' })) },
        outcome: NOTHING,
      };
    case 'unanswered':
      return {
        state: {
          ...state,
          pending: change(state.pending, input.commandId, (e) => (e.state === 'sending' ? queued(e) : e)),
        },
        outcome: NOTHING,
      };
    case 'dropped':
      return { state: { ...state, pending: without(state.pending, new Set([input.commandId])) }, outcome: NOTHING };
    case 'answer':
      return onAnswer(state, input.outcome);
  }
}

const away = { join: { kind: 'away' } } as const;
const same = (state: SyncState): Reconciled => ({ state, outcome: NOTHING });
const queued = (entry: Entry): Entry => ({ ...entry, state: 'queued' });

function change(pending: readonly Entry[], commandId: string, to: (entry: Entry) => Entry): readonly Entry[] {
  const index = pending.findIndex((entry) => entry.commandId === commandId);
  return index < 0 ? pending : pending.with(index, to(pending[index]!));
}

const without = (pending: readonly Entry[], ids: ReadonlySet<string>): readonly Entry[] =>
  ids.size === 0 ? pending : pending.filter((entry) => !ids.has(entry.commandId));

function onJoined(state: SyncState, joined: Joined): Reconciled {
  if (state.join.kind !== 'asked') return same(state);
  if (!joined.ok)
    return { state: { ...state, ...away }, outcome: { kind: 'not-joined', code: joined.code ?? 'not-found' } };
  const { next: upTo } = joined;
  const here = upTo === undefined || upTo === state.cursor || state.passed.includes(upTo);
  const coming = joined.reset === true || !here;
  if (coming) {
    const next = joined.reset ? undefined : upTo;
    return { state: { ...state, join: { kind: 'coming', next } }, outcome: NOTHING };
  }
  // Level, unless a reset has overtaken its own acknowledgement and is still coming in parts.
  if (state.assembling || state.cursor === undefined)
    return { state: { ...state, join: { kind: 'coming', next: undefined } }, outcome: NOTHING };
  const completed = complete(state);
  return { state: completed.state, outcome: { kind: 'level', ended: completed.ended } };
}

/** R5, R7: the join has brought everything up to when it was asked for. */
function complete(state: SyncState): { state: SyncState; ended: readonly Entry[] } {
  const ended = state.pending.filter((entry) => entry.covered && entry.operation === state.operation);
  const ids = new Set(ended.map((entry) => entry.commandId));
  return { state: { ...state, join: { kind: 'level' }, pending: without(state.pending, ids) }, ended };
}

function onBatch(state: SyncState, batch: Batch): Reconciled {
  if (state.assembling || state.cursor === undefined) return hold(state, batch);
  if (batch.prev === state.cursor) {
    const { state: next, changes, ended } = advance({ ...state, held: [batch, ...state.held] });
    const { state: done, ended: covered, level } = arrived(next);
    return { state: done, outcome: { kind: 'applied', changes, ended: [...ended, ...covered], level } };
  }
  if (state.passed.includes(batch.next)) return { state, outcome: { kind: 'repeat' } };
  return hold(state, batch);
}

function hold(state: SyncState, batch: Batch): Reconciled {
  const held = [...state.held, batch].slice(-HELD_KEPT);
  return { state: { ...state, held }, outcome: { kind: state.join.kind === 'level' ? 'gap' : 'held' } };
}

/** Applies held batches for as long as one of them starts where we are. */
function advance(state: SyncState): { state: SyncState; changes: Change[]; ended: Entry[] } {
  const changes: Change[] = [];
  const answered = new Set<string>();
  let { cursor, held, passed } = state;
  for (;;) {
    const fits = held.findIndex((batch) => batch.prev === cursor);
    if (fits < 0) break;
    const batch = held[fits]!;
    // An empty batch by the clock may leave the cursor where it is: it is taken once all the same.
    held = held.toSpliced(fits, 1);
    if (cursor !== undefined && batch.next !== cursor) passed = [...passed, cursor].slice(-PASSED_KEPT);
    cursor = batch.next;
    for (const one of batch.changes as unknown as readonly Change[]) changes.push(one);
    for (const id of batch.answered) answered.add(id);
  }
  held = held.filter((batch) => batch.next !== cursor && !passed.includes(batch.next));
  const ended = state.pending.filter((entry) => answered.has(entry.commandId));
  return { state: { ...state, cursor, held, passed, pending: without(state.pending, answered) }, changes, ended };
}

/** R7, after the cursor moved. */
function arrived(state: SyncState): { state: SyncState; ended: readonly Entry[]; level: boolean } {
  if (state.join.kind !== 'coming' || state.join.next === undefined) return { state, ended: [], level: false };
  if (state.cursor !== state.join.next && !state.passed.includes(state.join.next))
    return { state, ended: [], level: false };
  return { ...complete(state), level: true };
}

function onReset(state: SyncState, reset: Reset & { readonly answered?: readonly string[] }): Reconciled {
  const part = reset.part ?? 1;
  const parts = reset.parts ?? 1;
  const begun =
    state.assembling?.cursor === reset.cursor && state.assembling.parts === parts ? state.assembling : undefined;
  const received = new Map(begun?.received).set(part, reset.records);
  const answered = [...(begun?.answered ?? []), ...(reset.answered ?? [])];
  if (received.size < parts) {
    return {
      state: { ...state, assembling: { cursor: reset.cursor, parts, received, answered } },
      outcome: { kind: 'held' },
    };
  }
  const ids = new Set(answered);
  const contained = state.pending.filter((entry) => ids.has(entry.commandId));
  const placed: SyncState = {
    ...state,
    cursor: reset.cursor,
    assembling: undefined,
    passed: [],
    pending: without(state.pending, ids),
  };
  const { state: next, changes, ended } = advance(placed);
  const { state: done, ended: covered } = complete(next);
  return {
    state: done,
    outcome: {
      kind: 'replaced',
      records: together(received),
      changes,
      ended: [...contained, ...ended, ...covered],
      level: true,
    },
  };
}

function together(received: ReadonlyMap<number, Records>): Records {
  if (received.size === 1) return received.values().next().value!;
  const records: Record<string, Record<string, unknown>[]> = {};
  for (const [, part] of [...received].sort(([a], [b]) => a - b)) {
    for (const [kind, faces] of Object.entries(part)) {
      const into = (records[kind] ??= []);
      for (const face of faces) into.push(face);
    }
  }
  return records as Records;
}

function onAnswer(state: SyncState, outcome: Outcome): Reconciled {
  const entry = state.pending.find(({ commandId }) => commandId === outcome.commandId);
  if (!entry) return { state, outcome: { kind: 'late' } };
  if (outcome.outcome === 'accepted') {
    if (entry.operation !== state.operation || outcome.settled) {
      return {
        state: { ...state, pending: without(state.pending, new Set([entry.commandId])) },
        outcome: { kind: 'accepted', entry, ended: true },
      };
    }
    const accepted: Entry = { ...entry, state: 'accepted' };
    const pending = change(state.pending, entry.commandId, () => accepted);
    return { state: { ...state, pending }, outcome: { kind: 'accepted', entry: accepted, ended: false } };
  }
  const code = outcome.code ?? 'invalid';
  if (TRANSIENT.has(code)) {
    const pending = change(state.pending, entry.commandId, queued);
    return { state: { ...state, pending }, outcome: { kind: 'again', entry, code } };
  }
  return {
    state: { ...state, pending: without(state.pending, new Set([entry.commandId])) },
    outcome: { kind: 'refused', entry, code, message: outcome.message ?? code },
  };
}
