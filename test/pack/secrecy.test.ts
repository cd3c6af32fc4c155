import { describe, expect, it } from 'vitest';
import { History } from '../support/histories.ts';
import { Rights } from '../support/historiesRights.ts';
import { gather } from '../../server/pack/make.ts';
import { archiveOf } from '../../server/pack/send.ts';
import { fromMs } from '../../shared/time.ts';
import type { House } from '../support/house.ts';
import { id } from '../support/house.ts';
import { checked, furnished, joined, packed, PACK_ID, photo, signing, unzipped } from './pack.support.ts';

const CANARY = /canary\d{5}end/g;
const HISTORIES = Number(process.env['TOCSIN_HISTORIES'] ?? 8);

describe('[L5] a pack is an exit like any other', () => {
  it(
    `[L5] ${HISTORIES} random histories: no word that its audience may not read is in any byte of a pack`,
    { timeout: 120_000 },
    async () => {
      const seen = { packs: 0, canaries: 0, bytes: 0 };
      for (let seed = 501; seed < 501 + HISTORIES; seed++) {
        const history = await History.begin(seed);
        const { node, names, commands } = history;
        for (let step = 0; step < 120; step++) {
          history.passTime();
          await history.say(history.next());
          await node.followEverything();
        }
        for (const operation of names.operations) {
          const desk = node.desk(operation);
          desk.tick();
          for (const user of names.users) {
            const made = { id: PACK_ID, at: fromMs(history.now) };
            const pack = await gather(desk, { log: history.store.log, signing }, user, { reason: 'x' }, made);
            if (typeof pack === 'string') continue;
            const sending = { desk, tables: history.store.tables, signing, user, allowed: async () => true };
            const archive = await joined(archiveOf(pack, sending));
            expect((await checked(archive)).findings).toEqual([]);
            const text = unzipped(archive)
              .map(({ bytes }) => bytes.toString())
              .join('\n');
            const rights = new Rights(desk.view, user);
            seen.packs += 1;
            seen.bytes += text.length;
            for (const word of new Set(text.match(CANARY) ?? [])) {
              seen.canaries += 1;
              const planted = commands.planted.get(word)!;
              const leak = `seed ${seed}: the pack of ${user} tells ${word} of ${planted.key}`;
              if (!rights.mayRead(planted.key, planted.restricted)) expect.fail(leak);
            }
          }
        }
      }
      process.stdout.write(`L5: ${JSON.stringify(seen)} of packs\n`);
      expect(seen.packs).toBeGreaterThan(HISTORIES * 3);
      expect(seen.canaries).toBeGreaterThan(HISTORIES * 50);
    },
  );

  /** What ben may not see, between steps that he may: the same house otherwise. */
  async function hiddenWork(house: House, ...words: string[]): Promise<void> {
    const word = words[0]!;
    const strict = { marking: { tlp: 'TLP:AMBER+STRICT' } } as const;
    const site = { sector: 'energy', kind: 'site', country: 'ES', location: { lat: 40, lon: -3 } } as const;
    await house.does('ann', 'asset.register', { assetId: id(`x ${word}`), name: word, ...site, ...strict });
    await house.does('ann', 'asset.setStatus', { assetId: id('secret'), status: 'failed' });
    await house.does('ann', 'incident.linkAssets', {
      incidentId: id('fire'),
      assetIds: ['grid', ...words.map((one) => `x ${one}`)].map(id),
    });
    await house.does('ann', 'incident.report', { incidentId: id(`i ${word}`), title: word, ...strict });
    await photo(house, `p ${word}`, 'ann', `i ${word}`, Buffer.from(word));
    const entity = { kind: 'asset', id: id('secret') } as const;
    await house.does('ann', 'sharing.mark', { entity, marking: { tlp: 'TLP:AMBER' }, reason: word });
  }

  it('[L5] what is hidden leaves no trace: no gap, no count, no byte', async () => {
    const [plain, busy] = [await furnished(), await furnished()];
    const later = async (house: House) => {
      house.now = Date.parse('2026-03-01T15:00:00Z');
      await house.does('ann', 'asset.setStatus', { assetId: id('grid'), status: 'degraded' });
      await house.does('ben', 'asset.setStatus', { assetId: id('pump'), status: 'operational' });
    };
    await hiddenWork(busy, 'canary00001end');
    await later(plain);
    await later(busy);
    await hiddenWork(busy, 'canary00002end', 'canary00001end');
    for (const wanted of [{}, { from: fromMs(Date.parse('2026-03-01T12:00:00Z')) }]) {
      const [one, other] = [await packed(plain, 'ben', wanted), await packed(busy, 'ben', wanted)];
      expect(unzipped(other).map(({ name, bytes }) => [name, bytes.toString('latin1')])).toEqual(
        unzipped(one).map(({ name, bytes }) => [name, bytes.toString('latin1')]),
      );
      expect(other.equals(one)).toBe(true);
    }
    expect((await packed(busy, 'ann')).equals(await packed(plain, 'ann'))).toBe(false);
    await plain.close();
    await busy.close();
  });
});
