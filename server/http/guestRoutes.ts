import { createHash, randomBytes } from 'node:crypto';
import { Router, json, type Request, type Response } from 'express';
import { z } from 'zod';
import type { User } from '../../shared/domain/directory/record.ts';
import { get } from '../../shared/domain/world.ts';
import { DIRECTORY, isId } from '../../shared/ids.ts';
import { user as userForm } from '../../shared/protocol/down.ts';
import { fromMs, toMs } from '../../shared/time.ts';
import { actorIn } from '../worlds/worlds.ts';
import { signedIn, type HttpContext } from './context.ts';
import { route } from './describe.ts';
import { problem } from './problem.ts';
import { linkShown } from './linkShown.ts';
import { callerOf, sameOrigin, SESSION_COOKIE } from './who.ts';

const LINKS = 'guest-link'; // SHA-256 of the token -> { guest }
const LINK_OF = 'guest-link-of'; // guest -> SHA-256 of the token
const USED = 'guest-link-used'; // SHA-256 of the token -> { device }: SHA-256 of the name of the device that opened it
const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
/** So long (ms) after its end a link is still known as one that stood once. */
const REMEMBERED_MS = 7 * 86_400_000;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
const link = z.object({
  path: z.string().describe('To be opened on this server. The secret stands after `#`: no server log ever holds it.'),
  until: z.iso.datetime(),
});
const entered = z.object({ token: z.string(), user: userForm, operation: z.string(), now: z.iso.datetime() });
const entering = z.strictObject({
  token: z.string().min(1).max(200),
  device: z
    .string()
    .regex(/^[A-Za-z0-9_-]{22,64}$/)
    .optional()
    .describe('A random name that the device gave itself: where the answer was lost, the same device may ask again.'),
});

/** The link of a guest liaison: no account, opened once, on one device. */
export function guestRoutes(context: HttpContext): Router {
  const routes = Router();
  const { sessions, worlds, tables, now, origin, settled } = context;
  const directory = () => worlds.confirmedView(worlds.directory, fromMs(now()));

  /** The guest with this id while its link stands; `ended` where it stood once. */
  function guestWith(id: string): { person: User; ended: boolean } | undefined {
    const person = get(directory(), 'user', id);
    if (!person?.guest) return undefined;
    const stream = worlds.operation(person.guest.operation);
    const view = stream && worlds.confirmedView(stream, fromMs(now()));
    return { person, ended: !view || !actorIn(view, id) };
  }

  route(
    routes,
    'post',
    '/guests/:id/link',
    {
      id: 'makeGuestLink',
      tag: 'sharing',
      summary: 'The link of a guest your organisation has invited',
      description: 'Shown once. A link made before, and whoever uses it, ends.',
      answers: { 201: link },
      problems: ['not-found', 'not-allowed', 'link-ended', 'not-stored'],
    },
    signedIn(context, async (request, response, caller) => {
      await settled(DIRECTORY, caller.session.userId);
      const id = request.params['id'];
      const held = isId(id) ? guestWith(id) : undefined;
      const host = get(directory(), 'user', caller.session.userId);
      const roles = held && host?.roles[held.person.guest!.operation];
      const mayInvite = roles?.some((role) => role === 'liaison' || role === 'admin') && !host?.disabled;
      if (!held || !mayInvite || host?.organisation !== held.person.organisation) return problem(response, 'not-found');
      if (held.ended) return problem(response, 'link-ended');
      const guest = held.person;
      // Whoever makes a link can open it: of a guest whom TLP:RED may name, only the one who answers for them.
      if (guest.guest!.cap === 'TLP:RED' && guest.guest!.sponsor !== host!.id)
        return problem(response, 'not-allowed', 'The link of a guest up to TLP:RED is made by their sponsor alone.');
      const until = guest.guest!.until;
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      const hash = hashOf(token);
      const forgottenAt = toMs(until) + REMEMBERED_MS;
      await tables.put(LINKS, hash, JSON.stringify({ guest: guest.id }), forgottenAt);
      // The one named here is the link; of two made in the same moment only one is.
      await tables.put(LINK_OF, guest.id, hash, forgottenAt);
      await sessions.revokeUser(guest.id);
      response.status(201).json({ path: `/m#guest=${token}`, until });
    }),
  );

  const enter = {
    id: 'enterAsGuest',
    tag: 'sharing',
    summary: 'Open a guest link: no account is needed',
    description: 'A link opens once, on one device. The session ends with the link.',
    open: true,
    body: entering,
    answers: { 200: entered },
    problems: ['not-found', 'bad-origin', 'link-used', 'link-ended'],
  } as const;
  route(routes, 'post', '/guest', enter, json({ limit: '8kb' }), async (request: Request, response: Response) => {
    if (request.headers.origin !== undefined && !sameOrigin(request, origin)) return problem(response, 'bad-origin');
    const form = entering.safeParse(request.body);
    if (!form.success) return problem(response, 'invalid', 'Send { token, device? }.');
    const { token, device } = form.data;
    if (!TOKEN.test(token)) return problem(response, 'not-found');
    const hash = hashOf(token);
    const stored = await tables.get(LINKS, hash);
    if (stored === undefined) return problem(response, 'not-found');
    const { guest } = JSON.parse(stored) as { guest: string };
    const held = guestWith(guest);
    const latest = (await tables.get(LINK_OF, guest)) === hash;
    if (!held || held.ended || !latest) return problem(response, 'link-ended');
    const { person } = held;
    const { until, operation } = person.guest!;
    const answer = (session: string) => ({
      token: session,
      user: {
        id: person.id,
        name: person.name,
        organisation: person.organisation,
        roles: person.roles,
        guest: linkShown(person, worlds, now()),
      },
      operation,
      now: fromMs(now()),
    });
    const caller = await callerOf(request, sessions);
    // The same device once more: a page that was opened again.
    if (caller?.session.userId === guest) {
      response.json(answer(caller.token));
      return;
    }
    const opener = JSON.stringify(device === undefined ? {} : { device: hashOf(device) });
    const first = await tables.putIfAbsent(USED, hash, opener, toMs(until) + REMEMBERED_MS);
    if (!first && (device === undefined || (await tables.get(USED, hash)) !== opener))
      return problem(response, 'link-used');
    const opened = await sessions.open(
      guest,
      { address: request.ip ?? '', userAgent: request.headers['user-agent']?.slice(0, 200) ?? '' },
      toMs(until),
    );
    // A newer link was made meanwhile: it ended the sessions there were, and this one came after.
    if ((await tables.get(LINK_OF, guest)) !== hash) {
      await sessions.revoke(opened.session.sessionId);
      return problem(response, 'link-ended');
    }
    response.cookie(SESSION_COOKIE, opened.token, {
      httpOnly: true,
      sameSite: 'strict',
      secure: origin.secure,
      path: '/',
      expires: new Date(opened.session.expiresAt),
    });
    response.json(answer(opened.token));
  });
  return routes;
}
