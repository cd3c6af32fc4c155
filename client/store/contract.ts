import type { StoreApi } from 'zustand/vanilla';
import type { KindColumns } from '../../shared/columns/decode.ts';
import type { CommandInput, CommandType } from '../../shared/domain/commands.ts';
import type { Guest } from '../../shared/domain/directory/record.ts';
import type { EntityRef, Kind } from '../../shared/domain/entity.ts';
import type { MarkingInput } from '../../shared/domain/fields.ts';
import type { FaceOf } from '../../shared/domain/records.ts';
import type { Refused } from '../../shared/outcome.ts';
import type { Instant } from '../../shared/time.ts';

/** Faces as the screen shows them: confirmed ones with the pending commands replayed over them. */
export type Faces = { readonly [K in Kind]: ReadonlyMap<string, FaceOf[K]> };

export interface SignedIn {
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
  /** By operation; `directory` holds the platform's administrators. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
  /** Of who came by a link: what it permits. */
  readonly guest?: Guest;
}

export interface OperationSummary {
  readonly id: string;
  readonly name: string;
  readonly kind: 'live' | 'exercise';
  readonly phase: 'planned' | 'running' | 'ended';
  readonly succeededBy?: string;
}

export interface PendingCommand {
  readonly commandId: string;
  readonly operation: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly ifVersion?: number;
  /** Real time at which the gesture was made. */
  readonly madeAt: Instant;
  /** Durably queued here; on its way; accepted, its batch not here yet. */
  readonly state: 'queued' | 'sending' | 'accepted';
  readonly target?: EntityRef;
}

/** A command the server refused: never dropped in silence. A `stale` one keeps both values. */
export interface NeedsAttention {
  readonly command: PendingCommand;
  readonly code: string;
  readonly message: string;
  readonly at: Instant;
  /** What the record shows now ("theirs") and what the command would have made of it ("mine"), where they differ. */
  readonly theirs?: Readonly<Record<string, unknown>>;
  readonly mine?: Readonly<Record<string, unknown>>;
}

/** What can be taken back for eight seconds, by a compensating command: never by deletion. */
export interface Undoable {
  readonly commandId: string;
  readonly type: string;
  readonly target: EntityRef;
  readonly until: number;
}

export interface Connection {
  readonly state: 'connecting' | 'live' | 'delayed' | 'reconnecting' | 'offline' | 'signed-out';
  /** Device time (ms) since which it has been so. */
  readonly since: number;
  /** Device time (ms) at which the server was last heard, and the round trip then (ms). */
  readonly heardAt?: number;
  readonly roundTripMs?: number;
  /** Add to the device's clock to get the server's (ms). */
  readonly clockOffsetMs: number;
}

export interface Presence {
  readonly user?: string;
  readonly organisation: string;
  /** A guest of that organisation. */
  readonly guest?: true;
  readonly looking?: EntityRef;
  readonly editing?: boolean;
}

export interface TocsinState {
  readonly me: SignedIn | undefined;
  /** `unknown` until the first answer about the session. */
  readonly session: 'unknown' | 'signed-in' | 'signed-out' | 'expired';
  readonly operations: readonly OperationSummary[];
  readonly operationId: string | undefined;
  /** True once a snapshot, from the server or kept from before, is in `faces`. */
  readonly ready: boolean;
  readonly faces: Faces;
  /** Grows with every difference to `faces`: cheap to compare in selectors. */
  readonly revision: number;
  readonly revisions: Readonly<Record<Kind, number>>;
  readonly connection: Connection;
  readonly pending: readonly PendingCommand[];
  readonly attention: readonly NeedsAttention[];
  readonly undoable: readonly Undoable[];
  readonly presence: readonly Presence[];
  /** Device time (ms) of the last time this person had this operation open before now: for "since you left". */
  readonly leftAt: number | undefined;
  /** Since this page was opened the server turned out to be restored from a backup: what is shown may be older than what was. */
  readonly restored: boolean;
}

/** The records whose shown faces changed: what imperative layers are fed with. `reset`: everything. */
export interface FacesDifference {
  readonly reset: boolean;
  readonly changed: readonly EntityRef[];
}

export interface Tocsin {
  readonly store: StoreApi<TocsinState>;
  signIn(
    username: string,
    password: string,
  ): Promise<{ ok: true } | { ok: false; code: string; retryAfterSeconds?: number }>;
  /** Wipes what this device keeps of the person, but asks first (returns false) while commands are unsent and `force` is not set. */
  signOut(options?: { force?: boolean }): Promise<boolean>;
  openOperation(id: string): void;
  closeOperation(): void;
  refreshOperations(): Promise<void>;
  /**
   * Puts a command in the durable outbox, shows it at once and sends it in order. `versioned` (default true) says which
   * version it was based on, so that a stale one is refused with both values. Returns its id, or why it cannot be made.
   */
  send<T extends CommandType>(
    type: T,
    data: CommandInput<T>,
    options?: { versioned?: boolean; operation?: string },
  ): Promise<{ commandId: string } | Refused>;
  /** The same pure decision as the server's, on what is shown here: for greying buttons and saying why. */
  can<T extends CommandType>(type: T, data: CommandInput<T>): true | Refused;
  undo(commandId: string): Promise<boolean>;
  /** From the tray: send again over the present value ("keep mine"), or drop it ("keep theirs"). */
  keepMine(commandId: string): Promise<void>;
  discard(commandId: string): Promise<void>;
  /** Uploads a file (queued durably when offline) and hangs it on a record. Returns the attachment's id. */
  attach(
    on: EntityRef,
    file: Blob,
    name: string,
    marking?: MarkingInput,
  ): Promise<{ attachmentId: string } | { code: string; message: string }>;
  look(looking: EntityRef | undefined, editing?: boolean): void;
  newId(): string;
  /** Whether what is shown of a record is not confirmed by the server yet: the "sending" dot. */
  isPending(ref: EntityRef): boolean;
  /** The operation's own time now, by its clock and the server's. */
  operationNow(): Instant;
  realNow(): Instant;
  onDifference(listener: (difference: FacesDifference) => void): () => void;
  /** The assets of a picture that will be there in a moment: a map may show where they are. A difference follows in any case. */
  onGlimpse(listener: (assets: KindColumns) => void): () => void;
}
