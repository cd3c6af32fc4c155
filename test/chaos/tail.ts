import { Client } from 'pg';
import { follow } from '../../server/log/follow.ts';
import { openPostgresStore } from '../../server/log/postgres.ts';
import { Dice } from '../support/historiesDice.ts';
import { startPostgres } from '../support/postgres.ts';
import { until } from '../wire/wire.support.ts';
import type { Report } from './report.ts';

const WRITERS = 16;
const OPERATION = 'operation-1';

/**
 * P-D9: sixteen writers on four nodes append to one operation, one transaction in twenty is rolled back after it has
 * written; a tail on a fifth node must be handed every event, once and in order.
 */
export async function tailMisses(count: number, seed: number): Promise<Report> {
  const dice = new Dice(seed);
  const postgres = await startPostgres();
  const closing: (() => Promise<unknown>)[] = [() => postgres.stop()];
  try {
    const url = await postgres.url('tail');
    const stores = await Promise.all(Array.from({ length: 5 }, () => openPostgresStore({ url, connections: 6 })));
    closing.push(() => Promise.all(stores.map((store) => store.close())));
    const reader = stores[4]!;
    let reached = 0;
    let misordered = 0;
    let handed = 0;
    const sum = new Map<string, number>();
    const following = follow(reader.log, OPERATION, 0, (events) => {
      for (const { position, body } of events) {
        if (position !== reached + 1) misordered += 1;
        reached = position;
        handed += 1;
        const { writer, n } = JSON.parse(body) as { writer: string; n: number };
        // Each writer counts on by one: a hole or a repeat in what it wrote shows here.
        if (n !== (sum.get(writer) ?? 0) + 1) misordered += 1;
        sum.set(writer, n);
      }
    });
    closing.push(() => Promise.resolve(following.stop()));

    let appended = 0;
    let rolledBack = 0;
    let conflicts = 0;
    let head = 0;
    const write = async (writer: number): Promise<void> => {
      const { log } = stores[writer % 4]!;
      const client = new Client({ connectionString: url });
      await client.connect();
      try {
        for (let n = 0; appended < count;) {
          if (dice.chance(0.05)) {
            await rollBack(client);
            rolledBack += 1;
            continue;
          }
          const size = 1 + dice.below(120);
          const events = Array.from({ length: size }, (_, index) => ({
            touches: ['asset:1'],
            body: JSON.stringify({ writer: `${writer}`, n: n + index + 1 }),
          }));
          const answer = await log.append({ operation: OPERATION, expectedHead: head, events, receipts: [] });
          if (answer.kind === 'conflict') {
            conflicts += 1;
            head = Math.max(head, answer.head);
          } else if (answer.kind === 'appended') {
            head = Math.max(head, answer.head);
            appended += size;
            n += size;
          } else throw new Error(JSON.stringify(answer));
        }
      } finally {
        await client.end();
      }
    };
    const began = performance.now();
    await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
    const seconds = (performance.now() - began) / 1000;
    await until('the tail is level', () => handed >= appended, 60_000).catch(() => {});
    return {
      counts: { events: appended, writers: WRITERS, rolledBack, conflicts, perSecond: Math.round(appended / seconds) },
      losses: { missed: appended - handed, misordered },
    };
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** Takes the head, writes as an append does, and takes it all back. */
async function rollBack(client: Client): Promise<void> {
  await client.query('BEGIN');
  const { rows } = await client.query<{ position: string }>(
    'SELECT position FROM tocsin_head WHERE operation = $1 FOR UPDATE',
    [OPERATION],
  );
  if (rows[0]) {
    await client.query('INSERT INTO tocsin_event VALUES ($1, $2, $3, $4, $5)', [
      OPERATION, Number(rows[0].position) + 1, '[]', '{"writer":"nobody","n":1}', 'x',
    ]); // prettier-ignore
    await client.query('NOTIFY tocsin');
  }
  await client.query('ROLLBACK');
}
