import type { Joined, Listener, OperationDesk } from '../../server/desk/desk.ts';
import { canonicalJson } from '../../shared/canonical.ts';
import type { Batch, Records } from '../../shared/protocol/down.ts';

export type Held = Map<string, Record<string, unknown>>;

/** Records by "kind:id", out of their wire form. */
export function heldOf(records: Records): Held {
  const held: Held = new Map();
  for (const [kind, list] of Object.entries(JSON.parse(JSON.stringify(records)) as Records)) {
    for (const record of list) held.set(`${kind}:${String(record['id'])}`, { ...record });
  }
  return held;
}

/** Applies a batch as the public surface describes it, written anew so that it can disagree with shared code. */
export function applyTo(held: Held, changes: Batch['changes']): void {
  for (const { type, entity, set } of JSON.parse(JSON.stringify(changes)) as Batch['changes']) {
    const key = `${entity.kind}:${entity.id}`;
    if (type === 'record.withdrawn') {
      held.delete(key);
      continue;
    }
    const next = type === 'record.revealed' ? {} : { ...held.get(key) };
    for (const [name, value] of Object.entries(set ?? {})) {
      if (value === null) delete next[name];
      else next[name] = value;
    }
    held.set(key, next);
  }
}

export const canonicalHeld = (held: Held): string => canonicalJson([...held].sort(([a], [b]) => (a < b ? -1 : 1)));

/** One open dashboard as a partner's program would write it: a snapshot, then batches, each beginning where it stands. */
export class Screen {
  readonly user: string;
  readonly desk: OperationDesk;
  held: Held = new Map();
  cursor: string | undefined;
  joined: Joined | undefined;
  dismissed = 0;
  asksAgain = false;
  gaps = 0;
  batches = 0;
  resumes = 0;
  resets = 0;
  /** "type kind:id realAt" of every change in the order it came. */
  readonly seen: string[] = [];
  readonly answered: string[] = [];
  onGap: () => void = () => {};
  onBytes: (bytes: string, what: string) => void = () => {};

  constructor(user: string, desk: OperationDesk) {
    this.user = user;
    this.desk = desk;
  }

  /** False: has no part in the operation. */
  open(): boolean {
    this.cut();
    this.asksAgain = false;
    const listener: Listener = {
      user: this.user,
      deliver: (batch) => this.#take(batch),
      dismissed: () => {
        this.dismissed += 1;
        this.joined = undefined;
        this.held = new Map();
        this.cursor = undefined;
      },
    };
    const joined = this.desk.join(listener, this.cursor);
    if (!joined) {
      this.held = new Map();
      this.cursor = undefined;
      return false;
    }
    this.joined = joined;
    if (joined.caughtUp) {
      this.resumes += 1;
      this.#take(joined.caughtUp);
    } else {
      this.resets += 1;
      const { records } = this.desk.snapshot(this.user)!;
      this.onBytes(JSON.stringify(records), 'reset');
      this.held = heldOf(records);
      this.cursor = joined.cursor;
    }
    return true;
  }

  cut(): void {
    this.joined?.leave();
    this.joined = undefined;
  }

  #take(batch: Batch): void {
    this.onBytes(JSON.stringify(batch), 'batch');
    if (batch.prev !== this.cursor) {
      this.gaps += 1;
      this.onGap();
      // As the public surface says: the client asks again.
      this.asksAgain = true;
      return;
    }
    this.batches += 1;
    applyTo(this.held, batch.changes);
    for (const change of batch.changes) this.seen.push(canonicalJson([change.type, change.entity, change.realAt]));
    this.answered.push(...batch.answered);
    this.cursor = batch.next;
  }
}
