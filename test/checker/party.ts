import { io, type Socket } from 'socket.io-client';
import { createHash } from 'node:crypto';
import { pictureOf } from './columns.ts';
import { decided, eventIn, type Command, type Joined, type Outcome, type Recorder } from './history.ts';
import type { Node } from './house.ts';
import { canonical, Screen, type Batch, type Change, type Reset } from './screen.ts';
import { NAMES, PASSWORD, type Seat } from './stage.ts';

const PATIENCE_MS = 8000;
const COLUMNS = 'application/vnd.tocsin.columns';
const AGAIN_MS = 60;
export const pause = (ms: number) => new Promise<void>((resume) => setTimeout(resume, ms));

/** A picture in columns as the JSON that says the same; one that cannot be read has a hash that no records have. */
function written(bytes: Uint8Array): string {
  try {
    const picture = pictureOf(bytes);
    return JSON.stringify({ ...picture, hash: createHash('sha256').update(canonical(picture.records)).digest('hex') });
  } catch (error) {
    return JSON.stringify({ operation: '', cursor: '', hash: `unreadable columns: ${String(error)}`, records: {} });
  }
}

/** Numbers of requests and connections, in one history. */
export class Counter {
  #count = 0;
  next(): number {
    return ++this.#count;
  }
}

/** One open screen or one polling program of a person. Everything it sends and gets is written down. */
export class Party {
  readonly seat: Seat;
  readonly operation: string;
  readonly screen = new Screen();
  token: string | undefined;
  readonly #nodes: readonly Node[];
  readonly #recorder: Recorder;
  readonly #numbers: Counter;
  #socket: Socket | undefined;
  #link = 0;
  #node: number;
  #joined = false;
  #closing = false;
  #rejoining = false;

  constructor(
    seat: Seat,
    operation: string,
    nodes: readonly Node[],
    node: number,
    recorder: Recorder,
    numbers: Counter,
  ) {
    this.seat = seat;
    this.operation = operation;
    this.#nodes = nodes;
    this.#node = node % nodes.length;
    this.#recorder = recorder;
    this.#numbers = numbers;
  }

  get live(): boolean {
    return this.#joined && this.#socket?.connected === true;
  }

  /** Opens the connection and keeps it open: after a cut it resumes from its cursor. */
  connect(): void {
    if (this.seat.by !== 'socket' || this.token === undefined || this.#closing) return;
    const link = (this.#link = this.#numbers.next());
    const seat = this.seat.name;
    const socket = io(this.#nodes[this.#node]!.url, {
      auth: { token: this.token },
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      timeout: PATIENCE_MS,
    });
    this.#socket = socket;
    socket.io.on('open', () => {
      socket.io.engine.on('data', (raw: unknown) => this.#hear(link, String(raw)));
    });
    const down = (why: string) => {
      if (this.#link !== link) return;
      this.#recorder.note({ k: 'down', seat, link, why });
      this.#link = 0;
      this.#joined = false;
      this.screen.broken();
      if (why === 'not-authenticated') this.screen.clear();
      if (this.#closing || why === 'not-authenticated') return;
      // Perhaps another node answers.
      this.#node = (this.#node + 1) % this.#nodes.length;
      void pause(AGAIN_MS).then(() => this.connect());
    };
    socket.on('connect', () => {
      this.#recorder.note({ k: 'up', seat, link, node: this.#node });
      void this.join();
    });
    socket.on('connect_error', (error) => {
      socket.close();
      down((error as Error & { data?: { code?: string } }).data?.code ?? error.message);
    });
    socket.on('disconnect', (why) => down(why));
  }

  /** Asks for the operation, from its cursor where it has one. */
  async join(stolen?: string): Promise<void> {
    const socket = this.#socket;
    const link = this.#link;
    if (!socket?.connected || this.#rejoining) return;
    this.#rejoining = true;
    this.#joined = false;
    const seat = this.seat.name;
    if (stolen !== undefined) this.screen.clear();
    this.screen.broken();
    const cursor = stolen ?? this.screen.cursor;
    const mark = stolen === undefined ? {} : { stolen: true as const };
    this.#recorder.note({ k: 'joining', seat, link, ...(cursor && { cursor }), ...mark });
    try {
      const form = this.seat.columns ? { form: 'columns' } : {};
      const message = { operation: this.operation, ...(cursor && { cursor }), ...form };
      // The frame with the answer is written down as it comes: here only what it says is looked at.
      const answer = (await socket.timeout(PATIENCE_MS).emitWithAck('join', message)) as Joined;
      if (this.#link === link) this.#joined = answer.ok;
      this.#recorder.note({ k: 'joined', seat, link, answer, ...mark });
      if (!answer.ok && answer.code === 'not-found') this.screen.clear();
    } catch {
      socket.disconnect();
    } finally {
      this.#rejoining = false;
    }
  }

  #hear(link: number, raw: string): void {
    if (link !== this.#link) return;
    this.#recorder.note({ k: 'frame', seat: this.seat.name, link, raw });
    const event = eventIn(raw);
    if (event?.name === 'batch' && this.screen.batch(event.message as Batch) === 'gap') this.#again();
    if (event?.name === 'reset' && (this.screen.reset(event.message as Reset)?.gaps ?? 0) > 0) this.#again();
    if (event?.name === 'bye') {
      this.#joined = false;
      this.screen.clear();
    }
  }

  /** After a gap one asks again. */
  #again(): void {
    if (!this.#rejoining) void this.join();
  }

  /** The connection breaks in the middle of whatever it does. */
  cut(): void {
    if (!this.#socket?.connected) return;
    this.#recorder.note({ k: 'cut', seat: this.seat.name });
    // Not a goodbye: the transport itself ends.
    (this.#socket.io.engine.transport as unknown as { ws: { terminate(): void } }).ws.terminate();
  }

  /** Reads nothing for a while: what was sent waits in buffers. */
  async standStill(ms: number): Promise<void> {
    const link = this.#link;
    const seat = this.seat.name;
    if (!this.live) return;
    const { ws } = this.#socket!.io.engine.transport as unknown as { ws: { pause(): void; resume(): void } };
    this.#recorder.note({ k: 'paused', seat, link });
    ws.pause();
    await pause(ms);
    ws.resume();
    this.#recorder.note({ k: 'resumed', seat, link });
  }

  present(kind: string, id: string): void {
    if (this.live) this.#socket!.emit('presence', { operation: this.operation, looking: { kind, id } });
  }

  /** Over the open connection; undefined: no answer came. */
  async sendHere(operation: string, command: Command): Promise<Outcome | undefined> {
    const socket = this.#socket;
    if (!socket?.connected) return undefined;
    const via = `link ${this.#link}`;
    return this.#noted(operation, command, via, async () => {
      return (await socket.timeout(PATIENCE_MS).emitWithAck('command', { operation, ...command })) as Outcome;
    });
  }

  /** Over HTTP, to a node. */
  async sendTo(node: Node, operation: string, command: Command): Promise<Outcome | undefined> {
    return this.#noted(operation, command, node.url, async () => {
      const answer = await this.#fetch(node, `/operations/${operation}/commands`, command);
      if (answer.status === 401) return { commandId: command.commandId, outcome: 'refused', code: 'not-authenticated' };
      if (!answer.ok) throw new Error(`${answer.status}`);
      return ((await answer.json()) as Outcome[])[0]!;
    });
  }

  async #noted(
    operation: string,
    command: Command,
    via: string,
    send: () => Promise<Outcome>,
  ): Promise<Outcome | undefined> {
    const seat = this.seat.name;
    const { commandId } = command;
    this.#recorder.note({ k: 'sent', seat, via, operation, command });
    try {
      const outcome = await send();
      this.#recorder.note({ k: 'answer', seat, via, commandId, outcome });
      return outcome;
    } catch {
      this.#recorder.note({ k: 'unanswered', seat, via, commandId });
      return undefined;
    }
  }

  /** Sends until it is decided, each time as safely as the first; undefined: not any more, or never. */
  async submit(operation: string, command: Command, copies: number, http: boolean): Promise<Outcome | undefined> {
    for (let attempt = 0; attempt < 100 && !this.#closing; attempt++) {
      const ways = Array.from({ length: attempt === 0 ? copies : 1 }, (_, copy) => {
        const node = this.#nodes[(this.#node + copy) % this.#nodes.length]!;
        const here = this.seat.by === 'socket' && !http && copy % 2 === 0 && this.#socket?.connected;
        return here ? this.sendHere(operation, command) : this.sendTo(node, operation, command);
      });
      const outcomes = (await Promise.all(ways)).filter((outcome) => outcome !== undefined);
      const definite = outcomes.find(decided);
      if (definite) return definite;
      if (outcomes.some(({ code }) => code === 'not-authenticated')) return undefined;
      await pause(AGAIN_MS);
    }
    return undefined;
  }

  /** A request whose answer is written down; undefined: none came. */
  async ask(path: string): Promise<{ ask: number; status: number; body: string } | undefined> {
    if (this.token === undefined) return undefined;
    const ask = this.#numbers.next();
    const seat = this.seat.name;
    this.#recorder.note({ k: 'asked', seat, ask, path });
    try {
      const accept = this.seat.columns && path.includes('/snapshot') ? COLUMNS : undefined;
      const answer = await this.#fetch(this.#nodes[this.#node]!, path, undefined, accept);
      const columns = answer.headers.get('content-type')?.startsWith(COLUMNS) === true;
      const body = columns ? written(new Uint8Array(await answer.arrayBuffer())) : await answer.text();
      this.#recorder.note({ k: 'told', seat, ask, status: answer.status, body, ...(columns && { columns }) });
      return { ask, status: answer.status, body };
    } catch {
      this.#recorder.note({ k: 'untold', seat, ask });
      this.#node = (this.#node + 1) % this.#nodes.length;
      return undefined;
    }
  }

  /** A polling program: the changes since its cursor, page by page, or a snapshot. */
  async poll(limit: number): Promise<void> {
    for (let page = 0; page < 30; page++) {
      const { cursor } = this.screen;
      if (cursor === undefined) return this.takeSnapshot();
      const told = await this.ask(`/operations/${this.operation}/changes?after=${cursor}&limit=${limit}`);
      if (!told) return;
      if (told.status === 410) return this.takeSnapshot();
      if (told.status !== 200) return this.screen.clear();
      const { next, changes, more } = JSON.parse(told.body) as { next: string; changes: Change[]; more: boolean };
      this.screen.apply(changes);
      this.screen.cursor = next;
      if (!more) return;
    }
  }

  async takeSnapshot(): Promise<void> {
    const told = await this.ask(`/operations/${this.operation}/snapshot`);
    if (!told) return;
    this.screen.clear();
    if (told.status !== 200) return;
    const { cursor, records } = JSON.parse(told.body) as Reset;
    this.screen.replace([records]);
    this.screen.cursor = cursor;
  }

  /** A session that has ended stays ended: one signs in anew. */
  async signIn(): Promise<void> {
    const told = await this.ask('/session');
    if (told?.status === 200) return;
    for (let attempt = 0; attempt < 50; attempt++) {
      try {
        const answer = await this.post('/session', { username: NAMES.get(this.seat.person), password: PASSWORD });
        if (answer.status !== 200) return;
        this.token = ((await answer.json()) as { token: string }).token;
        return this.connect();
      } catch {
        await pause(AGAIN_MS);
      }
    }
  }

  /** The id of a file that now lies on the server; undefined: it was not taken. */
  async upload(text: string): Promise<{ id: string; mediaType: string; bytes: number } | undefined> {
    const answer = await this.post(`/operations/${this.operation}/attachments`, text).catch(() => undefined);
    if (answer?.status !== 201) return undefined;
    return (await answer.json()) as { id: string; mediaType: string; bytes: number };
  }

  post(path: string, body: object | string): Promise<Response> {
    return this.#fetch(this.#nodes[this.#node]!, path, body);
  }

  #fetch(node: Node, path: string, body?: object | string, accept?: string): Promise<Response> {
    return fetch(`${node.url}/api/v1${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(accept && { accept }),
        ...(body && { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' }),
      },
      ...(body && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  }

  close(): void {
    this.#closing = true;
    this.#link = 0;
    this.#socket?.close();
  }
}
