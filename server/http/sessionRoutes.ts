import { Router, json, type Request, type Response } from 'express';
import { z } from 'zod';
import { get } from '../../shared/domain/world.ts';
import { user } from '../../shared/protocol/down.ts';
import { session as sessionForm } from '../../shared/protocol/up.ts';
import { fromMs } from '../../shared/time.ts';
import { DEVICE_COOKIE_LIFE_MS } from '../accounts/devices.ts';
import { signedIn, type HttpContext } from './context.ts';
import { route } from './describe.ts';
import { linkShown } from './linkShown.ts';
import { problem } from './problem.ts';
import { cookieOf, DEVICE_COOKIE, sameOrigin, SESSION_COOKIE } from './who.ts';

const whoAmI = z.object({ user, now: z.iso.datetime().describe('Real time of the server.') });
const signedInAnswer = whoAmI.extend({
  token: z.string().describe('For `Authorization: Bearer`; the same session as the cookie.'),
});

/** Signing in, who am I, signing out. */
export function sessionRoutes(context: HttpContext): Router {
  const routes = Router();
  const { login, sessions, worlds, now, origin } = context;
  const cookie = { httpOnly: true, sameSite: 'strict', secure: origin.secure, path: '/' } as const;

  const userOf = (id: string) => {
    const view = worlds.confirmedView(worlds.directory, fromMs(now()));
    const user = get(view, 'user', id);
    if (!user) return undefined;
    const { name, organisation, roles } = user;
    const guest = linkShown(user, worlds, now());
    return { id, name, organisation, roles, ...(guest && { guest }) };
  };

  const signIn = {
    id: 'signIn',
    tag: 'session',
    summary: 'Sign in',
    description:
      'Answers with a token and sets the same session as an HttpOnly cookie. Only failed tries count: 10 an account in 15 minutes, 100 an address in an hour.',
    open: true,
    body: sessionForm,
    answers: { 200: signedInAnswer },
    problems: ['wrong-credentials', 'bad-origin', 'too-many-tries', 'busy'],
  } as const;
  route(routes, 'post', '/session', signIn, json({ limit: '8kb' }), async (request: Request, response: Response) => {
    // A browser page of another site could sign the victim in as somebody else.
    if (request.headers.origin !== undefined && !sameOrigin(request, origin)) return problem(response, 'bad-origin');
    const form = sessionForm.safeParse(request.body);
    if (!form.success) return problem(response, 'invalid', 'Send { username, password }.');
    const outcome = await login({
      ...form.data,
      address: request.ip ?? 'unknown',
      deviceCookie: cookieOf(request.headers.cookie, DEVICE_COOKIE),
      meta: { userAgent: request.headers['user-agent']?.slice(0, 200) ?? '' },
    });
    if (!outcome.ok) {
      if (outcome.code === 'wrong-credentials') return problem(response, 'wrong-credentials');
      response.set('Retry-After', String(outcome.retryAfterSeconds));
      return problem(response, outcome.code);
    }
    const user = userOf(outcome.userId);
    if (!user) return problem(response, 'wrong-credentials');
    response.cookie(SESSION_COOKIE, outcome.token, { ...cookie, expires: new Date(outcome.session.expiresAt) });
    response.cookie(DEVICE_COOKIE, outcome.deviceCookie, { ...cookie, maxAge: DEVICE_COOKIE_LIFE_MS });
    response.json({ token: outcome.token, user, now: fromMs(now()) });
  });

  route(
    routes,
    'get',
    '/session',
    { id: 'whoAmI', tag: 'session', summary: 'Who am I', answers: { 200: whoAmI } },
    signedIn(context, (_request, response, caller) => {
      const user = userOf(caller.session.userId);
      if (!user) return problem(response, 'not-authenticated');
      response.json({ user, now: fromMs(now()) });
    }),
  );

  route(
    routes,
    'delete',
    '/session',
    {
      id: 'signOut',
      tag: 'session',
      summary: 'Sign out wherever this session is used',
      answers: { 204: 'nothing' },
    },
    signedIn(context, async (_request, response, caller) => {
      await sessions.revoke(caller.session.sessionId);
      response.clearCookie(SESSION_COOKIE, cookie);
      response.status(204).end();
    }),
  );
  return routes;
}
