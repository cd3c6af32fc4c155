import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp, type App } from '../../server/app.ts';
import { DEMO_PASSWORD, loadDemo, operationOfRun } from '../../server/demo/load.ts';
import { createLogbook, LOG_EVENTS } from '../../server/logbook.ts';
import { openMemoryStore } from '../../server/log/memory.ts';

let app: App;
let base: string;
let text = '';
const destination = { write: (line: string) => void (text += line) };
beforeAll(async () => {
  app = await createApp({
    store: openMemoryStore(),
    clientDirectory: '/nowhere',
    trustProxy: true,
    logbook: createLogbook('debug', { node: 'one', destination }),
  });
  await loadDemo(app);
  await new Promise<void>((resolve) => app.http.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(app.http.address() as AddressInfo).port}`;
});
afterAll(() => app.close());
const lines = () =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the log at level debug', () => {
  test('names requests and commands, and holds neither secrets nor anything that was written or shown', async () => {
    const operation = operationOfRun(1);
    const signIn = await fetch(`${base}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': 'proxy-17', 'x-forwarded-for': '198.51.100.7' },
      body: JSON.stringify({ username: 'coordinator@red-iberica.demo', password: DEMO_PASSWORD }),
    });
    const { token } = (await signIn.json()) as { token: string };
    const cookies = signIn.headers.getSetCookie().map((cookie) => /=([^;]+)/.exec(cookie)![1]!);
    expect(cookies).toHaveLength(2);
    await fetch(`${base}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'somebody@secret.example', password: 'Tr0ub4dor-canary' }),
    });
    const authorization = { authorization: `Bearer ${token}` };
    const snapshot = await fetch(`${base}/api/v1/operations/${operation}/snapshot`, { headers: authorization });
    const { records } = (await snapshot.json()) as { records: Record<string, { id: string; name?: string }[]> };
    const asset = records['asset']!.find(({ name }) => (name?.length ?? 0) > 8)!;
    await fetch(`${base}/api/v1/operations/${operation}/history/asset/${asset.id}`, { headers: authorization });
    await fetch(`${base}/no/such/${asset.id}?token=${token}`, { headers: authorization });
    const socket = io(base, { auth: { token }, transports: ['websocket'], forceNew: true });
    await socket.timeout(5000).emitWithAck('join', { operation });
    const [commandId, incidentId] = [randomUUID(), randomUUID()];
    const data = { incidentId, title: 'canary-title-of-smoke', description: 'canary-text' };
    await socket.timeout(5000).emitWithAck('command', { operation, commandId, type: 'incident.report', data });
    socket.disconnect();

    const said = lines();
    expect(said.filter(({ event }) => !Object.hasOwn(LOG_EVENTS, String(event)))).toEqual([]);
    expect(said.every(({ node, time, level }) => node === 'one' && !!time && !!level)).toBe(true);
    expect(said).toContainEqual(expect.objectContaining({ event: 'command.answered', command: commandId }));
    expect(said).toContainEqual(
      expect.objectContaining({ event: 'request.answered', request: 'proxy-17', route: '/api/v1/session' }),
    );
    expect(said).toContainEqual(
      expect.objectContaining({ route: '/api/v1/operations/:op/history/:kind/:id', status: 200 }),
    );
    expect(said).toContainEqual(expect.objectContaining({ event: 'sign-in.accepted', address: '198.51.100.7' }));
    expect(said).toContainEqual(expect.objectContaining({ event: 'sign-in.refused', code: 'wrong-credentials' }));
    const hidden = [
      ...[token, ...cookies, DEMO_PASSWORD, 'Tr0ub4dor-canary', 'somebody@secret', 'red-iberica'],
      ...[operation, asset.id, asset.name!, incidentId, 'canary-title-of-smoke', 'canary-text'],
    ];
    expect(hidden.filter((one) => text.includes(one) || text.includes(encodeURIComponent(one)))).toEqual([]);
  });

  test('of an error it tells no id of a record and no password of an address', () => {
    let line = '';
    const logbook = createLogbook('debug', { destination: { write: (one) => void (line += one) } });
    const id = randomUUID();
    const cause = Object.assign(new Error(`cannot reach postgres://tocsin:s3cret@db.example:5432/x`), {
      code: 'ECONNREFUSED',
      detail: 'Failing row contains (canary).',
    });
    logbook.trouble(new Error(`Event 5 of operation ${id} is missing`, { cause }));
    expect(line).not.toContain(id);
    expect(line).not.toContain('s3cret');
    expect(line).not.toContain('canary');
    expect(JSON.parse(line)).toMatchObject({
      event: 'trouble',
      err: { message: 'Event 5 of operation <id> is missing', cause: { code: 'ECONNREFUSED' } },
    });
  });

  test('docs/operating.md lists every event with its level, and no other', () => {
    const document = readFileSync(join(import.meta.dirname, '../../docs/operating.md'), 'utf8');
    const listed = [...document.matchAll(/^\| `([a-z.-]+)` +\| (error|warn|info|debug) /gm)];
    expect(Object.fromEntries(listed.map(([, name, level]) => [name, level]))).toEqual(LOG_EVENTS);
  });
});
