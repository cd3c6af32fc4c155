import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bandShort, nextInBrief } from '../../../client/features/cop/next.ts';
import {
  doubtsIn,
  niceTicks,
  resilienceLoss,
  servedIn,
  servedKey,
  sureOf,
  valueAt,
} from '../../../client/features/forecast/outputs.ts';
import {
  changedTable,
  deadlinesTable,
  deadlocksTable,
  doubtsTable,
  personsTable,
  servicesTable,
  timelineTable,
} from '../../../client/features/forecast/tables.ts';
import { within, withoutByNation } from '../../../client/forecast/rows.ts';
import type { ShownAsset } from '../../../client/store/derive/shownAsset.ts';
import type { Need } from '../../../shared/domain/asset/record.ts';
import { forecast } from '../../../shared/cascade/forecast.ts';
import { asset, claim, idOf, minutes, NOON, twin } from '../derive/faces.support.ts';

const texts = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../client/texts/en/${name}.json`, import.meta.url), 'utf8')) as Record<
    string,
    string
  >;
const words = { ...texts('forecast'), ...texts('ui'), ...texts('assets'), ...texts('parts') };
const say = (key: string, values: Readonly<Record<string, string | number>> = {}): string =>
  (words[key] ?? `missing ${key}`).replace(/\{\{(\w+)\}\}/g, (_all, name: string) => String(values[name]));

const need = (number: number, supplier: number, hours: number): Need => ({
  needId: idOf(500 + number),
  type: 'physical',
  rule: 'kofn',
  k: 1,
  suppliers: [{ assetId: idOf(supplier), weight: 1, delay: 0, threshold: 1 }],
  buffer: hours * 3600,
  alpha: 1_000_000,
  beta: 0,
});
const well = { since: minutes(-600), at: minutes(-600), basis: 'confirmed' as const, organisation: idOf(900) };
/** A substation of which others say that it is down; a clinic behind it, and behind that an exchange and an area. */
const assets = new Map<string, ShownAsset>(
  [
    asset(1, {
      status: 'failed',
      level: 0,
      since: NOON,
      at: NOON,
      basis: 'reported',
      reports: [claim('failed')],
      organisation: idOf(900),
    }),
    asset(2, { ...well, sector: 'health', country: 'PT', served: 1200, name: 'Clinic', needs: [need(2, 1, 5)] }),
    asset(3, { ...well, sector: 'digital', served: 600, name: '@Exchange', needs: [need(3, 2, 3)] }),
    asset(4, { ...well, sector: 'health', country: 'PT', served: 800 }),
    twin(5, { sector: 'digital', served: 1000, needs: [need(5, 2, 60)] }),
  ].map((face) => [face.id, face]),
);
const made = forecast([...assets.values()] as never, minutes(60), { samples: 3 });
const shown = within(made, assets, 24);

describe('the outputs of a forecast', () => {
  it('the loss of resilience is what is missing of all that is served, over the time', () => {
    const served = servedIn(assets.values());
    expect(served.get(servedKey('health', 'PT'))).toBe(2000);
    expect(served.get(servedKey('digital', ''))).toBe(1000);
    const rows = withoutByNation(made, 24, []).find(({ nation }) => nation === 'PT')!.rows;
    // 1,200 of 2,000 are without for the last 20 of 24 hours.
    expect(resilienceLoss(rows[0]!, 2000, 24)).toEqual({ hours: 12, share: 0.5 });
    expect(resilienceLoss({ personHours: 5000 }, 100, 24)).toEqual({ hours: 24, share: 1 });
    expect(resilienceLoss(rows[0]!, 0, 24)).toBeUndefined();
  });

  it('an axis has round marks up to at least the most', () => {
    expect(niceTicks(0)).toEqual([0]);
    expect(niceTicks(3)).toEqual([0, 1, 2, 3]);
    expect(niceTicks(1200)).toEqual([0, 500, 1000, 1500]);
    expect(niceTicks(4_000_000)).toEqual([0, 1_000_000, 2_000_000, 3_000_000, 4_000_000]);
    for (const most of [1, 7, 99, 101, 2501, 123_456_789]) expect(niceTicks(most).at(-1)).toBeGreaterThanOrEqual(most);
  });

  it('a curve is read off where it stands, not where it goes next', () => {
    const steps = [
      [0, 10],
      [60, 30],
    ] as const;
    expect([0, 59, 60, 900].map((after) => valueAt(steps, after))).toEqual([10, 10, 30, 30]);
    expect(valueAt([], 5)).toBe(0);
  });

  it('says on whose word most predictions rest, and how many rest on none', () => {
    const [first, ...others] = doubtsIn(shown.changes);
    expect(first).toMatchObject({ assetId: idOf(1), doubts: ['not-confirmed'], predictions: 2, assets: 2 });
    expect(first!.first.assetId).toBe(idOf(2));
    expect(others).toEqual([]);
    const all = within(made, assets, 72).changes;
    expect(doubtsIn(all).map(({ assetId, predictions }) => [assetId, predictions])).toEqual([
      [idOf(1), 3],
      [idOf(5), 1],
    ]);
    expect(sureOf(shown.changes)).toBe(0);
    expect(sureOf([...shown.changes, { ...shown.changes[0]!, restsOn: [] }])).toBe(1);
  });

  it('each is a table with as many cells as heads, every word of it known, and no time without its band', () => {
    const nations = withoutByNation(made, 24, []);
    const tables = {
      timeline: timelineTable(shown.changes, assets, say),
      persons: personsTable(nations, Date.parse(made.now), say),
      services: servicesTable(nations, servedIn(assets.values()), 24, say),
      deadlines: deadlinesTable(shown.deadlines, assets, say),
      deadlocks: deadlocksTable(
        [{ members: [idOf(2), idOf(3)], blackStart: [idOf(3)], pointOfNoReturn: NOON, onlyIfRepairedLate: true }],
        assets,
        say,
      ),
      changed: changedTable(
        [{ assetId: idOf(2), kind: 'later', before: { at: NOON, to: 0 }, after: { at: minutes(5), to: 0 } }],
        assets,
        say,
      ),
      doubts: doubtsTable(doubtsIn(shown.changes), assets, say),
    };
    for (const [name, { head, lines }] of Object.entries(tables)) {
      expect(lines.length, name).toBeGreaterThan(0);
      for (const line of lines) expect(line, name).toHaveLength(head.length);
      expect(JSON.stringify([head, lines]), name).not.toMatch(/missing [\w-]+\./);
    }
    const [loss] = tables.timeline.lines;
    expect(loss!.slice(0, 6)).toEqual([
      minutes(300),
      made.changes[0]!.earliest,
      made.changes[0]!.latest,
      'rigorous',
      'Clinic',
      assets.get(idOf(2))!.code,
    ]);
    expect(tables.persons.lines).toContainEqual(['PT', 'Health', minutes(300), 1200]);
    expect(tables.deadlocks.lines.map((line) => line.slice(3))).toEqual([
      ['Clinic', assets.get(idOf(2))!.code, 'no'],
      ['@Exchange', assets.get(idOf(3))!.code, 'yes'],
    ]);
  });
});

describe('what fails next, in brief', () => {
  it('has each asset once, the nearest first, the next decision, and never adds services up', () => {
    const brief = nextInBrief(made, assets, 24);
    expect(brief.nearest.map(({ assetId, at }) => [assetId, at])).toEqual([
      [idOf(2), minutes(300)],
      [idOf(3), minutes(480)],
    ]);
    expect(brief).toMatchObject({ losses: 2, deadlines: 2, deadline: { assetId: idOf(2) }, deadlocks: 0 });
    expect(brief.worst).toEqual({ service: 'health', nation: 'PT', persons: 1200 });
    expect(nextInBrief(made, assets, 24, 1).nearest).toHaveLength(1);
    // It falls once more, and the decision that saves most is not the next.
    const [first] = made.changes;
    const twice = {
      ...made,
      changes: [...made.changes, { ...first!, at: minutes(900), from: 500_000 }],
      deadlines: [...made.deadlines].reverse(),
    };
    const again = nextInBrief(twice, assets, 24);
    expect(again).toMatchObject({ losses: 2, deadline: { assetId: idOf(2) } });
    expect(again.nearest[0]!.at).toBe(minutes(300));
    expect(nextInBrief(made, new Map(), 24)).toMatchObject({ losses: 0, nearest: [], deadlines: 0 });
    expect(nextInBrief(made, assets, 1)).toMatchObject({ losses: 0, worst: undefined, deadline: undefined });
  });

  it('never leaves out how sure a time is, however little room there is', () => {
    const now = Date.parse(NOON);
    const at = (minute: number | undefined) => (minute === undefined ? undefined : minutes(minute));
    const band = (earliest: number | undefined, latest: number | undefined) =>
      bandShort({ earliest: at(earliest), latest: at(latest) }, now, say);
    expect(band(30, 90)).toBe('12:30Z–13:30Z');
    expect(band(30, 24 * 60)).toBe('12:30Z–29 Apr 12:00Z');
    expect(band(24 * 60, 25 * 60)).toBe('29 Apr 12:00Z–13:00Z');
    expect(band(30, undefined)).toBe('from 12:30Z, perhaps');
    expect(band(undefined, undefined)).toBe('perhaps');
  });
});
