import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HISTORY, partsOfLine } from '../../server/pack/format.ts';
import { archiveOf, BrokenOff } from '../../server/pack/send.ts';
import { parseInstant, fromMs } from '../../shared/time.ts';
import type { House } from '../support/house.ts';
import { id } from '../support/house.ts';
import {
  checked,
  deskOf,
  furnished,
  gathered,
  joined,
  linesOf,
  manifestOf,
  memberOf,
  packed,
  photo,
  signing,
  unzipped,
} from './pack.support.ts';

let house: House;
beforeAll(async () => {
  house = await furnished();
});
afterAll(() => house.close());

const facesIn = (archive: Buffer, kind: string) => {
  const file = unzipped(archive).find(({ name }) => name === `records/${kind}.jsonl`);
  return (file ? linesOf(file.bytes) : []).map((line) => JSON.parse(line) as Record<string, unknown>);
};
const idsIn = (archive: Buffer, kind: string) => facesIn(archive, kind).map((face) => face['id']);
const entriesIn = (archive: Buffer) =>
  linesOf(memberOf(unzipped(archive), HISTORY).bytes).map(
    (line) => JSON.parse(partsOfLine(line)!.text) as { type: string; at: string; entity: { kind: string; id: string } },
  );

describe('a pack holds what one audience is shown', () => {
  it('its records, their history in the order of the journal, its attachments, and what it is', async () => {
    const archive = await packed(house, 'ben');
    expect(idsIn(archive, 'asset').sort()).toEqual([id('grid'), id('pump')].sort());
    expect(facesIn(archive, 'asset').find((face) => face['id'] === id('grid'))).toEqual(
      house.sees('ben', 'asset', 'grid'),
    );
    const told = entriesIn(archive).map(({ type, entity }) => `${type} ${entity.id}`);
    expect(told).toEqual([
      `asset.registered ${id('grid')}`,
      `asset.registered ${id('pump')}`,
      `incident.reported ${id('fire')}`,
      ...Array.from({ length: 3 }, () => `asset.statusChanged ${id('grid')}`),
      `asset.statusChanged ${id('pump')}`,
      `note.added ${id('note')}`,
      `attachment.added ${id('photo')}`,
    ]);
    expect(memberOf(unzipped(archive), `attachments/${id('photo')}.png`).bytes.toString()).toBe('the bytes of photo');
    expect(manifestOf(unzipped(archive))).toMatchObject({
      format: 'tocsin-evidence-pack',
      operation: { id: house.operation, name: 'Test', kind: 'live' },
      tlp: 'TLP:GREEN',
      madeAt: fromMs(house.now),
      madeBy: { user: { id: id('ben'), name: 'ben' }, organisation: { id: id('B'), name: 'B' } },
      reason: 'For the inquiry.',
      counts: {
        records: { asset: 2, incident: 1, note: 1, attachment: 1 },
        entries: 9,
        attachments: 1,
        withoutBytes: [],
      },
    });
    expect(archive.toString('latin1')).not.toContain('EXERCISE');
  });

  it('is labelled with the strictest inside, restricted fields included', async () => {
    const text = (archive: Buffer) => memberOf(unzipped(archive), 'README.txt').bytes.toString();
    const ann = await packed(house, 'ann');
    expect(manifestOf(unzipped(ann)).tlp).toBe('TLP:AMBER+STRICT');
    expect(text(ann).startsWith('TLP:AMBER+STRICT\n')).toBe(true);
    expect((await gathered(house, 'ann')) as object).toMatchObject({ owners: [id('A')] });
    const place = await furnished();
    const restricted = { tlp: 'TLP:AMBER' as const, circles: [id('friends')] };
    const entity = { kind: 'incident', id: id('fire') } as const;
    await place.does('ann', 'sharing.mark', { entity, marking: { tlp: 'TLP:GREEN', restricted }, reason: 'Care.' });
    const ben = (await gathered(place, 'ben')) as { about: object };
    expect(ben).toMatchObject({ about: { tlp: 'TLP:AMBER' }, owners: [id('A')] });
    await place.close();
  });

  it('names circles only where a marking in it does', async () => {
    const place = await furnished();
    expect(facesIn(await packed(place, 'ann'), 'circle')).toEqual([]);
    const entity = { kind: 'incident', id: id('fire') } as const;
    const marking = { tlp: 'TLP:AMBER' as const, circles: [id('friends')] };
    await place.does('ann', 'sharing.mark', { entity, marking, reason: 'Care.' });
    expect(idsIn(await packed(place, 'ann'), 'circle')).toEqual([id('friends')]);
    expect(idsIn(await packed(place, 'ben'), 'circle')).toEqual([]);
    await place.close();
  });

  it('[L10] of an exercise says EXERCISE in its manifest and to its reader', async () => {
    const place = await furnished('exercise');
    const members = unzipped(await packed(place, 'ann'));
    expect(manifestOf(members).stamp).toBe('EXERCISE');
    expect(memberOf(members, 'README.txt').bytes.toString().split('\n')[0]).toBe('EXERCISE EXERCISE EXERCISE');
    await place.close();
  });

  it('of a time range: the entries in it, and the records they are about as they stand now', async () => {
    const from = parseInstant('2026-03-01T11:30:00Z')!;
    const late = await packed(house, 'ann', { from });
    expect(entriesIn(late).every(({ at }) => at >= from)).toBe(true);
    expect(idsIn(late, 'asset')).toEqual([id('pump')]);
    expect(idsIn(late, 'incident')).toEqual([]);
    expect(idsIn(late, 'note')).toEqual([id('note')]);
    expect(idsIn(late, 'user').length).toBe(3);
    expect(manifestOf(unzipped(late))).toMatchObject({ range: { from }, counts: { attachments: 1 } });
    expect((await checked(late)).findings).toEqual([]);
    const early = await packed(house, 'ann', { until: parseInstant('2026-03-01T10:30:00Z')! });
    expect(idsIn(early, 'asset').sort()).toEqual([id('grid'), id('pump'), id('secret')].sort());
    expect(idsIn(early, 'attachment')).toEqual([]);
    expect((await checked(early)).ok).toBe(true);
    const middle = { from: parseInstant('2026-03-01T10:30:00Z')!, until: parseInstant('2026-03-01T11:30:00Z')! };
    expect(entriesIn(await packed(house, 'ann', middle)).map(({ type }) => type)).toEqual(
      Array.from({ length: 3 }, () => 'asset.statusChanged'),
    );
    expect(await gathered(house, 'ann', { from: parseInstant('2036-03-01T10:30:00Z')! })).toMatchObject({
      about: { counts: { entries: 0 } },
    });
  });

  it('never the bytes of an upload that somebody else made: that it is not there is said', async () => {
    const place = await furnished();
    await photo(place, 'stolen', 'ben', 'fire', Buffer.from('what only ben may see'));
    const archive = await packed(place, 'ann');
    expect(manifestOf(unzipped(archive)).counts).toMatchObject({ attachments: 1, withoutBytes: [id('stolen')] });
    expect(archive.toString('latin1')).not.toContain('what only ben may see');
    expect((await checked(archive)).ok).toBe(true);
    await place.close();
  });

  it('is refused to guests and to strangers', async () => {
    expect(await gathered(house, 'gus')).toBe('not-allowed');
    expect(await gathered(house, 'nobody')).toBe('not-found');
  });
});

describe('a pack and the passing of time', () => {
  it('reaches back to the beginning though this node has forgotten it', async () => {
    const place = await furnished();
    const before = entriesIn(await packed(place, 'ann'));
    place.now += 48 * 3600_000;
    const { world } = place.worlds.operation(place.operation)!;
    world.forgetBefore(fromMs(place.now - 25 * 3600_000));
    expect(world.oldest).toBeGreaterThan(0);
    await place.does('ann', 'asset.setStatus', { assetId: id('grid'), status: 'failed' });
    const after = entriesIn(await packed(place, 'ann'));
    expect(after.slice(0, -1)).toEqual(before);
    expect(after.length).toBe(before.length + 1);
    await place.close();
  });

  const recalled = async (place: House) => {
    const entity = { kind: 'asset', id: id('grid') } as const;
    await place.does('ann', 'sharing.mark', { entity, marking: { tlp: 'TLP:AMBER' }, reason: 'No longer.' });
  };

  it('what is recalled while it is gathered is not in it', async () => {
    const place = await furnished();
    const desk = deskOf(place);
    const taking = desk.snapshotInSlices.bind(desk);
    let times = 0;
    desk.snapshotInSlices = async (user) => {
      const taken = await taking(user);
      if (times++ === 0) await recalled(place);
      return taken;
    };
    const { gather } = await import('../../server/pack/make.ts');
    const parts = { log: place.store.log, signing };
    const made = { id: id('p'), at: fromMs(place.now) };
    const pack = await gather(desk, parts, id('ben'), { reason: 'x' }, made);
    expect(times).toBe(2);
    expect(pack).toMatchObject({ about: { counts: { records: { asset: 1 } } } });
    await place.close();
  });

  it.each(['recalled', 'restricted', 'left', 'signed out'])('[P-C5] breaks off when %s on its way', async (how) => {
    const place = await furnished();
    const desk = deskOf(place);
    const { gather } = await import('../../server/pack/make.ts');
    const made = { id: id('p'), at: fromMs(place.now) };
    const pack = await gather(desk, { log: place.store.log, signing }, id('ben'), { reason: 'x' }, made);
    if (typeof pack === 'string') throw new Error(pack);
    const { tables } = place.store;
    let session = true;
    const sending = { desk, tables, signing, user: id('ben'), allowed: async () => session };
    const pieces = archiveOf(pack, sending)[Symbol.asyncIterator]();
    expect((await pieces.next()).done).toBe(false);
    if (how === 'recalled') await recalled(place);
    if (how === 'restricted')
      await place.does('ann', 'sharing.mark', {
        entity: { kind: 'incident', id: id('fire') },
        marking: { tlp: 'TLP:GREEN', restricted: { tlp: 'TLP:AMBER' } },
        reason: 'Care.',
      });
    if (how === 'left')
      await place.admin('user.setRoles', { userId: id('ben'), operation: place.operation, roles: [] });
    if (how === 'signed out') session = false;
    const rest = joined({ [Symbol.asyncIterator]: () => pieces });
    await expect(rest).rejects.toThrow(BrokenOff);
    await place.close();
  });

  it('a status that changes on its way breaks nothing off: the pack is of its moment', async () => {
    const place = await furnished();
    const pack = await gathered(place, 'ben');
    if (typeof pack === 'string') throw new Error(pack);
    const desk = deskOf(place);
    const sending = { desk, tables: place.store.tables, signing, user: id('ben'), allowed: async () => true };
    await place.does('ann', 'asset.setStatus', { assetId: id('grid'), status: 'failed' });
    const archive = await joined(archiveOf(pack, sending));
    expect((await checked(archive)).ok).toBe(true);
    await place.close();
  });

  it('[P-R4] others have their turn while a large one is gathered', { timeout: 60_000 }, async () => {
    const place = await furnished();
    const site = { sector: 'energy', kind: 'site', country: 'ES', location: { lat: 40, lon: -3 } } as const;
    for (let index = 0; index < 3000; index++)
      await place.does('ann', 'asset.register', { assetId: id(`a ${index}`), name: `Asset ${index}`, ...site });
    // What a turn takes of the processor: by the clock it is also what others do on this machine.
    let over = false;
    let longest = 0;
    let before = process.cpuUsage();
    const turn = () => {
      const { user, system } = process.cpuUsage(before);
      longest = Math.max(longest, (user + system) / 1000);
      before = process.cpuUsage();
      if (!over) setImmediate(turn);
    };
    setImmediate(turn);
    const archive = await packed(place, 'ann');
    // The turn that ends just now counts as well.
    await new Promise((resume) => setImmediate(resume));
    over = true;
    process.stdout.write(
      `P-R4: longest turn ${longest.toFixed(0)} ms while ${archive.length} bytes of pack were made\n`,
    );
    expect(longest).toBeLessThan(75);
    await place.close();
  });
});
