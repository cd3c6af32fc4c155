import type { Loose, MarkedRow, Plain, TwinRow } from './plain.ts';
import type { Seen } from './seen.ts';

/** What somebody is shown of a record, as far as the policy says: what both sides are compared on. */
export interface Shown {
  readonly how: 'hidden' | 'twin' | 'full';
  readonly id?: string;
  readonly tlp?: string;
  readonly restricted?: boolean;
  readonly ownerExtras?: boolean;
  /** By member: the ids shown, sorted; absent when none. */
  readonly references?: Readonly<Record<string, readonly string[]>>;
  readonly needs?: readonly ShownNeed[];
  readonly owners?: readonly string[];
  readonly reason?: boolean;
  /** Of a request for release: the organisation that decides. */
  readonly to?: string;
}
export interface ShownNeed {
  readonly needId: string;
  readonly suppliers: readonly string[];
  readonly k?: number;
  readonly demand?: number;
  readonly buffer: boolean;
}
export interface Reader {
  readonly person: string;
  readonly organisation: string;
}

const HIDDEN: Shown = { how: 'hidden' };
const OWN_FIELDS = new Set(['asset', 'incident']);

export class Oracle {
  readonly plain: Plain;
  readonly seen: Seen;

  constructor(plain: Plain, seen: Seen) {
    this.plain = plain;
    this.seen = seen;
  }

  shown(reader: Reader, key: string): Shown {
    const twin = this.plain.twins.get(key);
    if (twin) return this.#twin(reader, twin.twin, this.plain.marked.get(twin.asset)!);
    const row = this.plain.marked.get(key);
    if (!row || !this.sees(reader, key)) return HIDDEN;
    const restricted = this.seen.restricted.get(key)!.has(reader.person);
    const own = row.owner === reader.organisation && this.plain.persons.get(reader.person)?.guest === false;
    const needs = this.#needs(reader, row, row.tlp, restricted);
    return {
      how: 'full',
      id: row.id,
      tlp: row.tlp,
      ...(OWN_FIELDS.has(row.kind) && { restricted }),
      ownerExtras: own,
      references: this.#references(reader, row),
      ...(needs && { needs }),
      ...(row.kind === 'release' && this.#to(reader, row)),
      ...(row.kind === 'reading' && {
        owners: own ? [...row.record['owners']].sort() : [reader.organisation],
        reason: row.record['reason'] !== undefined && (own || row.record['what'] === 'break-glass'),
      }),
    };
  }

  sees(reader: Reader, key: string): boolean {
    return this.seen.full.get(key)?.has(reader.person) ?? false;
  }
  seesTwin(reader: Reader, twin: TwinRow): boolean {
    return this.seen.twin.get(twin.key)!.has(reader.person);
  }

  /** The id as which a record of this label shows another; undefined where it shows nothing. */
  reference(reader: Reader, fromTlp: string, key: string): string | undefined {
    const row = this.plain.marked.get(key);
    if (!row) return undefined;
    if (this.sees(reader, key)) return row.tlp === 'TLP:RED' && fromTlp !== 'TLP:RED' ? undefined : row.id;
    return row.twin && this.seesTwin(reader, row.twin) ? row.twin.id : undefined;
  }

  #twin(reader: Reader, twin: TwinRow, asset: MarkedRow): Shown {
    if (!this.seesTwin(reader, twin)) return HIDDEN;
    const needs = twin.withNeeds ? this.#needs(reader, asset, twin.tlp, false) : undefined;
    return { how: 'twin', id: twin.id, tlp: twin.tlp, ...(needs && { needs: anonymous(needs) }) };
  }

  /** Whose a twin is, is not told, nor whose what is not shown: not even that it is one's own organisation's. */
  #to(reader: Reader, row: MarkedRow): { to?: string } {
    return this.sees(reader, row.about!) ? { to: row.record['to'] } : {};
  }

  #references(reader: Reader, row: MarkedRow): Record<string, readonly string[]> {
    const { record } = row;
    const keys: Record<string, readonly string[]> = {
      assetIds: (record['assetIds'] ?? []).map((id: string) => `asset:${id}`),
      blockedBy: (record['blockedBy'] ?? []).map((id: string) => `task:${id}`),
      incidentId: record['incidentId'] ? [`incident:${record['incidentId']}`] : [],
      mergedInto: record['mergedInto'] ? [`incident:${record['mergedInto']}`] : [],
      on: record['on'] ? [`${record['on'].kind}:${record['on'].id}`] : [],
    };
    // Of which record the glass was broken, whoever sees it is told: it is TLP:RED, and the entry is not.
    const broken = row.kind === 'reading' && record['what'] === 'break-glass';
    if (broken) keys['on'] = (keys['on'] ?? []).filter((key) => this.sees(reader, key));
    const shown = Object.entries(keys).flatMap(([member, list]) => {
      // What hangs on a record is shown only beside it: the two are one sight.
      const hangs = member === 'on' && (row.on !== undefined || broken);
      const ids = list.flatMap((key) => this.reference(reader, hangs ? 'TLP:RED' : row.tlp, key) ?? []).sort();
      return ids.length > 0 ? [[member, ids] as const] : [];
    });
    return Object.fromEntries(shown);
  }

  #needs(reader: Reader, row: MarkedRow, tlp: string, restricted: boolean): ShownNeed[] | undefined {
    const needs = ((row.record['needs'] ?? []) as Loose[]).flatMap((need) => {
      const suppliers = (need['suppliers'] as { assetId: string; weight: number }[]).flatMap((supplier) => {
        const id = this.reference(reader, tlp, `asset:${supplier.assetId}`);
        return id === undefined ? [] : [{ id, weight: supplier.weight }];
      });
      if (suppliers.length === 0) return [];
      const supply = suppliers.reduce((sum, supplier) => sum + supplier.weight, 0);
      return [
        {
          needId: need['needId'],
          suppliers: suppliers.map((supplier) => supplier.id).sort(),
          ...(need['k'] !== undefined && { k: Math.min(need['k'], suppliers.length) }),
          ...(need['demand'] !== undefined && { demand: Math.min(need['demand'], supply) }),
          buffer: restricted && need['buffer'] !== undefined,
        },
      ];
    });
    return needs.length > 0 ? needs.sort((a, b) => (a.needId < b.needId ? -1 : 1)) : undefined;
  }
}

/** The needs of a twin have ids of their own. */
export const anonymous = (needs: readonly ShownNeed[]): ShownNeed[] =>
  needs.map((need) => ({ ...need, needId: '' })).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
