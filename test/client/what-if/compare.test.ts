import { describe, expect, it } from 'vitest';
import { bordersOf, differing, serviceDeltas, totalsOf } from '../../../client/features/what-if/compare.ts';
import { forecast, type WhatIf } from '../../../shared/cascade/forecast.ts';
import { fromMs, toMs } from '../../../shared/time.ts';
import { facesFor, UP } from '../forecast/whatIf.support.ts';

const NOW = fromMs(Date.UTC(2025, 3, 28, 10));
const inHours = (hours: number) => fromMs(toMs(NOW) + hours * 3_600_000);
const health = (assetId: string, level: number, hours = 0): WhatIf => ({
  kind: 'health',
  at: inHours(hours),
  assetId,
  level,
});

/** The present, in which some things are out already, and what would be. */
function both(out: readonly string[], whatIf: readonly WhatIf[]) {
  const faces = facesFor().map((face) =>
    out.includes(face.id)
      ? {
          ...face,
          status: 'failed' as const,
          level: 0,
          since: inHours(-1),
          at: inHours(-1),
          confirmed: { because: 'damage', at: inHours(-1) },
          basis: 'confirmed' as const,
        }
      : face,
  ) as ReturnType<typeof facesFor>;
  const options = { samples: 20, horizon: 24 * 3600 };
  const chosen = new Set(whatIf.map(({ assetId }) => assetId));
  const [present, made] = [forecast(faces, NOW, options), forecast(faces, NOW, { ...options, whatIf })];
  return { present, made, chosen, list: differing(present, made, chosen) };
}
const said = ({ list }: ReturnType<typeof both>) => list.map(({ assetId, kind, chosen }) => [assetId, kind, chosen]);

describe('what would be otherwise', () => {
  it('a failure takes more with it, across a border, and those chosen are told apart', () => {
    const compared = both([], [health('station', 0)]);
    expect(said(compared)).toEqual([
      ['station', 'new', true],
      ['hospital', 'new', false],
    ]);
    const { present, made, chosen } = compared;
    expect(totalsOf(present, chosen)).toMatchObject({ losing: 0, failing: 0, borders: 0, decisions: 0 });
    expect(totalsOf(made, chosen)).toMatchObject({ losing: 1, failing: 1, borders: 1, decisions: 1 });
    expect(bordersOf(made)).toEqual([{ from: 'ES', to: 'PT', assets: 1 }]);
  });

  it('refuelling makes a loss later, and repair in time spares it', () => {
    const refuel: WhatIf = { kind: 'refuel', at: inHours(2), assetId: 'hospital', needId: 'power', seconds: 4 * 3600 };
    const later = both(['station'], [refuel]);
    expect(said(later)).toEqual([['hospital', 'later', true]]);
    const repaired = both(['station'], [health('station', UP, 1)]);
    expect(said(repaired)).toEqual([
      ['station', 'back', true],
      ['hospital', 'gone', false],
    ]);
    const sooner = both(['station'], [health('hospital', 0, 1)]);
    expect(said(sooner)).toEqual([['hospital', 'earlier', true]]);
  });

  it('what falls and comes back later is told as a loss; what is out already and repaired comes back', () => {
    const passing = both([], [health('station', 0), health('station', UP, 6)]);
    expect(said(passing)).toEqual([
      ['station', 'new', true],
      ['hospital', 'new', false],
    ]);
    expect(passing.made.changes.filter(({ from, to }) => to > from)).toHaveLength(2);
  });

  it('that nothing else follows is an empty list', () => {
    expect(said(both([], [health('hospital', 0)]))).toEqual([['hospital', 'new', true]]);
    expect(said(both([], []))).toEqual([]);
  });

  it('persons without a service are set beside the present by nation, and only where they differ', () => {
    const { present, made } = both([], [health('station', 0)]);
    const deltas = serviceDeltas(present, made, 24);
    expect(deltas.map(({ nation, rows }) => [nation, rows.length])).toEqual([['PT', 1]]);
    const row = deltas[0]!.rows[0]!;
    expect(row).toMatchObject({ service: 'health', most: 90_000, present: undefined });
    // It falls after four hours of diesel: the rest of the day it is without.
    expect(row.personHours).toBeCloseTo(90_000 * 20, -3);
    // The hospital is out in both: of its service nothing is said.
    const line = both(['hospital'], [health('line', 0)]);
    expect(serviceDeltas(line.present, line.made, 24).map(({ nation, rows }) => [nation, rows[0]!.service])).toEqual([
      ['ES', 'energy'],
    ]);
    const { present: same } = both([], []);
    expect(serviceDeltas(same, same, 24)).toEqual([]);
    expect(serviceDeltas(made, present, 24)[0]!.rows[0]).toMatchObject({ most: -90_000, made: undefined });
  });
});
