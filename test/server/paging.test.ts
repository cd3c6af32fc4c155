import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../shared/canonical.ts';
import { World, type View } from '../../shared/domain/world.ts';
import type { Audience } from '../../shared/sharing/audience.ts';
import { apply, type Change } from '../../shared/sharing/change.ts';
import { allFaces } from '../../shared/sharing/difference.ts';
import { fromMs } from '../../shared/time.ts';
import { inSlices, pageOf, type Page } from '../../server/desk/paging.ts';
import { id } from '../support/house.ts';

const OURS = id('grid');
const THEIRS = id('water');
const NOW = Date.parse('2026-03-01T10:00:00Z');

/** Assets of two organisations whose status changes again and again; those of the other are not shown to ours. */
function backlog(rows: number) {
  const directory = new World();
  const operation = new World();
  const fold = (world: World, type: string, kind: string, name: string, organisation: string, data: object) => {
    const at = fromMs(NOW + world.head);
    const entity = { kind, id: id(name) } as never;
    const by = { organisation, user: id('somebody') };
    const event = { type, v: 1, by, at, realAt: at, entities: [entity], data: data as never, directory: 0 };
    world.fold({ position: world.head + 1, touches: [], event });
  };
  for (const organisation of ['grid', 'water'])
    fold(directory, 'organisation.registered', 'organisation', organisation, id(organisation), { name: organisation });
  const participants = [OURS, THEIRS];
  const made = { name: 'x', kind: 'live', defaultTlp: 'TLP:GREEN', participants };
  fold(directory, 'operation.created', 'operation', 'operation', OURS, { ...made, id: id('operation') });
  const assets = rows / 4;
  for (let index = 0; index < assets; index++) {
    const owner = index % 2 === 0 ? OURS : THEIRS;
    const marking = { tlp: owner === OURS ? 'TLP:GREEN' : 'TLP:AMBER+STRICT', owner, circles: [], persons: [] };
    fold(operation, 'asset.registered', 'asset', `asset ${index}`, owner, { name: `Asset ${index}`, marking });
  }
  const start = operation.head;
  for (let row = 0; row < rows; row++) {
    const index = (row * 7919) % assets;
    const data = { status: row % 3 === 0 ? 'failed' : 'degraded', level: row, basis: 'confirmed' };
    fold(operation, 'asset.statusChanged', 'asset', `asset ${index}`, index % 2 === 0 ? OURS : THEIRS, data);
  }
  const view = (position: number): View => ({
    operationId: id('operation'),
    operation,
    directory,
    position,
    directoryPosition: directory.head,
    time: fromMs(NOW + 10 * rows),
  });
  return { before: view(start), present: view(operation.head) };
}

const AUDIENCE: Audience = { organisation: OURS, roleClass: 'member' };

/** All pages from a cursor to the present, and in how many steps they were made. */
function allPages(before: View, present: View, limit: number): { pages: Page[]; steps: number } {
  const pages: Page[] = [];
  let steps = 0;
  for (let from = before; ;) {
    const work = pageOf(AUDIENCE, from, present, limit);
    let step = work.next();
    for (; !step.done; step = work.next()) steps += 1;
    if (step.value === 'gone') throw new Error('gone');
    pages.push(step.value);
    if (!step.value.cut) return { pages, steps };
    from = step.value.view;
  }
}

const held = (view: View) => new Map([...allFaces(AUDIENCE, view)].map(({ key, face }) => [key, face as object]));

describe('[P-S12] changes in pages', () => {
  it('[P-S12] [L4] all pages together lead from the one picture to the other, and none is longer than asked for', () => {
    const { before, present } = backlog(400);
    for (const limit of [1, 7, 60, 1000]) {
      const picture = held(before);
      for (const { changes } of allPages(before, present, limit).pages) {
        expect(changes.length).toBeLessThanOrEqual(limit);
        for (const change of changes) {
          const key = `${change.entity.kind}:${change.entity.id}`;
          picture.set(key, apply<{ id: string }>(picture.get(key) as { id: string } | undefined, change as Change)!);
        }
      }
      expect(canonicalJson([...picture].sort())).toBe(canonicalJson([...held(present)].sort()));
    }
  });

  it('[P-S12] twice the backlog is twice the work, however many pages it takes', () => {
    const small = backlog(4000);
    const large = backlog(8000);
    const once = allPages(small.before, small.present, 100);
    const twice = allPages(large.before, large.present, 100);
    expect(twice.pages.length).toBeGreaterThan(1.8 * once.pages.length);
    process.stdout.write(`S12: ${once.steps} steps for 4,000 rows, ${twice.steps} for 8,000\n`);
    // Four times would be each page looking at everything.
    expect(twice.steps).toBeLessThan(3 * once.steps);
  });

  it('[P-R4] a page of a large backlog is made in many short turns', async () => {
    const { before, present } = backlog(12_000);
    // Processor time of this thread: a busy machine makes no turn longer.
    const spent = () => process.threadCpuUsage().user / 1000;
    const began = spent();
    let turns = 0;
    let longest = 0;
    let last = began;
    let over = false;
    const beat = () => {
      const now = spent();
      longest = Math.max(longest, now - last);
      last = now;
      turns += 1;
      if (!over) setImmediate(beat);
    };
    setImmediate(beat);
    const page = await inSlices(pageOf(AUDIENCE, before, present, 1000));
    over = true;
    process.stdout.write(
      `R4: a page of 12,000 rows in ${turns} turns, ${Math.round(spent() - began)} ms, the longest ${Math.round(longest)} ms\n`,
    );
    expect(page).not.toBe('gone');
    expect(turns).toBeGreaterThan(3);
    expect(longest).toBeLessThan(60);
  });
});
