import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/** A stranger has so long (ms) to send the whole of a request; who is signed in may have a slow line (P-R5). */
const STRANGER_MS = 8000;
/** Connections of strangers beyond which the oldest go, but none that is younger than the grace (ms): a crowd comes back at once. */
const MOST_STRANGERS = 1500;
const GRACE_MS = 5000;

const known = new WeakSet<IncomingMessage>();
/** Of each connection: the strangers it is among, with the moment each came. */
const crowds = new WeakMap<Socket, Map<Socket, number>>();

/** Whoever sends this request is signed in. */
export function vouchFor(request: IncomingMessage): void {
  known.add(request);
  crowds.get(request.socket)?.delete(request.socket);
}

export function bePatientWith(request: IncomingMessage): void {
  if (request.complete) return;
  const timer = setTimeout(() => {
    if (!request.complete && !known.has(request)) request.socket.destroy();
  }, STRANGER_MS);
  timer.unref();
  request.once('close', () => {
    // Answered before it was read to its end: what still comes of it is nobody's.
    if (request.complete || known.has(request)) clearTimeout(timer);
  });
}

/** Bounds what those cost who connect and never say who they are. */
export function boundStrangers(server: Server, secure: boolean): void {
  const crowd = new Map<Socket, number>();
  server.on(secure ? 'secureConnection' : 'connection', (socket: Socket) => {
    const now = performance.now();
    crowd.set(socket, now);
    crowds.set(socket, crowd);
    socket.once('close', () => crowd.delete(socket));
    if (crowd.size <= MOST_STRANGERS) return;
    // Oldest first: the order of insertion is that of arrival. Two go for one that comes, until there is room.
    let room = 2;
    for (const [oldest, since] of crowd) {
      if (room === 0 || now - since < GRACE_MS) break;
      room -= 1;
      crowd.delete(oldest);
      oldest.destroy();
    }
  });
}
