import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createReadings, type ReadingMade } from '../../server/readings.ts';
import { openSqliteStore } from '../../server/log/sqlite.ts';
import { createApp } from '../../server/app.ts';
import type { ReadingToRecord } from '../../shared/domain/reading/decide.ts';
import type { View } from '../../shared/domain/world.ts';
import { codeOf } from '../../shared/code.ts';
import { cliHome, type CliHome } from './cli.support.ts';

/** A view in which no record has a marking of its restricted fields. */
const view = { position: 1, operation: { at: () => undefined } } as unknown as View;
const seen: ReadingMade['seen'] = { audience: { organisation: 'us', roleClass: 'member' }, view };
const face = (owner: string | undefined, tlp: string) => ({ id: randomUUID(), tlp, ...(owner && { owner }) });

function journal(outcome: 'accepted' | 'refused') {
  const order: string[] = [];
  const stored: ReadingToRecord[] = [];
  const readings = createReadings({
    pipeline: {
      record: (_operation, _user, reading) => {
        order.push('stored');
        stored.push(reading);
        return Promise.resolve({ commandId: randomUUID(), outcome });
      },
    },
    settled: () => Promise.resolve(void order.push('settled')),
    flush: () => order.push('sent'),
    now: Date.now,
  });
  return { readings, order, stored };
}

it('[POL-17] a reading is stored, then in the world, then sent to open screens, before it is allowed', async () => {
  const { readings, order, stored } = journal('accepted');
  const records = {
    incident: [face('them', 'TLP:AMBER'), face('others', 'TLP:GREEN'), face('us', 'TLP:RED'), face('them', 'TLP:RED')],
    // A coarse twin: whose it is, is not told.
    asset: [face(undefined, 'TLP:AMBER')],
  };
  expect(await readings.record('op', 'me', { what: 'export', records, seen })).toBe(true);
  expect(order).toEqual(['stored', 'stored', 'stored', 'settled', 'sent']);
  // That there is a TLP:RED record is for its named persons: it has an entry of its own.
  const [red, other] = [records.incident[2]!, records.incident[3]!];
  expect(stored).toMatchObject([
    { what: 'export', owners: ['them'] },
    { what: 'export', owners: ['us'], on: { kind: 'incident', id: red.id } },
    { what: 'export', owners: ['them'], on: { kind: 'incident', id: other.id } },
  ]);
  expect(Object.keys(stored[0]!).sort()).toEqual(['owners', 'readingId', 'what']);
});

it('[POL-17] what cannot be stored is not allowed, and nobody is told of it', async () => {
  const { readings, order } = journal('refused');
  const records = { incident: [face('them', 'TLP:AMBER')] };
  expect(await readings.record('op', 'me', { what: 'export', records, seen })).toBe(false);
  expect(order).toEqual(['stored']);
});

it('what everybody in the operation may see is not journalled', async () => {
  const { readings, stored } = journal('refused');
  const records = { incident: [face('them', 'TLP:GREEN'), face('them', 'TLP:CLEAR')], organisation: [{ id: 'them' }] };
  expect(await readings.record('op', 'me', { what: 'export', records, seen })).toBe(true);
  expect(stored).toEqual([]);
});

let home: CliHome;
beforeAll(() => {
  home = cliHome();
});
afterAll(() => home.remove());

it('[POL-17] an export by the command line is journalled like any other', { timeout: 90_000 }, async () => {
  const us = await home.begun();
  const operation = await home.operation('Winter');
  const opened = async () =>
    createApp({
      store: await openSqliteStore({ directory: home.data }),
      clientDirectory: '/nowhere',
      onTrouble: (error) => {
        throw error;
      },
    });
  let app = await opened();
  const user = (await app.accounts.findByUsername('watch'))!.userId;
  await app.hold(operation);
  const actor = { user, organisation: us, roles: ['coordinator'] as const };
  const made = await app.pipeline.submitAs(operation, actor, {
    commandId: randomUUID(),
    type: 'incident.report',
    data: { incidentId: randomUUID(), title: 'Smoke', marking: { tlp: 'TLP:AMBER' } },
  });
  expect(made.outcome).toBe('accepted');
  await app.close();

  const out = join(home.folder, 'out.json');
  const ran = await home.run([
    'export',
    'incidents',
    '--operation',
    codeOf('operation', operation),
    '--format',
    'json',
    '--out',
    out,
  ]);
  expect([ran.code, ran.said]).toEqual([0, '']);
  app = await opened();
  await app.hold(operation);
  const taken = await app.desks.of(operation)!.snapshotInSlices(user);
  expect(taken?.records.reading).toMatchObject([{ what: 'export', owners: [us], by: { user } }]);
  await app.close();
});
