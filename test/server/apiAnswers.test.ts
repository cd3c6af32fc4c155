import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { canonicalJson } from '../../shared/canonical.ts';
import { LIMITS } from '../../shared/limits.ts';
import { demoServer, resolve, wrongBy, type DemoServer } from './api.support.ts';

type Answer = Record<string, never> & { [key: string]: unknown };
interface Described {
  operationId: string;
  responses: Record<string, { content?: Record<string, { schema: unknown }>; headers?: object }>;
}

let server: DemoServer;
let document: { paths: Record<string, Record<string, Described>> };
let operation: string;
const answered = new Set<string>();
beforeAll(async () => {
  server = await demoServer();
  operation = `/api/v1/operations/${server.operation}`;
  document = (await (await server.call(undefined, 'GET', '/api/openapi.json')).json()) as typeof document;
});
afterAll(() => server.close());

const coordinator = 'coordinator@red-iberica.demo';
const director = 'director@control.demo';

/** Asks the running server, and holds its answer against what the description declares for that route and status. */
async function ask(
  as: string | undefined,
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) {
  const response = await server.call(as, method, path, body, headers);
  const [template, described] = describedAt(method, path);
  const declared = described.responses[String(response.status)];
  const text = await response.text();
  expect(declared, `${method} ${template} answered ${response.status}: ${text.slice(0, 200)}`).toBeDefined();
  const mediaType = response.headers.get('content-type')?.split(';')[0] ?? '';
  if (!declared!.content) {
    expect(text).toBe('');
  } else {
    const content = declared!.content[mediaType] ?? declared!.content['*/*'];
    expect(content, `${method} ${template} answered ${mediaType}`).toBeDefined();
    if (mediaType.endsWith('json')) {
      // `allOf` of a closed part with another would refuse both; a problem is held against each.
      const { allOf = [content!.schema] } = content!.schema as { allOf?: unknown[] };
      allOf.forEach((schema, index) =>
        expect(
          wrongBy(document, schema, JSON.parse(text), index === 0),
          `${method} ${template} ${response.status}`,
        ).toBeUndefined(),
      );
    }
  }
  answered.add(`${described.operationId} ${response.status}`);
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (mediaType.endsWith('json') ? JSON.parse(text) : undefined) as Answer,
  };
}

function describedAt(method: string, path: string): [string, Described] {
  const [clean] = path.split('?');
  const found = Object.entries(document.paths).find(
    ([template, methods]) =>
      method.toLowerCase() in methods && new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(clean!),
  );
  if (!found) throw new Error(`${method} ${path} is not described`);
  return [found[0], found[1][method.toLowerCase()]!];
}

const report = (incidentId: string = randomUUID()) => ({
  commandId: randomUUID(),
  type: 'incident.report',
  data: { incidentId, title: 'Smoke over the substation' },
});

test('signing in and out', async () => {
  const signedIn = await ask(undefined, 'POST', '/api/v1/session', {
    username: coordinator,
    password: server.password,
  });
  expect(signedIn.status).toBe(200);
  const { token, user } = signedIn.body as unknown as { token: string; user: { roles: Record<string, string[]> } };
  expect(user.roles[server.operation]).toEqual(['coordinator']);
  const cookie = signedIn.headers.getSetCookie().find((one) => one.startsWith('tocsin_session='))!;
  expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
  const bearer = { authorization: `Bearer ${token}` };
  expect((await ask(undefined, 'GET', '/api/v1/session', undefined, bearer)).body).toMatchObject({ user });
  const byCookie = { cookie: cookie.split(';')[0]! };
  expect((await ask(undefined, 'GET', '/api/v1/session', undefined, byCookie)).status).toBe(200);
  expect(
    (await ask(undefined, 'DELETE', '/api/v1/session', undefined, { ...byCookie, origin: 'https://elsewhere.example' }))
      .body,
  ).toMatchObject({ code: 'bad-origin' });
  expect((await ask(undefined, 'DELETE', '/api/v1/session', undefined, bearer)).status).toBe(204);
  expect((await ask(undefined, 'GET', '/api/v1/session', undefined, bearer)).body).toMatchObject({
    status: 401,
    code: 'not-authenticated',
  });
  expect((await ask(undefined, 'POST', '/api/v1/session', { username: coordinator })).body).toMatchObject({
    code: 'invalid',
  });
  expect(
    (await ask(undefined, 'POST', '/api/v1/session', { username: 'x'.repeat(9000), password: 'y' })).body,
  ).toMatchObject({ code: 'too-large' });
});

test('[P-A1] the eleventh wrong password is told when to try again', async () => {
  const guess = { username: 'analyst@red-iberica.demo', password: 'wrong' };
  for (let n = 0; n < 10; n++) expect((await ask(undefined, 'POST', '/api/v1/session', guess)).status).toBe(401);
  const refused = await ask(undefined, 'POST', '/api/v1/session', guess);
  expect(refused.body).toMatchObject({ status: 429, code: 'too-many-tries' });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
});

test('operations, snapshot, changes', async () => {
  const { body: list } = await ask(coordinator, 'GET', '/api/v1/operations');
  expect(list).toEqual([{ id: server.operation, name: expect.any(String), kind: 'exercise', phase: 'running' }]);
  const { body: snapshot } = await ask(coordinator, 'GET', `${operation}/snapshot`);
  expect(Object.keys(snapshot).sort()).toEqual(['cursor', 'hash', 'operation', 'records']);
  expect(snapshot['hash']).toBe(createHash('sha256').update(canonicalJson(snapshot['records'])).digest('hex'));
  for (const list of Object.values(snapshot['records'] as unknown as Record<string, { id: string }[]>)) {
    const ids = list.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
  }
  const cursor = encodeURIComponent(String(snapshot['cursor']));
  expect((await ask(coordinator, 'GET', `${operation}/changes?after=${cursor}`)).body).toMatchObject({
    changes: [],
    more: false,
  });
  await ask(coordinator, 'POST', `${operation}/commands`, [report(), report(), report()]);
  const { body: page } = await ask(coordinator, 'GET', `${operation}/changes?after=${cursor}&limit=2`);
  expect(Object.keys(page).sort()).toEqual(['changes', 'more', 'next', 'prev']);
  expect(page).toMatchObject({ prev: snapshot['cursor'], more: true });
  expect(page['changes']).toHaveLength(2);
  const { body: rest } = await ask(
    coordinator,
    'GET',
    `${operation}/changes?after=${encodeURIComponent(String(page['next']))}`,
  );
  expect(rest).toMatchObject({ prev: page['next'], more: false });
  expect(rest['changes']).toHaveLength(1);
  expect((await ask('coordinator@rede-lusa.demo', 'GET', `${operation}/changes?after=${cursor}`)).body).toMatchObject({
    status: 410,
    code: 'cursor-expired',
  });
  for (const wrong of ['', '?after=', `?after=${cursor}&limit=0`, `?after=${cursor}&limit=1001`]) {
    expect((await ask(coordinator, 'GET', `${operation}/changes${wrong}`)).body).toMatchObject({
      status: 400,
      code: 'invalid',
    });
  }
  expect((await ask(undefined, 'GET', `${operation}/snapshot`)).body).toMatchObject({ code: 'not-authenticated' });
  expect((await ask('owner@red-iberica.demo', 'GET', '/api/v1/operations/directory/snapshot')).body).toMatchObject({
    operation: 'directory',
  });
});

test('commands: one is answered as an array of one, several in their order', async () => {
  const one = report();
  const { body: single } = await ask(coordinator, 'POST', `${operation}/commands`, one);
  expect(single).toEqual([
    { commandId: one.commandId, outcome: 'accepted', records: [{ kind: 'incident', id: one.data.incidentId }] },
  ]);
  expect((await ask(coordinator, 'GET', `/api/v1/commands/${one.commandId}`)).body).toEqual(
    (single as unknown as unknown[])[0],
  );
  expect((await ask('coordinator@rede-lusa.demo', 'GET', `/api/v1/commands/${one.commandId}`)).status).toBe(404);
  const refused = { ...one, data: { ...one.data, title: 'Other' } };
  const unknown = { ...report(), type: 'incident.forget' };
  const { body: several } = await ask(coordinator, 'POST', `${operation}/commands`, [
    refused,
    one,
    unknown,
    { type: 7 },
    null,
  ]);
  expect(several).toEqual([
    { commandId: one.commandId, outcome: 'refused', code: 'command-id-reused', message: expect.any(String) },
    (single as unknown as unknown[])[0],
    { commandId: unknown.commandId, outcome: 'refused', code: 'unknown-type', message: expect.any(String) },
    { commandId: '', outcome: 'refused', code: 'invalid', message: expect.any(String) },
    { commandId: '', outcome: 'refused', code: 'invalid', message: expect.any(String) },
  ]);
  for (const wrong of [[], Array.from({ length: LIMITS.commandsPerRequest + 1 }, () => 0)]) {
    expect((await ask(coordinator, 'POST', `${operation}/commands`, wrong)).body).toMatchObject({
      status: 400,
      code: 'invalid',
    });
  }
  expect((await ask(coordinator, 'POST', `${operation}/commands`, 'x'.repeat(5 * 1024 * 1024))).body).toMatchObject({
    status: 413,
  });
});

test('history, latest first', async () => {
  const made = report();
  await ask(coordinator, 'POST', `${operation}/commands`, made);
  await ask(coordinator, 'POST', `${operation}/commands`, {
    commandId: randomUUID(),
    type: 'incident.setSeverity',
    data: { incidentId: made.data.incidentId, severity: 4 },
  });
  const { body } = await ask(coordinator, 'GET', `${operation}/history/incident/${made.data.incidentId}`);
  expect((body['entries'] as unknown as { type: string }[]).map(({ type }) => type)).toEqual([
    'incident.severityChanged',
    'incident.reported',
  ]);
  expect((await ask(coordinator, 'GET', `${operation}/history/incident/${randomUUID()}`)).status).toBe(404);
});

test('attachments: stored under a random id, shown once it hangs on a record', async () => {
  const bytes = new TextEncoder().encode('What we know so far.\n');
  const { status, body } = await ask(coordinator, 'POST', `${operation}/attachments`, bytes);
  expect({ status, body }).toEqual({
    status: 201,
    body: { id: expect.any(String), mediaType: 'text/plain', bytes: bytes.length },
  });
  const at = `${operation}/attachments/${body['id']}`;
  expect((await ask(coordinator, 'GET', at)).status).toBe(404);
  const made = report();
  const add = {
    attachmentId: body['id'],
    on: { kind: 'incident', id: made.data.incidentId },
    name: 'notes.txt',
    mediaType: 'text/plain',
    bytes: bytes.length,
  };
  const { body: outcomes } = await ask(coordinator, 'POST', `${operation}/commands`, [
    made,
    { commandId: randomUUID(), type: 'attachment.add', data: add },
  ]);
  expect(outcomes).toMatchObject([{ outcome: 'accepted' }, { outcome: 'accepted' }]);
  // A snapshot waits until what was acknowledged is shown.
  await ask(coordinator, 'GET', `${operation}/snapshot`);
  expect((await ask(coordinator, 'GET', at)).text).toBe('What we know so far.\n');
  expect((await ask(coordinator, 'POST', `${operation}/attachments`, new Uint8Array([0, 1, 2, 3]))).body).toMatchObject(
    { status: 415, code: 'unsupported-type' },
  );
  expect((await ask(coordinator, 'POST', `${operation}/attachments`, new Uint8Array(0))).status).toBe(400);
});

test('the demonstration: accounts, places, and the player for its director', async () => {
  const { body } = await ask(undefined, 'GET', '/api/v1/demo');
  const accounts = body['accounts'] as unknown as Record<string, unknown>[];
  expect(accounts.length).toBeGreaterThan(8);
  expect((await ask(coordinator, 'GET', `${operation}/places`)).status).toBe(200);
  expect((await ask(coordinator, 'GET', `${operation}/player`)).status).toBe(404);
  const { body: player } = await ask(director, 'GET', `${operation}/player`);
  const spoken = (player['accounts'] as unknown as { userId: string; roles: string[] }[]).find(({ roles }) =>
    roles.includes('coordinator'),
  )!;
  expect(
    (await ask(director, 'POST', `${operation}/player`, { action: 'as', as: spoken.userId, command: report() })).body,
  ).toMatchObject({ outcome: 'accepted' });
  expect((await ask(director, 'POST', `${operation}/player`, { action: 'dance' })).body).toMatchObject({
    code: 'invalid',
  });
  expect((await ask(director, 'POST', `${operation}/player`, { action: 'restart' })).body).toEqual({
    operation: expect.any(String),
  });
});

test('limits, alive, ready, metrics, the descriptions', async () => {
  expect((await ask(undefined, 'GET', '/api/v1/limits')).body).toMatchObject({
    commandBytes: 65536,
    refusals: { stale: expect.any(String) },
  });
  expect((await ask(undefined, 'GET', '/healthz')).body).toEqual({ ok: true });
  expect((await ask(undefined, 'GET', '/readyz')).body).toEqual({ ready: true });
  expect((await ask(undefined, 'GET', '/metrics')).text).toContain('tocsin_connections');
  expect((await ask(undefined, 'GET', '/metrics', undefined, { 'x-forwarded-for': '192.0.2.1' })).status).toBe(404);
  for (const path of ['/api/openapi.json', '/api/asyncapi.json', '/docs'])
    expect((await ask(undefined, 'GET', path)).status).toBe(200);
});

test('sharing: inspector, preview, a partner, export, pack, guests', async () => {
  const { body: snapshot } = await ask(coordinator, 'GET', `${operation}/snapshot`);
  const { asset, organisation } = snapshot['records'] as unknown as Record<string, { id: string; marking?: object }[]>;
  const own = asset!.find(({ marking }) => marking)!;
  const others = asset!.find((one) => !one.marking && !('cell' in one))!;
  expect((await ask(coordinator, 'GET', `${operation}/sharing/asset/${own.id}`)).status).toBe(200);
  expect((await ask(coordinator, 'GET', `${operation}/sharing/asset/${others.id}`)).body).toMatchObject({
    code: 'not-allowed',
  });
  expect((await ask(coordinator, 'GET', `${operation}/sharing/asset/${randomUUID()}`)).status).toBe(404);
  const preview = await ask(coordinator, 'POST', `${operation}/sharing/preview`, { kind: 'incident' });
  expect(preview.body).toMatchObject({ tlp: 'TLP:GREEN', unmarked: true });
  expect((await ask(coordinator, 'POST', `${operation}/sharing/preview`, { kind: 'clock' })).status).toBe(400);
  expect((await ask(coordinator, 'GET', `${operation}/preview/${organisation![0]!.id}`)).status).toBe(200);
  expect((await ask(coordinator, 'GET', `${operation}/preview/${randomUUID()}`)).status).toBe(404);
  expect((await ask(coordinator, 'POST', `${operation}/export`, { kinds: ['asset'] })).status).toBe(200);
  expect((await ask(coordinator, 'POST', `${operation}/export`, { kinds: ['user'] })).status).toBe(400);
  const glass = { code: 'INC-0000', reason: 'No word from its author for an hour.' };
  expect((await ask(coordinator, 'POST', `${operation}/break-glass`, glass)).body).toMatchObject({
    code: 'not-allowed',
  });
  expect((await ask(undefined, 'GET', '/api/v1/signing-key')).body).toMatchObject({ algorithm: 'Ed25519' });
  expect((await ask(undefined, 'POST', '/api/v1/guest', { token: 'x'.repeat(43) })).status).toBe(404);
  expect((await ask(undefined, 'POST', '/api/v1/guest', {})).status).toBe(400);
  expect((await ask(coordinator, 'POST', `/api/v1/guests/${randomUUID()}/link`)).status).toBe(404);
});

test('every route that needs a session says so to a stranger, as described', async () => {
  const open = new Set(['/api/v1/session', '/api/v1/demo', '/api/v1/limits', '/api/v1/guest', '/api/v1/signing-key']);
  for (const [template, methods] of Object.entries(document.paths)) {
    if (!template.startsWith('/api/v1/') || open.has(template)) continue;
    for (const method of Object.keys(methods)) {
      const path = template.replace('{op}', server.operation).replace(/\{\w+\}/g, () => randomUUID());
      expect((await ask(undefined, method.toUpperCase(), path)).body).toMatchObject({
        status: 401,
        code: 'not-authenticated',
      });
    }
  }
});

test('[API-2] every route was asked and answered as described', () => {
  const asked = new Set([...answered].map((one) => one.split(' ')[0]));
  const described = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(described.filter((one) => !asked.has(one))).toEqual([]);
  expect(resolve(document, '#/components/schemas/Problem')).toBeDefined();
  expect(server.trouble).toEqual([]);
});
