import { DEEDS, type DeedKind, type LedgerRow, type Side } from '../../store/derive/ledger.ts';

export const SIDES = Object.keys(DEEDS) as readonly Side[];
export interface LedgerSort {
  readonly by: 'name' | DeedKind;
  readonly reverse: boolean;
}

/** Sorted as asked; of equals by name. Until somebody asks for another order it is the alphabet's. */
export function sortedRows(
  rows: readonly LedgerRow[],
  { by, reverse }: LedgerSort,
  nameOf: (id: string) => string,
): LedgerRow[] {
  const names = (a: LedgerRow, b: LedgerRow): number =>
    nameOf(a.organisation).localeCompare(nameOf(b.organisation)) || (a.organisation < b.organisation ? -1 : 1);
  const sign = reverse ? -1 : 1;
  return [...rows].sort((a, b) =>
    by === 'name' ? sign * names(a, b) : sign * (a.counts[by] - b.counts[by]) || names(a, b),
  );
}
