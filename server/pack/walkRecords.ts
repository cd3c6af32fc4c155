import { canonicalJson, hash53 } from '../../shared/canonical.ts';
import { shownText, type Findings } from './findings.ts';

/** Follows one file of records: each is a face, sorted by id, and its `version` is a hash of the rest of it. */
export class RecordsWalk {
  readonly kind: string;
  readonly #file: string;
  readonly #findings: Findings;
  readonly #keys: Set<string>;
  #last = '';
  lines = 0;

  constructor(kind: string, file: string, findings: Findings, keys: Set<string>) {
    this.kind = kind;
    this.#file = file;
    this.#findings = findings;
    this.#keys = keys;
  }

  line(text: string): void {
    this.lines += 1;
    const face = faceFrom(text);
    if (!face) return this.#found('altered', 'is no record');
    const { version, ...rest } = face;
    const { id, code } = face;
    if (typeof id !== 'string') return this.#found('altered', 'is no record');
    const called = typeof code === 'string' ? ` (${shownText(code, 20)})` : '';
    if (version !== hash53(canonicalJson(rest)))
      this.#found('altered', `${called} is not what was written`.trimStart());
    if (this.#keys.has(`${this.kind}:${id}`)) this.#found('added', 'is a record that stands there already');
    else if (id < this.#last) this.#found('reordered', 'stands out of its order');
    this.#keys.add(`${this.kind}:${id}`);
    this.#last = id;
  }

  #found(what: 'altered' | 'added' | 'reordered', words: string): void {
    const message = `${this.#file}: the record in line ${this.lines} ${words}.`;
    this.#findings.add({ what, file: this.#file, line: this.lines, message });
  }
}

/** Deep nesting overflows the stack of whoever walks it: that is no record either. */
function faceFrom(text: string): Record<string, unknown> | undefined {
  try {
    const face: unknown = JSON.parse(text);
    if (typeof face !== 'object' || face === null || Array.isArray(face)) return undefined;
    canonicalJson(face);
    return face as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
