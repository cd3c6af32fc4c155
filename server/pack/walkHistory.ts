import { keyOf } from '../../shared/domain/entity.ts';
import { isId } from '../../shared/ids.ts';
import type { Findings } from './findings.ts';
import { HISTORY, chainNext, chainStart, partsOfLine, type Manifest } from './format.ts';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const TYPE = /^[A-Za-z][A-Za-z.-]{0,79}$/;
const MEMBERS: ReadonlySet<string> = new Set(['type', 'at', 'realAt', 'by', 'entity', 'set']);

/**
 * Follows the chain of a history line by line. It goes on after a break: each line carries its own hash, so the next one
 * can be held against that. Numbers are gapless, so what is missing, doubled or moved is known by its number.
 */
export class HistoryWalk {
  readonly #manifest: Manifest;
  readonly #findings: Findings;
  readonly #knows: (key: string) => boolean;
  /** The entry that comes next, and what the hashes of the ones before it may be. */
  #expected = 1;
  #before = new Map<number, readonly string[]>();
  #gaps: { from: number; to: number }[] = [];
  #lines = 0;
  #end: string;
  #sound = true;

  constructor(manifest: Manifest, findings: Findings, knows: (key: string) => boolean) {
    this.#manifest = manifest;
    this.#findings = findings;
    this.#knows = knows;
    const start = chainStart(manifest.id);
    this.#end = start;
    this.#before.set(1, [start]);
    if (manifest.chain.start !== start)
      findings.add({ what: 'altered', file: HISTORY, message: 'The chain does not begin at the id of this pack.' });
  }

  get lines(): number {
    return this.#lines;
  }

  #found(what: 'altered' | 'missing' | 'added' | 'reordered' | 'truncated', entry: number, words: string): void {
    this.#sound = false;
    this.#findings.add({ what, file: HISTORY, entry, message: `${HISTORY}: ${words}.` });
  }

  line(text: string): void {
    this.#lines += 1;
    const { entries, checkpoints, checkpointEvery } = { ...this.#manifest.chain, ...this.#manifest.counts };
    const parts = partsOfLine(text);
    if (!parts) {
      this.#found(
        'altered',
        this.#expected,
        `entry ${this.#expected} (line ${this.#lines}) has not the form of an entry`,
      );
      this.#expected += 1;
      return;
    }
    const { entry, hash } = parts;
    if (entry > entries) {
      this.#found('added', entry, `an entry numbered ${entry} was added: there are ${entries}`);
      return;
    }
    if (entry < this.#expected && !this.#takeFromGap(entry)) {
      this.#found('added', entry, `a second entry ${entry} was added at line ${this.#lines}`);
      return;
    }
    if (entry > this.#expected) this.#gaps.push({ from: this.#expected, to: entry - 1 });
    if (entry >= this.#expected) this.#expected = entry + 1;
    const linked = this.#link(entry, hash, parts.text);
    const checkpoint = entry % checkpointEvery === 0 ? checkpoints[entry / checkpointEvery - 1] : hash;
    if (linked && checkpoint !== hash) {
      const from = entry - checkpointEvery + 1;
      this.#found(
        'altered',
        entry,
        `something between the entries ${from} and ${entry} was altered and the chain written anew`,
      );
    }
    const wrong = this.#wrongIn(parts.text);
    if (wrong) this.#found('altered', entry, `entry ${entry} ${wrong}`);
    if (entry === entries) this.#end = hash;
  }

  /** An entry that was passed over turns up later. */
  #takeFromGap(entry: number): boolean {
    const at = this.#gaps.findIndex(({ from, to }) => from <= entry && entry <= to);
    if (at < 0) return false;
    const { from, to } = this.#gaps[at]!;
    const rest = [
      { from, to: entry - 1 },
      { from: entry + 1, to },
    ].filter((gap) => gap.from <= gap.to);
    this.#gaps.splice(at, 1, ...rest);
    this.#found('reordered', entry, `entry ${entry} stands after entry ${this.#expected - 1}`);
    return true;
  }

  /** Whether the entry is what its hash and that of the one before it say. */
  #link(entry: number, hash: string, text: string): boolean {
    const before = this.#before.get(entry);
    this.#before.delete(entry);
    const computed = before?.map((previous) => chainNext(previous, entry, text));
    const linked = !computed || computed.includes(hash);
    if (!linked) this.#found('altered', entry, `entry ${entry} is not what was written`);
    // Was it the text that was altered, or the hash beside it? The next entry fits one of the two.
    this.#before.set(entry + 1, linked ? [hash] : [hash, computed[0]!]);
    return linked && computed !== undefined;
  }

  #wrongIn(text: string): string | undefined {
    let change: Record<string, unknown>;
    try {
      change = JSON.parse(text) as Record<string, unknown>;
    } catch {
      return 'is no JSON';
    }
    if (typeof change !== 'object' || change === null || Array.isArray(change)) return 'has not the form of an entry';
    for (const member in change) if (!MEMBERS.has(member)) return 'has a member that no entry has';
    const { type, at, realAt, by, entity, set } = change;
    if (typeof type !== 'string' || !TYPE.test(type)) return 'has no type';
    if (typeof at !== 'string' || typeof realAt !== 'string' || !INSTANT.test(at) || !INSTANT.test(realAt))
      return 'has no time';
    const { from, until } = this.#manifest.range ?? {};
    if ((from !== undefined && at < from) || (until !== undefined && at > until)) return 'is outside the time range';
    if (by !== undefined && !isObject(by)) return 'has no author as entries have one';
    if (by && (!isId(by['organisation']) || (by['user'] !== undefined && !isId(by['user'])))) return 'has no author';
    if (!isObject(entity) || typeof entity['kind'] !== 'string' || typeof entity['id'] !== 'string')
      return 'names no record';
    if (!this.#knows(keyOf(entity['kind'], entity['id']))) return 'names a record that is not in the pack';
    return set !== undefined && !isObject(set) ? 'sets no fields as entries do' : undefined;
  }

  finish(): void {
    const { entries } = this.#manifest.counts;
    for (const { from, to } of this.#gaps)
      this.#found(
        'missing',
        from,
        from === to ? `entry ${from} is missing` : `the entries ${from} to ${to} are missing`,
      );
    if (this.#expected <= entries)
      this.#found('truncated', this.#expected, `it ends after entry ${this.#expected - 1} of ${entries}`);
    if (this.#sound && this.#end !== this.#manifest.chain.end)
      this.#found(
        'altered',
        entries,
        'the chain does not end where the manifest says: something after the last checkpoint was altered and the chain written anew',
      );
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
