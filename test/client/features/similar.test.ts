import { describe, expect, it } from 'vitest';
import { similarIncidents } from '../../../shared/domain/incident/similar.ts';
import { at, incident } from './faces.ts';

const madrid = { lat: 40.4168, lon: -3.7038 };
/** About 111 m to the north for each thousandth of a degree. */
const north = (metres: number) => ({ lat: madrid.lat + metres / 111_195, lon: madrid.lon });
const found = (...others: ReturnType<typeof incident>[]) =>
  similarIncidents({ id: 'me', location: madrid, at: at('10:30') }, others).map((one) => one.incident.id);

describe('possibly the same as', () => {
  it('finds what lies within 2 km and 30 minutes, on both sides of both', () => {
    const near = incident({ id: 'near', location: north(1990), at: at('10:00') });
    const later = incident({ id: 'later', location: north(100), at: at('11:00') });
    const far = incident({ id: 'far', location: north(2010), at: at('10:30') });
    const early = incident({ id: 'early', location: madrid, at: at('09:59') });
    expect(found(near, later, far, early)).toEqual(['later', 'near']);
  });

  it('takes a common asset for nearness, where no place is known', () => {
    const other = incident({ id: 'other', assetIds: ['a', 'b'], at: at('10:29') });
    const [same] = similarIncidents({ at: at('10:30'), assetIds: ['b'] }, [other]);
    expect(same).toMatchObject({ metres: 0, earlierMs: 60_000 });
    expect(similarIncidents({ at: at('10:30'), assetIds: ['c'] }, [other])).toEqual([]);
  });

  it('leaves out itself, and what was voided, merged or closed', () => {
    const ended = { location: madrid, at: at('10:30') };
    expect(
      found(
        incident({ id: 'me', ...ended }),
        incident({ id: 'voided', ...ended, voided: { reason: 'test', at: at('10:31') } }),
        incident({ id: 'merged', ...ended, mergedInto: 'x' }),
        incident({ id: 'closed', ...ended, status: 'closed' }),
      ),
    ).toEqual([]);
  });

  it('puts the nearest first; of equally near ones the nearest in time', () => {
    const a = incident({ id: 'a', location: north(500), at: at('10:10') });
    const b = incident({ id: 'b', location: north(500), at: at('10:25') });
    const c = incident({ id: 'c', location: north(200), at: at('10:05') });
    expect(found(a, b, c)).toEqual(['c', 'b', 'a']);
  });
});
