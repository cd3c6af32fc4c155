import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoUsers } from '../../server/demo/content/users.ts';
import { get } from '../../shared/domain/world.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { fromMs } from '../../shared/time.ts';
import { demoServer, wrongBy, type DemoServer } from './api.support.ts';

let server: DemoServer;
beforeAll(async () => {
  server = await demoServer();
});
afterAll(async () => {
  await server.close();
  expect(server.trouble).toEqual([]);
});

const admin = demoUsers.find(({ roles }) => roles.includes('admin'))!.username;
const liaison = demoUsers.find(({ roles }) => roles.includes('liaison'))!.username;
const api = '/api/v1';
const PASSWORD = 'a-good-passphrase';

const call = (as: string | undefined, method: string, path: string, body?: unknown, headers = {}) =>
  server.call(as, method, api + path, body, headers);
const json = async (answer: Response) => (await answer.json()) as Record<string, unknown>;
const idOf = async (username: string) => (await server.app.accounts.findByUsername(username))!.userId;
const signIn = (username: string, password: string) => call(undefined, 'POST', '/session', { username, password });
const bearer = (token: unknown) => ({ authorization: `Bearer ${String(token)}` });

/** A person who was registered just now, with an account unless `username` is left out. */
async function person(username?: string): Promise<string> {
  const userId = randomUUID();
  const organisation = [...organisations()][0]!;
  const data = { userId, name: 'Marta Ruiz', organisation };
  const sent = await call(admin, 'POST', '/operations/directory/commands', {
    commandId: randomUUID(),
    type: 'user.register',
    data,
  });
  expect(await sent.json()).toMatchObject([{ outcome: 'accepted' }]);
  if (username !== undefined) {
    expect((await call(admin, 'POST', '/accounts', { username, userId, password: PASSWORD })).status).toBe(201);
  }
  return userId;
}

function* organisations(): Iterable<string> {
  for (const key of server.app.worlds.directory.world.keys()) if (key.startsWith('organisation:')) yield key.slice(13);
}

const inDirectory = (userId: string) => {
  const { worlds } = server.app;
  return get(worlds.confirmedView(worlds.directory, fromMs(Date.now())), 'user', userId);
};

describe('accounts, for administrators', () => {
  test('do not exist for anybody else, in the same words as an address that leads nowhere', async () => {
    const userId = await idOf(admin);
    const nowhere = await json(await call(liaison, 'GET', '/nowhere'));
    const sessionId = 'x'.repeat(43);
    for (const [method, path, body] of [
      ['GET', '/accounts'],
      ['GET', '/platform'],
      ['POST', '/accounts', { username: 'intruder', userId, password: PASSWORD }],
      ['POST', '/accounts', 'not even a form'],
      ['PUT', `/accounts/${userId}/password`, { password: PASSWORD }],
      ['POST', `/accounts/${userId}/disable`, { commandId: randomUUID() }],
      ['POST', `/accounts/${userId}/enable`, { commandId: randomUUID() }],
      ['GET', `/accounts/${userId}/sessions`],
      ['DELETE', `/accounts/${userId}/sessions`],
      ['DELETE', `/accounts/${userId}/sessions/${sessionId}`],
    ] as const) {
      const answer = await call(liaison, method, path, body);
      expect([path, answer.status, await json(answer)]).toEqual([path, 404, nowhere]);
      expect((await call(undefined, method, path, body)).status).toBe(401);
    }
    expect((await call(admin, 'GET', '/session')).status).toBe(200);
    expect(inDirectory(userId)?.disabled).toBeUndefined();
  });

  test('are made for registered persons only, once, under a name that is free', async () => {
    const userId = await person();
    const make = (body: object) => call(admin, 'POST', '/accounts', body);
    expect((await make({ username: 'marta', userId: randomUUID(), password: PASSWORD })).status).toBe(404);
    expect(await json(await make({ username: 'marta', userId, password: 'short' }))).toMatchObject({
      code: 'invalid',
      detail: 'A password has 8 to 256 characters.',
    });
    expect(await json(await make({ username: 'two words', userId, password: PASSWORD }))).toMatchObject({
      code: 'invalid',
    });
    expect(await json(await make({ username: admin.toUpperCase(), userId, password: PASSWORD }))).toMatchObject({
      status: 409,
      code: 'username-taken',
    });
    expect(await json(await make({ username: 'marta', userId, password: PASSWORD }))).toEqual({
      userId,
      username: 'marta',
      disabled: false,
    });
    expect(await json(await make({ username: 'marta2', userId, password: PASSWORD }))).toMatchObject({
      code: 'user-has-account',
    });
    expect(await (await call(admin, 'GET', '/accounts')).json()).toContainEqual({
      userId,
      username: 'marta',
      disabled: false,
    });
    expect((await signIn('marta', PASSWORD)).status).toBe(200);
  });

  test('a new password ends every session; one’s own is not changed this way', async () => {
    const userId = await person('pilar');
    const { token } = await json(await signIn('pilar', PASSWORD));
    expect((await call(admin, 'PUT', `/accounts/${userId}/password`, { password: 'another-passphrase' })).status).toBe(
      204,
    );
    expect((await call(undefined, 'GET', '/session', undefined, bearer(token))).status).toBe(401);
    expect((await signIn('pilar', PASSWORD)).status).toBe(401);
    expect((await signIn('pilar', 'another-passphrase')).status).toBe(200);
    expect((await call(admin, 'PUT', `/accounts/${await idOf(admin)}/password`, { password: PASSWORD })).status).toBe(
      400,
    );
    const unknown = await call(admin, 'PUT', `/accounts/${await person()}/password`, { password: PASSWORD });
    expect(unknown.status).toBe(404);
  });

  test('disabling takes effect within a second on an open connection, and directory and account agree', async () => {
    const userId = await person('nuria');
    const setRoles = {
      commandId: randomUUID(),
      type: 'user.setRoles',
      data: { userId, operation: DIRECTORY, roles: ['admin'] },
    };
    await call(admin, 'POST', '/operations/directory/commands', setRoles);
    const { token } = await json(await signIn('nuria', PASSWORD));
    const socket = io(server.base, { auth: { token }, transports: ['websocket'], forceNew: true });
    try {
      expect(await socket.timeout(5000).emitWithAck('join', { operation: DIRECTORY })).toMatchObject({ ok: true });
      let endedAt: number | undefined;
      socket.on('disconnect', () => (endedAt = performance.now()));
      const commandId = randomUUID();
      const sentAt = performance.now();
      const answer = await json(await call(admin, 'POST', `/accounts/${userId}/disable`, { commandId }));
      expect(answer).toMatchObject({ commandId, outcome: 'accepted' });
      await expect.poll(() => endedAt, { timeout: 5000 }).toBeDefined();
      expect(endedAt! - sentAt).toBeLessThan(1000);
      expect((await call(undefined, 'GET', '/session', undefined, bearer(token))).status).toBe(401);
      expect((await signIn('nuria', PASSWORD)).status).toBe(401);
      expect(inDirectory(userId)?.disabled).toBe(true);
      expect((await server.app.accounts.findByUserId(userId))?.disabled).toBe(true);

      await call(admin, 'POST', `/accounts/${userId}/enable`, { commandId: randomUUID() });
      expect((await signIn('nuria', PASSWORD)).status).toBe(200);
      // The first command again, late: it has its answer, and undoes nothing that came after it.
      expect(await json(await call(admin, 'POST', `/accounts/${userId}/disable`, { commandId }))).toEqual(answer);
      expect(inDirectory(userId)?.disabled).toBeUndefined();
      expect((await server.app.accounts.findByUserId(userId))?.disabled).toBe(false);
    } finally {
      socket.disconnect();
    }
  });

  test('crossing acts leave directory and account agreed; nobody disables themselves', async () => {
    const userId = await person('carme');
    const acts = Array.from({ length: 12 }, (_, index) =>
      call(admin, 'POST', `/accounts/${userId}/${index % 2 ? 'enable' : 'disable'}`, { commandId: randomUUID() }),
    );
    for (const answer of await Promise.all(acts)) expect(answer.status).toBe(200);
    expect((await server.app.accounts.findByUserId(userId))?.disabled).toBe(inDirectory(userId)?.disabled === true);

    const self = await idOf(admin);
    const refused = await json(await call(admin, 'POST', `/accounts/${self}/disable`, { commandId: randomUUID() }));
    expect(refused).toMatchObject({ outcome: 'refused', code: 'not-possible' });
    expect((await call(admin, 'GET', '/accounts')).status).toBe(200);
  });

  test('sessions are listed without their tokens, and ended one by one or all together', async () => {
    const userId = await person('lluis');
    const tokens = [];
    for (let index = 0; index < 3; index++) tokens.push((await json(await signIn('lluis', PASSWORD)))['token']);
    const list = async () =>
      (await (await call(admin, 'GET', `/accounts/${userId}/sessions`)).json()) as { sessionId: string }[];
    const open = await list();
    expect(open).toHaveLength(3);
    for (const token of tokens) expect(JSON.stringify(open)).not.toContain(token);
    const own = await call(admin, 'GET', `/accounts/${await idOf(admin)}/sessions`);
    expect(await own.json()).toContainEqual(expect.objectContaining({ own: true }));

    const one = `/accounts/${userId}/sessions/${open[0]!.sessionId}`;
    expect((await call(admin, 'DELETE', `/accounts/${await idOf(admin)}/sessions/${open[0]!.sessionId}`)).status).toBe(
      404,
    );
    expect((await call(admin, 'DELETE', one)).status).toBe(204);
    expect((await call(admin, 'DELETE', one)).status).toBe(404);
    expect(await list()).toHaveLength(2);
    expect((await call(admin, 'DELETE', `/accounts/${userId}/sessions`)).status).toBe(204);
    expect(await list()).toEqual([]);
    for (const token of tokens)
      expect((await call(undefined, 'GET', '/session', undefined, bearer(token))).status).toBe(401);
  });

  test('a cookie that changes something must come from this site’s own page', async () => {
    const { token } = await json(await signIn(admin, server.password));
    const userId = await person('xavi');
    const path = `/accounts/${userId}/sessions`;
    const cookie = { cookie: `tocsin_session=${String(token)}` };
    expect(
      (await call(undefined, 'DELETE', path, undefined, { ...cookie, origin: 'https://elsewhere.example' })).status,
    ).toBe(403);
    expect((await call(undefined, 'DELETE', path, undefined, { ...cookie, origin: server.base })).status).toBe(204);
  });

  test('the platform tells the phase of every operation, and answers as it is described', async () => {
    const answer = await json(await call(admin, 'GET', '/platform'));
    expect(answer['operations']).toContainEqual({ id: server.operation, phase: expect.any(String) });
    expect(answer['notUnderstood']).toEqual([]);
    const document = (await (await server.call(undefined, 'GET', '/api/openapi.json')).json()) as Described;
    const described = (path: string) =>
      document.paths[`${api}${path}`]!['get']!.responses['200']!.content['application/json']!.schema;
    expect(wrongBy(document, described('/platform'), answer)).toBeUndefined();
    expect(
      wrongBy(document, described('/accounts'), await (await call(admin, 'GET', '/accounts')).json()),
    ).toBeUndefined();
    const sessions = await (await call(admin, 'GET', `/accounts/${await idOf(admin)}/sessions`)).json();
    expect(wrongBy(document, described('/accounts/{userId}/sessions'), sessions)).toBeUndefined();
  });
});

describe('one’s own password', () => {
  test('needs the present one, counts wrong tries, and ends every session', async () => {
    await person('joana');
    const { token } = await json(await signIn('joana', PASSWORD));
    const change = (current: string, next: string) =>
      call(undefined, 'PUT', '/session/password', { current, next }, bearer(token));
    expect(await json(await change('not-this-one', 'my-next-passphrase'))).toMatchObject({ code: 'wrong-credentials' });
    expect(await json(await change(PASSWORD, 'short'))).toMatchObject({ code: 'invalid' });
    expect((await call(undefined, 'GET', '/session', undefined, bearer(token))).status).toBe(200);
    expect((await server.app.sessions.list(await idOf('joana'))).length).toBe(1);
    expect((await change(PASSWORD, 'my-next-passphrase')).status).toBe(204);
    expect((await call(undefined, 'GET', '/session', undefined, bearer(token))).status).toBe(401);
    const again = await json(await signIn('joana', 'my-next-passphrase'));
    const tries = [];
    for (let index = 0; index < 12; index++) {
      const body = { current: 'guess', next: 'my-next-passphrase' };
      tries.push((await call(undefined, 'PUT', '/session/password', body, bearer(again['token']))).status);
    }
    expect(tries).toContain(429);
  });
});

interface Described {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content: Record<string, { schema: unknown }> }> }>
  >;
}
