import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { afterWords, lossesIn } from '../../../client/features/assets/need/consequence.ts';
import { newDraft, needOf } from '../../../client/features/assets/need/draft.ts';
import { applied, readNeed } from '../../../client/features/assets/need/parse.ts';
import { forecast } from '../../../shared/cascade/forecast.ts';
import type { Instant } from '../../../shared/time.ts';
import { asset, idOf, minutes, NOON } from '../derive/faces.support.ts';

const words = Object.assign(
  {},
  ...['need', 'forecast', 'ui'].map(
    (name) =>
      JSON.parse(readFileSync(new URL(`../../../client/texts/en/${name}.json`, import.meta.url), 'utf8')) as object,
  ),
) as Record<string, string>;
const say = (key: string, values: Readonly<Record<string, string | number>> = {}): string =>
  (words[key] ?? `missing ${key}`).replace(/\{\{(\w+)\}\}/g, (_all, name: string) => String(values[name]));

const well = { since: minutes(-600), at: minutes(-600) };

/** What is said when the first supplier fails, of a need as it is typed. */
function follows(text: string, suppliers = 1): string[] {
  const ids = Array.from({ length: suppliers }, (_none, at) => idOf(at + 1));
  const need = needOf(applied({ ...newDraft(), suppliers: ids }, readNeed(text, suppliers)), idOf(9));
  const faces = [...ids.map((_id, at) => asset(at + 1, well)), asset(8, { ...well, needs: [need] })];
  const whatIf = [{ kind: 'health', at: NOON, assetId: idOf(1), level: 0 }] as const;
  return lossesIn(forecast(faces, NOON, { whatIf, samples: 5 }), idOf(8)).map((one) => afterWords(one, NOON, say));
}

describe('what follows from a need, before it is saved', () => {
  it('[L9] is the engine’s answer to what was typed, with its band', () => {
    expect(follows('24 h diesel')).toEqual(['fails after 24 h (19 h 12 min to 28 h 48 min)']);
    expect(follows('24 h diesel, then runs at 70 % without it')).toEqual([
      'falls to 70 % after 24 h (19 h 12 min to 28 h 48 min)',
    ]);
    expect(follows('felt after 20 min')).toEqual(['fails after 20 min (16 min to 24 min)']);
    expect(follows('no battery')).toEqual(['fails at once']);
    expect(follows('1 of 2', 2)).toEqual([]);
    expect(follows('2 of 2, 12 h battery', 2)).toEqual(['fails after 12 h (9 h 36 min to 14 h 24 min)']);
    expect(follows('60 + 60 MW for 100 MW', 2)).toEqual(['falls to 60 % at once']);
  });

  it('tells the first loss and the worst, and what is not sure', () => {
    const one = {
      assetId: 'a',
      because: 'need',
      buffer: false,
      lacking: [],
      chain: [],
      skipped: 0,
      rootId: 'a',
    } as const;
    const at = (minute: number, from: number, to: number) => ({
      ...one,
      at: minutes(minute),
      earliest: minutes(minute) as Instant | undefined,
      latest: undefined as Instant | undefined,
      band: 'indicative' as never,
      from,
      to,
      borders: [],
      restsOn: [],
      contradicted: false,
    });
    const made = forecast([], NOON);
    const changes = [at(10, 1e6, 8e5), at(20, 8e5, 9e5), at(30, 9e5, 5e5), at(60, 5e5, 0)];
    const lost = lossesIn({ ...made, changes }, 'a');
    expect(lost.map(({ to }) => to)).toEqual([8e5, 0]);
    const milder = [at(10, 1e6, 0), at(20, 0, 8e5), at(30, 8e5, 7e5)];
    expect(lossesIn({ ...made, changes: milder }, 'a').map(({ to }) => to)).toEqual([0]);
    expect(afterWords(lost[1]!, NOON, say)).toBe('fails after 1 h (1 h at the earliest, perhaps not at all, estimate)');
    expect(afterWords({ ...lost[1]!, earliest: undefined }, NOON, say)).toBe(
      'fails after 1 h (perhaps not at all, estimate)',
    );
  });
});
