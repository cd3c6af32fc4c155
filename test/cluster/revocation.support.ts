import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type { CommandType } from '../../shared/domain/commands.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import type { Batch, Outcome, Reset } from '../../shared/protocol/down.ts';
import { id, type Node, type Screen } from './cluster.support.ts';

const WAYS = ['frames', 'presence', 'resumption', 'snapshot', 'changes', 'pages', 'attachment', 'history'] as const;
type By = (typeof WAYS)[number];

interface Told {
  readonly name: string;
  readonly words: 'open' | 'circle';
  readonly token: string;
  readonly attachment: string;
}

/** Somebody on one node who listens by every way there is, and when they last heard what they are to lose. */
export class Subject {
  readonly name: string;
  revokedAt = Infinity;
  readonly #told: Told;
  readonly #base: string;
  readonly #operation: string;
  readonly #heardAt = new Map<By, number>();
  readonly #word: string;
  #socket: Socket | undefined;
  #cursor: string | undefined;
  /** Records of the circle: what somebody is shown to look at tells of those alone. */
  readonly #secret = new Set<string>();
  /** When they were told that it is over: goodbye, or of the circle's records that they are theirs no longer. */
  #toldAt: number | undefined;
  #running = true;
  readonly #work: Promise<void>[] = [];

  constructor(node: Node, operation: string, told: Told) {
    this.name = told.name;
    this.#told = told;
    this.#base = node.base;
    this.#operation = operation;
    this.#word = `word-${told.words}`;
  }

  async begin(): Promise<void> {
    this.#socket = this.#connect();
    this.#socket.on('batch', ({ changes, next }: Batch) => {
      this.#cursor ??= next;
      for (const { type, set, entity } of changes) {
        if (set?.['title'] === this.#word) this.#secret.add(entity.id);
        if (type === 'record.withdrawn' && this.#secret.has(entity.id)) this.#toldAt ??= performance.now();
      }
      this.#note('frames', JSON.stringify(changes));
    });
    this.#socket.on('reset', ({ records, cursor }: Reset) => {
      this.#cursor ??= cursor;
      this.#note('frames', JSON.stringify(records));
    });
    this.#socket.on('presence', ({ people }: { people: { looking?: { id: string } }[] }) => {
      const looked = people.some(({ looking }) => looking && this.#secret.has(looking.id));
      if (looked || (this.#told.words === 'open' && people.length > 0))
        this.#heardAt.set('presence', performance.now());
    });
    this.#socket.on('bye', () => (this.#toldAt ??= performance.now()));
    await this.#socket.timeout(10_000).emitWithAck('join', { operation: this.#operation });
    this.#work.push(
      this.#again(() => this.#overHttp()),
      this.#again(() => this.#resume()),
    );
  }

  #connect = (): Socket =>
    io(this.#base, {
      auth: { token: this.#told.token },
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    });

  #note(by: By, text: string): void {
    if (text.includes(this.#word)) this.#heardAt.set(by, performance.now());
  }

  async #again(work: () => Promise<void>): Promise<void> {
    while (this.#running) {
      await work();
      await new Promise((resume) => setTimeout(resume, 30));
    }
  }

  async #overHttp(): Promise<void> {
    const get = async (by: By, path: string) => {
      const response = fetch(`${this.#base}/api/v1/operations/${this.#operation}/${path}`, {
        headers: { authorization: `Bearer ${this.#told.token}` },
      });
      // An answer under way is cut off where the rights of its reader end: nothing was delivered.
      const text = await response.then((answer) => answer.text()).catch(() => '{}');
      this.#note(by, text);
      return text;
    };
    const after = (limit: number) => `changes?after=${encodeURIComponent(this.#cursor ?? '')}&limit=${limit}`;
    await get('snapshot', 'snapshot');
    await get('changes', after(1000));
    await get('pages', after(2));
    await get('attachment', `attachments/${this.#told.attachment}`);
    const one = [...this.#secret].at(-1);
    if (one) await get('history', `history/incident/${one}`);
  }

  /** A new connection with the cursor of the first moment. */
  async #resume(): Promise<void> {
    const socket = this.#connect();
    const heard = ({ changes, records }: { changes?: unknown; records?: unknown }) =>
      this.#note('resumption', JSON.stringify([changes, records]));
    socket.on('batch', heard).on('reset', heard);
    const over = new Promise<void>((end) => socket.on('connect_error', () => end()).on('disconnect', () => end()));
    const cursor = this.#cursor;
    const joined = socket.timeout(2000).emitWithAck('join', { operation: this.#operation, ...(cursor && { cursor }) });
    await Promise.race([
      over,
      joined.then(
        () => new Promise((resume) => setTimeout(resume, 60)),
        () => {},
      ),
    ]);
    socket.disconnect();
  }

  toldByAll = (): boolean => WAYS.every((by) => this.#heardAt.has(by));

  /** The ways by which something came later than a second, with how late; and whether they were told in time. */
  late(): string[] {
    const ways = [...this.#heardAt].filter(([, at]) => at - this.revokedAt > 1000);
    const told = this.#toldAt === undefined ? 'never told' : `told after ${this.#after(this.#toldAt)} ms`;
    const inTime = this.#toldAt !== undefined && this.#toldAt - this.revokedAt <= 1000;
    return [...ways.map(([by, at]) => `${by}: ${this.#after(at)} ms`), ...(inTime ? [] : [told])];
  }

  report(): string {
    const ways = [...this.#heardAt].map(([by, at]) => `${by} ${this.#after(at)}`);
    const told = this.#toldAt === undefined ? 'never' : this.#after(this.#toldAt);
    return `P-C5: ${this.name}, told after ${told} ms, last delivery of anything (ms since): ${ways.join(', ')}`;
  }

  #after = (at: number): number => Math.round(at - this.revokedAt);

  async end(): Promise<void> {
    this.#running = false;
    await Promise.all(this.#work);
    this.#socket?.disconnect();
  }
}

interface Visit {
  readonly operation: string;
  readonly name: string;
  readonly sponsor: string;
  readonly milliseconds: number;
  token(): Promise<string>;
}

/** Invited and linked on one node, and in on the other: the token of their session. */
export async function enterAsGuest(there: Node, here: Node, visit: Visit): Promise<string> {
  const headers = { authorization: `Bearer ${await visit.token()}`, 'content-type': 'application/json' };
  const post = async (at: Node, path: string, body: object) => {
    const response = await fetch(`${at.base}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Record<string, string>;
  };
  const until = new Date(Date.now() + visit.milliseconds).toISOString();
  const invitation = { guestId: id(visit.name), operation: visit.operation, name: visit.name, cap: 'TLP:AMBER', until };
  const command = { commandId: randomUUID(), type: 'guest.invite' satisfies CommandType, data: invitation };
  const [invited] = (await post(there, `/operations/${DIRECTORY}/commands`, [command])) as unknown as Outcome[];
  if (invited!.outcome !== 'accepted') throw new Error(`guest.invite: ${invited!.code} ${invited!.message}`);
  const { path } = await post(there, `/guests/${id(visit.name)}/link`, {});
  const secret = path!.slice('/m#guest='.length);
  // A new link ends whatever sessions of theirs there were: heard of after they are in, it would end that one too.
  // Twice: a look that is under way already may have begun too early.
  for (let look = 0; look < 2; look++) await here.app.sessions.poll();
  for (let tries = 0; ; tries++) {
    const entered = await fetch(`${here.base}/api/v1/guest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: secret, device: 'd'.repeat(32) }),
    });
    if (entered.ok) return ((await entered.json()) as { token: string }).token;
    // The other node may not have heard of the invitation yet.
    if (tries > 100) throw new Error(`The link did not open: ${await entered.text()}`);
    await new Promise((resume) => setTimeout(resume, 20));
  }
}

/** A text that says a word, hung on an incident. */
export async function attach(
  node: Node,
  screen: Screen,
  token: string,
  on: string,
  word: string,
  more: object,
): Promise<string> {
  const bytes = new TextEncoder().encode(word);
  const uploaded = await fetch(`${node.base}/api/v1/operations/${screen.operation}/attachments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: bytes,
  });
  const { id: attachmentId } = (await uploaded.json()) as { id: string };
  const hung = {
    attachmentId,
    on: { kind: 'incident', id: on },
    name: 'w.txt',
    mediaType: 'text/plain',
    bytes: bytes.length,
  };
  const outcome = await screen.send('attachment.add', { ...hung, ...more });
  if (outcome.outcome !== 'accepted') throw new Error(`attachment.add: ${outcome.code} ${outcome.message}`);
  return attachmentId;
}
