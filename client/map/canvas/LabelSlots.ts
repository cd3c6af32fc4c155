/** Rectangles that are taken, by cells of 64 pixels: a label is only drawn where nothing stands yet. */
export class LabelSlots {
  private readonly cells = new Map<number, number[]>();
  private readonly rectangles: number[] = [];

  clear(): void {
    this.cells.clear();
    this.rectangles.length = 0;
  }

  take(x: number, y: number, width: number, height: number): void {
    const index = this.rectangles.length;
    this.rectangles.push(x, y, x + width, y + height);
    this.eachCell(x, y, width, height, (cell) => {
      const list = this.cells.get(cell);
      if (list) list.push(index);
      else this.cells.set(cell, [index]);
      return false;
    });
  }

  isFree(x: number, y: number, width: number, height: number): boolean {
    const right = x + width;
    const bottom = y + height;
    const r = this.rectangles;
    return !this.eachCell(x, y, width, height, (cell) => {
      for (const i of this.cells.get(cell) ?? []) {
        if (
          x < (r[i + 2] as number) &&
          right > (r[i] as number) &&
          y < (r[i + 3] as number) &&
          bottom > (r[i + 1] as number)
        )
          return true;
      }
      return false;
    });
  }

  /** Takes the place when it is free and says whether it was. */
  claim(x: number, y: number, width: number, height: number): boolean {
    if (!this.isFree(x, y, width, height)) return false;
    this.take(x, y, width, height);
    return true;
  }

  private eachCell(x: number, y: number, width: number, height: number, found: (cell: number) => boolean): boolean {
    for (let row = y >> 6; row <= (y + height) >> 6; row++) {
      for (let column = x >> 6; column <= (x + width) >> 6; column++) {
        if (found(row * 65_536 + column)) return true;
      }
    }
    return false;
  }
}
