import { createHash } from 'node:crypto';
import type { Tables } from '../log/tables.ts';
import type { RandomBytes } from './keys.ts';
import { createRevocations } from './revocations.ts';
import type { Every, Revocation } from './revocations.ts';

const SESSIONS = 'session'; // sessionId -> SessionRow
const BY_USER = 'session-of-user'; // userId/sessionId -> {}
// A table of its own: a note that a session was used must not bring back a session revoked in the same moment.
const USED = 'session-used'; // sessionId -> { at }

const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

const HOUR = 3_600_000;
/** Milliseconds. A shift may be longer than a day's work and shorter than a week. */
export const SESSION_LIVES = { idle: 24 * HOUR, absolute: 7 * 24 * HOUR } as const;
/** Together with the poll of revocations well below the second within which a revocation must be felt everywhere. */
export const CHECK_CACHE_MS = 500;
const CHECK_CACHE_ENTRIES = 20_000;
const USE_NOTED_EVERY_MS = 60_000;

/** What an administrator or the user sees of a session to recognise it. */
export interface SessionMeta {
  address?: string;
  userAgent?: string;
}

export interface Session {
  sessionId: string;
  userId: string;
  /** Milliseconds since 1970; moves forward with use, up to the absolute end. */
  expiresAt: number;
}

interface SessionRow {
  userId: string;
  openedAt: number;
  endsAt: number;
  meta: SessionMeta;
}

export interface ListedSession extends Session {
  openedAt: number;
  usedAt: number;
  meta: SessionMeta;
}

export interface Sessions {
  /** `until` (ms): the session ends then at the latest. */
  open(userId: string, meta: SessionMeta, until?: number): Promise<{ token: string; session: Session }>;
  /** Undefined: unknown, ended or revoked, which nobody can tell apart. May be up to CHECK_CACHE_MS old. */
  check(token: string): Promise<Session | undefined>;
  revoke(sessionId: string): Promise<void>;
  revokeUser(userId: string): Promise<void>;
  list(userId: string): Promise<ListedSession[]>;
  /** How many are stored, of everybody. */
  count(): Promise<number>;
  /** Called once for each revocation, made on this node or another; returns how to stop. */
  onRevoked(listener: (revocation: Revocation) => void): () => void;
  /** Looks once for revocations made on other nodes. */
  poll(): Promise<void>;
  close(): void;
}

interface Dependencies {
  tables: Tables;
  now: () => number;
  randomBytes: RandomBytes;
  every: Every;
  lives?: { idle: number; absolute: number };
  onPollError?: (error: unknown) => void;
}

/** The stored name of a token. A token has 256 random bits, so its plain hash says nothing about it and needs no salt. */
const sessionIdOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

export function createSessions({ tables, now, randomBytes, every, lives, onPollError }: Dependencies): Sessions {
  const { idle, absolute } = lives ?? SESSION_LIVES;
  const cache = new Map<string, { session: Session; readAt: number }>();
  const revocations = createRevocations({ tables, now, randomBytes, every, ...(onPollError && { onPollError }) });
  // Counts revocations felt here: an answer read before one must not be cached after it.
  let generation = 0;
  revocations.onRevoked((revocation) => {
    generation++;
    if (revocation.kind === 'session') cache.delete(revocation.sessionId);
    else cache.clear();
  });

  async function read(sessionId: string): Promise<(ListedSession & { endsAt: number }) | undefined> {
    const [stored, used] = await Promise.all([tables.get(SESSIONS, sessionId), tables.get(USED, sessionId)]);
    if (stored === undefined) return undefined;
    const { userId, openedAt, endsAt, meta } = JSON.parse(stored) as SessionRow;
    const usedAt = used === undefined ? openedAt : (JSON.parse(used) as { at: number }).at;
    const expiresAt = Math.min(endsAt, usedAt + idle);
    return expiresAt <= now() ? undefined : { sessionId, userId, expiresAt, openedAt, usedAt, meta, endsAt };
  }

  function remember(session: Session, readAt: number): void {
    // Oldest first: the order of insertion is that of reading.
    for (const [sessionId, entry] of cache) {
      if (cache.size < CHECK_CACHE_ENTRIES && readAt - entry.readAt < CHECK_CACHE_MS) break;
      cache.delete(sessionId);
    }
    cache.delete(session.sessionId);
    cache.set(session.sessionId, { session, readAt });
  }

  async function remove(userId: string, sessionId: string): Promise<void> {
    await tables.remove(SESSIONS, sessionId);
    await Promise.all([tables.remove(BY_USER, `${userId}/${sessionId}`), tables.remove(USED, sessionId)]);
  }

  const idsOf = async (userId: string): Promise<string[]> =>
    (await tables.list(BY_USER, `${userId}/`)).map(({ key }) => key.slice(userId.length + 1));

  return {
    async open(userId, meta, until = Infinity) {
      const token = Buffer.from(randomBytes(TOKEN_BYTES)).toString('base64url');
      const sessionId = sessionIdOf(token);
      const openedAt = now();
      const endsAt = Math.min(openedAt + absolute, until);
      const row: SessionRow = { userId, openedAt, endsAt, meta };
      // The index first: a session that a revocation of its user could not find must never be valid.
      await tables.put(BY_USER, `${userId}/${sessionId}`, '{}', endsAt);
      await tables.put(SESSIONS, sessionId, JSON.stringify(row), endsAt);
      return { token, session: { sessionId, userId, expiresAt: Math.min(endsAt, openedAt + idle) } };
    },

    async check(token) {
      if (!TOKEN.test(token)) return undefined;
      const sessionId = sessionIdOf(token);
      const readAt = now();
      const cached = cache.get(sessionId);
      if (cached && Math.abs(readAt - cached.readAt) < CHECK_CACHE_MS && cached.session.expiresAt > readAt)
        return cached.session;
      const generationAtRead = generation;
      const found = await read(sessionId);
      if (!found) return undefined;
      let { expiresAt } = found;
      if (readAt - found.usedAt >= USE_NOTED_EVERY_MS) {
        await tables.put(USED, sessionId, JSON.stringify({ at: readAt }), found.endsAt);
        expiresAt = Math.min(found.endsAt, readAt + idle);
      }
      const session: Session = { sessionId, userId: found.userId, expiresAt };
      if (generation === generationAtRead) remember(session, readAt);
      return session;
    },

    async revoke(sessionId) {
      const stored = await tables.get(SESSIONS, sessionId);
      if (stored === undefined) return;
      const { userId } = JSON.parse(stored) as SessionRow;
      await remove(userId, sessionId);
      await revocations.announce({ kind: 'session', sessionId, userId });
    },

    async revokeUser(userId) {
      for (const sessionId of await idsOf(userId)) await remove(userId, sessionId);
      // Said even when no session was found: a socket may outlive the row it was opened with.
      await revocations.announce({ kind: 'user', userId });
    },

    async list(userId) {
      const found = await Promise.all((await idsOf(userId)).map(read));
      return found.filter((session) => session !== undefined).map(({ endsAt: _, ...listed }) => listed);
    },

    count: async () => (await tables.list(SESSIONS)).length,

    onRevoked: revocations.onRevoked,
    poll: revocations.poll,
    close: revocations.close,
  };
}
