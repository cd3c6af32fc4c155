import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe } from 'vitest';
import { openPostgresStore } from '../../server/log/postgres.ts';
import { startPostgres, whyNoPostgres } from '../support/postgres.ts';
import type { TestPostgres } from '../support/postgres.ts';
import { eventLogContract } from './eventLog.contract.ts';
import type { Home } from './home.ts';
import { tablesContract } from './tables.contract.ts';

const absent = await whyNoPostgres();

describe.skipIf(absent)(`a real PostgreSQL${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());

  const postgres: Home = {
    name: 'PostgreSQL',
    keeps: true,
    manyNodes: true,
    async newPlace() {
      const url = await server.url(`test-${randomUUID()}`);
      return {
        open: (now) => openPostgresStore({ url, connections: 5, ...(now && { now }) }),
        async alter(sql) {
          const client = new Client({ connectionString: url });
          await client.connect();
          await client.query(sql);
          await client.end();
        },
        discard: async () => {},
      };
    },
  };

  eventLogContract(postgres);
  tablesContract(postgres);
});
