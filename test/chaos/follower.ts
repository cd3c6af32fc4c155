import { io, type Socket } from 'socket.io-client';
import type { Batch, Joined, PresenceHere } from '../../shared/protocol/down.ts';
import { HeldByScreen } from '../support/heldByScreen.ts';

/**
 * A dashboard that goes on: it keeps what it holds and where it stands, and when its connection ends it joins anew from
 * there, by whatever node there is. What it was shown and in which order is kept for the end.
 */
export class Follower extends HeldByScreen {
  links = 0;
  resumes = 0;
  /** Incidents in the order in which their reports came live. */
  readonly seen: string[] = [];
  byes: { reason: string; operation?: string }[] = [];
  people: PresenceHere['people'] = [];
  joined = false;
  readonly person: number;
  lastBatchAt = 0;
  socket: Socket | undefined;
  stopped = false;
  readonly #token: string;
  readonly #url: () => string | undefined;

  constructor(ground: { operation: string; person: number; token: string; url: () => string | undefined }) {
    super(ground.operation);
    this.person = ground.person;
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
    const ended = new Promise<void>((resume) => {
      socket.once('disconnect', () => resume());
      socket.once('connect_error', () => resume());
    });
    this.hear(socket);
    socket.on('presence', ({ people }: PresenceHere) => (this.people = people));
    socket.on('bye', (bye: { reason: string; operation?: string }) => this.byes.push(bye));
    const joining = async () => {
      this.links += 1;
      const cursor = this.cursor;
      const answer = (await socket
        .timeout(10_000)
        .emitWithAck('join', { operation: this.operation, ...(cursor && { cursor }) })) as Joined;
      this.joined = answer.ok;
      if (cursor !== undefined && answer.ok && !answer.reset) this.resumes += 1;
      if (!answer.ok) socket.disconnect();
    };
    socket.once('connect', () => joining().catch(() => socket.disconnect()));
    await ended;
    this.joined = false;
    socket.disconnect();
  }

  /** As the published rules say: ask again. */
  protected override onGap(): void {
    this.cursor = undefined;
    this.socket?.disconnect();
  }

  protected override onTaken({ changes }: Batch): void {
    for (const { type, entity } of changes) if (type === 'incident.reported') this.seen.push(entity.id);
    this.lastBatchAt = performance.now();
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
