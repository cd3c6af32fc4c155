import type { Manifest } from './format.ts';

export type What =
  | 'altered'
  | 'missing'
  | 'added'
  | 'reordered'
  | 'truncated'
  | 'signature-invalid'
  | 'other-key'
  | 'too-large'
  | 'not-a-pack';

/** One thing that is not as it was signed. */
export interface Finding {
  readonly what: What;
  readonly file?: string;
  /** The number of an entry of the history, from 1. */
  readonly entry?: number;
  /** The line of a file of records, from 1. */
  readonly line?: number;
  readonly message: string;
}

export interface PackVerdict {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  /** There were more findings than are listed. */
  readonly more: boolean;
  /** What the manifest says of itself: to be believed only when `ok`, and as far as its signer is. */
  readonly manifest?: Omit<Manifest, 'files' | 'chain'>;
  readonly files: number;
  readonly entries: number;
  /** Fingerprint of the key that signed; absent where no signature holds. */
  readonly signer?: string;
  /** Whether that key is the one that was expected; absent when none was named. */
  readonly expected?: boolean;
}

/** Enough to see what happened; a hostile pack could have millions. */
const MOST = 100;

export class Findings {
  readonly list: Finding[] = [];
  more = false;

  add(finding: Finding): void {
    if (this.list.length < MOST) this.list.push(finding);
    else this.more = true;
  }

  /** No use in looking further. */
  get full(): boolean {
    return this.list.length >= MOST;
  }
}

/** Text of a pack as it may be shown on a terminal. */
export const shownText = (text: string, most = 120): string => {
  const plain = text.replace(/[^\x20-\x7e\u00a0-\u2027\u202f-\u2065\u2070-\uffff]/g, '?');
  return plain.length > most ? `${plain.slice(0, most)}…` : plain;
};
