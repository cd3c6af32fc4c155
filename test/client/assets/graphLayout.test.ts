import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  layOut,
  stepFrom,
  type LaidLink,
  type LaidNode,
  type Layout,
} from '../../../client/features/assets/graph/layout.ts';

const node = (id: string, layer: number, ports = 1): LaidNode => ({ id, layer, ports });
const link = (from: string, to: string, port = 0): LaidLink => ({ from, to, port });

const graphs = fc
  .array(fc.record({ layer: fc.integer({ min: -4, max: 4 }), ports: fc.integer({ min: 0, max: 9 }) }), {
    minLength: 1,
    maxLength: 150,
  })
  .chain((all) => {
    const nodes = all.map(({ layer, ports }, at) => node(`n${at}`, layer, ports));
    const some = fc.integer({ min: 0, max: nodes.length - 1 });
    return fc.array(fc.tuple(some, some), { maxLength: 200 }).map((pairs) => ({
      nodes,
      links: pairs.map(([a, b]) => link(`n${a}`, `n${b}`)),
    }));
  });

function overlapping({ boxes }: Layout): string[] {
  return boxes.flatMap((a, k) =>
    boxes
      .slice(k + 1)
      .filter((b) => a.x < b.x + b.wide && b.x < a.x + a.wide && a.y < b.y + b.high && b.y < a.y + a.high)
      .map((b) => `${a.id} ${b.id}`),
  );
}

describe('the layout of a layered graph', () => {
  it('covers no node with another and stays within its frame, whatever the links, rings included', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, links }) => {
        const made = layOut(nodes, links);
        expect(made.boxes).toHaveLength(nodes.length);
        expect(overlapping(made)).toEqual([]);
        for (const { x, y, wide, high } of made.boxes) {
          expect(x >= 0 && y >= 0 && x + wide <= made.wide && y + high <= made.high).toBe(true);
        }
        expect(made.lines).toHaveLength(links.length);
        expect(made.lines.filter(({ path }) => !/^M[-\d.]+ [-\d.]+C[-\d. ]+(S[-\d. ]+)?$/.test(path))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('is the same for the same input, and puts suppliers left of what they supply', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, links }) => {
        const made = layOut(nodes, links);
        expect(layOut(structuredClone(nodes), structuredClone(links))).toEqual(made);
        const box = new Map(made.boxes.map((one) => [one.id, one]));
        const layer = new Map(nodes.map((one) => [one.id, one.layer]));
        for (const a of nodes) {
          for (const b of nodes) {
            if (layer.get(a.id)! < layer.get(b.id)!) expect(box.get(a.id)!.x).toBeLessThan(box.get(b.id)!.x);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('stands nodes beside what they are linked to, so that lines do not cross without need', () => {
    const left = ['a', 'b', 'c'].map((id) => node(id, -1));
    const right = ['z', 'y', 'x'].map((id) => node(id, 0));
    const { boxes } = layOut([...left, ...right], [link('a', 'x'), link('b', 'y'), link('c', 'z')]);
    const rows = (ids: string[]) => ids.map((id) => boxes.find((one) => one.id === id)!.row);
    expect(rows(['a', 'b', 'c'])).toEqual(rows(['x', 'y', 'z']));
  });

  it('is no more than an empty frame for nothing, and one box for one', () => {
    expect(layOut([], [])).toMatchObject({ boxes: [], lines: [] });
    expect(layOut([node('a', 0)], [link('a', 'gone')])).toMatchObject({ boxes: [{ id: 'a', row: 0 }], lines: [] });
  });
});

describe('going about a graph by keys (U20)', () => {
  const made = layOut(
    [node('s1', -1), node('s2', -1), node('me', 0), node('d1', 1), node('d2', 1), node('d3', 1)],
    [link('s2', 'me'), link('me', 'd3'), link('s1', 'd1')],
  );

  it('goes up and down a column and across along the lines', () => {
    expect(stepFrom(made, 'me', 'ArrowLeft')).toBe('s2');
    expect(stepFrom(made, 'me', 'ArrowRight')).toBe('d3');
    expect(stepFrom(made, 'd3', 'ArrowLeft')).toBe('me');
    expect(stepFrom(made, 'd3', 'ArrowRight')).toBe('d3');
    const column = made.boxes.filter(({ layer }) => layer === 1).map(({ id }) => id);
    expect(stepFrom(made, column[0]!, 'ArrowDown')).toBe(column[1]);
    expect(stepFrom(made, column[0]!, 'ArrowUp')).toBe(column[0]);
    expect(stepFrom(made, column[0]!, 'End')).toBe(column[2]);
    expect(stepFrom(made, column[2]!, 'Home')).toBe(column[0]);
    expect(stepFrom(made, 'gone', 'ArrowUp')).toBe(made.boxes[0]!.id);
  });

  it('every node can be reached from every other', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, links }) => {
        const any = layOut(nodes, links);
        const found = new Set([nodes[0]!.id]);
        for (const id of found) {
          for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'] as const) {
            found.add(stepFrom(any, id, key));
          }
        }
        expect(found.size).toBe(nodes.length);
      }),
      { numRuns: 40 },
    );
  });
});
