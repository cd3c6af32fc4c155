import type { IncomingMessage } from 'node:http';
import type { Server } from 'socket.io';
import { vouchFor } from '../http/patience.ts';

/** The parts of engine.io's connection that are looked at; public or stable for years. */
interface Conn {
  readonly readyState: string;
  readonly writeBuffer: unknown[];
  readonly transport?: { readonly socket?: { terminate?(): void } };
  on(event: 'packet', listener: (this: Conn, packet: { type: string; data?: unknown }) => void): void;
  on(event: 'close', listener: (this: Conn) => void): void;
  close(discard?: boolean): void;
}

/** A stranger has so long (ms) to say who they are, goodbyes that nobody answers included (P-R5). */
const STRANGER_MS = 8000;
const GOODBYE_MS = 500;
const SWEEP_MS = 250;
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
  /** Since when (ms) each is waited for, the oldest first. */
  readonly #waitedFor = new Map<object, number>();
  readonly #connects = new WeakMap<object, number>();
  readonly #timer = setInterval(() => this.#sweep(), SWEEP_MS).unref();

  watch(engine: Server['engine']): void {
    const { stranger, heard, gone } = this.#listeners();
    engine.on('connection', (conn: Conn) => {
      stranger(conn);
      conn.on('close', gone);
      conn.on('packet', heard);
    });
  }

  /** Has signed in. */
  know(conn: { readonly request: IncomingMessage }): void {
    this.#waitedFor.delete(conn);
    vouchFor(conn.request);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #sweep(): void {
    const now = performance.now();
    for (const [conn, since] of this.#waitedFor) {
      if (now - since < STRANGER_MS) break;
      this.#waitedFor.delete(conn);
      cut(conn as Conn);
    }
  }

  /** The same for all connections: one closure of its own for each would be most of what a stranger costs. */
  #listeners() {
    const waitedFor = this.#waitedFor;
    const connects = this.#connects;
    return {
      stranger: (conn: Conn) => waitedFor.set(conn, performance.now()),
      gone(this: Conn) {
        waitedFor.delete(this);
        // `ws` would wait half a minute for the other end to say goodbye, too.
        setTimeout(() => this.transport?.socket?.terminate?.(), GOODBYE_MS).unref();
      },
      heard(this: Conn, { type, data }: { type: string; data?: unknown }) {
        if (type !== 'message') return;
        const first = typeof data === 'string' ? data[0]! : undefined;
        if (first === CONNECT) connects.set(this, (connects.get(this) ?? 0) + 1);
        if (first === undefined || BINARY.has(first) || (connects.get(this) ?? 0) > MOST_CONNECTS) cut(this);
      },
    };
  }
}

function cut(conn: Conn): void {
  conn.writeBuffer.length = 0;
  const wire = conn.transport?.socket;
  if (wire?.terminate) wire.terminate();
  else conn.close(true);
}
