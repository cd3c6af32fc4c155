import type { IncomingMessage } from 'node:http';
import type { Session, Sessions } from '../accounts/sessions.ts';
import { originAllowed } from '../accounts/origin.ts';

export const SESSION_COOKIE = 'tocsin_session';
export const DEVICE_COOKIE = 'tocsin_device';

export interface OriginPolicy {
  readonly publicOrigins: readonly string[];
  readonly secure: boolean;
}

/** One cookie's value out of a `Cookie` header. The first of a name counts: later ones may be planted by a neighbour. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return undefined;
}

export interface Caller {
  readonly session: Session;
  readonly token: string;
  readonly byCookie: boolean;
}

/** Who sends a request: a bearer token, or else the cookie. Whether the cookie may be believed is `sameOrigin`'s. */
export async function callerOf(request: IncomingMessage, sessions: Sessions): Promise<Caller | undefined> {
  const bearer = /^Bearer ([A-Za-z0-9_-]{20,100})$/.exec(request.headers.authorization ?? '')?.[1];
  const token = bearer ?? cookieOf(request.headers.cookie, SESSION_COOKIE);
  if (!token) return undefined;
  const session = await sessions.check(token);
  return session && { session, token, byCookie: bearer === undefined };
}

/** Whether a request that carries the cookie comes from this site's own page. */
export const sameOrigin = (request: IncomingMessage, policy: OriginPolicy): boolean =>
  originAllowed({
    origin: request.headers.origin,
    host: request.headers.host,
    publicOrigins: policy.publicOrigins,
    secFetchSite: request.headers['sec-fetch-site'] as string | undefined,
    secure: policy.secure,
  });
