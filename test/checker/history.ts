import { changesIn, type Packed } from './columns.ts';
import type { Seat, Stage } from './stage.ts';

/** What a command is sent as. */
export interface Command {
  readonly commandId: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly ifVersion?: number;
}
export interface Outcome {
  readonly commandId: string;
  readonly outcome: 'accepted' | 'refused';
  readonly code?: string;
  readonly settled?: boolean;
}

/** What a party did, sent, or got, byte for byte. `ask` numbers a request over HTTP, `link` a connection. */
export type Happening =
  | { readonly k: 'stage'; readonly stage: Stage; readonly seats: readonly Seat[]; readonly seed: number }
  /** The driver's own clockwork: how late (ms) a timer came. */
  | { readonly k: 'beat'; readonly late: number }
  /** How long (ms) the server took to answer something trivial. */
  | { readonly k: 'pulse'; readonly took: number }
  | {
      readonly k: 'sent';
      readonly seat: string;
      readonly via: string;
      readonly operation: string;
      readonly command: Command;
    }
  | {
      readonly k: 'answer';
      readonly seat: string;
      readonly via: string;
      readonly commandId: string;
      readonly outcome: Outcome;
    }
  | { readonly k: 'unanswered'; readonly seat: string; readonly via: string; readonly commandId: string }
  | { readonly k: 'asked'; readonly seat: string; readonly ask: number; readonly path: string }
  | {
      readonly k: 'told';
      readonly seat: string;
      readonly ask: number;
      readonly status: number;
      readonly body: string;
      readonly columns?: true;
    }
  | { readonly k: 'untold'; readonly seat: string; readonly ask: number }
  | { readonly k: 'up'; readonly seat: string; readonly link: number; readonly node: number }
  | {
      readonly k: 'joining';
      readonly seat: string;
      readonly link: number;
      readonly cursor?: string;
      readonly stolen?: true;
    }
  | {
      readonly k: 'joined';
      readonly seat: string;
      readonly link: number;
      readonly answer: Joined;
      readonly stolen?: true;
    }
  | { readonly k: 'frame'; readonly seat: string; readonly link: number; readonly raw: string }
  | { readonly k: 'down'; readonly seat: string; readonly link: number; readonly why: string }
  | { readonly k: 'paused' | 'resumed'; readonly seat: string; readonly link: number }
  | { readonly k: 'cut'; readonly seat: string }
  | { readonly k: 'killed' | 'started'; readonly node: number }
  /** Nothing is under way: what each seat was told last, by the number of its request. */
  | { readonly k: 'level'; readonly final: boolean; readonly asks: Readonly<Record<string, number>> };
export interface Joined {
  readonly ok: boolean;
  readonly code?: string;
  readonly prev?: string;
  readonly next?: string;
  readonly reset?: boolean;
}
/** `n` is the order in which it was written down, `t` real time (ms). */
export type Entry = Happening & { readonly n: number; readonly t: number };
export type EntryOf<K extends Happening['k']> = Extract<Entry, { k: K }>;

/** Writes down in one order; JSON lines. */
export class Recorder {
  readonly entries: Entry[] = [];

  note(happening: Happening): Entry {
    const entry: Entry = { n: this.entries.length, t: Date.now(), ...happening };
    this.entries.push(entry);
    return entry;
  }

  text(): string {
    return this.entries.map((entry) => JSON.stringify(entry)).join('\n');
  }
}

export const read = (text: string): Entry[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry);

/** An event of Socket.IO in a frame of the default namespace: `2["batch",{…}]`; undefined for anything else. */
export function eventIn(raw: string): { name: string; message: unknown } | undefined {
  if (!raw.startsWith('2')) return undefined;
  const [name, message] = JSON.parse(raw.slice(raw.indexOf('['))) as [string, { columns?: Packed } | undefined];
  if (name !== 'batch' || !message?.columns) return { name, message };
  const { columns, ...rest } = message;
  try {
    return { name, message: { ...rest, changes: changesIn(columns) } };
  } catch {
    // Whoever cannot read a batch does not have it: what follows is a gap.
    return { name: 'unreadable', message };
  }
}

/** Answers that decide nothing: it was not judged, and is safe to send again. */
export const UNDECIDED: ReadonlySet<string> = new Set(['busy', 'rate-limited', 'not-stored', 'not-authenticated']);
export const decided = (outcome: Outcome): boolean => !UNDECIDED.has(outcome.code ?? '');
