import { describe, expect, it } from 'vitest';
import { strictestInSight, type Sight } from '../../../client/store/derive/inSight.ts';
import { asset, facesOf, incident, task } from './faces.support.ts';

const sight = (some: Partial<Sight> = {}): Sight => ({
  screen: 'cop',
  filter: {},
  within: ({ location }) => location !== undefined && location.lat > 40,
  open: undefined,
  feed: 80,
  ...some,
});
const north = { lat: 43, lon: -3 };
const south = { lat: 37, lon: -6 };

describe('the strictest label of what is on the screen', () => {
  it('[U12] counts what the map shows, not what lies outside of it', () => {
    const faces = facesOf({
      asset: [
        asset(1, { location: north, tlp: 'TLP:AMBER' }),
        asset(2, { location: south, tlp: 'TLP:RED', country: 'MA' }),
      ],
    });
    expect(strictestInSight(faces, sight())).toBe('TLP:AMBER');
    expect(strictestInSight(faces, sight({ within: undefined }))).toBe('TLP:RED');
    expect(strictestInSight(faces, sight({ within: undefined, filter: { country: ['ES'] } }))).toBe('TLP:AMBER');
    expect(strictestInSight(faces, sight({ screen: 'assets' }))).toBe('TLP:RED');
    expect(strictestInSight(faces, sight({ screen: 'all' }))).toBe('TLP:RED');
  });

  it('[U12] and what stands beside it: open incidents, what is down, what just happened, and the open record', () => {
    const down = asset(1, { location: south, tlp: 'TLP:AMBER', status: 'failed' });
    const fire = incident(2, { location: south, tlp: 'TLP:AMBER+STRICT' });
    const job = task(3, { tlp: 'TLP:RED' });
    expect(strictestInSight(facesOf({ asset: [down] }), sight())).toBe('TLP:AMBER');
    expect(strictestInSight(facesOf({ asset: [down], incident: [fire] }), sight())).toBe('TLP:AMBER+STRICT');
    const all = facesOf({ asset: [down], incident: [fire], task: [job] });
    expect(strictestInSight(all, sight())).toBe('TLP:RED');
    expect(strictestInSight(all, sight({ screen: 'incidents' }))).toBe('TLP:AMBER+STRICT');
    const open = { kind: 'task', id: job.id } as const;
    expect(strictestInSight(all, sight({ screen: 'incidents', open }))).toBe('TLP:RED');
  });
});
