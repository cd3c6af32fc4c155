import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What passes a link one way: pieces of bytes in, pieces out. One for each connection. */
export type Filter = (bytes: Buffer) => Buffer;

/**
 * A TCP proxy of our own: it delays, throttles, holds up, cuts and half-closes what passes, and refuses who comes. For
 * clients and servers alike, between a server and its database too.
 */
export class Link {
  /** Milliseconds each way. */
  delayMs = 0;
  bytesPerSecond = Infinity;
  /** Nothing passes, and nobody is told. */
  holding = false;
  refusing = false;
  /** Looks at what comes back from the far end. */
  back: (() => Filter) | undefined;
  port = 0;
  cuts = 0;
  readonly #server: Server;
  readonly #pairs = new Set<{ near: Socket; far: Socket }>();
  readonly #held: (() => void)[] = [];

  private constructor(target: () => { host: string; port: number }) {
    this.#server = createServer({ allowHalfOpen: true }, (near) => {
      if (this.refusing) return void near.resetAndDestroy();
      const far = connect({ ...target(), allowHalfOpen: true });
      const pair = { near, far };
      this.#pairs.add(pair);
      const end = () => {
        this.#pairs.delete(pair);
        near.destroy();
        far.destroy();
      };
      for (const socket of [near, far]) {
        socket.setNoDelay(true);
        socket.on('error', end);
        socket.on('close', end);
      }
      this.#carry(near, far);
      this.#carry(far, near, this.back?.());
    });
  }

  static async open(target: string | (() => string)): Promise<Link> {
    const link = new Link(() => {
      const { hostname, port } = new URL(typeof target === 'string' ? target : target());
      return { host: hostname, port: Number(port) };
    });
    await new Promise<void>((listening) => link.#server.listen(0, '127.0.0.1', listening));
    link.port = (link.#server.address() as AddressInfo).port;
    return link;
  }

  /** The same address, through this link. */
  through(target: string): string {
    const url = new URL(target);
    url.port = String(this.port);
    return url.href.replace(/\/$/, '');
  }

  get connections(): number {
    return this.#pairs.size;
  }

  #carry(from: Socket, to: Socket, filter?: Filter): void {
    // Pieces do not overtake one another, whatever the link is told meanwhile: timers alone keep no order.
    const queue: { readonly due: number; readonly work: () => void }[] = [];
    let free = 0;
    const pump = () => {
      for (let first = queue[0]; first; first = queue[0]) {
        if (this.holding) return void this.#held.push(pump);
        const wait = first.due - performance.now();
        if (wait > 0.5) return void setTimeout(pump, wait);
        queue.shift();
        first.work();
      }
    };
    const pass = (work: () => void, bytes: number) => {
      free = Math.max(performance.now() + this.delayMs, free) + (bytes / this.bytesPerSecond) * 1000;
      queue.push({ due: free, work });
      // Where others wait already, what they wait for will come upon this one too.
      if (queue.length === 1) pump();
    };
    from.on('data', (bytes) => {
      const piece = filter ? filter(bytes) : bytes;
      if (piece.length === 0) return;
      // Not more than this proxy should hold of a reader that stands still.
      if (to.writableLength > 4 * 1024 * 1024) from.pause();
      pass(() => to.writable && to.write(piece), piece.length);
    });
    to.on('drain', () => from.resume());
    from.on('end', () => pass(() => to.writable && to.end(), 0));
  }

  release(): void {
    this.holding = false;
    for (const work of this.#held.splice(0)) work();
  }

  /** Cuts some of the connections, or all of them: both ends see a reset. */
  cut(which: (index: number) => boolean = () => true): void {
    for (const [index, { near, far }] of [...this.#pairs].entries()) {
      if (!which(index)) continue;
      this.cuts += 1;
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  }

  /** One direction of one connection ends, the other stays open. */
  halfClose(near: boolean): void {
    const [pair] = this.#pairs;
    if (!pair) return;
    this.cuts += 1;
    (near ? pair.near : pair.far).end();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((closed) => this.#server.close(() => closed()));
  }
}

const NOTIFICATION = 'A'.charCodeAt(0);

/** PostgreSQL's answers without its notifications: whoever listens hears nothing, and is not told that it does not. */
export function withoutNotifications(): Filter {
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    rest = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes;
    const kept: Buffer[] = [];
    // A message is its letter and its length (which counts itself and not the letter).
    while (rest.length >= 5) {
      const length = 1 + rest.readUInt32BE(1);
      if (rest.length < length) break;
      if (rest[0] !== NOTIFICATION) kept.push(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    return Buffer.concat(kept);
  };
}
