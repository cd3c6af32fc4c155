import { createHash } from 'node:crypto';

/** What a client that keeps to the published rules holds: written from the public description alone. */
export type Face = Readonly<Record<string, unknown>>;
export interface Change {
  readonly type: string;
  readonly at: string;
  readonly realAt: string;
  readonly by?: { readonly organisation: string; readonly user?: string };
  readonly entity: { readonly kind: string; readonly id: string };
  readonly set?: Face;
}
export interface Batch {
  readonly operation: string;
  readonly prev: string;
  readonly next: string;
  readonly changes: readonly Change[];
  readonly answered: readonly string[];
}
export interface Reset {
  readonly operation: string;
  readonly cursor: string;
  readonly records: Readonly<Record<string, readonly Face[]>>;
  readonly part?: number;
  readonly parts?: number;
}

export const keyOf = (kind: string, id: unknown): string => `${kind}:${String(id)}`;

export class Screen {
  held = new Map<string, Face>();
  cursor: string | undefined;
  #parts: Reset[] = [];
  #waiting: Batch[] = [];

  /** Batches that did not start where the last one ended. */
  batch(batch: Batch): 'taken' | 'waits' | 'gap' {
    // Batches may go out between the parts of a reset: they wait until it is whole.
    if (this.#parts.length > 0) {
      this.#waiting.push(batch);
      return 'waits';
    }
    if (batch.prev !== this.cursor) return 'gap';
    this.apply(batch.changes);
    this.cursor = batch.next;
    return 'taken';
  }

  /** True when it is whole; with the batches that had to wait, and how many of those were gaps. */
  reset(reset: Reset): { waited: Batch[]; gaps: number } | undefined {
    this.#parts.push(reset);
    if (this.#parts.length < (reset.parts ?? 1)) return undefined;
    this.replace(this.#parts.map(({ records }) => records));
    this.#parts = [];
    this.cursor = reset.cursor;
    const waited = this.#waiting.splice(0);
    const gaps = waited.filter((batch) => this.batch(batch) === 'gap').length;
    return { waited, gaps };
  }

  replace(several: readonly Reset['records'][]): void {
    this.held = new Map(
      several.flatMap((records) =>
        Object.entries(records).flatMap(([kind, faces]) =>
          faces.map((face) => [keyOf(kind, face['id']), face] as const),
        ),
      ),
    );
  }

  apply(changes: readonly Change[]): void {
    for (const { type, entity, set = {} } of changes) {
      const key = keyOf(entity.kind, entity.id);
      if (type === 'record.withdrawn') {
        this.held.delete(key);
        continue;
      }
      const merged: Record<string, unknown> = type === 'record.revealed' ? {} : { ...this.held.get(key) };
      for (const [name, value] of Object.entries(set)) {
        if (value === null) delete merged[name];
        else merged[name] = value;
      }
      this.held.set(key, merged);
    }
  }

  /** A connection that broke in the middle of a reset has shown nothing of it. */
  broken(): void {
    this.#parts = [];
    this.#waiting = [];
  }

  /** Not entitled any more, or somebody else's cursor: nothing is kept. */
  clear(): void {
    this.broken();
    this.held = new Map();
    this.cursor = undefined;
  }

  /** SHA-256 over the canonical JSON of the records: sorted keys, records sorted by id. */
  hash(): string {
    const byKind: Record<string, Face[]> = {};
    for (const key of [...this.held.keys()].sort())
      (byKind[key.slice(0, key.indexOf(':'))] ??= []).push(this.held.get(key)!);
    return createHash('sha256').update(canonical(byKind)).digest('hex');
  }
}

export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}
