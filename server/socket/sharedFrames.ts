import type { Socket } from 'socket.io';
import { Frames, type Frame } from './frames.ts';

const LINE = Symbol('line');

/** The parts of `ws` and engine.io that a shared frame needs; all public or stable for years, and looked at before use. */
interface Wire {
  readonly readyState: number;
  readonly _socket?: { write(bytes: Uint8Array): boolean; cork(): void; uncork(): void } | null;
  /** Bytes that it holds back itself, to be compressed first. */
  readonly _sender?: { readonly _bufferedBytes?: number };
  readonly _extensions?: Readonly<Record<string, { readonly params?: { readonly server_max_window_bits?: number } }>>;
}
interface Transport {
  readonly name: string;
  readonly writable: boolean;
  readonly socket?: Wire;
}
interface Engine {
  /** A member of its own, not a table beside it: it is looked at for each frame of each connection. */
  [LINE]?: Line;
  readonly readyState: string;
  readonly upgrading: boolean;
  readonly writeBuffer: readonly unknown[];
  readonly transport: Transport;
}

/** What is said to one reader in `work` leaves in one piece. */
export function together(socket: Socket, work: () => void): void {
  const wire = (socket.conn.transport as unknown as Transport).socket?._socket;
  wire?.cork();
  try {
    work();
  } finally {
    wire?.uncork();
  }
}

const OPEN = 1;
const WIDEST_WINDOW = 15;
/**
 * How sockets are asked for compressed frames. `ws` itself never compresses: per connection that costs 250 KB and most of
 * the processor. What a client compresses is inflated up to the limit of a message and no further. An inflater is kept
 * for each client that compresses: some 40 KB, whatever its window. With a number for `clientMaxWindowBits`, `ws` would
 * refuse every client that does not let it be chosen.
 */
export const SHARED_COMPRESSION = {
  threshold: Infinity,
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  zlibInflateOptions: { chunkSize: 4096 },
} as const;

/** What is known of one connection for as long as its transport stays. */
interface Line {
  readonly transport: Transport;
  readonly wire: Wire | undefined;
  /** Whether it takes frames compressed in the widest window, as they are made for all. */
  readonly inflates: boolean;
}

function lineOf(transport: Transport): Line {
  const wire = transport.name === 'websocket' ? transport.socket : undefined;
  const agreed = wire?._extensions?.['permessage-deflate'];
  const inflates = agreed !== undefined && (agreed.params?.server_max_window_bits ?? WIDEST_WINDOW) === WIDEST_WINDOW;
  return { transport, wire, inflates };
}

/**
 * One event, encoded and compressed once and written as one and the same frame to every socket that is shown it. Falls back
 * to the ordinary path wherever engine.io or `ws` holds something of its own back: order comes before speed.
 */
export class SharedFrames {
  readonly #frames = new Frames();
  #latest:
    { readonly event: string; readonly message: object; readonly columns: boolean; readonly frame: Frame } | undefined;

  /** `columns`: many changes may go as columns. */
  send(socket: Socket, event: string, message: object, columns = false): void {
    const engine = socket.conn as unknown as Engine;
    let line = engine[LINE];
    if (!line || line.transport !== engine.transport) line = engine[LINE] = lineOf(engine.transport);
    const { wire, transport, inflates } = line;
    const direct =
      wire?.readyState === OPEN &&
      engine.readyState === 'open' &&
      // Until engine.io hears that its last packet has left, it says no; once `ws` holds nothing back, that packet has been
      // handed to the connection, and what is written now follows it.
      (transport.writable || wire._sender?._bufferedBytes === 0) &&
      !engine.upgrading &&
      engine.writeBuffer.length === 0;
    if (!direct || !wire._socket) {
      socket.emit(event, message);
      return;
    }
    const frame = this.#frameOf(event, message, columns);
    wire._socket.write(inflates ? frame.packed : frame.plain);
  }

  /** Mostly the one that was sent to somebody else just now. */
  #frameOf(event: string, message: object, columns: boolean): Frame {
    const latest = this.#latest;
    if (latest?.message === message && latest.columns === columns && latest.event === event) return latest.frame;
    const frame = columns ? this.#frames.asColumns(event, message) : this.#frames.of(event, message);
    this.#latest = { event, message, columns, frame };
    return frame;
  }
}
