import type { Joined, OperationDesk } from '../../server/desk/desk.ts';
import type { Listener } from '../../server/desk/outlet.ts';
import { canonicalJson } from '../../shared/canonical.ts';
import type { Batch, Records, Reset } from '../../shared/protocol/down.ts';
import { ResetParts, ResetSender } from '../../server/socket/reset.ts';

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
  #opening = 0;
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

  #listener(): Listener {
    return {
      user: this.user,
      deliver: (batch) => this.#take(batch),
      dismissed: () => {
        this.dismissed += 1;
        this.#forget();
      },
    };
  }
  #forget(): void {
    this.joined = undefined;
    this.held = new Map();
    this.cursor = undefined;
  }

  /** False: has no part in the operation. */
  open(): boolean {
    this.cut();
    const joined = this.desk.join(this.#listener(), this.cursor);
    if (!joined) {
      this.#forget();
      return false;
    }
    this.joined = joined;
    if (!joined.caughtUp) this.#reset(joined.cursor, this.desk.snapshot(this.user)!.records);
    else this.resumes += 1;
    if (joined.caughtUp) this.#take(joined.caughtUp);
    return true;
  }

  /** The same, as the socket does it for large worlds: what is shown is gathered while the world goes on. */
  async openSliced(): Promise<void> {
    this.cut();
    const opening = this.#opening;
    const { desk, user, cursor } = this;
    const from =
      (cursor === undefined ? undefined : await desk.catchUpInSlices(user, cursor)) ??
      (await desk.snapshotInSlices(user, { forJoining: true }));
    if (opening !== this.#opening) return;
    const joined = from && desk.joinFrom(this.#listener(), from);
    if (!joined) return this.#forget();
    this.joined = joined;
    if ('records' in from) {
      const frames = {
        send: (_socket: unknown, _event: string, part: Reset) => this.#reset(part.cursor, part.records),
      };
      const sender = new ResetSender({} as never, frames as never, { waiting: () => 0, movesOn: () => {} } as never);
      if (joined.caughtUp) sender.passing(joined.caughtUp);
      // One part: it leaves at once.
      void sender.send(new ResetParts().of(desk.stream.operation, joined.cursor, from.records), () => true);
    } else this.resumes += 1;
    if (joined.caughtUp) this.#take(joined.caughtUp);
  }

  #reset(cursor: string, records: Records): void {
    this.resets += 1;
    this.onBytes(JSON.stringify(records), 'reset');
    this.held = heldOf(records);
    this.cursor = cursor;
  }

  /** As after clearing the browser's data. */
  startOver(): void {
    this.cut();
    this.cursor = undefined;
  }

  cut(): void {
    this.#opening += 1;
    this.asksAgain = false;
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
