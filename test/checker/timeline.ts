/** Real time (ms), both ends included. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

interface Version<T> {
  readonly value: T;
  /** Sent: not before this. Answered: by then it was in force. Infinity: nobody knows whether it ever came to be. */
  readonly sent: number;
  readonly answered: number;
  /** Another one was in force by then. */
  ends: number;
}

/** What something was, as far as those who sent and were answered can know. */
export class Timeline<T> {
  readonly #versions: Version<T>[];

  constructor(first?: T) {
    this.#versions =
      first === undefined ? [] : [{ value: first, sent: -Infinity, answered: -Infinity, ends: Infinity }];
  }

  /** `answered` is Infinity where the answer never came: it may be in force from then on, or never. */
  add(value: T, sent: number, answered: number): void {
    for (const version of this.#versions)
      if (version.answered <= sent && answered < version.ends) version.ends = answered;
    // Answers may be taken in any order: one that came after this one ends it.
    const ends = this.#versions
      .filter((later) => later.sent >= answered)
      .reduce((least, later) => Math.min(least, later.answered), Infinity);
    this.#versions.push({ value, sent, answered, ends });
  }

  /** Every state that may have been in force at some moment of a window. */
  during({ from, to }: Window): T[] {
    return this.#versions.filter(({ sent, ends }) => sent <= to && ends >= from).map(({ value }) => value);
  }

  /** Whether something was surely there all the window through: else a state before the first is possible too. */
  begun({ from }: Window): boolean {
    return this.#versions.some(({ answered }) => answered <= from);
  }
}
