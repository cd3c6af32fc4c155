import type { Author, Marked, Marking } from '../../shared/domain/entity.ts';
import { NO_ACTS } from '../../shared/domain/marked.ts';
import type { TocsinEvent } from '../../shared/domain/event.ts';

/** Texts and objects kept at most; beyond, all are forgotten and gathered anew. */
const MOST_KEPT = 20_000;

interface Open {
  id?: string;
  by?: Author;
  marking?: Marking;
  madeAt?: string;
  realAt?: string;
  acts?: readonly unknown[];
  confirmed?: OpenClaim;
  reports?: Readonly<Record<string, OpenClaim>>;
}
interface OpenClaim {
  by: Author;
  since: string;
  at: string;
  realAt: string;
}

/**
 * What many events say alike is kept once: who wrote them, and the marking of what they make. A journal of a million names
 * the same few hundred persons and the same few markings, and every record would otherwise hold its own copies of them.
 */
export class Interning {
  #authors = new Map<string, Author>();
  #markings = new Map<string, Marking>();

  /** The same event, in part of shared objects. Only for one that was just parsed: it is changed in place. */
  event(event: TocsinEvent): TocsinEvent {
    const open = event as { by: Author; at: string; realAt: string };
    open.by = this.#author(event.by);
    if (open.at === open.realAt) open.at = open.realAt;
    const data = event.data as { marking?: Marking };
    if (data.marking) data.marking = this.#marking(data.marking);
    return event;
  }

  /** The same of a record that was kept, or of the members of one that a new version sets. */
  record(id: string, members: Partial<Marked> | null): void {
    if (!members) return;
    const open = members as Open;
    if (open.id === id) open.id = id;
    if (open.by?.user) open.by = this.#author(open.by);
    if (open.marking?.owner) open.marking = this.#marking(open.marking);
    if (open.realAt && open.madeAt === open.realAt) open.madeAt = open.realAt;
    if (open.acts?.length === 0) open.acts = NO_ACTS;
    if (open.confirmed) this.#claim(open.confirmed);
    for (const said of Object.values(open.reports ?? {})) this.#claim(said);
  }

  #claim(claim: OpenClaim): void {
    claim.by = this.#author(claim.by);
    if (claim.at === claim.realAt) claim.at = claim.realAt;
    if (claim.since === claim.at) claim.since = claim.at;
  }

  #author(by: Author): Author {
    const known = this.#authors.get(by.user);
    // Whoever moved to another organisation is somebody else from then on.
    if (known?.organisation === by.organisation && Object.keys(by).length === 2) return known;
    if (Object.keys(by).length !== 2) return by;
    if (this.#authors.size >= MOST_KEPT) this.#authors.clear();
    this.#authors.set(by.user, by);
    return by;
  }

  #marking(marking: Marking): Marking {
    const text = JSON.stringify(marking);
    const known = this.#markings.get(text);
    if (known) return known;
    if (this.#markings.size >= MOST_KEPT) this.#markings.clear();
    this.#markings.set(text, marking);
    return marking;
  }
}

/** Characters up to which a text may well stand elsewhere, too: words of the vocabulary, ids, keys. */
const SHORT = 64;
const INSTANT = '2025-04-28T10:32:57.000Z'.length;
/** Beyond so many texts, all are forgotten and gathered anew. */
const MOST_TEXTS = 500_000;

/**
 * Each short text of a world that is read at once is kept once: the id of a record where others name it, its key where a
 * row touched it, and the few words that all of them are made of. Only for what was just parsed: it is changed in place.
 */
export class Texts {
  #known = new Map<string, string>();
  /** Moments are mostly told of twice in a row, and hardly ever again. */
  #moments: [string, string, string] = ['', '', ''];

  one(text: string): string {
    if (text.length > SHORT) return text;
    if (text.length === INSTANT && text.endsWith('Z')) return this.#moment(text);
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (this.#known.size >= MOST_TEXTS) this.#known.clear();
    this.#known.set(text, text);
    return text;
  }

  in(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    const open = value as Record<string, unknown>;
    for (const name in open) {
      const member = open[name];
      if (typeof member === 'string') open[name] = this.one(member);
      else if (typeof member === 'object') this.in(member);
    }
  }

  #moment(text: string): string {
    const [last, before, first] = this.#moments;
    if (text === last) return last;
    if (text === before) return before;
    if (text === first) return first;
    this.#moments = [text, last, before];
    return text;
  }
}
