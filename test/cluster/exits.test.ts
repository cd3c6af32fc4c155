import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPostgres, whyNoPostgres, type TestPostgres } from '../support/postgres.ts';
import { furnish, startNode, type Node } from './cluster.support.ts';

const absent = await whyNoPostgres();
const EXIT = 'notifications of PostgreSQL';

describe.skipIf(absent)(`what leaves through the database${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let server: TestPostgres;
  let node: Node;
  let client: Client;
  const heard: (string | undefined)[] = [];
  beforeAll(async () => {
    server = await startPostgres();
    const url = await server.url('exits');
    client = new Client({ connectionString: url });
    await client.connect();
    await client.query('LISTEN tocsin');
    client.on('notification', ({ payload }) => heard.push(payload));
    node = await startNode(url);
  });
  afterAll(async () => {
    await client?.end();
    await node?.close();
    await server?.stop();
  });

  test(`[L5] ${EXIT}: any login hears that something happened, and not what nor where`, async () => {
    await furnish(node);
    await expect.poll(() => heard.length, { timeout: 5000 }).toBeGreaterThan(3);
    console.log(`L5: ${heard.length} notifications, ${heard.join('').length} bytes of payload`);
    expect(heard.filter((payload) => payload !== '')).toEqual([]);
  });
});
