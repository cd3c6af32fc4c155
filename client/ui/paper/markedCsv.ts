import { csvLine } from '../../../shared/csv.ts';
import type { Tlp } from '../../../shared/domain/vocabulary.ts';

export interface CsvTable {
  readonly head: readonly string[];
  readonly lines: readonly (readonly (string | number | undefined)[])[];
}

export interface CsvHeading {
  /** The strictest label of what the lines rest on: the file is as strict. */
  readonly tlp: Tlp;
  readonly exercise: boolean;
  /** Operation time. */
  readonly at: string;
  readonly operation: string;
  /** Heads of the columns that say where it is from and of when. */
  readonly words: { readonly operation: string; readonly at: string };
}

/** A file that no spreadsheet runs; each line says how it may be handled, for lines are cut out and passed on. */
export function markedCsv({ head, lines }: CsvTable, { tlp, exercise, at, operation, words }: CsvHeading): string {
  const stamp = exercise ? ['EXERCISE'] : [];
  const rows = lines.map((cells) =>
    csvLine([...cells.map((cell) => (cell === undefined ? '' : String(cell))), operation, at, tlp, ...stamp]),
  );
  // A spreadsheet takes a file without the mark for one in the machine's own old alphabet.
  return `\ufeff${csvLine([...head, words.operation, words.at, 'TLP', ...stamp])}${rows.join('')}`;
}
