import { csvLine } from '../../../../shared/csv.ts';
import type { Tlp } from '../../../../shared/domain/vocabulary.ts';
import type { Say } from '../../../ui/assetName.ts';
import type { NodeFacts } from './facts.ts';

interface Heading {
  /** The strictest label of all that is in it: the file is as strict. */
  readonly tlp: Tlp;
  readonly exercise: boolean;
  /** Operation time. */
  readonly at: string;
  readonly operation: string;
}

/** The table as a file; each line says how it may be handled, for lines are cut out and passed on. */
export function graphCsv(
  facts: readonly NodeFacts[],
  { tlp, exercise, at, operation }: Heading,
  nameOf: (organisation: string) => string,
  say: Say,
): string {
  const stamp = exercise ? ['EXERCISE'] : [];
  const head = [
    'name code country direction via status downSince lossAt earliest latest cause owner contacts'
      .split(' ')
      .map((column) => say(`graph.column.${column}`)),
    say('graph.column.operation'),
    say('graph.column.at'),
    'TLP',
    ...stamp,
  ].flat();
  const lines = facts.map((one) =>
    csvLine([
      one.name,
      one.code,
      one.country,
      one.direction,
      one.via.join('; '),
      say(`ui.status.${one.status}`),
      one.downSince ?? '',
      one.loss?.one.at ?? '',
      one.loss?.one.earliest ?? '',
      one.loss?.one.latest ?? '',
      one.cause,
      one.owner === undefined ? '' : nameOf(one.owner),
      one.contacts,
      operation,
      at,
      tlp,
      ...stamp,
    ]),
  );
  // A spreadsheet takes a file without the mark for one in the machine's own old alphabet.
  return `\ufeff${csvLine(head)}${lines.join('')}`;
}
