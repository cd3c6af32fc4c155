import { Router, json } from 'express';
import { z } from 'zod';
import type { Operation } from '../../shared/domain/directory/record.ts';
import { id as idForm } from '../../shared/domain/fields.ts';
import { PHASES } from '../../shared/domain/vocabulary.ts';
import { get, getKey } from '../../shared/domain/world.ts';
import { DIRECTORY, isId } from '../../shared/ids.ts';
import { outcome } from '../../shared/protocol/down.ts';
import { fromMs } from '../../shared/time.ts';
import { PASSWORD_MAX_CHARACTERS } from '../accounts/passwords.ts';
import { USERNAME_MAX_CHARACTERS } from '../accounts/usernames.ts';
import { actorIn } from '../worlds/worlds.ts';
import { signedIn, type HttpContext } from './context.ts';
import { route, type RouteDoc } from './describe.ts';
import { problem } from './problem.ts';
import { cookieOf, DEVICE_COOKIE } from './who.ts';

const password = z.string().max(PASSWORD_MAX_CHARACTERS);
const newAccount = z.strictObject({ username: z.string().max(USERNAME_MAX_CHARACTERS), userId: idForm, password });
const newPassword = z.strictObject({ password });
const ownPassword = z.strictObject({ current: password, next: password });
const commanded = z.strictObject({
  commandId: idForm.describe('Made by the sender: sent again, it takes effect once.'),
});

const account = z.object({ userId: z.string(), username: z.string(), disabled: z.boolean() });
const openSession = z.object({
  sessionId: z.string(),
  openedAt: z.iso.datetime(),
  usedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  address: z.string().optional(),
  userAgent: z.string().optional(),
  own: z.literal(true).optional().describe('The session of this very request.'),
});
const platform = z.object({
  operations: z.array(z.object({ id: z.string(), phase: z.enum(PHASES) })),
  notUnderstood: z
    .array(z.object({ operation: z.string(), type: z.string(), count: z.number().int() }))
    .describe('Stored events that this build does not know: their records are hidden from all but their owner.'),
});

const nodeHealth = z.object({
  ready: z.boolean(),
  code: z.string().optional(),
  node: z.object({ name: z.string(), version: z.string(), startedAt: z.iso.datetime() }),
  home: z.enum(['sqlite', 'postgresql']),
  lag: z.object({ events: z.number().int(), seconds: z.number() }),
  clients: z.number().int(),
  audiences: z.number().int(),
  bytesWaiting: z.number().int(),
  sessions: z.number().int(),
  eventLoopDelay: z.number().describe('Seconds, 99th percentile of the last beat.'),
  database: z
    .object({
      connections: z.number().int(),
      idle: z.number().int(),
      waiting: z.number().int(),
      listening: z.boolean(),
    })
    .optional(),
  nodes: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      startedAt: z.iso.datetime(),
      seenAt: z.iso.datetime(),
      clients: z.number().int(),
    }),
  ),
  lastBackup: z.iso.datetime().optional().describe('By `tocsin backup`; a database’s own tools tell nobody.'),
});

const params = { userId: idForm.describe('The id of the person.') };
const sessionParams = { ...params, sessionId: z.string().max(100).describe('As listed.') };

/**
 * Who can sign in, for administrators of the platform; for everybody else these addresses do not exist. Accounts lie in
 * tables beside the log and follow the directory: whether somebody is disabled is said there.
 */
export function accountRoutes(context: HttpContext): Router {
  const routes = Router();
  const { accounts, login, pipeline, sessions, settled, worlds, now } = context;
  const body = json({ limit: '8kb' });

  const directory = () => worlds.confirmedView(worlds.directory, fromMs(now()));
  const personNamed = (text: unknown) => (isId(text) ? get(directory(), 'user', text) : undefined);

  /** A route that exists for administrators only. */
  function forAdministrators(handle: Parameters<typeof signedIn>[1]): ReturnType<typeof signedIn> {
    return signedIn(context, async (request, response, caller) => {
      const user = caller.session.userId;
      await settled(DIRECTORY, user);
      if (!actorIn(directory(), user)?.roles.includes('admin')) return problem(response, 'not-found');
      // Only now: what others send here is not even read.
      await new Promise<void>((read, failed) =>
        body(request, response, (error) => (error ? failed(error as Error) : read())),
      );
      await handle(request, response, caller);
    });
  }

  /**
   * Makes the account what the directory says of the person. Asked again after each write, so that two acts that cross
   * never leave the two apart.
   */
  async function agree(userId: string): Promise<void> {
    const disabled = () => get(directory(), 'user', userId)?.disabled === true;
    for (let done: boolean | undefined; done !== disabled();) {
      done = disabled();
      await (done ? accounts.disable(userId) : accounts.enable(userId));
    }
  }

  const doc = (one: Omit<RouteDoc, 'tag'>): RouteDoc => ({ tag: 'accounts', ...one });

  route(
    routes,
    'get',
    '/accounts',
    doc({ id: 'listAccounts', summary: 'Every account', answers: { 200: z.array(account) }, problems: ['not-found'] }),
    forAdministrators(async (_request, response) => {
      response.json(await accounts.list());
    }),
  );

  route(
    routes,
    'post',
    '/accounts',
    doc({
      id: 'createAccount',
      summary: 'Lets a registered person sign in',
      body: newAccount,
      answers: { 201: account },
      problems: ['not-found', 'username-taken', 'user-has-account'],
    }),
    forAdministrators(async (request, response) => {
      const form = newAccount.safeParse(request.body);
      if (!form.success) return problem(response, 'invalid', 'Send { username, userId, password }.');
      if (!personNamed(form.data.userId)) return problem(response, 'not-found');
      const made = await accounts.createAccount(form.data);
      if (!made.ok) {
        if (made.code === 'username-taken' || made.code === 'user-has-account') return problem(response, made.code);
        return problem(response, 'invalid', made.message);
      }
      await agree(made.userId);
      const { userId, username } = made;
      response.status(201).json({ userId, username, disabled: personNamed(userId)?.disabled === true });
    }),
  );

  route(
    routes,
    'put',
    '/accounts/:userId/password',
    doc({
      id: 'setPassword',
      summary: 'Gives somebody else a new password, and ends their sessions',
      params,
      body: newPassword,
      answers: { 204: 'nothing' },
      problems: ['not-found'],
    }),
    forAdministrators(async (request, response, caller) => {
      const form = newPassword.safeParse(request.body);
      if (!form.success) return problem(response, 'invalid', 'Send { password }.');
      const { userId } = request.params;
      // A session left open at a desk must not be enough to take the account over.
      if (userId === caller.session.userId) {
        return problem(response, 'invalid', 'Change your own password where the present one is asked for.');
      }
      if (!personNamed(userId)) return problem(response, 'not-found');
      const set = await accounts.setPassword(String(userId), form.data.password);
      if (!set.ok)
        return set.code === 'not-found' ? problem(response, 'not-found') : problem(response, 'invalid', set.message);
      response.status(204).end();
    }),
  );

  for (const verb of ['disable', 'enable'] as const) {
    route(
      routes,
      'post',
      `/accounts/:userId/${verb}`,
      doc({
        id: `${verb}Account`,
        summary:
          verb === 'disable' ? 'Takes every right from somebody and ends their sessions' : 'Lets somebody in again',
        description: `Sends \`user.${verb}\` to the directory in your name, then makes the account agree with it.`,
        params,
        body: commanded,
        answers: { 200: outcome },
        problems: ['not-found'],
      }),
      forAdministrators(async (request, response, caller) => {
        const form = commanded.safeParse(request.body);
        if (!form.success) return problem(response, 'invalid', 'Send { commandId }.');
        const userId = String(request.params['userId']);
        if (!personNamed(userId)) return problem(response, 'not-found');
        const { commandId } = form.data;
        const user = caller.session.userId;
        const answer = await pipeline.submit(DIRECTORY, user, { commandId, type: `user.${verb}`, data: { userId } });
        await settled(DIRECTORY, user);
        // Also after a refusal: an account that an earlier failure left behind is put right.
        await agree(userId);
        response.json(answer);
      }),
    );
  }

  route(
    routes,
    'get',
    '/accounts/:userId/sessions',
    doc({
      id: 'listSessions',
      summary: 'Where somebody is signed in',
      params,
      answers: { 200: z.array(openSession) },
      problems: ['not-found'],
    }),
    forAdministrators(async (request, response, caller) => {
      const { userId } = request.params;
      if (!personNamed(userId)) return problem(response, 'not-found');
      const open = await sessions.list(String(userId));
      response.json(
        open
          .sort((a, b) => b.usedAt - a.usedAt)
          .map(({ sessionId, openedAt, usedAt, expiresAt, meta }) => ({
            sessionId,
            openedAt: fromMs(openedAt),
            usedAt: fromMs(usedAt),
            expiresAt: fromMs(expiresAt),
            ...meta,
            ...(sessionId === caller.session.sessionId && { own: true }),
          })),
      );
    }),
  );

  route(
    routes,
    'delete',
    '/accounts/:userId/sessions',
    doc({
      id: 'endSessions',
      summary: 'Signs somebody out everywhere',
      params,
      answers: { 204: 'nothing' },
      problems: ['not-found'],
    }),
    forAdministrators(async (request, response) => {
      const { userId } = request.params;
      if (!personNamed(userId)) return problem(response, 'not-found');
      await sessions.revokeUser(String(userId));
      response.status(204).end();
    }),
  );

  route(
    routes,
    'delete',
    '/accounts/:userId/sessions/:sessionId',
    doc({
      id: 'endSession',
      summary: 'Ends one session of somebody',
      params: sessionParams,
      answers: { 204: 'nothing' },
      problems: ['not-found'],
    }),
    forAdministrators(async (request, response) => {
      const { userId, sessionId } = request.params;
      const held = personNamed(userId) && (await sessions.list(String(userId)));
      if (!held?.some((session) => session.sessionId === sessionId)) return problem(response, 'not-found');
      await sessions.revoke(String(sessionId));
      response.status(204).end();
    }),
  );

  route(
    routes,
    'get',
    '/platform',
    {
      id: 'readPlatform',
      tag: 'service',
      summary: 'The phase of every operation, and what this build does not understand (administrators only)',
      answers: { 200: platform },
      problems: ['not-found'],
    },
    forAdministrators((_request, response) => {
      const streams = [worlds.directory, ...worlds.operations()];
      const operations = [...worlds.operations()].flatMap((stream) => {
        const view = worlds.confirmedView(stream, fromMs(now()));
        const operation = getKey(view, `operation:${stream.operation}`) as Operation | undefined;
        return operation
          ? [{ id: operation.id, phase: get(view, 'clock', operation.id)?.phase ?? ('planned' as const) }]
          : [];
      });
      const notUnderstood = streams.flatMap((stream) =>
        [...stream.world.undecoded].map(([type, count]) => ({ operation: stream.operation, type, count })),
      );
      response.json({ operations, notUnderstood });
    }),
  );

  route(
    routes,
    'get',
    '/platform/health',
    {
      id: 'readHealth',
      tag: 'service',
      summary: 'How this node is, and which nodes there are (administrators only)',
      answers: { 200: nodeHealth },
      problems: ['not-found'],
    },
    forAdministrators(async (_request, response) => {
      response.json(await context.health());
    }),
  );

  route(
    routes,
    'put',
    '/session/password',
    {
      id: 'changeOwnPassword',
      tag: 'session',
      summary: 'Change your own password',
      description:
        'Ends every session of yours, this one too: sign in again with the new password. Wrong tries count as at signing in.',
      body: ownPassword,
      answers: { 204: 'nothing' },
      problems: ['wrong-credentials', 'too-many-tries', 'busy'],
    },
    signedIn(
      context,
      async (request, response, caller) => {
        const form = ownPassword.safeParse(request.body);
        if (!form.success) return problem(response, 'invalid', 'Send { current, next }.');
        const held = await accounts.findByUserId(caller.session.userId);
        // The one way in: tries are counted, and what it opens ends with the others below.
        const proof = await login({
          username: held?.username ?? '',
          password: form.data.current,
          address: request.ip ?? 'unknown',
          deviceCookie: cookieOf(request.headers.cookie, DEVICE_COOKIE),
        });
        if (!proof.ok) {
          if (proof.code === 'wrong-credentials') return problem(response, 'wrong-credentials');
          response.set('Retry-After', String(proof.retryAfterSeconds));
          return problem(response, proof.code);
        }
        const set = await accounts.setPassword(proof.userId, form.data.next);
        if (!set.ok) {
          await sessions.revoke(proof.session.sessionId);
          return problem(response, 'invalid', set.message);
        }
        response.status(204).end();
      },
      body,
    ),
  );
  return routes;
}
