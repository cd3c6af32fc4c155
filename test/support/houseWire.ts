import { OperationDesk, type Joined } from '../../server/desk/desk.ts';
import { createCursors } from '../../server/desk/cursors.ts';
import type { HttpAnswer, Link, LinkEvents, Wire } from '../../client/sync/wire.ts';
import type { CommandInput, CommandType } from '../../shared/domain/commands.ts';
import type { Outcome } from '../../shared/protocol/down.ts';
import { get } from '../../shared/domain/world.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { fromMs } from '../../shared/time.ts';
import type { Timers } from '../../client/sync/wire.ts';
import type { House } from './house.ts';
import { id } from './house.ts';

/** The real core of a server, its desk moved by hand, and wires to it on which every message waits to be carried. */
export class HouseServer {
  readonly house: House;
  readonly desk: OperationDesk;
  readonly links = new Set<SimLink>();
  /** Named users whose session the server has ended. */
  readonly ended = new Set<string>();
  reachable = true;
  /** How many faces one part of a reset holds. */
  perPart = 1000;
  /** Answers the next commands with this transient refusal instead of deciding them. */
  refuseWith: { code: string; times: number } | undefined;
  flushDue = false;
  readonly uploads: { id: string; bytes: number }[] = [];

  readonly timers: Timers;

  constructor(house: House, timers: Timers) {
    this.house = house;
    this.timers = timers;
    this.desk = new OperationDesk(
      house.worlds.operation(house.operation)!,
      house.worlds,
      createCursors(new Uint8Array(32)),
      () => house.now,
      () => {
        this.flushDue = true;
      },
    );
    house.worlds.directory.onConfirmed((row) => this.desk.directoryMoved(row));
  }

  flush(): void {
    if (!this.flushDue) return;
    this.flushDue = false;
    this.desk.flush();
  }

  /** The wire of one device; `who` names whose cookie it carries now. */
  wire(who: { user: string | undefined }): Wire {
    return {
      open: (events) => {
        const link = new SimLink(this, who.user, events);
        if (!this.reachable) queueMicrotask(() => link.drop());
        else this.links.add(link);
        return link;
      },
      http: (method, path, body) => this.#http(who, method, path, body),
    };
  }

  async #http(who: { user: string | undefined }, method: string, path: string, body: unknown): Promise<HttpAnswer> {
    if (!this.reachable) throw new Error('unreachable');
    const signedIn = who.user !== undefined && !this.ended.has(who.user);
    if (method === 'POST' && path === '/api/v1/session') {
      who.user = (body as { username: string }).username;
      this.ended.delete(who.user);
      return { status: 200, json: this.#me(who.user) };
    }
    if (!signedIn) return { status: 401, json: { code: 'not-authenticated' } };
    if (path === '/api/v1/session' && method === 'DELETE') {
      this.endSession(who.user!);
      who.user = undefined;
      return { status: 204, json: undefined };
    }
    if (path === '/api/v1/session') return { status: 200, json: this.#me(who.user!) };
    if (path === '/api/v1/operations') {
      return { status: 200, json: [{ id: this.house.operation, name: 'Test', kind: 'live', phase: 'planned' }] };
    }
    if (path.includes('/attachments?')) {
      const upload = { id: id(`upload ${this.uploads.length}`), bytes: (body as Blob).size };
      this.uploads.push(upload);
      return { status: 201, json: { id: upload.id, mediaType: (body as Blob).type, bytes: upload.bytes } };
    }
    return { status: 404, json: { code: 'not-found' } };
  }

  #me(name: string): object {
    const view = this.house.worlds.confirmedView(this.house.worlds.directory, fromMs(this.house.now));
    const user = get(view, 'user', id(name))!;
    return {
      user: { id: user.id, name, organisation: user.organisation, roles: user.roles },
      now: fromMs(this.house.now),
    };
  }

  endSession(name: string): void {
    this.ended.add(name);
    for (const link of this.links) if (link.user === name) link.say('bye', { reason: 'session-ended' });
  }

  cutAll(): void {
    for (const link of [...this.links]) link.drop();
  }

  /** Carries everything there is to carry, both ways, until nothing moves. */
  async quiet(): Promise<void> {
    for (let idle = 0; idle < 3;) {
      this.flush();
      let moved = false;
      for (const link of [...this.links]) moved = (await link.carry(Infinity)) || moved;
      await new Promise<void>((resume) => setImmediate(resume));
      idle = moved || this.flushDue ? 0 : idle + 1;
    }
  }
}

interface CommandOverWire {
  operation: string;
  commandId: string;
  type: CommandType;
  data: CommandInput<CommandType>;
  ifVersion?: number;
  madeAt: string;
}
type Asked = { event: string; message: unknown; answer: (value: unknown) => void; fail: (error: Error) => void };

/** One connection: what is said in either direction waits in order until it is carried, or is lost with the cut. */
export class SimLink implements Link {
  readonly user: string | undefined;
  readonly #server: HouseServer;
  readonly #events: LinkEvents;
  #up: Asked[] = [];
  #down: (() => void)[] = [];
  #unanswered = new Set<Asked>();
  #joined: Joined | undefined;
  #state: 'opening' | 'open' | 'over' = 'opening';

  constructor(server: HouseServer, user: string | undefined, events: LinkEvents) {
    this.#server = server;
    this.user = user;
    this.#events = events;
  }

  ask(event: 'join' | 'leave' | 'command' | 'ping', message: object, timeoutMs: number): Promise<unknown> {
    if (this.#state === 'over') return Promise.reject(new Error('cut'));
    const copy: unknown = JSON.parse(JSON.stringify(message));
    return new Promise((answer, fail) => {
      this.#server.timers.after(timeoutMs, () => fail(new Error('no answer in time')));
      this.#up.push({ event, message: copy, answer, fail });
    });
  }
  tell(): void {}
  close(): void {
    this.#end();
  }

  /** The network fails: whatever was under way is lost. */
  drop(): void {
    if (this.#state === 'over') return;
    this.#end();
    this.#events.closed();
  }

  #end(): void {
    this.#state = 'over';
    this.#server.links.delete(this);
    this.#joined?.leave();
    for (const one of [...this.#up, ...this.#unanswered]) one.fail(new Error('cut'));
    this.#up = [];
    this.#down = [];
  }

  say(event: 'batch' | 'reset' | 'bye', message: object): void {
    const copy: unknown = JSON.parse(JSON.stringify(message));
    this.#down.push(() => this.#events.heard(event, copy));
  }

  /** Carries up to so many messages each way. Answers whether anything moved. */
  async carry(most: number): Promise<boolean> {
    if (this.#state === 'over') return false;
    if (this.#state === 'opening') {
      if (this.user === undefined || this.#server.ended.has(this.user)) {
        this.#end();
        this.#events.closed('not-authenticated');
      } else {
        this.#state = 'open';
        this.#events.opened();
      }
      return true;
    }
    let moved = false;
    for (let count = 0; count < most && this.#up.length > 0; count++) {
      moved = true;
      await this.#hear(this.#up.shift()!);
    }
    for (let count = 0; count < most && this.#down.length > 0; count++) {
      moved = true;
      this.#down.shift()!();
      await Promise.resolve();
    }
    return moved;
  }

  /** The last frame once more, as a confused middlebox might. */
  repeatNext(): void {
    if (this.#down.length > 0) this.#down.unshift(this.#down[0]!);
  }
  /** A frame lost on a link that goes on, as a dropped queue might. */
  loseNext(): void {
    this.#down.shift();
  }
  get waiting(): number {
    return this.#down.length;
  }

  async #hear(asked: Asked): Promise<void> {
    this.#unanswered.add(asked);
    const answer = await this.#answer(asked);
    if (this.#state === 'over') return;
    const reply = () => {
      this.#unanswered.delete(asked);
      asked.answer(JSON.parse(JSON.stringify(answer)));
    };
    if (asked.event === 'join') {
      this.#down.push(reply);
      this.#bring(asked.message as { cursor?: string });
    } else this.#down.push(reply);
  }

  async #answer({ event, message }: Asked): Promise<unknown> {
    const server = this.#server;
    if (event === 'ping') return { now: fromMs(server.house.now) };
    if (event === 'join') return this.#join(message as { operation: string; cursor?: string });
    if (event === 'leave') return {};
    const { operation, commandId, type, data, ifVersion, madeAt } = message as CommandOverWire;
    if (server.refuseWith && server.refuseWith.times > 0) {
      server.refuseWith.times -= 1;
      const refusal: Outcome = { commandId, outcome: 'refused', code: server.refuseWith.code, message: 'for now' };
      return refusal;
    }
    if (operation === DIRECTORY) return { commandId, outcome: 'refused', code: 'not-allowed', message: 'not here' };
    return server.house.say(this.user!, type, data, {
      commandId,
      madeAt,
      ...(ifVersion !== undefined && { ifVersion }),
    });
  }

  #caughtUp: object | undefined;
  #join({ operation, cursor }: { operation: string; cursor?: string }): object {
    const { desk, house } = this.#server;
    this.#joined?.leave();
    if (operation !== house.operation) return { ok: false, code: 'not-found' };
    const joined = desk.join(
      {
        user: id(this.user!),
        deliver: (batch) => this.say('batch', batch),
        dismissed: () => this.say('bye', { reason: 'not-allowed', operation }),
      },
      cursor,
    );
    this.#joined = joined;
    if (!joined) return { ok: false, code: 'not-found' };
    this.#caughtUp = joined.caughtUp;
    if (joined.caughtUp) return { ok: true, prev: joined.caughtUp.prev, next: joined.caughtUp.next };
    return { ok: true, reset: true, next: joined.cursor };
  }

  /** What follows the acknowledgement of a join: what was missed, or everything, in parts. */
  #bring(_message: { cursor?: string }): void {
    if (!this.#joined) return;
    if (this.#caughtUp) return this.say('batch', this.#caughtUp);
    const { operation } = this.#server.house;
    const { cursor } = this.#joined;
    const records = this.#server.desk.snapshot(id(this.user!))!.records;
    const flat = Object.entries(records).flatMap(([kind, list]) => list.map((record) => [kind, record] as const));
    const parts = Math.max(1, Math.ceil(flat.length / this.#server.perPart));
    for (let part = 1; part <= parts; part++) {
      const some: Record<string, unknown[]> = {};
      const from = (part - 1) * this.#server.perPart;
      for (const [kind, record] of flat.slice(from, from + this.#server.perPart)) (some[kind] ??= []).push(record);
      this.say('reset', { operation, cursor, records: some, ...(parts > 1 && { part, parts }) });
    }
  }
}
