import type { MarkingInput } from '../../shared/domain/fields.ts';
import type { Columns, Finding, TakenRow } from './importAssets.ts';

/** Rows shown of a preview, findings told of any import, names of operators and unknown words listed. */
export const SHOWN_ROWS = 25;
export const MOST_FINDINGS = 20_000;
const MOST_OPERATORS = 200;
const MOST_WORDS = 50;
/** Different names that are counted at all: what is remembered must not grow with the file. */
const MOST_NAMES = 5000;

export interface Operator {
  readonly name: string;
  /** The organisation of the operation that goes by this name; absent: it is shown as "operator unconfirmed". */
  readonly organisation?: string;
  readonly assets: number;
}

/** How many assets would be made under which marking; undefined: the operation's default. */
export interface MarkedShare {
  readonly marking: MarkingInput | undefined;
  readonly assets: number;
}

/** What a preview remembers of the rows that go by. Its size does not depend on the file's. */
export class PreviewNotes {
  columns: Columns | undefined;
  readonly rows: TakenRow[] = [];
  readonly findings: Finding[] = [];
  readonly #operators = new Map<string, { name: string; organisation?: string; assets: number }>();
  readonly #words = new Map<string, number>();
  readonly #shares = new Map<string, { marking: MarkingInput | undefined; assets: number }>();

  take(row: TakenRow, nameOf: (organisation: string) => string): void {
    if (this.rows.length < SHOWN_ROWS) this.rows.push(row);
    const { organisation, operatorName } = row.draft;
    if (organisation !== undefined) this.#count(nameOf(organisation), organisation);
    else if (operatorName !== undefined) this.#count(operatorName);
    if (row.outcome !== 'made') return;
    const key = JSON.stringify(row.marking ?? null);
    const share = this.#shares.get(key);
    if (share) share.assets += 1;
    else this.#shares.set(key, { marking: row.marking, assets: 1 });
  }

  tell(finding: Finding): void {
    if (this.findings.length < MOST_FINDINGS) this.findings.push(finding);
    const { sector } = finding;
    if (sector === undefined) return;
    const before = this.#words.get(sector);
    if (before !== undefined || this.#words.size < MOST_NAMES) this.#words.set(sector, (before ?? 0) + 1);
  }

  get operators(): { matched: number; unconfirmed: number; list: Operator[] } {
    const all = [...this.#operators.values()];
    const matched = all.filter(({ organisation }) => organisation !== undefined).length;
    // Those that need a person's eye first; of each kind the ones with the most assets.
    const list = all.sort(
      (a, b) => Number(a.organisation !== undefined) - Number(b.organisation !== undefined) || b.assets - a.assets,
    );
    return { matched, unconfirmed: all.length - matched, list: list.slice(0, MOST_OPERATORS) };
  }

  get unknownSectors(): { word: string; rows: number }[] {
    return [...this.#words]
      .map(([word, rows]) => ({ word, rows }))
      .sort((a, b) => b.rows - a.rows)
      .slice(0, MOST_WORDS);
  }

  get shares(): readonly MarkedShare[] {
    return [...this.#shares.values()].sort((a, b) => b.assets - a.assets);
  }

  #count(name: string, organisation?: string): void {
    const key = organisation ?? name;
    const known = this.#operators.get(key);
    if (known) known.assets += 1;
    else if (this.#operators.size < MOST_NAMES)
      this.#operators.set(key, { name, assets: 1, ...(organisation !== undefined && { organisation }) });
  }
}
