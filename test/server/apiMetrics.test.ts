import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { io } from 'socket.io-client';
import { REFUSALS } from '../../shared/outcome.ts';
import { demoServer, type DemoServer } from './api.support.ts';

let server: DemoServer;
beforeAll(async () => {
  server = await demoServer();
});
afterAll(() => server.close());
const coordinator = 'coordinator@red-iberica.demo';

async function figures(): Promise<Map<string, number>> {
  const text = await (await server.call(undefined, 'GET', '/metrics')).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

test('an operator sees commands by outcome, appends, deliveries and the delay of the event loop', async () => {
  const before = await figures();
  const socket = io(server.base, {
    auth: { token: await server.tokenOf(coordinator) },
    transports: ['websocket'],
    forceNew: true,
  });
  const seen = new Promise((resolve) => socket.once('batch', resolve));
  const { operation } = server;
  await socket.timeout(5000).emitWithAck('join', { operation });
  const send = (type: string, data: object): Promise<unknown> =>
    socket.timeout(5000).emitWithAck('command', { operation, commandId: randomUUID(), type, data });
  await send('incident.report', { incidentId: randomUUID(), title: 'Smoke' });
  await send('incident.acknowledge', { incidentId: randomUUID() });
  await send('x'.repeat(20), {});
  await seen;
  const after = await figures();
  const grew = (name: string) => (after.get(name) ?? NaN) - (before.get(name) ?? NaN);
  expect(grew('tocsin_commands_total{outcome="accepted"}')).toBeGreaterThanOrEqual(1);
  expect(grew('tocsin_commands_total{outcome="not-found"}')).toBe(1);
  expect(grew('tocsin_commands_total{outcome="unknown-type"}')).toBe(1);
  expect(grew('tocsin_events_appended_total')).toBeGreaterThanOrEqual(1);
  expect(grew('tocsin_command_seconds_count')).toBeGreaterThanOrEqual(3);
  expect(grew('tocsin_append_seconds_count{result="appended"}')).toBeGreaterThanOrEqual(3);
  expect(grew('tocsin_batch_changes_count')).toBeGreaterThanOrEqual(1);
  expect(after.get('tocsin_commands_waiting')).toBe(0);
  expect(after.get('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
  expect(after.get('tocsin_connections')).toBe(1);
  socket.disconnect();
});

test('no label of ours holds anything but our own words', async () => {
  const words = new Set([
    'accepted',
    ...Object.keys(REFUSALS),
    'appended',
    'duplicate',
    'conflict',
    'not-stored',
    'in-doubt',
    'failed',
  ]);
  const labels = [...(await figures()).keys()]
    .filter((name) => name.startsWith('tocsin_'))
    .flatMap((name) => [...name.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, value]) => [label!, value!] as const));
  expect(labels.length).toBeGreaterThan(20);
  expect(labels.filter(([label, value]) => label !== 'le' && !words.has(value))).toEqual([]);
});
