import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type { Reader } from './canaries.ts';
import type { Exit } from './exits.ts';
import type { CanaryWorld } from './world.ts';

const PATIENCE_MS = 10_000;

/** One connection of a reader: every frame that comes in is searched as it came, whatever is made of it later. */
export class Listening {
  readonly reader: Reader;
  readonly socket: Socket;
  readonly cursors = new Map<string, string>();
  refused: string | undefined;
  readonly #world: CanaryWorld;
  readonly #said: string[] = [];

  constructor(world: CanaryWorld, reader: Reader, transport: 'websocket' | 'polling' = 'websocket') {
    this.reader = reader;
    this.#world = world;
    const token = world.tokens.get(reader);
    this.socket = io(world.base, {
      auth: token ? { token } : {},
      transports: [transport],
      forceNew: true,
      reconnection: false,
    });
    const { canaries } = world;
    // As it came over the wire: the library may hide what it does not understand.
    this.socket.io.engine.on('packet', ({ data }: { data?: unknown }) => {
      const text = String(data ?? '');
      const acknowledges = /^43\d*/.test(text) || /^3\d*\[/.test(text);
      const event = /^2\["(\w+)"/.exec(text)?.[1];
      const exit = event ? `${event}Down` : acknowledges ? 'acknowledged' : 'socket';
      canaries.heard(reader, exit, text, this.#said.join(' '));
      if (transport === 'polling')
        canaries.heard(reader, 'the socket over long polling' satisfies Exit, text, this.#said.join(' '));
    });
    this.socket.on('connect_error', (error) => {
      this.refused = error.message;
      canaries.heard(
        reader,
        'refused handshakes of the socket' satisfies Exit,
        `${error.message} ${JSON.stringify(error)}`,
      );
    });
    this.socket.on('reset', ({ operation, cursor }: { operation: string; cursor: string }) =>
      this.cursors.set(operation, cursor),
    );
    this.socket.on('batch', ({ operation, next }: { operation: string; next: string }) =>
      this.cursors.set(operation, next),
    );
  }

  async opened(): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!this.socket.connected && this.refused === undefined) {
      if (performance.now() > deadline) throw new Error(`${this.reader} neither came in nor was refused`);
      await new Promise((resume) => setTimeout(resume, 2));
    }
  }

  /** Asks, and searches the answer. What is said comes back to nobody as news. */
  async ask(event: 'join' | 'command' | 'ping', message: object): Promise<{ ok?: boolean }> {
    this.#said.push(JSON.stringify(message));
    const answer: unknown = await this.socket.timeout(PATIENCE_MS).emitWithAck(event, message);
    this.#world.canaries.heard(this.reader, `${event}Acknowledged`, JSON.stringify(answer), JSON.stringify(message));
    this.#world.canaries.requests += 1;
    return answer as { ok?: boolean };
  }

  /** Into everything that may be joined, as well as what may not. */
  async joinAll(cursor?: (operation: string) => string | undefined): Promise<void> {
    const { operation, elsewhere } = this.#world;
    for (const name of [operation, elsewhere, 'directory', randomUUID()]) {
      const from = cursor?.(name);
      await this.ask('join', { operation: name, ...(from && { cursor: from }) });
    }
    await this.ask('join', { operation: 1 });
  }

  looks(kind: string, id: string): void {
    this.#said.push(id);
    this.socket.emit('presence', { operation: this.#world.operation, looking: { kind, id }, editing: true });
  }

  /** Everything that was sent before this has come in. */
  async quiet(): Promise<void> {
    const { app, operation, elsewhere } = this.#world;
    for (const name of [operation, elsewhere, 'directory']) {
      app.desks.of(name)?.tick();
      app.desks.of(name)?.flush();
    }
    if (this.socket.connected) await this.ask('ping', {});
  }
}
