import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../../shared/protocol/down.ts';
import { until, WirePlace, type Person } from '../wire/wire.support.ts';
import { Visits } from './guests.support.ts';

const LABELS = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED'] as const;
type Label = (typeof LABELS)[number];

let place: WirePlace;
let visits: Visits;
let sponsor: Person;
let other: Person;
/** Reported by the sponsor's organisation, one under each label. */
const own = new Map<Label, string>();
beforeAll(async () => {
  place = await WirePlace.open();
  visits = new Visits(place);
  sponsor = await place.person(['liaison', 'coordinator']);
  other = await place.person(['liaison', 'coordinator'], 1);
  for (const tlp of LABELS) own.set(tlp, await visits.report(sponsor, { marking: { tlp } }));
});
afterAll(async () => {
  expect(place.troubles).toEqual([]);
  await place.close();
});

const labelsSeen = async (guest: Person): Promise<Label[]> => {
  const shown = (await visits.shown(guest, 'incident')) ?? [];
  return LABELS.filter((label) => shown.includes(own.get(label)!));
};
const say = (person: Person, type: string, data: object): Promise<Outcome> => visits.say(person, type, data);

describe('what a guest is shown', () => {
  const CAPS: [Label, Label[]][] = [
    ['TLP:CLEAR', ['TLP:CLEAR']],
    ['TLP:GREEN', ['TLP:CLEAR', 'TLP:GREEN']],
    ['TLP:AMBER', ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER']],
    ['TLP:RED', ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER']],
  ];
  for (const [cap, seen] of CAPS) {
    it(`[POL-14] up to ${cap}: ${seen.join(', ')}, never AMBER+STRICT`, async () => {
      expect(await labelsSeen(await visits.arrive(sponsor, { cap }))).toEqual(seen);
    });
  }

  it('[POL-14] RED only if it is named and its cap is RED', async () => {
    const allowed = await visits.arrive(sponsor, { cap: 'TLP:RED' });
    const capped = await visits.arrive(sponsor, { cap: 'TLP:AMBER' });
    const persons = [allowed.user, capped.user];
    const named = await visits.report(sponsor, { marking: { tlp: 'TLP:RED', persons } });
    expect(await visits.shown(allowed, 'incident')).toContain(named);
    expect(await visits.shown(capped, 'incident')).not.toContain(named);
  });

  it('[POL-14] of others what its sponsor’s organisation sees by GREEN or AMBER, of its own nothing more', async () => {
    const guest = await visits.arrive(sponsor);
    const [shared, strict, theirs] = await Promise.all([
      visits.report(other, { marking: { tlp: 'TLP:AMBER', circles: [place.circle] } }).catch(() => undefined),
      visits.report(other, { marking: { tlp: 'TLP:AMBER+STRICT', circles: [place.circle] } }).catch(() => undefined),
      visits.report(other, { marking: { tlp: 'TLP:AMBER' } }),
    ]);
    const seen = await visits.shown(guest, 'incident');
    expect(seen).toContain(shared);
    expect(strict).toBeDefined();
    for (const hidden of [strict, theirs]) expect(seen).not.toContain(hidden);
  });

  it('[POL-14] with named records these, and the notes on them, and nothing else', async () => {
    const green = own.get('TLP:GREEN')!;
    const guest = await visits.arrive(sponsor, {
      records: [
        { kind: 'incident', id: green },
        { kind: 'incident', id: own.get('TLP:AMBER+STRICT')! },
      ],
    });
    const notes = { on: randomUUID(), elsewhere: randomUUID(), strict: randomUUID() };
    const screen = await visits.screen(guest);
    await say(sponsor, 'incident.addNote', { incidentId: own.get('TLP:CLEAR'), noteId: notes.elsewhere, text: 'No' });
    const strict = { tlp: 'TLP:AMBER+STRICT' };
    await say(sponsor, 'incident.addNote', { incidentId: green, noteId: notes.strict, text: 'No', marking: strict });
    await say(sponsor, 'incident.addNote', { incidentId: green, noteId: notes.on, text: 'Yes' });
    await until('the note is there', () => screen.held.has(`note:${notes.on}`));
    expect(await visits.shown(guest, 'incident')).toEqual([green]);
    expect(await visits.shown(guest, 'note')).toEqual([notes.on]);
    expect([...screen.held.keys()].filter((key) => key.startsWith('note:'))).toEqual([`note:${notes.on}`]);
    // Narrowed afterwards, it goes; no other way leads to it.
    await say(sponsor, 'sharing.mark', {
      entity: { kind: 'incident', id: green },
      marking: { tlp: 'TLP:AMBER+STRICT' },
      reason: 'Narrowed',
    });
    await until('both are gone', () => ![...screen.held.keys()].some((key) => /^(incident|note):/.test(key)));
    await say(sponsor, 'sharing.mark', {
      entity: { kind: 'incident', id: green },
      marking: { tlp: 'TLP:GREEN' },
      reason: 'As before',
    });
    screen.socket.close();
  });

  it('[POL-14] a link for a record that its maker is not shown opens nothing, and does not tell whether there is one', async () => {
    const theirs = await visits.report(other, { marking: { tlp: 'TLP:AMBER+STRICT' } });
    for (const id of [theirs, randomUUID()]) {
      const guest = await visits.arrive(sponsor, { records: [{ kind: 'incident', id }] });
      expect(await visits.shown(guest, 'incident')).toEqual([]);
      const { records } = await place.snapshot(sponsor);
      const told = records.user?.find((one) => one.id === guest.user) as unknown as { guest: { records: unknown[] } };
      expect(told.guest.records).toEqual([]);
    }
  });

  it('[POL-14] others know it by its sponsor’s organisation alone: neither name nor link', async () => {
    const guest = await visits.arrive(sponsor);
    const screens = await Promise.all([visits.screen(guest), visits.screen(other), visits.screen(sponsor)]);
    const heard = screens.map((): { user?: string; organisation: string; guest?: true }[] => []);
    screens.forEach((screen, at) =>
      screen.socket.on('presence', ({ people }: { people: (typeof heard)[number] }) => (heard[at] = people)),
    );
    const isTheGuest = (one: { organisation: string; guest?: true }) =>
      one.guest === true && one.organisation === sponsor.organisation;
    await until('presence is told', () => [1, 2].every((at) => heard[at]!.some(isTheGuest)));
    expect(heard[1]!.find(isTheGuest)?.user).toBeUndefined();
    expect(heard[2]!.find((one) => one.user === guest.user)?.guest).toBe(true);
    expect(await visits.shown(other, 'user')).not.toContain(guest.user);
    for (const screen of screens) screen.socket.close();
  });
});

describe('what a guest does', () => {
  it('[POL-14] without leave to contribute it reads only', async () => {
    const guest = await visits.arrive(sponsor);
    const incidentId = own.get('TLP:GREEN')!;
    const tries: [string, object][] = [
      ['incident.report', { incidentId: randomUUID(), title: 'Mine' }],
      ['incident.addNote', { incidentId, noteId: randomUUID(), text: 'Mine' }],
      ['incident.setStatus', { incidentId, status: 'contained' }],
      ['incident.acknowledge', { incidentId }],
      ['sharing.request', { releaseId: randomUUID(), entity: { kind: 'incident', id: incidentId }, reason: 'Why' }],
    ];
    for (const [type, data] of tries) {
      const { code, outcome } = await say(guest, type, data);
      expect([type, outcome, code]).toEqual([type, 'refused', 'not-allowed']);
    }
  });

  it('[POL-14] with leave it reports, notes and no more; never under a label beyond its link', async () => {
    const guest = await visits.arrive(sponsor, { contributes: true, cap: 'TLP:GREEN' });
    const mine = await visits.report(guest);
    expect(await visits.shown(other, 'incident')).toContain(mine);
    const noted = { incidentId: own.get('TLP:GREEN')!, noteId: randomUUID(), text: 'Seen from here' };
    expect((await say(guest, 'incident.addNote', noted)).outcome).toBe('accepted');
    for (const marking of [
      { tlp: 'TLP:AMBER' },
      { tlp: 'TLP:AMBER+STRICT' },
      { tlp: 'TLP:RED' },
      { tlp: 'TLP:GREEN', restricted: { tlp: 'TLP:RED' } },
    ]) {
      const head = place.head;
      const answer = await say(guest, 'incident.report', { incidentId: randomUUID(), title: 'Wider', marking });
      expect([JSON.stringify(marking), answer.outcome]).toEqual([JSON.stringify(marking), 'refused']);
      expect(place.head).toBe(head);
    }
    const closing = { incidentId: mine, status: 'closed' };
    expect((await say(guest, 'incident.setStatus', closing)).code).toBe('not-allowed');
    const marking = { entity: { kind: 'incident', id: mine }, marking: { tlp: 'TLP:CLEAR' }, reason: 'Wider' };
    expect((await say(guest, 'sharing.mark', marking)).code).toBe('not-allowed');
  });

  it('[POL-14] with named records it writes notes on them, and reports nothing it would not be shown', async () => {
    const incidentId = own.get('TLP:AMBER')!;
    const guest = await visits.arrive(sponsor, { contributes: true, records: [{ kind: 'incident', id: incidentId }] });
    const report = { incidentId: randomUUID(), title: 'Mine' };
    expect((await say(guest, 'incident.report', report)).code).toBe('not-allowed');
    const note = { incidentId, noteId: randomUUID(), text: 'On it' };
    expect((await say(guest, 'incident.addNote', note)).outcome).toBe('accepted');
    expect(await visits.shown(guest, 'note')).toContain(note.noteId);
    const elsewhere = { incidentId: own.get('TLP:GREEN')!, noteId: randomUUID(), text: 'Off it' };
    expect((await say(guest, 'incident.addNote', elsewhere)).code).toBe('not-found');
  });
});

describe('markings that name nobody here', () => {
  it('[ACT-1][POL-1] an unknown circle or person is refused, and nothing has changed', async () => {
    const foreign = randomUUID();
    await place.admin('circle.create', {
      circleId: foreign,
      name: 'Theirs',
      owner: place.organisations[1],
      members: [],
    });
    const stranger = randomUUID();
    await place.admin('user.register', { userId: stranger, name: 'Nobody here', organisation: place.organisations[1] });
    const entity = { kind: 'incident', id: own.get('TLP:AMBER')! };
    const head = place.head;
    for (const marking of [
      { tlp: 'TLP:AMBER', circles: [randomUUID()] },
      { tlp: 'TLP:AMBER', circles: [foreign] },
      { tlp: 'TLP:RED', persons: [randomUUID()] },
      { tlp: 'TLP:RED', persons: [stranger] },
      { tlp: 'TLP:GREEN', restricted: { tlp: 'TLP:AMBER', circles: [foreign] } },
    ]) {
      for (const [type, data] of [
        ['sharing.mark', { entity, marking, reason: 'Wider' }],
        ['incident.report', { incidentId: randomUUID(), title: 'New', marking }],
      ] as const) {
        const { outcome, code, message } = await say(sponsor, type, data);
        expect([type, outcome, code]).toEqual([type, 'refused', 'not-found']);
        expect(message).toBe('The marking names a circle or person that is not shared with you.');
      }
    }
    expect(place.head).toBe(head);
  });
});
