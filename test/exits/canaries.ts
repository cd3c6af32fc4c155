/** Who listens at the exits. What each is, and how they come in, is said where the world is furnished. */
export const READERS = [
  'ann',
  'col',
  'ben',
  'cia',
  'cev',
  'eve',
  'chief',
  'dan',
  'link',
  'narrow',
  'gus',
  'gil',
  'root',
  'nobody',
] as const;
export type Reader = (typeof READERS)[number];

export interface Canary {
  /** What it was planted in. */
  readonly about: string;
  /** Who may ever hear it, written down by hand. */
  readonly sees: readonly Reader[];
  /** Who may have heard it before the second act, in which some lose what they had. */
  readonly before: readonly Reader[];
  /** Exits by which somebody else may hear it: exit -> who. */
  readonly by: Readonly<Record<string, readonly Reader[]>>;
}

/** A planted word, an id, an exact coordinate, or the secret of a session: anything that looks like one of these. */
const LOOKS_LIKE =
  /cny-\d{4}-[0-9a-f]{4}|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|\d+\.\d{6}|(?<![\w-])[\w-]{43}(?![\w-])/g;

const WITHDRAWN = /\{"type":"record\.withdrawn"[^{}]*"entity":\{"kind":"\w+","id":"([^"]+)"\}\}/g;

/** What was planted, who heard which of it, and what was heard by the wrong ones. */
export class Canaries {
  readonly #planted = new Map<string, Canary>();
  readonly #heard = new Set<string>();
  readonly walked = new Map<string, number>();
  readonly leaks: string[] = [];
  requests = 0;
  bytes = 0;
  /** In the first act nobody has lost anything yet. */
  act: 1 | 2 = 1;
  #count = 0;

  get planted(): number {
    return this.#planted.size;
  }

  /** A word of its own for one text field. */
  word(about: string, sees: readonly Reader[], more: Partial<Pick<Canary, 'before' | 'by'>> = {}): string {
    this.#count += 1;
    const number = String(this.#count).padStart(4, '0');
    const word = `cny-${number}-${((this.#count * 40503) & 0xffff).toString(16).padStart(4, '0')}`;
    this.is(word, about, sees, more);
    return word;
  }

  /** Degrees that nothing else lies at. */
  degrees(about: string, sees: readonly Reader[], more: Partial<Pick<Canary, 'before' | 'by'>> = {}): number {
    this.#count += 1;
    const degrees = Number((40.1 + (this.#count * 100 + 7) / 1e6).toFixed(6));
    this.is(String(degrees), about, sees, more);
    return degrees;
  }

  /** Something that is known by itself: an id, a token. */
  is(what: string, about: string, sees: readonly Reader[], more: Partial<Pick<Canary, 'before' | 'by'>> = {}): string {
    if ([...what.matchAll(LOOKS_LIKE)].map(([one]) => one).join() !== what)
      throw new Error(`${what} would not be found`);
    this.#planted.set(what, { about, sees, before: more.before ?? sees, by: more.by ?? {} });
    return what;
  }

  /** Everything that left for somebody by an exit. What they said themselves comes back as an echo. */
  heard(reader: Reader, exit: string, text: string, said = ''): void {
    this.walked.set(exit, (this.walked.get(exit) ?? 0) + 1);
    this.bytes += text.length;
    // Who had something is told that it is theirs no longer: by its id, and nothing but its id.
    const told = text.replace(WITHDRAWN, (all, id: string) =>
      this.#planted.get(id)?.before.includes(reader) ? '' : all,
    );
    for (const [word] of told.matchAll(LOOKS_LIKE)) {
      const canary = this.#planted.get(word);
      if (!canary || said.includes(word)) continue;
      const may =
        canary.sees.includes(reader) ||
        (this.act === 1 && canary.before.includes(reader)) ||
        canary.by[exit]?.includes(reader);
      if (may) this.#heard.add(`${reader} ${word}`);
      else this.leaks.push(`${reader} is told ${canary.about} by ${exit}: …${around(text, word)}…`);
    }
  }

  /** Who may hear what and never did: a list that is too generous would hide a leak. */
  unheard(): string[] {
    return [...this.#planted].flatMap(([word, { about, sees, before, by }]) =>
      [...new Set([...sees, ...before, ...Object.values(by).flat()])]
        .filter((reader) => !this.#heard.has(`${reader} ${word}`))
        .map((reader) => `${reader} never heard ${about}`),
    );
  }
}

const around = (text: string, word: string): string => {
  const at = text.indexOf(word);
  return text.slice(Math.max(0, at - 120), at + word.length + 40);
};
