import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openMemoryStore } from '../../server/log/memory.ts';
import { openPostgresStore } from '../../server/log/postgres.ts';
import { openSqliteStore } from '../../server/log/sqlite.ts';
import type { Store } from '../../server/log/tables.ts';
import type { CommandType } from '../../shared/domain/commands.ts';
import { startPostgres, whyNoPostgres } from '../support/postgres.ts';
import { furnish, id, startNode, snapshotHash, tokenFor } from './cluster.support.ts';

const absent = await whyNoPostgres();

const SCRIPT: readonly (readonly [who: string, type: CommandType, data: object])[] = [
  [
    'rosa',
    'asset.register',
    {
      assetId: id('asset'),
      name: 'Substation',
      sector: 'energy',
      kind: 'substation',
      country: 'ES',
      location: { lat: 40, lon: -3 },
    },
  ],
  ['rosa', 'asset.setStatus', { assetId: id('asset'), status: 'degraded', because: 'damage', note: 'Ñandú — smoke' }],
  [
    'bea',
    'incident.report',
    {
      incidentId: id('incident'),
      title: 'Smoke',
      assetIds: [id('asset')],
      marking: { tlp: 'TLP:AMBER', circles: [id('circle')] },
    },
  ],
  ['rosa', 'incident.acknowledge', { incidentId: id('incident') }],
  ['rosa', 'incident.addNote', { incidentId: id('incident'), noteId: id('note'), text: 'On our way.' }],
  [
    'bea',
    'task.create',
    { taskId: id('task'), title: 'Generator', incidentId: id('incident'), assignee: { organisation: id('red') } },
  ],
  ['rosa', 'task.accept', { taskId: id('task') }],
  ['rosa', 'task.accept', { taskId: id('task') }],
  ['bea', 'asset.setStatus', { assetId: id('absent'), status: 'failed' }],
  [
    'bea',
    'sharing.mark',
    { entity: { kind: 'incident', id: id('incident') }, marking: { tlp: 'TLP:GREEN' }, reason: 'It is on the radio.' },
  ],
];

describe.skipIf(absent)(`the homes of the log${absent ? ` (skipped: ${absent})` : ''}`, () => {
  test('the same commands at the same times make the same picture in memory, on SQLite and on PostgreSQL', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tocsin-homes-'));
    const server = await startPostgres();
    try {
      let at = 0;
      const now = () => Date.UTC(2025, 3, 28, 10, 32) + at;
      const homes: Record<string, () => Promise<Store> | Store> = {
        memory: () => openMemoryStore({ now }),
        SQLite: () => openSqliteStore({ directory, now }),
        PostgreSQL: async () => openPostgresStore({ url: await server.url('homes'), connections: 4, now }),
      };
      const made: Record<string, unknown> = {};
      for (const [name, home] of Object.entries(homes)) {
        at = 0;
        const node = await startNode('', { store: await home(), now });
        const operation = await furnish(node);
        const answers = [];
        for (const [index, [who, type, data]] of SCRIPT.entries()) {
          at = (index + 1) * 60_000;
          const outcome = await node.app.pipeline.submit(operation, id(who), {
            commandId: id(`command ${index}`),
            type,
            data,
          });
          await node.app.context.settled(operation, id(who));
          answers.push(outcome);
        }
        const [rosa, bea] = [await tokenFor(node, 'rosa'), await tokenFor(node, 'bea')];
        made[name] = {
          answers,
          hashes: [await snapshotHash(node, rosa, operation), await snapshotHash(node, bea, operation)],
        };
        expect(node.trouble).toEqual([]);
        await node.close();
      }
      expect(
        (made['memory'] as { answers: { code?: string; outcome: string }[] }).answers.map(
          ({ code, outcome }) => code ?? outcome,
        ),
      ).toEqual([...Array.from({ length: 8 }, () => 'accepted'), 'not-found', 'accepted']);
      expect(made['memory']).toMatchObject({ hashes: [expect.any(String), expect.any(String)] });
      expect(made['SQLite']).toEqual(made['memory']);
      expect(made['PostgreSQL']).toEqual(made['memory']);
    } finally {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    }
  });
});
