import { describe, expect, it } from 'vitest';
import { createCursors } from '../../server/desk/cursors.ts';
import { OperationDesk } from '../../server/desk/desk.ts';
import { historyOf } from '../../server/desk/history.ts';
import { House, id } from '../support/house.ts';
import { keepSecrets, nothingWatched } from '../support/historiesSecrecy.ts';

const COUNT = Number(process.env['TOCSIN_HISTORIES'] ?? 50);
const FIRST = Number(process.env['TOCSIN_SEED'] ?? 1);

/** A hundred histories a minute, on a slow machine. */
const PATIENCE = 60_000 + COUNT * 1000;

describe('[L5] secrecy: no word and no name of what an audience may not read ever leaves for it', () => {
  it(
    `[L5] ${COUNT} random histories from seed ${FIRST}, a canary in every field of every record`,
    async () => {
      const watched = nothingWatched();
      for (let seed = FIRST; seed < FIRST + COUNT; seed++) expect(await keepSecrets(seed, 70, watched)).toBeUndefined();
      process.stdout.write(`L5: ${COUNT} histories from seed ${FIRST}: ${JSON.stringify(watched)}\n`);
      expect(watched.canaries).toBeGreaterThan(COUNT * 100);
      expect(watched.histories).toBeGreaterThan(COUNT);
    },
    PATIENCE,
  );

  it('[L5] found by seed 27: an old entry of a history does not name an asset that was withdrawn since', async () => {
    const house = await House.of({
      organisations: ['A', 'B'],
      users: { ann: ['A', 'coordinator', 'owner', 'liaison'], ben: ['B', 'coordinator'] },
    });
    const site = { sector: 'energy', kind: 'site', country: 'ES', location: { lat: 40, lon: -3 } } as const;
    await house.does('ann', 'asset.register', { assetId: id('grid'), name: 'Grid', ...site });
    await house.does('ann', 'asset.register', { assetId: id('pump'), name: 'Pump', ...site });
    await house.does('ann', 'incident.report', { incidentId: id('fire'), title: 'Fire', assetIds: [id('grid')] });
    await house.does('ann', 'incident.linkAssets', { incidentId: id('fire'), assetIds: [id('pump')] });
    const stream = house.worlds.operation(house.operation)!;
    const cursors = createCursors(new Uint8Array(32));
    const told = () => {
      const desk = new OperationDesk(
        stream,
        house.worlds,
        cursors,
        () => house.now,
        () => {},
      );
      return JSON.stringify(historyOf(desk, id('ben'), `incident:${id('fire')}`));
    };
    expect(told()).toContain(id('grid'));
    const entity = { kind: 'asset', id: id('grid') } as const;
    await house.does('ann', 'sharing.mark', { entity, marking: { tlp: 'TLP:AMBER+STRICT' }, reason: 'No longer.' });
    expect(told()).toContain('incident.reported');
    expect(told()).not.toContain(id('grid'));
    await house.close();
  });
});
