import { Server, type Socket } from 'socket.io';
import type { Server as HttpServer } from 'node:http';
import { DIRECTORY } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { REFUSALS } from '../../shared/outcome.ts';
import {
  UP,
  join as joinForm,
  leave as leaveForm,
  presence as presenceForm,
  operationName,
} from '../../shared/protocol/up.ts';
import type {
  Batch,
  Bye,
  DOWN,
  Joined as JoinAnswer,
  PresenceHere,
  Records,
  Reset,
} from '../../shared/protocol/down.ts';
import type { Session, Sessions } from '../accounts/sessions.ts';
import { commandIdOf } from '../commands/parse.ts';
import type { Pipeline } from '../commands/pipeline.ts';
import type { Joined, Listener } from '../desk/desk.ts';
import type { Desks } from '../desk/desks.ts';
import { callerOf, cookieOf, sameOrigin, SESSION_COOKIE, type OriginPolicy } from '../http/who.ts';
import { presenceFor, type Here } from '../live/presence.ts';
import { Bucket } from './bucket.ts';
import { SharedFrames } from './sharedFrames.ts';
import { SlowReader } from './slowReaders.ts';

/** Faces in one part of a reset, so that no frame is huge and no reader waits for the last one to see the first. */
const RECORDS_PER_PART = 5000;
const SWEEP_MS = 250;
const PRESENCE_MS = 1000;
const SESSION_CHECK_MS = 60_000;

export interface SocketEdge {
  readonly connections: () => number;
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
  readonly settled: (operation: string, user: string) => Promise<void>;
  readonly onOpened: (operation: string) => void;
  readonly onTrouble: (error: unknown) => void;
}

interface Open {
  readonly joined: Joined;
  here: Here;
}

/** The names of the messages are those of the protocol's tables: another one does not compile. */
type Heard = { [Name in keyof typeof UP]: (message: unknown, acknowledge: unknown) => void };
interface Said extends Record<keyof typeof DOWN, (message: never) => void> {
  batch(message: Batch): void;
  reset(message: Reset): void;
  bye(message: Bye): void;
  presence(message: PresenceHere): void;
}

interface Person {
  readonly socket: Socket<Heard, Said>;
  session: Session;
  readonly token: string;
  checkedAt: number;
  readonly slow: SlowReader;
  readonly open: Map<string, Open>;
}

/** The Socket.IO half of the edge: forms, buckets and frames. What is shown is the desk's; what is done, the pipeline's. */
export function createSocketEdge(deps: Dependencies): SocketEdge {
  const { http, sessions, pipeline, desks, origin, now, settled, onOpened, onTrouble } = deps;
  const people = new Map<string, Person>();
  const crowded = new Set<string>();
  const frames = new SharedFrames();

  const io = new Server<Heard, Said>(http, {
    path: '/socket.io',
    serveClient: false,
    transports: ['websocket', 'polling'],
    maxHttpBufferSize: LIMITS.frameBytes,
    connectTimeout: 8000,
    pingInterval: 20_000,
    pingTimeout: 15_000,
    // Per-connection compression costs 250 KB and most of the processor; frames are shared instead.
    perMessageDeflate: false,
    // The `cors` option does not protect the websocket handshake: whoever brings the cookie must be our own page.
    allowRequest: (request, decide) => {
      const cookie = cookieOf(request.headers.cookie, SESSION_COOKIE) !== undefined;
      decide(null, !cookie || sameOrigin(request, origin));
    },
  });

  io.use((socket, next) => {
    const token: unknown = socket.handshake.auth['token'];
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
    const person: Person = {
      socket,
      session: socket.data['session'] as Session,
      token: socket.data['token'] as string,
      checkedAt: now(),
      slow: new SlowReader(socket),
      open: new Map(),
    };
    people.set(socket.id, person);
    const bucket = new Bucket(LIMITS.commandsPerSecond, LIMITS.commandBurst, now());
    let unfit = 0;

    /** A frame of the wrong form is answered if it can be, and too many of them end the connection. */
    const misformed = () => {
      if (++unfit > 100) goodbye(person, { reason: 'too-fast', retryAfterMs: 10_000 });
    };
    const guarded =
      (work: (message: unknown, acknowledge: (answer: unknown) => void) => Promise<void>) =>
      (message: unknown, acknowledge: unknown) => {
        const reply = typeof acknowledge === 'function' ? (acknowledge as (answer: unknown) => void) : () => {};
        work(message, reply).catch((error: unknown) => {
          onTrouble(error);
          reply({ ok: false, code: 'busy' });
        });
      };

    socket.on(
      'join',
      guarded((message, reply) => join(person, message, reply, misformed)),
    );
    socket.on('leave', (message: unknown) => {
      const form = leaveForm.safeParse(message);
      if (!form.success) return misformed();
      leave(person, form.data.operation);
    });
    socket.on(
      'command',
      guarded(async (message, reply) => {
        const commandId = commandIdOf(message) ?? '';
        if (!bucket.take(now())) {
          misformed();
          return reply({ commandId, outcome: 'refused', code: 'rate-limited', message: REFUSALS['rate-limited'] });
        }
        const { operation, ...rest } = (message ?? {}) as Record<string, unknown>;
        const named = operationName.safeParse(operation);
        if (!named.success) {
          misformed();
          return reply({
            commandId,
            outcome: 'refused',
            code: 'invalid',
            message: 'operation: must name an operation',
          });
        }
        const outcome = await pipeline.submit(named.data, person.session.userId, rest);
        if (outcome.code === 'invalid') misformed();
        reply(outcome);
      }),
    );
    socket.on('presence', (message: unknown) => {
      const form = presenceForm.safeParse(message);
      const open = form.success ? person.open.get(form.data.operation) : undefined;
      if (!form.success) return misformed();
      if (!open) return;
      const { looking, editing, operation } = form.data;
      open.here = {
        user: open.here.user,
        organisation: open.here.organisation,
        ...(looking && { looking }),
        ...(editing && { editing }),
      };
      crowded.add(operation);
    });
    // Any other event is counted: an honest client sends none.
    socket.onAny((name: string) => {
      if (!Object.hasOwn(UP, name)) misformed();
    });
    socket.on('ping', (_message: unknown, acknowledge: unknown) => {
      if (typeof acknowledge === 'function')
        (acknowledge as (answer: unknown) => void)({ now: new Date(now()).toISOString() });
    });
    socket.on('disconnect', () => {
      for (const operation of [...person.open.keys()]) leave(person, operation);
      people.delete(socket.id);
    });
  });

  async function join(
    person: Person,
    message: unknown,
    reply: (answer: JoinAnswer) => void,
    misformed: () => void,
  ): Promise<void> {
    const form = joinForm.safeParse(message);
    if (!form.success) {
      misformed();
      return reply({ ok: false, code: 'invalid' });
    }
    const { operation, cursor } = form.data;
    const { socket, session } = person;
    await settled(operation, session.userId);
    const desk = desks.of(operation);
    if (!socket.connected) return;
    leave(person, operation);
    const listener: Listener = {
      user: session.userId,
      deliver: (batch, withdraws) => {
        if (withdraws) person.slow.withdrawing(now());
        frames.send(socket, 'batch', batch);
      },
      dismissed: () => {
        person.open.delete(operation);
        socket.emit('bye', { reason: 'not-allowed', operation });
      },
    };
    const joined = desk?.join(listener, cursor);
    const actor = joined && desk!.entitled(session.userId);
    if (!desk || !joined || !actor) return reply({ ok: false, code: 'not-found' });
    person.open.set(operation, { joined, here: { user: session.userId, organisation: actor.organisation } });
    crowded.add(operation);
    if (joined.caughtUp) {
      reply({ ok: true, prev: joined.caughtUp.prev, next: joined.caughtUp.next });
      socket.emit('batch', joined.caughtUp);
    } else {
      const records = desk.snapshot(session.userId)!.records;
      reply({ ok: true, reset: true, next: joined.cursor });
      for (const part of resetParts(operation, joined.cursor, records)) socket.emit('reset', part);
    }
    if (operation !== DIRECTORY) onOpened(operation);
  }

  function leave(person: Person, operation: string): void {
    person.open.get(operation)?.joined.leave();
    if (person.open.delete(operation)) crowded.add(operation);
  }

  function goodbye(person: Person, bye: Bye): void {
    for (const operation of [...person.open.keys()]) leave(person, operation);
    person.socket.emit('bye', bye);
    person.socket.disconnect(true);
  }

  const unlisten = sessions.onRevoked((revocation) => {
    for (const person of [...people.values()]) {
      const { session } = person;
      const theirs =
        revocation.kind === 'everyone' ||
        (revocation.kind === 'user' && revocation.userId === session.userId) ||
        (revocation.kind === 'session' && revocation.sessionId === session.sessionId);
      if (theirs) goodbye(person, { reason: 'session-ended' });
    }
  });

  const sweep = setInterval(() => {
    const at = now();
    for (const person of [...people.values()]) {
      person.slow.check(at);
      if (at - person.checkedAt >= SESSION_CHECK_MS) void recheck(person, at);
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

  const presence = setInterval(() => {
    for (const operation of crowded) showPresence(operation);
    crowded.clear();
  }, PRESENCE_MS);
  presence.unref();

  function showPresence(operation: string): void {
    const desk = desks.of(operation);
    if (!desk || operation === DIRECTORY) return;
    const present = [...people.values()].filter((person) => person.open.has(operation));
    const everybody = present.map((person) => person.open.get(operation)!.here);
    for (const person of present) {
      const { here } = person.open.get(operation)!;
      person.socket.volatile.emit('presence', presenceFor(here, everybody, desk.view));
    }
  }

  return {
    connections: () => people.size,
    async close(retryAfterMs) {
      unlisten();
      clearInterval(sweep);
      clearInterval(presence);
      for (const person of [...people.values()]) goodbye(person, { reason: 'draining', retryAfterMs });
      await io.close();
    },
  };
}

function* resetParts(operation: string, cursor: string, records: Records): Iterable<Reset> {
  const flat = Object.entries(records).flatMap(([kind, list]) => list.map((record) => [kind, record] as const));
  const parts = Math.max(1, Math.ceil(flat.length / RECORDS_PER_PART));
  for (let part = 1; part <= parts; part++) {
    const some: Record<string, Record<string, unknown>[]> = {};
    for (const [kind, record] of flat.slice((part - 1) * RECORDS_PER_PART, part * RECORDS_PER_PART)) {
      (some[kind] ??= []).push(record);
    }
    yield { operation, cursor, records: some as Records, ...(parts > 1 && { part, parts }) };
  }
}
