import { Router, json, type Request, type Response } from 'express';
import { get } from '../../shared/domain/world.ts';
import { session as sessionForm } from '../../shared/protocol/up.ts';
import { fromMs } from '../../shared/time.ts';
import { DEVICE_COOKIE_LIFE_MS } from '../accounts/devices.ts';
import { signedIn, type HttpContext } from './context.ts';
import { problem } from './problem.ts';
import { cookieOf, DEVICE_COOKIE, sameOrigin, SESSION_COOKIE } from './who.ts';

/** Signing in, who am I, signing out. */
export function sessionRoutes(context: HttpContext): Router {
  const routes = Router();
  const { login, sessions, worlds, now, origin } = context;
  const cookie = { httpOnly: true, sameSite: 'strict', secure: origin.secure, path: '/' } as const;

  const userOf = (id: string) => {
    const view = worlds.confirmedView(worlds.directory, fromMs(now()));
    const user = get(view, 'user', id);
    return user && { id, name: user.name, organisation: user.organisation, roles: user.roles };
  };

  routes.post('/session', json({ limit: '8kb' }), async (request: Request, response: Response) => {
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

  routes.get(
    '/session',
    signedIn(context, (_request, response, caller) => {
      const user = userOf(caller.session.userId);
      if (!user) return problem(response, 'not-authenticated');
      response.json({ user, now: fromMs(now()) });
    }),
  );

  routes.delete(
    '/session',
    signedIn(context, async (_request, response, caller) => {
      await sessions.revoke(caller.session.sessionId);
      response.clearCookie(SESSION_COOKIE, cookie);
      response.status(204).end();
    }),
  );
  return routes;
}
