import type { IncomingMessage } from 'node:http';

/** A stranger has so long (ms) to send the whole of a request; who is signed in may have a slow line (P-R5). */
const STRANGER_MS = 8000;
const known = new WeakSet<IncomingMessage>();

/** Whoever sends this request is signed in. */
export function vouchFor(request: IncomingMessage): void {
  known.add(request);
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
