import { Server, type Socket } from 'socket.io';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
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
import type { Batch, Bye, DOWN, Joined as JoinAnswer, PresenceHere, Reset } from '../../shared/protocol/down.ts';
import { OLDEST_PROTOCOL } from '../../shared/protocol/version.ts';
import { audienceKey, audienceOf } from '../../shared/sharing/audience.ts';
import { RECORD_WITHDRAWN } from '../../shared/sharing/change.ts';
import type { Session, Sessions } from '../accounts/sessions.ts';
import { commandIdOf } from '../commands/parse.ts';
import type { Pipeline } from '../commands/pipeline.ts';
import type { Joined } from '../desk/desk.ts';
import type { Desks } from '../desk/desks.ts';
import type { Listener } from '../desk/outlet.ts';
import { callerOf, cookieOf, sameOrigin, SESSION_COOKIE, type OriginPolicy } from '../http/who.ts';
import type { Elsewhere } from '../live/elsewhere.ts';
import { presenceOf, type Here } from '../live/presence.ts';
import { Bucket } from './bucket.ts';
import { ResetParts, ResetSender } from './reset.ts';
import { SHARED_COMPRESSION, SharedFrames, together } from './sharedFrames.ts';
import { Strangers } from './strangers.ts';
import { SlowReader, WITHDRAWAL_MS, type Cut } from './slowReaders.ts';

const SWEEP_MS = 250;
const PRESENCE_MS = 1000;
const SESSION_CHECK_MS = 60_000;
/** A join may cost a look at every record: an honest client asks once an operation, and again after a gap. */
const JOINS = { perSecond: 2, burst: 30 } as const;

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

interface Open {
  readonly joined: Joined;
  here: Here;
  /** What its audience was last shown of who is here: it is told of nothing that changes nothing for it. */
  people: string;
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
  /** The latest join of each operation: a slow one must not undo a later one. */
  readonly opening: Map<string, symbol>;
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
  const resetParts = new ResetParts(deps.onSnapshotMade);
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
    perMessageDeflate: SHARED_COMPRESSION,
    // The `cors` option does not protect the websocket handshake: whoever brings the cookie must be our own page.
    allowRequest: (request, decide) => {
      const cookie = cookieOf(request.headers.cookie, SESSION_COOKIE) !== undefined;
      decide(null, !cookie || sameOrigin(request, origin));
    },
  });

  // That a connection is taken and what it is first told leave in one piece.
  io.engine.on('headers', (_headers: unknown, { headers, socket }: IncomingMessage) => {
    if (headers.upgrade === undefined) return;
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
    strangers.know(socket.conn);
    const person: Person = {
      socket,
      session: socket.data['session'] as Session,
      token: socket.data['token'] as string,
      // Looked at again by the next sweep: the session may have ended between its check and this moment.
      checkedAt: now() - SESSION_CHECK_MS,
      slow: new SlowReader(socket),
      open: new Map(),
      opening: new Map(),
    };
    people.set(socket.id, person);
    const bucket = new Bucket(LIMITS.commandsPerSecond, LIMITS.commandBurst, performance.now());
    const joins = new Bucket(JOINS.perSecond, JOINS.burst, performance.now());
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
      guarded(async (message, reply) => {
        if (joins.take(performance.now())) return join(person, message, reply, misformed);
        misformed();
        reply({ ok: false, code: 'busy' });
      }),
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
        if (!bucket.take(performance.now())) {
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
    socket.on('disconnect', (reason) => {
      // Signed out and still connected it would be nobody's.
      if (reason === 'client namespace disconnect') socket.conn.close();
      for (const operation of [...person.open.keys()]) leave(person, operation);
      person.opening.clear();
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
    const columns = form.data.form === 'columns';
    const { socket, session } = person;
    const { userId } = session;
    const opening = Symbol(operation);
    leave(person, operation);
    person.opening.set(operation, opening);
    /** Not gone, and neither left nor joined anew in the meantime. */
    const wanted = () => socket.connected && person.opening.get(operation) === opening;
    await settled(operation, userId);
    const desk = desks.of(operation);
    const from =
      desk &&
      ((cursor === undefined ? undefined : await desk.catchUpInSlices(userId, cursor)) ??
        (await desk.snapshotInSlices(userId, { forJoining: true })));
    if (!wanted()) return reply({ ok: false, code: 'superseded' });

    const sender = from && 'records' in from ? new ResetSender(socket, frames, person.slow) : undefined;
    const listener: Listener = {
      user: userId,
      deliver: (batch, withdraws) => {
        if (withdraws) person.slow.withdrawing(performance.now());
        sender?.passing(batch);
        frames.send(socket, 'batch', batch, columns);
      },
      dismissed: () => {
        // Frames still queued show what is no longer theirs: they go within the second or not at all.
        person.slow.withdrawing(performance.now());
        if (person.open.delete(operation)) crowded.add(operation);
        person.opening.delete(operation);
        socket.emit('bye', { reason: 'not-allowed', operation });
      },
    };
    const joined = from && desk.joinFrom(listener, from);
    const actor = joined && desk.entitled(userId);
    if (!from || !joined || !actor) {
      person.opening.delete(operation);
      onJoined('refused');
      return reply({ ok: false, code: 'not-found' });
    }
    person.open.set(operation, { joined, here: { user: userId, organisation: actor.organisation }, people: '' });
    crowded.add(operation);
    const { caughtUp } = joined;
    onJoined('records' in from ? 'reset' : 'caught-up');
    together(socket, () => {
      if (sender && 'records' in from) {
        reply({ ok: true, reset: true, next: joined.cursor, epoch });
        if (caughtUp) sender.passing(caughtUp);
        sender.send(resetParts.of(operation, joined.cursor, from.records), wanted).catch(onTrouble);
      } else if (caughtUp) reply({ ok: true, prev: caughtUp.prev, next: caughtUp.next, epoch });
      if (caughtUp) frames.send(socket, 'batch', 'records' in from ? afterReset(caughtUp) : caughtUp);
    });
    if (operation !== DIRECTORY) onOpened(operation);
  }

  function leave(person: Person, operation: string): void {
    person.opening.delete(operation);
    person.open.get(operation)?.joined.leave();
    if (person.open.delete(operation)) crowded.add(operation);
  }

  function goodbye(person: Person, bye: Bye): void {
    for (const operation of [...person.open.keys()]) leave(person, operation);
    person.opening.clear();
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

  const presence = setInterval(() => {
    showDue();
    deps.elsewhere?.exchange(everybodyHere()).then((changed) => {
      for (const operation of changed) crowded.add(operation);
      if (changed.length > 0) showDue();
    }, onTrouble);
  }, PRESENCE_MS);
  presence.unref();

  function showDue(): void {
    const due = [...crowded];
    crowded.clear();
    for (const operation of due) showPresence(operation);
  }

  function everybodyHere(): Map<string, Here[]> {
    const here = new Map<string, Here[]>();
    for (const { open } of people.values()) {
      for (const [operation, one] of open) {
        if (operation === DIRECTORY) continue;
        const known = here.get(operation);
        if (known) known.push(one.here);
        else here.set(operation, [one.here]);
      }
    }
    return here;
  }

  function showPresence(operation: string): void {
    const desk = desks.of(operation);
    if (!desk || operation === DIRECTORY) return;
    const present = [...people.values()].filter((person) => person.open.has(operation));
    const entitled = (deps.elsewhere?.of(operation) ?? []).filter(({ user }) => desk.entitled(user));
    const everybody = [...present.map((person) => person.open.get(operation)!.here), ...entitled];
    const shown = new Map<string, { people: PresenceHere['people']; text: string }>();
    for (const person of present) {
      const open = person.open.get(operation)!;
      const audience = audienceOf(desk.view, open.here.organisation, open.here.user);
      const key = audienceKey(audience);
      let theirs = shown.get(key);
      if (!theirs) {
        const people = presenceOf(audience, everybody, desk.view);
        shown.set(key, (theirs = { people, text: JSON.stringify(people) }));
      }
      // A frame for what somebody does where this reader may not look would tell of it.
      if (open.people === theirs.text) continue;
      // Such a frame is dropped where others wait: then it is due again.
      if (!person.socket.conn.transport.writable) crowded.add(operation);
      else open.people = theirs.text;
      const people = theirs.people.filter(({ user }) => user !== open.here.user);
      person.socket.volatile.emit('presence', { operation, people });
    }
  }

  return {
    connections: () => people.size,
    waiting: () => [...people.values()].reduce((sum, { slow }) => sum + slow.waiting(), 0),
    async close(retryAfterMs) {
      unlisten();
      clearInterval(sweep);
      clearInterval(presence);
      void deps.elsewhere?.leave();
      for (const person of [...people.values()]) goodbye(person, { reason: 'draining', retryAfterMs });
      await io.close();
    },
  };
}

/**
 * What goes with a reset: its parts were amended by the batch before they left, so what a colleague was shown a moment ago,
 * and was taken away since, has never been shown to this reader. Its id is not told.
 */
const afterReset = (batch: Batch): Batch => ({
  ...batch,
  changes: batch.changes.filter(({ type }) => type !== RECORD_WITHDRAWN),
});
