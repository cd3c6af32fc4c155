import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { io } from 'socket.io-client';
import { COLUMNS_TYPE } from '../../shared/columns/format.ts';
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

test('an operator sees who signs in, how operations are opened, and how many audiences and sessions there are', async () => {
  const before = await figures();
  const signIn = (password: string) =>
    server.call(undefined, 'POST', '/api/v1/session', { username: coordinator, password });
  expect((await signIn(server.password)).status).toBe(200);
  expect((await signIn('wrong')).status).toBe(401);
  const token = await server.tokenOf(coordinator);
  const socket = io(server.base, { auth: { token }, transports: ['websocket'], forceNew: true });
  const { operation } = server;
  const first = (await socket.timeout(5000).emitWithAck('join', { operation })) as { next: string };
  await socket.timeout(5000).emitWithAck('join', { operation, cursor: first.next });
  const columns = { accept: COLUMNS_TYPE };
  await server.call(coordinator, 'GET', `/api/v1/operations/${operation}/snapshot`, undefined, columns);
  await socket.timeout(5000).emitWithAck('join', { operation: randomUUID() });
  const after = await figures();
  const grew = (name: string) => (after.get(name) ?? NaN) - (before.get(name) ?? NaN);
  expect(grew('tocsin_sign_ins_total{outcome="accepted"}')).toBe(1);
  expect(grew('tocsin_sign_ins_total{outcome="wrong-credentials"}')).toBe(1);
  expect(grew('tocsin_joins_total{answer="reset"}')).toBe(1);
  expect(grew('tocsin_joins_total{answer="caught-up"}')).toBe(1);
  expect(grew('tocsin_joins_total{answer="refused"}')).toBe(1);
  expect(grew('tocsin_snapshots_encoded_total{form="parts"}')).toBe(1);
  expect(grew('tocsin_snapshots_encoded_total{form="columns"}')).toBe(1);
  expect(grew('tocsin_sessions')).toBe(1);
  expect(after.get('tocsin_audiences')).toBe(1);
  expect(after.get('tocsin_chains')).toBeGreaterThanOrEqual(1);
  expect(after.get('tocsin_listeners')).toBe(1);
  expect(after.get('tocsin_ready')).toBe(1);
  expect(after.get('tocsin_log_writable')).toBe(1);
  expect(after.get('tocsin_not_understood')).toBe(0);
  expect(after.get('tocsin_tail_lag_events{stream="operation"}')).toBe(0);
  expect(after.get('tocsin_event_loop_delay_seconds')).toBeGreaterThanOrEqual(0);
  socket.disconnect();
});

test('every figure of ours is in docs/operating.md, and no other', async () => {
  const document = readFileSync(join(import.meta.dirname, '../../docs/operating.md'), 'utf8');
  const documented = new Set([...document.matchAll(/^\| `(tocsin_\w+)/gm)].map(([, name]) => name!));
  const text = await (await server.call(undefined, 'GET', '/metrics')).text();
  const shown = [...text.matchAll(/^# TYPE (tocsin_\w+)/gm)].map(([, name]) => name!);
  // These come with PostgreSQL only: test/cluster/health.test.ts reads them.
  const ofDatabase = ['tocsin_database_connections', 'tocsin_database_waiting', 'tocsin_database_listening'];
  expect([...documented].sort()).toEqual([...shown, ...ofDatabase].sort());
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
    ...['caught-up', 'reset', 'refused', 'withdrawal', 'bytes', 'time'],
    ...['wrong-credentials', 'too-many-tries', 'directory', 'operation', 'idle', 'busy'],
    ...['columns', 'parts'],
  ]);
  const labels = [...(await figures()).keys()]
    // The operator names the node: a word of theirs.
    .filter((name) => name.startsWith('tocsin_') && !name.startsWith('tocsin_node_info'))
    .flatMap((name) => [...name.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, value]) => [label!, value!] as const));
  expect(labels.length).toBeGreaterThan(20);
  expect(labels.filter(([label, value]) => label !== 'le' && !words.has(value))).toEqual([]);
});
