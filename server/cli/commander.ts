import type { OperationKind, Role } from '../../shared/domain/vocabulary.ts';
import type { Outcome, Records } from '../../shared/protocol/down.ts';
import type { Instant } from '../../shared/time.ts';

export interface CommandToSend {
  readonly commandId: string;
  readonly type: string;
  readonly data: object;
}

export interface OperationListed {
  readonly id: string;
  readonly name: string;
  readonly kind: OperationKind;
}

/**
 * The hand of one user: what the verbs of the command line are written against. One home works on the store itself, the
 * other goes over HTTP to the server that holds it. Neither may do more than that user may.
 */
export interface Commander {
  readonly user: { readonly id: string; readonly name: string; readonly organisation: string };
  /** The roles in an operation, or in the directory. */
  roles(operation: string): Promise<readonly Role[]>;
  /** Those this user has a part in. */
  operations(): Promise<readonly OperationListed[]>;
  /** The faces this user is shown; undefined when they have no part in the operation. */
  snapshot(operation: string): Promise<Records | undefined>;
  /** The same of one kind, to be taken away: written into the read journal first. */
  exported(operation: string, kind: 'asset' | 'incident' | 'task'): Promise<Records | undefined>;
  /** At most 256 at once, answered in their order. */
  send(operation: string, commands: readonly CommandToSend[]): Promise<readonly Outcome[]>;
  /** What this user is shown of an operation, signed, as it is made; refused in words. */
  pack(operation: string, wanted: PackWanted): Promise<AsyncIterable<Uint8Array>>;
  readonly accounts: AccountsDoor;
  close(): Promise<void>;
}

export interface PackWanted {
  readonly from?: Instant;
  readonly until?: Instant;
  readonly reason: string;
}

/** Who can sign in. Accounts are no events: they lie in tables beside the log. */
export interface AccountsDoor {
  create(account: { username: string; userId: string; password: string }): Promise<Answer>;
  setPassword(userId: string, password: string): Promise<Answer>;
  /** The directory takes the person's rights on every node, and the account lets them in no more; or the reverse. */
  setDisabled(userId: string, disabled: boolean): Promise<Answer>;
  /** The id behind a username, and the other way round, where this home can tell. */
  userIdOf(username: string): Promise<string | undefined>;
  usernameOf(userId: string): Promise<string | undefined>;
}
export type Answer = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** The command could not run: said in words, exit code 2. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
}
