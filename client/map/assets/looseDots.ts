/** Side in pixels of the cells in which only one asset is drawn while there are too many to draw them all. */
const CELL = 6;

/** Of the slots given, the worst in each small cell of the screen, the worst of all last and so on top. */
export function oneForEachCell(
  slots: readonly number[],
  table: { readonly x: Float64Array; readonly y: Float64Array; readonly rank: Uint8Array },
  scale: number,
): number[] {
  const across = Math.ceil(scale / CELL);
  const rankOf = (slot: number): number => table.rank[slot] as number;
  const worst = new Map<number, number>();
  for (const slot of slots) {
    const column = Math.floor(((table.x[slot] as number) * scale) / CELL);
    const row = Math.floor(((table.y[slot] as number) * scale) / CELL);
    const rival = worst.get(row * across + column);
    if (rival === undefined || rankOf(rival) < rankOf(slot)) worst.set(row * across + column, slot);
  }
  return [...worst.values()].sort((a, b) => rankOf(a) - rankOf(b));
}
