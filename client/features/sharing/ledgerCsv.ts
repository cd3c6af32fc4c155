import { csvLine } from '../../../shared/csv.ts';
import type { Tlp } from '../../../shared/domain/vocabulary.ts';
import { DEEDS, type LedgerRow } from '../../store/derive/ledger.ts';
import { SIDES } from './ledgerRows.ts';

interface Heading {
  /** The strictest label of what was counted: the file is as strict. */
  readonly tlp: Tlp;
  readonly exercise: boolean;
  /** Operation time. */
  readonly at: string;
  readonly operation: string;
}

/** The table as a file that no spreadsheet runs; each line says how it may be handled, for lines are cut out and passed on. */
export function ledgerCsv(
  rows: readonly LedgerRow[],
  { tlp, exercise, at, operation }: Heading,
  nameOf: (id: string) => string,
  t: (key: string) => string,
): string {
  const all = SIDES.flatMap((side) => DEEDS[side].map((what) => ({ side, what })));
  const stamp = exercise ? ['EXERCISE'] : [];
  const head = [
    t('ledger.column.name'),
    ...all.map(({ side, what }) => `${t(`ledger.side.${side}`)}: ${t(`ledger.column.${what}`)}`),
    t('ledger.csv.operation'),
    t('ledger.csv.at'),
    'TLP',
    ...stamp,
  ];
  const lines = rows.map((row) =>
    csvLine([
      nameOf(row.organisation),
      ...all.map(({ what }) => String(row.counts[what])),
      operation,
      at,
      tlp,
      ...stamp,
    ]),
  );
  // A spreadsheet takes a file without the mark for one in the machine's own old alphabet.
  return `\ufeff${csvLine(head)}${lines.join('')}`;
}
