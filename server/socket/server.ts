import { Server, type Socket } from 'socket.io';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { LIMITS } from '../../shared/limits.ts';
import type { Bye } from '../../shared/protocol/down.ts';
import { OLDEST_PROTOCOL } from '../../shared/protocol/version.ts';
import type { Session, Sessions } from '../accounts/sessions.ts';
import type { Pipeline } from '../commands/pipeline.ts';
import type { Desks } from '../desk/desks.ts';
import { callerOf, cookieOf, sameOrigin, SESSION_COOKIE, type OriginPolicy } from '../http/who.ts';
import type { Elsewhere } from '../live/elsewhere.ts';
import { HEARS } from './hears.ts';
import { forgetResponse, isLean, letGo, NoRooms } from './lean.ts';
import type { Heard, House, Person, Said } from './person.ts';
import { ResetParts } from './reset.ts';
import { SHARED_COMPRESSION, SharedFrames } from './sharedFrames.ts';
import { Strangers } from './strangers.ts';
import { SlowReader, WITHDRAWAL_MS, type Cut } from './slowReaders.ts';
import { WhoIsHere } from './whoIsHere.ts';

const SWEEP_MS = 250;
const SESSION_CHECK_MS = 60_000;
/** Frames of the wrong form that a connection may send. */
const MOST_UNFIT = 100;

export interface SocketEdge {
  readonly connections: () => number;
  /** Bytes that wait in this process for all readers together. */
  readonly waiting: () => number;
  /** Says goodbye to everybody, and stops. */
  close(retryAfterMs: number): Promise<void>;
}

interface Dependencies {
  readonly http: HttpServer;
  readonly sessions: Sessions;
  readonly pipeline: Pipeline;
  readonly desks: Desks;
  readonly origin: OriginPolicy;
  readonly now: () => number;
  /** Names the history that the store holds. */
  readonly epoch: string;
  /** For tests: the oldest protocol that a later build still speaks. */
  readonly oldestProtocol?: number;
  readonly settled: (operation: string, user: string) => Promise<void>;
  readonly onOpened: (operation: string) => void;
  /** Who is here on other nodes; absent where there are none. */
  readonly elsewhere?: Elsewhere | undefined;
  /** How a join was answered: by what changed since its cursor, by the whole picture, or not at all. */
  readonly onJoined?: (answer: 'caught-up' | 'reset' | 'refused') => void;
  /** A whole picture was made for an audience. */
  readonly onSnapshotMade?: () => void;
  /** A reader's window was dropped, and why. */
  readonly onCut?: (why: Cut) => void;
  readonly onTrouble: (error: unknown) => void;
}

/** The Socket.IO half of the edge: forms, buckets and frames. What is shown is the desk's; what is done, the pipeline's. */
export function createSocketEdge(deps: Dependencies): SocketEdge {
  const {
    http,
    sessions,
    pipeline,
    desks,
    origin,
    now,
    settled,
    onOpened,
    onTrouble,
    epoch,
    oldestProtocol = OLDEST_PROTOCOL,
  } = deps;
  const { onJoined = () => {}, onCut = () => {} } = deps;
  const people = new Map<string, Person>();
  const frames = new SharedFrames();
  const whoIsHere = new WhoIsHere({
    desks,
    people: () => people.values(),
    elsewhere: deps.elsewhere,
    frames,
    onTrouble,
  });
  const house: House = {
    pipeline,
    desks,
    now,
    settled,
    onOpened,
    onJoined,
    onTrouble,
    epoch,
    frames,
    resetParts: new ResetParts(deps.onSnapshotMade),
    whoIsHere,
    misformed,
  };

  const io = new Server<Heard, Said>(http, {
    path: '/socket.io',
    serveClient: false,
    transports: ['websocket', 'polling'],
    maxHttpBufferSize: LIMITS.frameBytes,
    connectTimeout: 8000,
    pingInterval: 20_000,
    pingTimeout: 15_000,
    perMessageDeflate: SHARED_COMPRESSION,
    adapter: NoRooms as never,
    // The `cors` option does not protect the websocket handshake: whoever brings the cookie must be our own page.
    allowRequest: (request, decide) => {
      const cookie = cookieOf(request.headers.cookie, SESSION_COOKIE) !== undefined;
      decide(null, !cookie || sameOrigin(request, origin));
    },
  });

  // That a connection is taken and what it is first told leave in one piece.
  io.engine.on('headers', (_headers: unknown, { headers, socket }: IncomingMessage) => {
    if (headers.upgrade === undefined) return;
    forgetResponse(socket);
    socket.cork();
    setImmediate(() => socket.uncork());
  });

  const strangers = new Strangers();
  strangers.watch(io.engine);

  io.use((socket, next) => {
    const { token, protocol } = socket.handshake.auth as Record<string, unknown>;
    // A program that names none speaks what is documented; our own page always does.
    if (typeof protocol === 'number' && protocol < oldestProtocol)
      return next(Object.assign(new Error('client-outdated'), { data: { code: 'client-outdated' } }));
    const found =
      typeof token === 'string' && token.length <= 200
        ? sessions.check(token).then((session) => session && { session, token })
        : callerOf(socket.request, sessions);
    found.then(
      (caller) => {
        if (!caller)
          return next(Object.assign(new Error('not-authenticated'), { data: { code: 'not-authenticated' } }));
        socket.data['session'] = caller.session;
        socket.data['token'] = caller.token;
        next();
      },
      (error: unknown) => {
        onTrouble(error);
        next(Object.assign(new Error('busy'), { data: { code: 'busy' } }));
      },
    );
  });

  io.on('connection', (socket) => {
    // Somebody has signed in on this connection already: no honest client does so twice.
    if (isLean(socket)) return void socket.conn.close(true);
    strangers.know(socket.conn);
    const { session, token } = socket.data as { session: Session; token: string };
    people.set(socket.id, {
      socket,
      session,
      token,
      // Looked at again by the next sweep: the session may have ended between its check and this moment.
      checkedAt: now() - SESSION_CHECK_MS,
      slow: new SlowReader(socket),
      seats: [],
      joins: undefined,
      commands: undefined,
      unfit: 0,
    });
    letGo(socket);
    socket.onAny(heard);
    socket.on('disconnect', gone);
  });

  /** Everything that is said on a connection, in one place for all of them. */
  function heard(this: unknown, name: string, message: unknown, acknowledge: unknown): void {
    const person = people.get((this as Socket).id);
    // Nothing is heard after a goodbye.
    if (!person) return;
    const hear = Object.hasOwn(HEARS, name) ? HEARS[name as keyof typeof HEARS] : undefined;
    // An honest client says nothing else.
    if (!hear) return misformed(person);
    const reply = typeof acknowledge === 'function' ? (acknowledge as (answer: unknown) => void) : () => {};
    hear(house, person, message, reply)?.catch((error: unknown) => {
      onTrouble(error);
      reply({ ok: false, code: 'busy' });
    });
  }

  function gone(this: unknown, reason: string): void {
    const { id, conn } = this as Socket;
    // Signed out and still connected it would be nobody's.
    if (reason === 'client namespace disconnect') conn.close();
    const person = people.get(id);
    if (person) leaveAll(person);
    people.delete(id);
  }

  /** A frame of the wrong form is answered if it can be, and too many of them end the connection. */
  function misformed(person: Person): void {
    if (++person.unfit > MOST_UNFIT) goodbye(person, { reason: 'too-fast', retryAfterMs: 10_000 });
  }

  function leaveAll(person: Person): void {
    for (const seat of person.seats) seat.leave();
  }

  function goodbye(person: Person, bye: Bye): void {
    leaveAll(person);
    person.socket.emit('bye', bye);
    person.socket.disconnect(true);
    // A reader that stands still would keep the connection, and what is queued in it, for as long as it likes.
    setTimeout(() => person.slow.cut(), WITHDRAWAL_MS).unref();
  }

  const unlisten = sessions.onRevoked((revocation) => {
    for (const person of [...people.values()]) {
      const { session } = person;
      if (revocation.kind === 'session' && revocation.sessionId === session.sessionId)
        goodbye(person, { reason: 'session-ended' });
      // Whose session stands, stays: a clock that jumped ahead must not sign everybody out.
      else if (revocation.kind === 'everyone') void stillIn(person);
      else if (revocation.kind === 'user' && revocation.userId === session.userId) void stillIn(person);
    }
  });

  /** A session of theirs may have been opened since: another node's word is up to a poll old. In doubt it has ended. */
  async function stillIn(person: Person): Promise<void> {
    const session = await sessions.check(person.token).catch(() => undefined);
    if (session) person.session = session;
    else goodbye(person, { reason: 'session-ended' });
  }

  // How long somebody waits is not told by a clock that may be set: hours ahead, everybody would have waited for hours.
  const sweep = setInterval(() => {
    const at = now();
    for (const person of [...people.values()]) {
      const cut = person.slow.check(performance.now());
      if (cut) onCut(cut);
      if (Math.abs(at - person.checkedAt) >= SESSION_CHECK_MS) void recheck(person, at);
    }
  }, SWEEP_MS);
  sweep.unref();

  /** Notes that the session is in use, and ends the connection with it. */
  async function recheck(person: Person, at: number): Promise<void> {
    person.checkedAt = at;
    try {
      const session = await sessions.check(person.token);
      if (session) person.session = session;
      else goodbye(person, { reason: 'session-ended' });
    } catch (error) {
      onTrouble(error);
    }
  }

  return {
    connections: () => people.size,
    waiting: () => [...people.values()].reduce((sum, { slow }) => sum + slow.waiting(), 0),
    async close(retryAfterMs) {
      unlisten();
      clearInterval(sweep);
      whoIsHere.close();
      strangers.close();
      for (const person of [...people.values()]) goodbye(person, { reason: 'draining', retryAfterMs });
      await io.close();
    },
  };
}
