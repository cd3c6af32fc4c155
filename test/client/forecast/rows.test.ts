import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { leadOf, lossOf, stepPath, strictestUnder, within, withoutByNation } from '../../../client/forecast/rows.ts';
import { bandWords, becauseWords, lengthWords } from '../../../client/forecast/words.ts';
import type { Need } from '../../../shared/domain/asset/record.ts';
import { forecast } from '../../../shared/cascade/forecast.ts';
import { asset, claim, idOf, minutes, NOON } from '../derive/faces.support.ts';

const texts = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../client/texts/en/${name}.json`, import.meta.url), 'utf8')) as Record<
    string,
    string
  >;
const words = { ...texts('forecast'), ...texts('ui'), ...texts('assets') };
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
const down = { status: 'failed' as const, level: 0, since: NOON, at: NOON, confirmed: claim('failed') };
const well = { since: minutes(-600), at: minutes(-600) };
const assets = new Map(
  [
    asset(1, { ...down, basis: 'confirmed', tlp: 'TLP:GREEN' }),
    asset(2, {
      ...well,
      sector: 'health',
      country: 'PT',
      served: 1200,
      name: 'Clinic',
      tlp: 'TLP:AMBER',
      needs: [need(2, 1, 5)],
    }),
    asset(3, { ...well, sector: 'digital', served: 600, needs: [need(3, 2, 20)] }),
    asset(4, { ...well, tlp: 'TLP:RED' }),
  ].map((face) => [face.id, face]),
);
const made = forecast([...assets.values()], minutes(60), { samples: 3 });

describe('what the screen makes of a forecast', () => {
  it('counts assets that lose something within the horizon, the first of them first', () => {
    const lead = (hours: number) => leadOf(within(made, assets, hours));
    expect(lead(6)).toMatchObject({ count: 1, first: { assetId: idOf(2), at: minutes(300) } });
    expect(lead(24)).toMatchObject({ count: 2, first: { assetId: idOf(2) } });
    expect(lead(1)).toEqual({ count: 0, first: undefined });
  });

  it('says nothing of an asset that is not shown any more', () => {
    const fewer = new Map(assets);
    fewer.delete(idOf(2));
    expect(within(made, fewer, 6)).toMatchObject({ changes: [], already: [], deadlines: [] });
    expect(within(made, assets, 6).deadlines).toHaveLength(1);
  });

  it('finds the next loss of one asset, and none of one that goes on', () => {
    expect(lossOf(made, idOf(3))).toMatchObject({ already: false, one: { at: minutes(300 + 20 * 60) } });
    expect(lossOf(made, idOf(4))).toBeUndefined();
    expect(lossOf(undefined, idOf(3))).toBeUndefined();
  });

  it('counts persons without each service by nation, and person-hours within the horizon only', () => {
    const nations = withoutByNation(made, 6, [0, 3 * 3600, 6 * 3600]);
    expect(nations.map(({ nation }) => nation)).toEqual(['PT']);
    const [health] = nations[0]!.rows;
    expect(health).toMatchObject({ service: 'health', at: [0, 0, 1200], most: 1200, personHours: 1200 * 2 });
    expect(withoutByNation(made, 72, []).map(({ nation }) => nation)).toEqual(['ES', 'PT']);
    expect(stepPath(health!.steps, 6 * 3600, 1200, 60, 10)).toBe('M0 10H40V0H60');
  });

  it('[U11] bears the strictest label of what it rests on, and no stricter one', () => {
    expect(strictestUnder(within(made, assets, 6), assets)).toBe('TLP:AMBER');
    expect(strictestUnder(within(made, assets, 1), assets)).toBe('TLP:CLEAR');
  });
});

describe('the words of a prediction', () => {
  it('tell a length in the two units that count', () => {
    const lengths = [20, 38 * 60, 3600, 13_200, 53 * 3600].map((seconds) => lengthWords(seconds * 1000, say));
    expect(lengths).toEqual(['less than a minute', '38 min', '1 h', '3 h 40 min', '2 d 5 h']);
    expect(lengthWords(-5000, say)).toBe('less than a minute');
  });

  it('never leave out how sure the time is', () => {
    const now = Date.parse(NOON);
    const band = (earliest: number | undefined, latest: number | undefined) =>
      bandWords(
        {
          earliest: earliest === undefined ? undefined : minutes(earliest),
          latest: latest === undefined ? undefined : minutes(latest),
        },
        now,
        say,
      );
    expect(band(30, 90)).toBe('between 12:30Z and 13:30Z');
    expect(band(30, 24 * 60)).toBe('between 12:30Z and 29 Apr 12:00Z');
    expect(band(30, undefined)).toBe('12:30Z at the earliest, perhaps not at all');
    expect(band(undefined, undefined)).toBe('perhaps not at all');
  });

  it('name the need that binds and its supplier, and no supplier that is not shown', () => {
    const [loss] = made.changes;
    expect(becauseWords(loss!, assets, say)).toBe('Energy from Asset 1 is missing and its buffer is empty by then');
    const fewer = new Map(assets);
    fewer.delete(idOf(1));
    expect(becauseWords(loss!, fewer, say)).toBe('Physical from a supplier is missing and its buffer is empty by then');
  });

  it('every doubt, oddity and kind of difference that the engine knows has words', () => {
    const doubts = [
      'unknown-status',
      'not-confirmed',
      'disputed',
      'coarse-twin',
      'operator-unconfirmed',
      'restoration-overdue',
    ];
    const kinds = ['new', 'gone', 'earlier', 'later', 'deeper', 'milder'];
    const odd = ['dangling-supplier', 'need-on-itself', 'never-met', 'oscillation', 'stopped'];
    const keys = [
      ...doubts.map((one) => `forecast.doubt.${one}`),
      ...kinds.map((one) => `forecast.kind.${one}`),
      ...odd.map((one) => `forecast.odd.${one}_other`),
      ...['own', 'known', 'need', 'buffer', 'back', 'hidden'].map((one) => `forecast.because.${one}`),
    ];
    expect(keys.filter((key) => words[key] === undefined)).toEqual([]);
  });
});
