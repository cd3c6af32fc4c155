/** Where the nodes and links of a layered graph stand. Knows of nothing but sizes, so it can be tried with any. */
export interface LaidNode {
  readonly id: string;
  /** Columns from left to right. */
  readonly layer: number;
  /** How many lines end at its left side at different places. */
  readonly ports?: number;
}
export interface LaidLink {
  readonly from: string;
  readonly to: string;
  /** At which of the ports of `to` it ends. */
  readonly port: number;
}
export interface Box {
  readonly id: string;
  readonly layer: number;
  /** Place in its column, from above. */
  readonly row: number;
  readonly x: number;
  readonly y: number;
  readonly wide: number;
  readonly high: number;
}
export interface Line {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  /** Whether it runs from left to right, as supply is drawn; others bend back. */
  readonly forward: boolean;
  /** SVG path data, from the supplier to the dependent. */
  readonly path: string;
  /** Where the line ends. */
  readonly end: { readonly x: number; readonly y: number };
  /** A place on it with room for a mark. */
  readonly middle: { readonly x: number; readonly y: number };
}
export interface Layout {
  readonly wide: number;
  readonly high: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

/** Pixels. */
const NODE_WIDE = 214;
const NODE_HIGH = 58;
const GAP_ACROSS = 124;
const GAP_DOWN = 14;
const MARGIN = 26;
/** Left and right there is room for lines that bend back. */
const MARGIN_ACROSS = 72;
const PORT_GAP = 17;
/** Sweeps over the columns; after these few the order hardly changes any more. */
const SWEEPS = 4;

/**
 * Columns by layer; within each, nodes stand near what they are linked to, equal ones in the order in which they came.
 * The same input gives the same picture. Links may go anywhere: a ring bends back.
 */
export function layOut(nodes: readonly LaidNode[], links: readonly LaidLink[]): Layout {
  const layers = [...new Set(nodes.map(({ layer }) => layer))].sort((a, b) => a - b);
  const columns = ordered(
    layers.map((layer) => nodes.filter((node) => node.layer === layer)),
    links,
  );
  const highOf = ({ ports = 1 }: LaidNode): number => Math.max(NODE_HIGH, (ports + 1) * PORT_GAP);
  const tall = (column: readonly LaidNode[]): number =>
    column.reduce((sum, node) => sum + highOf(node) + GAP_DOWN, -GAP_DOWN);
  const most = Math.max(0, ...columns.map(tall));
  const boxes = columns.flatMap((column, k) => {
    let y = MARGIN + (most - tall(column)) / 2;
    return column.map((node, row): Box => {
      const high = highOf(node);
      const at = { x: MARGIN_ACROSS + k * (NODE_WIDE + GAP_ACROSS), y };
      y += high + GAP_DOWN;
      return { id: node.id, layer: node.layer, row, ...at, wide: NODE_WIDE, high };
    });
  });
  const box = new Map(boxes.map((one) => [one.id, one]));
  const ports = new Map(nodes.map(({ id, ports: count = 1 }) => [id, Math.max(1, count)]));
  const lines = links.flatMap((link) => {
    const [from, to] = [box.get(link.from), box.get(link.to)];
    return from && to ? [lineOf(link, from, to, ports.get(link.to)!)] : [];
  });
  const wide = MARGIN_ACROSS * 2 + layers.length * NODE_WIDE + Math.max(0, layers.length - 1) * GAP_ACROSS;
  return { wide, high: most + MARGIN * 2, boxes, lines };
}

/** Each column sorted by the mean place of what its nodes are linked to in the columns beside it, to and fro. */
function ordered(given: readonly (readonly LaidNode[])[], links: readonly LaidLink[]): LaidNode[][] {
  const columns = given.map((column) => [...column]);
  const beside = new Map<string, string[]>();
  const link = (a: string, b: string) => beside.set(a, [...(beside.get(a) ?? []), b]);
  for (const { from, to } of links) {
    link(from, to);
    link(to, from);
  }
  /** Of each node its place in its column, from 0 above to 1 below, whatever the column's length. */
  const place = new Map<string, number>();
  const note = (column: readonly LaidNode[]) =>
    column.forEach(({ id }, row) => place.set(id, (row + 0.5) / column.length));
  const layerOf = new Map(columns.flatMap((column, k) => column.map(({ id }) => [id, k] as const)));
  columns.forEach(note);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const order = columns.map((_column, k) => (sweep % 2 === 0 ? k : columns.length - 1 - k));
    for (const k of order) {
      const column = columns[k]!;
      const mean = new Map(
        column.map(({ id }) => {
          const near = (beside.get(id) ?? []).filter((other) => Math.abs((layerOf.get(other) ?? k) - k) === 1);
          const sum = near.reduce((all, other) => all + place.get(other)!, 0);
          return [id, near.length === 0 ? place.get(id)! : sum / near.length];
        }),
      );
      column.sort((a, b) => mean.get(a.id)! - mean.get(b.id)! || place.get(a.id)! - place.get(b.id)!);
      note(column);
    }
  }
  return columns;
}

function lineOf({ from, to, port }: LaidLink, a: Box, b: Box, ports: number): Line {
  const start = { x: a.x + a.wide, y: a.y + a.high / 2 };
  const end = { x: b.x, y: b.y + (b.high * (port + 1)) / (ports + 1) };
  // Forward it runs from side to side; within a column, and backwards in a ring, it bends around both ends.
  const forward = end.x > start.x;
  const bend = forward ? (end.x - start.x) / 2 : GAP_ACROSS / 2;
  const [c1, c2] = [
    { x: start.x + bend, y: start.y },
    { x: end.x - bend, y: end.y },
  ];
  const over = forward ? 0 : (a.high + GAP_DOWN) / 2;
  const path = forward
    ? `M${at(start)}C${at(c1)} ${at(c2)} ${at(end)}`
    : `M${at(start)}C${at(c1)} ${at({ x: c1.x, y: start.y + over })} ${at({ x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 + over })}` +
      `S${at(c2)} ${at(end)}`;
  const middle = forward
    ? { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 }
    : { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 + over };
  return { from, to, port, forward, path, end, middle };
}

const round = (value: number): number => Math.round(value * 10) / 10;
const at = ({ x, y }: { x: number; y: number }): string => `${round(x)} ${round(y)}`;

export type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End';

/** Where the focus goes: up and down within a column, across to what is linked and, where nothing is, to the nearest. */
export function stepFrom({ boxes, lines }: Layout, id: string, direction: Direction): string {
  const here = boxes.find((box) => box.id === id);
  if (!here) return boxes[0]?.id ?? id;
  const column = (layer: number) => boxes.filter((box) => box.layer === layer);
  if (direction === 'ArrowUp' || direction === 'ArrowDown') {
    const next = column(here.layer).find(({ row }) => row === here.row + (direction === 'ArrowUp' ? -1 : 1));
    return next?.id ?? id;
  }
  if (direction === 'Home' || direction === 'End') {
    const own = column(here.layer);
    return (direction === 'Home' ? own[0] : own.at(-1))?.id ?? id;
  }
  const layers = [...new Set(boxes.map(({ layer }) => layer))].sort((a, b) => a - b);
  const layer = layers[layers.indexOf(here.layer) + (direction === 'ArrowLeft' ? -1 : 1)];
  if (layer === undefined) return id;
  const linked = new Set(lines.flatMap(({ from, to }) => (from === id ? [to] : to === id ? [from] : [])));
  const height = (box: Box) => Math.abs(box.y + box.high / 2 - (here.y + here.high / 2));
  const beside = column(layer).sort(
    (a, b) => Number(linked.has(b.id)) - Number(linked.has(a.id)) || height(a) - height(b) || a.row - b.row,
  );
  return beside[0]?.id ?? id;
}
