import type { Socket } from 'node:net';
import type { Response } from 'express';
import type { Sessions } from '../accounts/sessions.ts';
import { problem } from './problem.ts';
import type { Caller } from './who.ts';

const PIECE = 64 * 1024;
/** How often (ms) it is looked whether the reader may still be sent the rest: well within a second (P-C5). */
const LOOK_MS = 200;
/** How long (ms) a reader may take nothing. Behind a proxy on the same machine much must be taken before any of it shows. */
const STALLED_MS = 20_000;

export interface Terms {
  readonly caller: Caller;
  readonly sessions: Sessions;
  /** Whether what is being sent may still be sent. Asked often. */
  readonly mayGoOn: () => boolean;
  /** The same, where it takes a longer look: asked by the clock, never twice at a time. */
  readonly isStillShown?: () => Promise<boolean>;
  readonly now: () => number;
  readonly stalledMs?: number;
}

/**
 * Sends the rest of an answer at its reader's pace, in parts, so that little of it waits in this process. Whoever loses
 * the right to it while it is on its way, or stands still, is cut off: nothing that has not left is sent later.
 */
export async function sendInParts(
  response: Response,
  pieces: Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>,
  { caller, sessions, mayGoOn, isStillShown, now, stalledMs = STALLED_MS }: Terms,
): Promise<void> {
  const { socket } = response.req;
  const { sessionId, userId, expiresAt } = caller.session;
  let over = false;
  let movedAt = performance.now();
  let wake = (): void => {};
  const moved = () => {
    movedAt = performance.now();
    wake();
  };
  const stop = () => {
    over = true;
    wake();
  };
  const cut = () => {
    if (over) return;
    cutOff(socket);
    stop();
  };
  const asked = async () => {
    const session = await sessions.check(caller.token).catch(() => undefined);
    if (session?.sessionId !== sessionId) cut();
  };
  const unlisten = sessions.onRevoked((revocation) => {
    if (revocation.kind === 'everyone') void asked();
    else if (revocation.kind === 'user' ? revocation.userId === userId : revocation.sessionId === sessionId) cut();
  });
  let looking = false;
  const look = async () => {
    if (looking || !isStillShown) return;
    looking = true;
    try {
      if (!(await isStillShown())) cut();
    } catch {
      cut();
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(() => {
    // An answer that waits behind another of its connection is not told when that one closes, and cannot be taken yet.
    if (socket.destroyed) return stop();
    if (!response.socket) movedAt = performance.now();
    if (now() >= expiresAt || !mayGoOn() || performance.now() - movedAt > stalledMs) cut();
    else void look();
  }, LOOK_MS);
  timer.unref();
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!over && !isSo()) await new Promise<void>((resume) => (wake = resume));
  };
  response
    .on('drain', moved)
    .on('finish', moved)
    .on('close', stop)
    .on('error', () => response.destroy());
  try {
    // The session was checked before all this was made, which may have taken seconds.
    await asked();
    // As was what it shows.
    if (!over && isStillShown && !(await isStillShown())) {
      response.removeHeader('Content-Encoding');
      response.set('Retry-After', '1');
      return problem(response, 'busy');
    }
    for await (const piece of pieces) {
      for (const part of inParts(piece)) {
        if (!over && !mayGoOn()) cut();
        if (over || response.destroyed) return;
        if (!response.write(part)) await until(() => !response.writableNeedDrain);
      }
    }
    if (over || response.destroyed) return;
    response.end();
    await until(() => response.writableFinished);
  } catch (error) {
    // Half an answer is told by its missing end; before its beginning there is still time to say what is wrong.
    if (response.headersSent) cut();
    throw error;
  } finally {
    clearInterval(timer);
    unlisten();
  }
}

/** The same for what was made in one piece. */
export function sendWhole(response: Response, whole: Uint8Array | object, terms: Terms): Promise<void> {
  const isBytes = whole instanceof Uint8Array;
  const bytes = isBytes ? whole : Buffer.from(JSON.stringify(whole));
  if (!isBytes) response.type('json');
  response.set('Content-Length', String(bytes.length));
  return sendInParts(response, [bytes], terms);
}

/** Of each connection: the answers on it that are somebody's, and whose. */
const waiting = new WeakMap<Socket, Map<Response, Caller>>();

/**
 * Cuts off any other answer that is waiting for its reader when their session ends. One that shows something is not even
 * begun by then; the answer to what somebody did, signing out among it, still is.
 */
export function cutWhenRevoked(response: Response, caller: Caller, sessions: Sessions): void {
  const { socket } = response.req;
  const known = waiting.get(socket);
  const answers = known ?? new Map<Response, Caller>();
  answers.set(response, caller);
  response.once('close', () => answers.delete(response));
  if (known || socket.destroyed) return;
  waiting.set(socket, answers);
  const unlisten = sessions.onRevoked((revocation) => {
    for (const [answer, { session, token }] of answers) {
      if (!isWithheld(answer)) continue;
      if (revocation.kind === 'everyone') {
        const ended = sessions.check(token).then(
          (found) => found?.sessionId !== session.sessionId,
          () => true,
        );
        void ended.then((is) => is && isWithheld(answer) && cutOff(socket));
      } else if (revocation.userId === session.userId) {
        if (revocation.kind === 'user' || revocation.sessionId === session.sessionId) cutOff(socket);
      }
    }
  });
  socket.once('close', unlisten);
}

/** For an answer that tells only of what its reader sends themselves, and ends in words when their session does. */
export function endsByItself(response: Response): void {
  waiting.get(response.req.socket)?.delete(response);
}

const isWithheld = (answer: Response): boolean => {
  const reads = answer.req.method === 'GET' || answer.req.method === 'HEAD';
  return !answer.writableFinished && (reads || answer.headersSent);
};

function* inParts(piece: Uint8Array | string): Iterable<Uint8Array> {
  const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

/** By a reset: closed in good order, what the kernel holds would still be delivered, however late its reader reads on. */
function cutOff(socket: Socket): void {
  try {
    socket.resetAndDestroy();
  } catch {
    // Under TLS there is no such thing.
    socket.destroy();
  }
}
