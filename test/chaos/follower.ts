import { io, type Socket } from 'socket.io-client';
import type { Batch, Joined, PresenceHere, Records, Reset } from '../../shared/protocol/down.ts';
import { applyTo, canonicalHeld, heldOf, type Held } from '../support/historiesScreen.ts';

/**
 * A dashboard that goes on: it keeps what it holds and where it stands, and when its connection ends it joins anew from
 * there, by whatever node there is. What it was shown and in which order is kept for the end.
 */
export class Follower {
  held: Held = new Map();
  cursor: string | undefined;
  gaps = 0;
  links = 0;
  resumes = 0;
  resets = 0;
  batches = 0;
  /** Incidents in the order in which their reports came live. */
  readonly seen: string[] = [];
  byes: { reason: string; operation?: string }[] = [];
  people: PresenceHere['people'] = [];
  joined = false;
  readonly person: number;
  lastBatchAt = 0;
  socket: Socket | undefined;
  #parts: Reset[] = [];
  #waiting: Batch[] = [];
  stopped = false;
  readonly #token: string;
  readonly #operation: string;
  readonly #url: () => string | undefined;

  constructor(ground: { operation: string; person: number; token: string; url: () => string | undefined }) {
    this.person = ground.person;
    this.#operation = ground.operation;
    this.#token = ground.token;
    this.#url = ground.url;
  }

  async run(): Promise<void> {
    while (!this.stopped) {
      await this.#once();
      if (!this.stopped) await new Promise((resume) => setTimeout(resume, 30));
    }
  }

  stop(): void {
    this.stopped = true;
    this.socket?.disconnect();
  }

  async #once(): Promise<void> {
    const url = this.#url();
    if (url === undefined) return;
    const socket = io(url, {
      auth: { token: this.#token },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      timeout: 5000,
    });
    this.socket = socket;
    this.#parts = [];
    this.#waiting = [];
    const ended = new Promise<void>((resume) => {
      socket.once('disconnect', () => resume());
      socket.once('connect_error', () => resume());
    });
    socket.on('batch', (batch: Batch) => {
      if (this.#parts.length > 0) this.#waiting.push(batch);
      else this.#take(batch);
    });
    socket.on('reset', (reset: Reset) => {
      this.#parts.push(reset);
      if (this.#parts.length < (reset.parts ?? 1)) return;
      this.held = new Map(this.#parts.flatMap((part) => [...heldOf(part.records)]));
      this.#parts = [];
      this.cursor = reset.cursor;
      this.resets += 1;
      for (const batch of this.#waiting.splice(0)) this.#take(batch);
    });
    socket.on('presence', ({ people }: PresenceHere) => (this.people = people));
    socket.on('bye', (bye: { reason: string; operation?: string }) => this.byes.push(bye));
    const joining = async () => {
      this.links += 1;
      const cursor = this.cursor;
      const answer = (await socket
        .timeout(10_000)
        .emitWithAck('join', { operation: this.#operation, ...(cursor && { cursor }) })) as Joined;
      this.joined = answer.ok;
      if (cursor !== undefined && answer.ok && !answer.reset) this.resumes += 1;
      if (!answer.ok) socket.disconnect();
    };
    socket.once('connect', () => joining().catch(() => socket.disconnect()));
    await ended;
    this.joined = false;
    socket.disconnect();
  }

  #take(batch: Batch): void {
    if (batch.operation !== this.#operation) return;
    if (batch.prev !== this.cursor) {
      this.gaps += 1;
      // As the published rules say: ask again.
      this.cursor = undefined;
      this.socket?.disconnect();
      return;
    }
    applyTo(this.held, batch.changes);
    for (const { type, entity } of batch.changes) if (type === 'incident.reported') this.seen.push(entity.id);
    this.cursor = batch.next;
    this.batches += 1;
    this.lastBatchAt = performance.now();
  }

  shows(records: Records): boolean {
    return canonicalHeld(this.held) === canonicalHeld(heldOf(records));
  }
}

/** Reports that a follower was shown twice, and those it was shown in another order than the journal's. */
export function ordered(followers: readonly Follower[], journal: readonly string[]) {
  const place = new Map(journal.map((id, index) => [id, index]));
  let repeats = 0;
  let inversions = 0;
  let ghosts = 0;
  let shown = 0;
  for (const { seen } of followers) {
    let reached = -1;
    const known = new Set<string>();
    for (const id of seen) {
      shown += 1;
      if (known.has(id)) repeats += 1;
      known.add(id);
      const at = place.get(id);
      if (at === undefined) ghosts += 1;
      else if (at < reached) inversions += 1;
      else reached = at;
    }
  }
  return { shown, repeats, inversions, ghosts };
}
