import { io } from 'socket.io-client';
import { unpackChanges, type Packed } from '../../shared/columns/changes.ts';
import { PROTOCOL_VERSION } from '../../shared/protocol/version.ts';
import type { HttpAnswer, Link, LinkEvents, Wire } from '../sync/wire.ts';

const OPEN_WITHIN_MS = 8000;

/**
 * The wire of a browser: Socket.IO for what is live, fetch for the rest, both to where the page came from, the cookie with
 * them. Reconnecting is the caller's: each link is one attempt. A program without cookies gives `origin` and `token`.
 */
export function socketWire(options: { origin?: string; token?: () => string | undefined } = {}): Wire {
  const { origin = '', token } = options;
  return {
    open: (events) => openLink(origin, token?.(), events),

    async http(method, path, body): Promise<HttpAnswer> {
      const bearer = token?.();
      const headers: Record<string, string> = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
      if (body instanceof Blob) headers['content-type'] = body.type || 'application/octet-stream';
      else if (body) headers['content-type'] = 'application/json';
      const response = await fetch(origin + path, {
        method,
        headers,
        credentials: 'same-origin',
        cache: 'no-store',
        ...(body && { body: body instanceof Blob ? body : JSON.stringify(body) }),
      });
      const json: unknown = await response.json().catch(() => undefined);
      const retryAfter = Number(response.headers.get('retry-after') ?? NaN);
      return { status: response.status, json, ...(Number.isFinite(retryAfter) && { retryAfterSeconds: retryAfter }) };
    },

    async picture(operation, glimpse) {
      const bearer = token?.();
      const { columnSnapshot } = await import('./columnSnapshot.ts');
      const url = `${origin}/api/v1/operations/${operation}/snapshot`;
      return columnSnapshot(url, bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }, glimpse);
    },
  };
}

interface PackedBatch {
  readonly columns?: Packed;
}
const unpacked = ({ columns, ...batch }: PackedBatch): object =>
  columns ? { ...batch, changes: unpackChanges(columns) } : batch;

function openLink(origin: string, token: string | undefined, events: LinkEvents): Link {
  const socket = io(origin, {
    path: '/socket.io',
    transports: ['websocket', 'polling'],
    // Where a middlebox eats websockets, the first attempt falls back by itself.
    tryAllTransports: true,
    reconnection: false,
    forceNew: true,
    timeout: OPEN_WITHIN_MS,
    withCredentials: true,
    auth: { protocol: PROTOCOL_VERSION, ...(token !== undefined && { token }) },
  });
  let over = false;
  const closed = (code?: string) => {
    if (over) return;
    over = true;
    socket.disconnect();
    events.closed(code);
  };
  socket.on('connect', () => events.opened());
  socket.on('disconnect', () => closed());
  socket.on('connect_error', (error: Error & { data?: { code?: string } }) => closed(error.data?.code));
  for (const event of ['batch', 'reset', 'bye', 'presence'] as const) {
    socket.on(event, (message: unknown) => {
      if (!over) events.heard(event, event === 'batch' ? unpacked(message as PackedBatch) : message);
    });
  }
  return {
    ask(event, message, timeoutMs) {
      if (!socket.connected) return Promise.reject(new Error('the link is cut'));
      if (event === 'leave') {
        // Nothing is answered to it.
        socket.emit(event, message);
        return Promise.resolve(undefined);
      }
      // Batches of many changes then come as columns: half the bytes.
      const said = event === 'join' ? { ...message, form: 'columns' } : message;
      return socket.timeout(timeoutMs).emitWithAck(event, said) as Promise<unknown>;
    },
    tell: (event, message) => void socket.volatile.emit(event, message),
    close() {
      over = true;
      socket.disconnect();
    },
  };
}
