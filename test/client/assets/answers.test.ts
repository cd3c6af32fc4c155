import { describe, expect, it } from 'vitest';
import { holdsUntil, standingAnswers } from '../../../client/features/assets/answers.ts';
import type { AssetFace, Need } from '../../../shared/domain/asset/record.ts';
import { asset, claim, idOf, minutes, NOON } from '../derive/faces.support.ts';

const need: Need = {
  needId: idOf(9),
  type: 'physical',
  rule: 'kofn',
  k: 1,
  suppliers: [{ assetId: idOf(1), weight: 1, delay: 0, threshold: 1 }],
  alpha: 1_000_000,
  beta: 0,
};
const supplier = (since: number) => asset(1, { status: 'failed', level: 0, since: minutes(since), at: minutes(since) });
const hospital = (some: Partial<AssetFace>) => asset(2, { basis: 'confirmed', needs: [need], ...some });
const by = claim('operational').by;
const refuted = hospital({
  confirmed: { ...claim('operational', NOON), level: 1_000_000, holdsUntil: minutes(120), note: 'A second tank.' },
});
const expected = hospital({ expected: { at: minutes(60), level: 0, saidAt: NOON, by } });
const around = (one: ReturnType<typeof asset>) => new Map([[one.id, one]]);
const stands = (face: AssetFace, minute: number, since = -30, predicted = true) =>
  standingAnswers(face, around(supplier(since)), Date.parse(minutes(minute)), predicted).map(({ kind }) => kind);

describe('[CAS-15] the owner’s answer, as everybody is told', () => {
  it('stands until the moment that was said and then vanishes by itself', () => {
    expect(stands(refuted, 0)).toEqual(['refuted']);
    expect(stands(refuted, 119)).toEqual(['refuted']);
    expect(stands(refuted, 120)).toEqual([]);
    expect(standingAnswers(refuted, new Map(), Date.parse(NOON), false)).toEqual([
      { kind: 'refuted', until: minutes(120), saidAt: NOON, by, note: 'A second tank.' },
    ]);
  });

  it('lapses when a supplier changes after it, as the forecast does, and not when one changed before', () => {
    expect(stands(refuted, 60, 30)).toEqual([]);
    expect(stands(refuted, 60, -1)).toEqual(['refuted']);
    expect(stands(expected, 60, 30)).toEqual([]);
    const fell = around({ ...supplier(-30), levelSince: minutes(10) });
    expect(standingAnswers(refuted, fell, Date.parse(minutes(60)), true)).toEqual([]);
  });

  it('an expectation stands beside a prediction only, and both answers may stand', () => {
    expect(stands(expected, 0)).toEqual(['confirmed']);
    expect(stands(expected, 0, -30, false)).toEqual([]);
    expect(stands({ ...refuted, expected: expected.expected! }, 0)).toEqual(['refuted', 'confirmed']);
    expect(stands(hospital({}), 0)).toEqual([]);
  });

  it('offers a day beyond the predicted moment, or from now where that has passed', () => {
    expect(holdsUntil(minutes(60), Date.parse(NOON), 24)).toBe(minutes(60 + 24 * 60));
    expect(holdsUntil(minutes(-60), Date.parse(NOON), 6)).toBe(minutes(6 * 60));
  });
});
