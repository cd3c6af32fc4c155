import { Recorder, type Command, type Entry } from './history.ts';
import type { House } from './house.ts';
import type { Tokens } from './furnish.ts';
import { Counter, Party, pause } from './party.ts';
import { idOf } from './random.ts';
import { SEATS, STAGE, type Seat } from './stage.ts';
import type { Step } from './steps.ts';

/** How long (ms) everybody may take to be level with the server once nothing is under way. */
const LEVEL_MS = 8000;
const BEAT_MS = 100;
/** No face is likely to have this version. */
const NEVER = 1;
/** Between every five steps. */
const PACE_MS = 20;
/** At once, over one seat. */
const UNDER_WAY = 3;

/** Carries out a plan against running servers, and hands back what everybody sent and got. */
export async function drive(plan: readonly Step[], house: House, tokens: Tokens, seed: number): Promise<Entry[]> {
  const run = new Run(house, tokens, seed);
  try {
    await run.carryOut(plan);
  } finally {
    run.close();
  }
  return run.recorder.entries;
}

class Run {
  readonly recorder = new Recorder();
  readonly #house: House;
  readonly #parties = new Map<string, Party>();
  readonly #numbers = new Counter();
  readonly #locks = new Map<string, Promise<unknown>>();
  readonly #queues = new Map<string, Promise<void>>();
  readonly #underWay = new Map<string, Set<Promise<unknown>>>();
  /** Files by the ids that the server gave them. */
  readonly #attached: string[] = [];
  readonly #clocks: NodeJS.Timeout[] = [];
  #closed = false;

  constructor(house: House, tokens: Tokens, seed: number) {
    this.#house = house;
    this.recorder.note({ k: 'stage', stage: STAGE, seats: SEATS, seed });
    const admin: Seat = { name: 'admin', person: STAGE.admin, by: 'poll' };
    for (const [index, seat] of [...SEATS, admin].entries()) {
      const party = new Party(seat, STAGE.operation, house.nodes, index, this.recorder, this.#numbers);
      party.token = tokens[seat.person];
      this.#parties.set(seat.name, party);
    }
  }

  async carryOut(plan: readonly Step[]): Promise<void> {
    this.#watchTheClock();
    for (const party of this.#parties.values()) party.connect();
    const last = plan.findLastIndex((step) => step.do === 'level');
    for (const [index, step] of plan.entries()) {
      const crashed = this.#house.nodes.find((node) => node.crashed);
      if (crashed) throw new Error(`The server ended by itself:\n${crashed.output.slice(-3000)}`);
      if (step.do === 'level') {
        await this.#finish();
        await this.#level(index === last);
      } else if (step.do === 'kill') {
        await this.#kill();
      } else {
        this.#enqueue(step);
        // Everybody at once would be one burst: steps come one after another, and overlap.
        if (index % 5 === 0) await pause(PACE_MS);
      }
    }
  }

  /** Steps of one seat begin in order; a few of them are under way at the same time. */
  #enqueue(step: Exclude<Step, { do: 'level' | 'kill' }>): void {
    const before = this.#queues.get(step.seat) ?? Promise.resolve();
    const open = this.#underWay.get(step.seat) ?? new Set();
    this.#underWay.set(step.seat, open);
    // What it decides about is claimed now, in the order of the plan.
    const locks = 'locks' in step ? step.locks : [];
    const free = Promise.all(locks.map((lock) => this.#locks.get(lock)));
    let release = () => {};
    const released = new Promise<void>((done) => (release = done));
    for (const lock of locks) this.#locks.set(lock, released);
    this.#queues.set(
      step.seat,
      before.then(async () => {
        await free;
        if (open.size >= UNDER_WAY) await Promise.race(open);
        const work = this.#do(step).finally(() => {
          open.delete(work);
          release();
        });
        open.add(work);
        // Looking and cutting are the seat's own: the next step waits for them.
        if (step.do !== 'send') await work;
      }),
    );
  }

  async #do(step: Exclude<Step, { do: 'level' | 'kill' }>): Promise<void> {
    const party = this.#parties.get(step.seat)!;
    switch (step.do) {
      case 'send': {
        if (party.token === undefined) return;
        const version =
          step.ifVersion === 'never'
            ? NEVER
            : step.ifVersion && (party.screen.held.get(step.ifVersion.of)?.['version'] as number | undefined);
        const command: Command = {
          ...step.command,
          data: inTime(step.command.data) as Command['data'],
          ...(version !== undefined && { ifVersion: version }),
        };
        const operation = step.operation === 'directory' ? 'directory' : STAGE.operation;
        const outcome = await party.submit(operation, command, step.copies, step.http);
        // The id of a command is taken: with other content it must be refused.
        if (outcome && step.copies > 3)
          await party.submit(operation, { ...command, data: { ...command.data, severity: 1, after: 1 } }, 1, step.http);
        return;
      }
      case 'look': {
        if (party.seat.by === 'poll') return party.poll(step.limit);
        const { cursor } = party.screen;
        const path = step.at === 'changes' && cursor ? `changes?after=${cursor}&limit=${step.limit}` : 'snapshot';
        return void (await party.ask(`/operations/${STAGE.operation}/${path}`));
      }
      case 'read':
        return void (await party.ask(`/operations/${STAGE.operation}/history/${step.kind}/${step.id}`));
      case 'attach': {
        if (party.token === undefined) return;
        const file = await party.upload(String(step.data['name']));
        if (!file) return;
        const { id, mediaType, bytes } = file;
        const data = { ...(inTime(step.data) as Command['data']), attachmentId: id, mediaType, bytes };
        this.#attached.push(id);
        return void (await party.submit(
          STAGE.operation,
          { commandId: step.commandId, type: 'attachment.add', data },
          1,
          true,
        ));
      }
      case 'open': {
        const id = this.#attached.at(-1 - (step.back % Math.max(1, this.#attached.length)));
        return id === undefined
          ? undefined
          : void (await party.ask(`/operations/${STAGE.operation}/attachments/${id}`));
      }
      case 'presence':
        return party.present(step.kind, step.id);
      case 'cut':
        return party.cut();
      case 'pause':
        return party.standStill(step.ms);
      case 'steal': {
        const { cursor } = this.#parties.get(step.from)!.screen;
        const other = this.#parties.get(step.from)!.seat.person !== party.seat.person;
        return cursor && other && party.live ? party.join(cursor) : undefined;
      }
      case 'signIn':
        return party.signIn();
      case 'link':
        return this.#openLink(step.guest, party);
    }
  }

  /** The link that the sponsor makes, opened by the guest. */
  async #openLink(guest: string, host: Party): Promise<void> {
    for (let attempt = 0; attempt < 50; attempt++) {
      try {
        const made = await host.post(`/guests/${idOf(guest)}/link`, {});
        if (made.status !== 201) return;
        const token = ((await made.json()) as { path: string }).path.split('#guest=')[1];
        const party = this.#parties.get(guest)!;
        const entered = await party.post('/guest', { token });
        if (entered.status !== 200) return;
        party.token = ((await entered.json()) as { token: string }).token;
        return party.connect();
      } catch {
        await pause(100);
      }
    }
  }

  async #kill(): Promise<void> {
    const index = this.#numbers.next() % this.#house.nodes.length;
    const node = this.#house.nodes[index]!;
    this.recorder.note({ k: 'killed', node: index });
    await node.kill();
    await node.start();
    this.recorder.note({ k: 'started', node: index });
  }

  /** Until every step that was begun is done. */
  async #finish(): Promise<void> {
    await Promise.all(this.#queues.values());
    await Promise.all([...this.#underWay.values()].flatMap((open) => [...open]));
  }

  /** Until everybody shows what the server would show them anew; the last answers are the ones that count. */
  async #level(final: boolean): Promise<void> {
    const deadline = Date.now() + LEVEL_MS;
    // Sharing takes effect within a second; a deadline that passes now would be before or after.
    await pause(1100);
    const asks: Record<string, number> = {};
    await Promise.all(
      [...this.#parties.values()].map(async (party) => {
        const { name, by } = party.seat;
        if (name === 'admin' || party.token === undefined) return;
        for (;;) {
          if (by === 'socket' && !party.live) await party.join();
          if (by === 'poll') await party.poll(1000);
          const told = await party.ask(`/operations/${STAGE.operation}/snapshot?fresh`);
          if (told) asks[name] = told.ask;
          const hash = told?.status === 200 ? (JSON.parse(told.body) as { hash: string }).hash : undefined;
          const level =
            hash === undefined ? told !== undefined && party.screen.held.size === 0 : hash === party.screen.hash();
          if (level || Date.now() > deadline) return;
          await pause(50);
        }
      }),
    );
    if (final) await this.#askForReceipts();
    this.recorder.note({ k: 'level', final, asks });
  }

  /** What became of every command, as its author is told at the end. */
  async #askForReceipts(): Promise<void> {
    const authors = new Map<string, Set<string>>();
    for (const entry of this.recorder.entries) {
      if (entry.k !== 'sent') continue;
      const ids = authors.get(entry.seat) ?? new Set();
      authors.set(entry.seat, ids.add(entry.command.commandId));
    }
    for (const [seat, ids] of authors) {
      const party = this.#parties.get(seat)!;
      const list = [...ids];
      for (let at = 0; at < list.length; at += 20)
        await Promise.all(list.slice(at, at + 20).map((id) => party.ask(`/commands/${id}`)));
    }
  }

  /** How late the driver itself is, and how busy the server: what is late by that is not late. */
  #watchTheClock(): void {
    let due = Date.now() + BEAT_MS;
    this.#clocks.push(
      setInterval(() => {
        const now = Date.now();
        this.recorder.note({ k: 'beat', late: Math.max(0, now - due) });
        due = now + BEAT_MS;
      }, BEAT_MS),
      setInterval(() => {
        for (const node of this.#house.nodes) void this.#pulse(node.url);
      }, 250),
    );
  }

  async #pulse(url: string): Promise<void> {
    const began = Date.now();
    try {
      await (await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(3000) })).text();
    } catch {
      return;
    }
    if (!this.#closed) this.recorder.note({ k: 'pulse', took: Date.now() - began });
  }

  close(): void {
    this.#closed = true;
    for (const clock of this.#clocks) clearInterval(clock);
    for (const party of this.#parties.values()) party.close();
  }
}

/** Puts the instant in the place of "so many milliseconds from now". */
function inTime(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inTime);
  if (value === null || typeof value !== 'object') return value;
  if ('$in' in value) return new Date(Date.now() + Number(value.$in)).toISOString();
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inTime(member)]));
}
