import { csvLine } from '../../../shared/csv.ts';

/** Something a person should know of one row of a file. */
export interface Finding {
  /** Of the line (CSV) or the feature (GeoJSON), from 1. */
  readonly number: number;
  readonly source: string;
  readonly name: string;
  readonly outcome: 'refused' | 'notice';
  readonly reason: string;
}

/** The findings as a table for a spreadsheet, as the command line writes it. */
export const reportOf = (findings: readonly Finding[]): string =>
  csvLine(['number', 'source', 'name', 'outcome', 'reason']) +
  findings
    .map(({ number, source, name, outcome, reason }) => csvLine([String(number), source, name, outcome, reason]))
    .join('');
