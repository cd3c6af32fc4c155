/**
 * What a spreadsheet would run, after any apostrophes that stand before it. Full-width signs count: some spreadsheets
 * take them for the plain ones.
 */
const RUNS = /^'*(?:[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/;
const RUNS_AFTER_APOSTROPHE = /^'+(?:[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/;
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Makes a cell inert: one apostrophe before it. A plain number is harmless and stays a number. */
export const inert = (cell: string): string => (RUNS.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell);
/** The reverse of `inert`: it takes back exactly one apostrophe. */
export const fromInert = (cell: string): string => (RUNS_AFTER_APOSTROPHE.test(cell) ? cell.slice(1) : cell);

const quoted = (cell: string): string => (/[",;\t|\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** One line of an RFC 4180 file that no spreadsheet runs (P-A7). */
export const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => quoted(inert(cell))).join(',')}\r\n`;
