import type { Pool, PoolClient } from 'pg';
import { chainNext, chainStart } from './chain.ts';
import type { ChainEnd, StoredRow } from './chain.ts';
import { AppendInDoubt, receiptKey } from './eventLog.ts';
import type { Append, Appended, Receipt, ReceiptKey } from './eventLog.ts';
import { databaseAnswered, isWorthRepeating, postgresFailure } from './postgresErrors.ts';

/** So many appends of one operation share one transaction at most. */
const largestGroup = 500;
const tries = 5;
const settleForMs = 60_000;
const settlePauseMs = 200;

interface Waiting {
  readonly append: Append;
  readonly resolve: (answer: Appended) => void;
  readonly reject: (error: Error) => void;
}

/** What a group would write, worked out under the lock and before anything is written. */
export interface Plan {
  readonly answers: readonly Appended[];
  readonly rows: readonly StoredRow[];
  readonly receipts: readonly Receipt[];
  readonly end: ChainEnd;
}

/** Pure: what the appends of one group come to, each judged after those before it. */
export function plan(head: ChainEnd, stored: readonly Receipt[], appends: readonly Append[]): Plan {
  const known = new Map(stored.map((each) => [receiptKey(each), each]));
  const rows: StoredRow[] = [];
  const receipts: Receipt[] = [];
  let end = head;
  const answers = appends.map((append): Appended => {
    const duplicates = append.receipts.map((each) => known.get(receiptKey(each))).filter((each) => each !== undefined);
    if (duplicates.length > 0) return { kind: 'duplicate', receipts: duplicates };
    if (append.expectedHead !== end.position) return { kind: 'conflict', head: end.position };
    for (const event of append.events) {
      const position = end.position + 1;
      const touches = JSON.stringify(event.touches);
      end = { position, hash: chainNext(end.hash, position, touches, event.body) };
      rows.push({ ...end, touches, body: event.body });
    }
    for (const { author, commandId, digest, outcome } of append.receipts) {
      const { operation } = append;
      const receipt: Receipt = { author, commandId, digest, outcome, operation, position: end.position };
      known.set(receiptKey(receipt), receipt);
      receipts.push(receipt);
    }
    return { kind: 'appended', head: end.position };
  });
  return { answers, rows, receipts, end };
}

/**
 * Group commit: while one transaction of an operation is under way, its appends gather, and all that gathered go next
 * as one. Operations do not wait for one another.
 */
export class PostgresAppender {
  readonly #pool: Pool;
  readonly #onAppended: (operation: string) => void;
  readonly #queues = new Map<string, Waiting[]>();
  /** Operations whose head row is known to exist: it is made outside the append, see #lockHead. */
  readonly #headMade = new Set<string>();
  #closed = false;
  #whenIdle = () => {};

  constructor(pool: Pool, onAppended: (operation: string) => void) {
    this.#pool = pool;
    this.#onAppended = onAppended;
  }

  append(append: Append): Promise<Appended> {
    if (this.#closed) {
      return Promise.resolve({ kind: 'not-stored', reason: 'unavailable', message: 'The log is closed.' });
    }
    return new Promise((resolve, reject) => {
      const waiting = { append, resolve, reject };
      const queue = this.#queues.get(append.operation);
      if (queue) queue.push(waiting);
      else {
        this.#queues.set(append.operation, [waiting]);
        queueMicrotask(() => void this.#work(append.operation));
      }
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#queues.size > 0) await new Promise<void>((resolve) => (this.#whenIdle = resolve));
  }

  async #work(operation: string): Promise<void> {
    for (;;) {
      const group = this.#queues.get(operation)?.splice(0, largestGroup) ?? [];
      if (group.length === 0) break;
      try {
        const appends = group.map((each) => each.append);
        const answers = await this.#store(operation, appends);
        for (const [index, each] of group.entries()) each.resolve(answers[index]!);
        if (answers.some((each, index) => each.kind === 'appended' && appends[index]!.events.length > 0)) {
          this.#onAppended(operation);
        }
      } catch (error) {
        if (group.length === 1 || error instanceof AppendInDoubt) for (const each of group) each.reject(error as Error);
        // One of them is malformed: each alone, so that its neighbours are not harmed.
        else for (const each of group) await this.#storeAlone(operation, each);
      }
    }
    this.#queues.delete(operation);
    if (this.#queues.size === 0) this.#whenIdle();
  }

  async #storeAlone(operation: string, { append, resolve, reject }: Waiting): Promise<void> {
    try {
      const [answer] = await this.#store(operation, [append]);
      if (answer!.kind === 'appended') this.#onAppended(operation);
      resolve(answer!);
    } catch (error) {
      reject(error as Error);
    }
  }

  /** Throws `AppendInDoubt`, or an error that is the caller's bug. */
  async #store(operation: string, appends: readonly Append[]): Promise<readonly Appended[]> {
    for (let left = tries; ; left -= 1) {
      let committing: Plan | undefined;
      let client: PoolClient | undefined;
      try {
        client = await this.#pool.connect();
        const head = await this.#lockHead(client, operation);
        const stored = await readReceipts(
          client,
          appends.flatMap((each) => each.receipts),
        );
        const planned = plan(head, stored, appends);
        if (!planned.answers.some((each) => each.kind === 'appended')) {
          await client.query('ROLLBACK');
        } else {
          await write(client, operation, planned);
          committing = planned;
          await client.query('COMMIT');
        }
        client.release();
        return planned.answers;
      } catch (error) {
        // Never back into the pool: its transaction may still be open.
        client?.release(true);
        if (committing && !databaseAnswered(error)) {
          if (await this.#wasCommitted(operation, committing)) return committing.answers;
        } else if (left > 1 && isWorthRepeating(error)) {
          continue;
        }
        const failure = postgresFailure(error);
        if (!failure) throw error;
        return appends.map(() => ({ kind: 'not-stored', ...failure }));
      }
    }
  }

  /**
   * Positions come from this locked row, so they are gapless and in commit order: whoever holds it is the only one
   * who can append, and nobody sees position n + 1 before n. The row is made in a transaction of its own, because one
   * made inside an append could not be locked by whoever has to find out what became of that append.
   */
  async #lockHead(client: PoolClient, operation: string): Promise<ChainEnd> {
    if (!this.#headMade.has(operation)) {
      const start = [operation, chainStart(operation)];
      await client.query('INSERT INTO tocsin_head VALUES ($1, 0, $2) ON CONFLICT DO NOTHING', start);
      this.#headMade.add(operation);
    }
    await client.query(beginAppend);
    const { rows } = await client.query<{ position: string; hash: string }>(
      'SELECT position, hash FROM tocsin_head WHERE operation = $1 FOR UPDATE',
      [operation],
    );
    const row = rows[0];
    if (!row) {
      this.#headMade.delete(operation);
      throw new Error(`The head of operation ${operation} was removed from the database`);
    }
    return { position: Number(row.position), hash: row.hash };
  }

  /**
   * The connection was lost between "commit" and its answer. Whoever gets the head row's lock knows that the lost
   * transaction has ended, one way or the other (the server ends an idle one by itself, see beginAppend); then what it
   * would have written is there entirely or not at all.
   */
  async #wasCommitted(operation: string, planned: Plan): Promise<boolean> {
    const deadline = performance.now() + settleForMs;
    let message = '';
    while (performance.now() < deadline) {
      let client: PoolClient | undefined;
      try {
        client = await this.#pool.connect();
        await this.#lockHead(client, operation);
        const found = await isStored(client, operation, planned);
        await client.query('ROLLBACK');
        client.release();
        return found;
      } catch (error) {
        client?.release(true);
        message = error instanceof Error ? error.message : String(error);
        await new Promise((resolve) => setTimeout(resolve, settlePauseMs));
      }
    }
    throw new AppendInDoubt(`The database was lost during a commit and could not be asked again: ${message}`);
  }
}

/** READ COMMITTED, because the receipts must be read as they are after the wait for the lock, not before it. */
const beginAppend = `BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL lock_timeout = '10s'; SET LOCAL idle_in_transaction_session_timeout = '5s'`;

async function isStored(client: PoolClient, operation: string, { rows, receipts }: Plan): Promise<boolean> {
  const last = rows.at(-1);
  if (last) {
    const found = await client.query(
      'SELECT 1 FROM tocsin_event WHERE operation = $1 AND position = $2 AND hash = $3',
      [operation, last.position, last.hash],
    );
    return found.rows.length === 1;
  }
  // An append with neither events nor receipts stores nothing: nothing of it can be lost.
  const first = receipts[0];
  if (!first) return true;
  const [stored] = await readReceipts(client, [first]);
  return stored !== undefined && stored.digest === first.digest && stored.operation === operation;
}

export async function readReceipts(
  client: Pool | PoolClient,
  keys: readonly ReceiptKey[],
): Promise<readonly Receipt[]> {
  if (keys.length === 0) return [];
  const { rows } = await client.query<Omit<Receipt, 'position'> & { position: string }>({
    name: 'tocsin-receipts',
    text: `SELECT author, command_id AS "commandId", digest, outcome, operation, position
           FROM unnest($1::text[], $2::text[]) AS asked (author, command_id)
           JOIN tocsin_receipt USING (author, command_id)`,
    values: [keys.map((each) => each.author), keys.map((each) => each.commandId)],
  });
  return rows.map((row) => ({ ...row, position: Number(row.position) }));
}

async function write(client: PoolClient, operation: string, { rows, receipts, end }: Plan): Promise<void> {
  // In one order for all nodes: two transactions that store the same receipts must not wait for each other.
  const sorted = receipts
    .map((each) => ({ each, key: receiptKey(each) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ each }) => each);
  await client.query({
    name: 'tocsin-append',
    text: `WITH
      events AS (
        INSERT INTO tocsin_event (operation, position, touches, body, hash)
        SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[])
      ),
      receipts AS (
        INSERT INTO tocsin_receipt (author, command_id, digest, outcome, operation, position)
        SELECT author, command_id, digest, outcome, $1, position
        FROM unnest($6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[])
          AS new (author, command_id, digest, outcome, position)
      )
      UPDATE tocsin_head SET position = $11, hash = $12 WHERE operation = $1`,
    values: [
      operation,
      rows.map((each) => each.position),
      rows.map((each) => each.touches),
      rows.map((each) => each.body),
      rows.map((each) => each.hash),
      sorted.map((each) => each.author),
      sorted.map((each) => each.commandId),
      sorted.map((each) => each.digest),
      sorted.map((each) => each.outcome),
      sorted.map((each) => each.position),
      end.position,
      end.hash,
    ],
  });
}
