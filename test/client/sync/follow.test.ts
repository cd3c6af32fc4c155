import { afterEach, describe, expect, it } from 'vitest';
import { HandCrankedTime, settle } from '../../support/handCranked.ts';
import { House, id } from '../../support/house.ts';
import { HouseServer } from '../../support/houseWire.ts';
import { calm, Screen, truthFor } from '../../support/screens.ts';

const cast = {
  organisations: ['grid', 'water'],
  users: {
    ana: ['grid', 'coordinator', 'owner'],
    ben: ['grid', 'responder'],
    eva: ['water', 'coordinator'],
  },
} as const;

const houses: House[] = [];
async function setting() {
  const house = await House.of(cast);
  houses.push(house);
  const time = new HandCrankedTime(house.now);
  const server = new HouseServer(house, time);
  await house.does('ana', 'incident.report', { incidentId: id('fire'), title: 'Fire' });
  await house.does('ana', 'asset.register', {
    assetId: id('pump'),
    name: 'Pump',
    sector: 'drinking-water',
    kind: 'pump',
    country: 'ES',
    location: { lat: 1, lon: 2 },
  });
  const screen = async (user: string, seed = 1) => {
    const made = new Screen(server, user, time, seed);
    await made.open();
    return made;
  };
  return { house, server, time, screen };
}
afterEach(async () => {
  for (const house of houses.splice(0)) await house.close();
});

const fire = { kind: 'incident', id: id('fire') } as const;

describe('following an operation', () => {
  it('[DLV-1] a snapshot, then batches, end in the faces of the server', async () => {
    const { house, server, time, screen } = await setting();
    const eva = await screen('eva');
    await calm(server, time, [eva]);
    expect(eva.state.ready).toBe(true);
    await house.does('ana', 'incident.setStatus', { incidentId: fire.id, status: 'confirmed' });
    await server.quiet();
    expect(eva.state.faces.incident.get(fire.id)?.status).toBe('confirmed');
    expect(eva.confirmed()).toBe(truthFor(server, 'eva'));
    expect(eva.shown()).toBe(eva.confirmed());
  });

  it('[DLV-1] a lost batch is a gap: the client asks again with its cursor, and is told what it missed', async () => {
    const { house, server, time, screen } = await setting();
    const eva = await screen('eva');
    await calm(server, time, [eva]);
    await house.does('ana', 'incident.setStatus', { incidentId: fire.id, status: 'confirmed' });
    server.flush();
    [...server.links][0]!.loseNext();
    await house.does('ana', 'incident.setSeverity', { incidentId: fire.id, severity: 4 });
    await calm(server, time, [eva]);
    expect(eva.state.faces.incident.get(fire.id)).toMatchObject({ status: 'confirmed', severity: 4 });
    expect(eva.confirmed()).toBe(truthFor(server, 'eva'));
  });

  it('a reset in many parts replaces only as a whole', async () => {
    const { house, server, time, screen } = await setting();
    server.perPart = 2;
    const eva = await screen('eva');
    for (let carried = 0; carried < 12 && !eva.state.ready; carried++) {
      expect([...eva.state.faces.organisation.values()]).toEqual([]);
      for (const link of server.links) await link.carry(1);
      await settle();
      if (carried === 6) {
        await house.does('ana', 'incident.setSeverity', { incidentId: fire.id, severity: 3 });
        server.flush();
      }
    }
    await calm(server, time, [eva]);
    expect(eva.confirmed()).toBe(truthFor(server, 'eva'));
  });
});

describe('commands', () => {
  it('[U5][CLI-2] one shows at once, marked as being sent, and is confirmed without a flicker', async () => {
    const { server, time, screen } = await setting();
    const ana = await screen('ana');
    await calm(server, time, [ana]);
    const seen: (number | undefined)[] = [];
    ana.tocsin.onDifference(() => seen.push(ana.state.faces.incident.get(fire.id)?.severity));
    await ana.tocsin.send('incident.setSeverity', { incidentId: fire.id, severity: 4 });
    expect(ana.state.faces.incident.get(fire.id)?.severity).toBe(4);
    expect(ana.tocsin.isPending(fire)).toBe(true);
    await calm(server, time, [ana]);
    expect(ana.tocsin.isPending(fire)).toBe(false);
    expect(new Set(seen)).toEqual(new Set([4]));
    expect(ana.shown()).toBe(truthFor(server, 'ana'));
  });

  it('[CLI-1][P-D7] made offline, kept over a reload, sent in order after it, each once', async () => {
    const { house, server, time, screen } = await setting();
    const ana = await screen('ana');
    await calm(server, time, [ana]);
    await time.advance(3000);
    server.reachable = false;
    server.cutAll();
    await time.advance(15_000);
    expect(ana.state.connection.state).toBe('offline');
    const texts = Array.from({ length: 120 }, (_, n) => `note ${n}`);
    for (const text of texts) {
      const sent = await ana.tocsin.send('incident.addNote', { incidentId: fire.id, noteId: ana.tocsin.newId(), text });
      expect(sent).toHaveProperty('commandId');
    }
    expect(ana.state.pending).toHaveLength(120);

    ana.load();
    await ana.open();
    expect(ana.state.ready).toBe(true);
    expect(ana.state.pending.map(({ data }) => data['text'])).toEqual(texts);
    expect(ana.state.faces.note.size).toBe(120);

    server.reachable = true;
    await calm(server, time, [ana]);
    const stored = [...house.worlds.operation(house.operation)!.world.keys()].filter((key) => key.startsWith('note:'));
    expect(stored).toHaveLength(120);
    const { world } = house.worlds.operation(house.operation)!;
    const inJournal = world
      .touchesBetween(0, 1e9)
      .filter(({ event }) => event?.type === 'note.added')
      .map(({ keys, position }) => (world.at(keys[0]!, position) as { text?: string } | undefined)?.text);
    expect(inJournal).toEqual(texts);
    expect(ana.shown()).toBe(truthFor(server, 'ana'));
  });

  it('several on one record, made offline, do not make one another stale', async () => {
    const { server, time, screen } = await setting();
    const ana = await screen('ana');
    await calm(server, time, [ana]);
    server.reachable = false;
    server.cutAll();
    await settle();
    await ana.tocsin.send('incident.setSeverity', { incidentId: fire.id, severity: 4 });
    await ana.tocsin.send('incident.setStatus', { incidentId: fire.id, status: 'confirmed' });
    await ana.tocsin.send('incident.setStatus', { incidentId: fire.id, status: 'responding' });
    const incidentId = ana.tocsin.newId();
    await ana.tocsin.send('incident.report', { incidentId, title: 'Flood' });
    await ana.tocsin.send('incident.setSeverity', { incidentId, severity: 3 });
    await ana.tocsin.send('incident.setStatus', { incidentId, status: 'confirmed' });
    ana.load();
    await ana.open();
    server.reachable = true;
    await calm(server, time, [ana]);
    expect(ana.state.attention).toEqual([]);
    expect(ana.state.faces.incident.get(fire.id)).toMatchObject({ severity: 4, status: 'responding' });
    expect(ana.state.faces.incident.get(incidentId)).toMatchObject({ severity: 3, status: 'confirmed' });
  });

  it('[CLI-3][U6] when somebody else changed the record meanwhile, all of a stack is refused, with both values', async () => {
    const { house, server, time, screen } = await setting();
    const ana = await screen('ana');
    await calm(server, time, [ana]);
    server.reachable = false;
    server.cutAll();
    await settle();
    await ana.tocsin.send('incident.setSeverity', { incidentId: fire.id, severity: 4 });
    await ana.tocsin.send('incident.setStatus', { incidentId: fire.id, status: 'responding' });
    await ana.tocsin.send('incident.addNote', {
      incidentId: fire.id,
      noteId: ana.tocsin.newId(),
      text: 'never conflicts',
    });
    await house.does('eva', 'incident.setSeverity', { incidentId: fire.id, severity: 1 });
    server.reachable = true;
    await calm(server, time, [ana]);
    expect(ana.state.attention.map(({ code, theirs, mine }) => ({ code, theirs, mine }))).toEqual([
      { code: 'stale', theirs: { severity: 1 }, mine: { severity: 4 } },
      { code: 'stale', theirs: { status: 'reported' }, mine: { status: 'responding' } },
    ]);
    expect(ana.state.faces.note.size).toBe(1);

    const [first, second] = ana.state.attention;
    await ana.tocsin.keepMine(first!.command.commandId);
    await ana.tocsin.discard(second!.command.commandId);
    await calm(server, time, [ana]);
    expect(ana.state.attention).toEqual([]);
    expect(ana.state.faces.incident.get(fire.id)).toMatchObject({ severity: 4, status: 'reported' });
  });

  it('a transient refusal is tried again, and the order stands', async () => {
    const { server, time, screen } = await setting();
    const ana = await screen('ana');
    await calm(server, time, [ana]);
    server.refuseWith = { code: 'not-stored', times: 3 };
    await ana.tocsin.send('incident.setSeverity', { incidentId: fire.id, severity: 4 });
    await ana.tocsin.send('incident.setSeverity', { incidentId: fire.id, severity: 1 });
    await calm(server, time, [ana]);
    expect(ana.state.attention).toEqual([]);
    const journal = ana.state.faces.incident.get(fire.id)!.journal.map(({ to }) => to);
    expect(journal).toEqual([undefined, 4, 1]);
  });

  it('[CLI-5] undo is one more command', async () => {
    const { server, time, screen } = await setting();
    const ana = await screen('ana');
    await calm(server, time, [ana]);
    const sent = await ana.tocsin.send('incident.setSeverity', { incidentId: fire.id, severity: 4 });
    expect(ana.state.undoable).toHaveLength(1);
    await ana.tocsin.undo((sent as { commandId: string }).commandId);
    await calm(server, time, [ana]);
    const face = ana.state.faces.incident.get(fire.id)!;
    expect(face.severity).toBe(2);
    expect(face.journal.map(({ to }) => to)).toEqual([undefined, 4, 2]);
    expect(ana.state.undoable).toEqual([]);
  });

  it('the offer to undo ends after eight seconds', async () => {
    const { server, time, screen } = await setting();
    const ana = await screen('ana');
    await calm(server, time, [ana]);
    const sent = await ana.tocsin.send('incident.setSeverity', { incidentId: fire.id, severity: 4 });
    await time.advance(8000);
    expect(ana.state.undoable).toEqual([]);
    expect(await ana.tocsin.undo((sent as { commandId: string }).commandId)).toBe(false);
  });

  it('a file made offline is uploaded in its turn, and its command names what the server called it', async () => {
    const { server, time, screen } = await setting();
    const ana = await screen('ana');
    await calm(server, time, [ana]);
    server.reachable = false;
    server.cutAll();
    await settle();
    const photo = new Blob(['picture'], { type: 'image/png' });
    const queued = await ana.tocsin.attach(fire, photo, 'roof.png');
    expect(queued).toHaveProperty('attachmentId');
    expect([...ana.state.faces.attachment.values()]).toMatchObject([{ name: 'roof.png', on: fire }]);
    ana.load();
    await ana.open();
    server.reachable = true;
    await calm(server, time, [ana]);
    expect([...ana.state.faces.attachment.keys()]).toEqual([server.uploads[0]!.id]);
    expect(ana.state.attention).toEqual([]);
  });
});
