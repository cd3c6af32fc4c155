import type { IncomingMessage } from 'node:http';
import type { Server } from 'socket.io';
import { vouchFor } from '../http/patience.ts';

/** The parts of engine.io's connection that are looked at; public or stable for years. */
interface Conn {
  readonly readyState: string;
  readonly writeBuffer: unknown[];
  readonly transport?: { readonly socket?: { terminate?(): void } };
  on(event: 'packet', listener: (packet: { type: string; data?: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
  close(discard?: boolean): void;
}

/** A stranger has so long (ms) to say who they are, goodbyes that nobody answers included (P-R5). */
const STRANGER_MS = 8000;
const GOODBYE_MS = 500;
/** An honest client says it once; each time is a look into the store. */
const MOST_CONNECTS = 3;
/** Socket.IO's packets with attachments: an event and an acknowledgement. */
const BINARY = new Set(['5', '6']);
const CONNECT = '0';

/**
 * What is bounded before anybody is known: a connection that does not sign in is ended though it answers nothing, one that
 * signs in over and over is ended, and no binary attachment is waited for (P-R3).
 */
export class Strangers {
  readonly #known = new WeakSet<object>();

  watch(engine: Server['engine']): void {
    engine.on('connection', (conn: Conn) => this.#watch(conn));
  }

  /** Has signed in. */
  know(conn: { readonly request: IncomingMessage }): void {
    this.#known.add(conn);
    vouchFor(conn.request);
  }

  #watch(conn: Conn): void {
    let connects = 0;
    const timer = setTimeout(() => {
      if (!this.#known.has(conn)) cut(conn);
    }, STRANGER_MS);
    timer.unref();
    conn.on('close', () => {
      clearTimeout(timer);
      // `ws` would wait half a minute for the other end to say goodbye, too.
      setTimeout(() => conn.transport?.socket?.terminate?.(), GOODBYE_MS).unref();
    });
    conn.on('packet', ({ type, data }) => {
      if (type !== 'message') return;
      const first = typeof data === 'string' ? data[0]! : undefined;
      if (first === CONNECT) connects += 1;
      if (first === undefined || BINARY.has(first) || connects > MOST_CONNECTS) cut(conn);
    });
  }
}

function cut(conn: Conn): void {
  conn.writeBuffer.length = 0;
  const wire = conn.transport?.socket;
  if (wire?.terminate) wire.terminate();
  else conn.close(true);
}
