import { keyOfRef, type Key } from '../../shared/domain/entity.ts';
import type { View } from '../../shared/domain/world.ts';
import type { Audience } from '../../shared/sharing/audience.ts';
import { audienceKey } from '../../shared/sharing/audience.ts';
import type { Change } from '../../shared/sharing/change.ts';
import { difference, inOrder, touched } from '../../shared/sharing/difference.ts';
import { aboutBytes } from './bytes.ts';
import { breathe, KEYS_PER_SLICE } from './snapshot.ts';

/** How long (ms) what was looked at serves others of the audience who come back to the same moment. */
const SERVES_MS = 3000;
/** Moments that are kept, at most: who was cut together stands at one moment, so few are asked for. */
const MOST_KEPT = 64;

/** What changed between two views, for one audience. */
export interface Between {
  readonly before: View;
  readonly view: View;
  readonly changes: Change[];
  /** About so many bytes. */
  readonly bytes: number;
}

interface Kept {
  readonly between: Promise<Between | undefined>;
  at: number;
}

/**
 * What changed since a moment, looked at once for all of an audience who come back to that moment within a few seconds: a
 * thousand screens that were cut together stand at one.
 */
export class CaughtUp {
  readonly #now: () => number;
  readonly #most: number;
  readonly #mostBytes: number;
  readonly #kept = new Map<string, Kept>();

  /** `most`, `mostBytes`: changes, and their bytes, beyond which a snapshot serves better. */
  constructor(now: () => number, most: number, mostBytes: number) {
    this.#now = now;
    this.#most = most;
    this.#mostBytes = mostBytes;
  }

  between(audience: Audience, before: View, view: View): Promise<Between | undefined> {
    const key = `${audienceKey(audience)} ${before.position} ${before.directoryPosition} ${before.time}`;
    const kept = this.#kept.get(key);
    if (kept && this.#now() - kept.at <= SERVES_MS) return kept.between;
    const between = this.#look(audience, before, view);
    const made: Kept = { between, at: Infinity };
    this.#kept.delete(key);
    this.#kept.set(key, made);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(oldest);
    }
    // While it is being looked at it serves whoever asks. One that failed serves nobody.
    between.then(
      () => (made.at = this.#now()),
      () => this.#kept.get(key) === made && this.#kept.delete(key),
    );
    return between;
  }

  tidy(): void {
    const now = this.#now();
    for (const [key, { at }] of this.#kept) if (now - at > SERVES_MS) this.#kept.delete(key);
  }

  async #look(audience: Audience, before: View, view: View): Promise<Between | undefined> {
    const changes: Change[] = [];
    const keys = [...touched(before, view)];
    let bytes = 0;
    for (let at = 0; at < keys.length; at += KEYS_PER_SLICE) {
      if (at > 0) await breathe();
      const some = keys.slice(at, at + KEYS_PER_SLICE);
      for (const change of difference(audience, before, view, undefined, some)) {
        changes.push(change);
        bytes += aboutBytes(change);
      }
      if (changes.length > this.#most || bytes > this.#mostBytes) return undefined;
    }
    return { before, view, changes: changes.sort(inOrder), bytes };
  }
}

export const bytesOf = (changes: readonly Change[]): number =>
  changes.reduce((sum, change) => sum + aboutBytes(change), 0);

/** Whether with what was touched up to a later view it is more than `most` bytes. */
export function outgrown(audience: Audience, between: Between, now: View, most: number): boolean {
  const { since } = levelWith(audience, between, now);
  return since.length > 0 && between.bytes + bytesOf(since) > most;
}

/**
 * The same up to a later view. What was touched in between is looked at anew from the very beginning: what came and went
 * meanwhile has never been shown to this reader, so neither it nor its going is told.
 */
export const upTo = (audience: Audience, between: Between, now: View): Change[] =>
  levelWith(audience, between, now).changes;

/** What changed between two views and up to a later one. */
interface Level {
  readonly now: View;
  /** Of what was touched since: how it differs from the very beginning. */
  readonly since: readonly Change[];
  /** All of it. One list for all who are told the same, so that it is encoded once. */
  readonly changes: Change[];
}
/**
 * The latest of each list of changes: a crowd that comes back between two events asks for the same. Of each audience its
 * own: while all of an organisation are looked at as one, a TLP:RED marking may name one of them.
 */
const LEVEL = new WeakMap<readonly Change[], Map<string, Level>>();

function levelWith(audience: Audience, between: Between, now: View): Level {
  const { before, view, changes } = between;
  let levels = LEVEL.get(changes);
  if (!levels) LEVEL.set(changes, (levels = new Map()));
  const who = audienceKey(audience);
  const known = levels.get(who);
  if (known && touched(known.now, now).size === 0) return known;
  const keys: ReadonlySet<Key> = touched(view, now);
  let level: Level = { now, since: [], changes };
  if (keys.size > 0) {
    const others = changes.filter(({ entity }) => !keys.has(keyOfRef(entity)));
    const since = difference(audience, before, now, undefined, keys);
    level = { now, since, changes: [...others, ...since].sort(inOrder) };
  }
  levels.set(who, level);
  return level;
}
