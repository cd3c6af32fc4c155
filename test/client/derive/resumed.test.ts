import { afterEach, describe, expect, it } from 'vitest';
import { alertsOf } from '../../../client/store/derive/alerts.ts';
import { digestOf } from '../../../client/store/derive/digest.ts';
import { happeningsOf } from '../../../client/store/derive/feed.ts';
import { numbersOf, openIncidents, sectorsOf } from '../../../client/store/derive/picture.ts';
import { HandCrankedTime } from '../../support/handCranked.ts';
import { House, id } from '../../support/house.ts';
import { HouseServer } from '../../support/houseWire.ts';
import { calm, Screen } from '../../support/screens.ts';

const houses: House[] = [];
afterEach(async () => {
  for (const house of houses.splice(0)) await house.close();
});

/** All that the screens derive, for one moment that both are asked about. */
function derived(screen: Screen, now: string, since: string) {
  const { faces, me } = screen.state;
  return {
    alerts: alertsOf(faces, me!, now),
    feed: happeningsOf(faces),
    digest: digestOf(faces, me!, since),
    numbers: numbersOf(faces, me!.organisation, now),
    sectors: sectorsOf(faces.asset.values()),
    open: openIncidents(faces.incident.values(), me!.organisation).map((one) => one.id),
  };
}

describe('what is derived from faces', () => {
  it('[CLI-6] a client that saw it happen, one that slept through it, and one that comes anew say the same', async () => {
    const house = await House.of({
      organisations: ['grid', 'water'],
      users: {
        ana: ['grid', 'coordinator', 'owner'],
        ben: ['grid', 'coordinator'],
        eva: ['water', 'coordinator', 'owner'],
      },
    });
    houses.push(house);
    const time = new HandCrankedTime(house.now);
    const server = new HouseServer(house, time);
    const live = new Screen(server, 'ana', time, 1);
    const sleeper = new Screen(server, 'ana', time, 2);
    await live.open();
    await sleeper.open();
    await calm(server, time, [live, sleeper]);
    const since = new Date(house.now - 1).toISOString();
    sleeper.tocsin.stop();

    const place = { sector: 'drinking-water', kind: 'pump', country: 'ES', location: { lat: 1, lon: 2 } } as const;
    const does: typeof house.does = async (user, type, data) => {
      await house.does(user, type, data);
      house.now += 30_000;
      await calm(server, time, [live]);
    };
    await does('ana', 'asset.register', { assetId: id('pump'), name: 'Pump', ...place });
    await does('eva', 'asset.register', { assetId: id('tank'), name: 'Tank', ...place });
    await does('ana', 'asset.setStatus', { assetId: id('pump'), status: 'failed' });
    await does('eva', 'asset.setStatus', { assetId: id('pump'), status: 'degraded', level: 400_000 });
    await does('eva', 'incident.report', { incidentId: id('fire'), title: 'Fire', severity: 4 });
    await does('eva', 'incident.report', { incidentId: id('flood'), title: 'Flood', severity: 3 });
    await does('ben', 'incident.acknowledge', { incidentId: id('flood') });
    await does('eva', 'incident.setStatus', { incidentId: id('flood'), status: 'responding' });
    await does('eva', 'task.create', { taskId: id('help'), title: 'Help', assignee: { organisation: id('grid') } });
    await does('ana', 'task.decline', { taskId: id('help'), reason: 'No crew.' });
    await does('eva', 'task.create', { taskId: id('late'), title: 'Late', assignee: { organisation: id('grid') } });

    sleeper.load();
    await sleeper.open();
    const fresh = new Screen(server, 'ana', time, 3);
    await fresh.open();
    await calm(server, time, [live, sleeper, fresh]);
    const now = new Date(house.now).toISOString();
    const seen = derived(live, now, since);
    expect(seen.alerts.map(({ kind }) => kind).sort()).toEqual(['asset', 'incident', 'offered']);
    expect(seen.feed.length).toBeGreaterThanOrEqual(8);
    expect(seen.digest.total).toBeGreaterThan(3);
    expect(seen.numbers).toMatchObject({ critical: 1, major: 1, unacknowledged: 1, failed: 1, unanswered: 1 });
    expect(derived(sleeper, now, since)).toEqual(seen);
    expect(derived(fresh, now, since)).toEqual(seen);
  });
});
