/** Something a person should know of one row of a file. */
export interface Finding {
  /** Of the line (CSV) or the feature (GeoJSON), from 1. */
  readonly number: number;
  readonly source: string;
  readonly name: string;
  readonly outcome: 'refused' | 'notice';
  readonly reason: string;
}

/** What a spreadsheet would run; full-width signs count, for some take them for the plain ones. */
const RUNS = /^'*(?:[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/;

/** One line of an RFC 4180 file that no spreadsheet runs (P-A7): the server writes its own in the same way. */
function csvLine(cells: readonly string[]): string {
  const written = cells.map((cell) => {
    const inert = RUNS.test(cell) && !/^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(cell) ? `'${cell}` : cell;
    return /[",;\t|\r\n]|^\s|\s$/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
  });
  return `${written.join(',')}\r\n`;
}

/** The findings as a table for a spreadsheet, as the command line writes it. */
export const reportOf = (findings: readonly Finding[]): string =>
  csvLine(['number', 'source', 'name', 'outcome', 'reason']) +
  findings
    .map(({ number, source, name, outcome, reason }) => csvLine([String(number), source, name, outcome, reason]))
    .join('');
