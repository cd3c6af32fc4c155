import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgreementFace, CircleFace, OrganisationFace } from '../../shared/domain/directory/record.ts';
import { inForce } from '../../shared/domain/directory/record.ts';
import type { Records } from '../../shared/protocol/down.ts';
import { fromMs, type Instant } from '../../shared/time.ts';
import { WirePlace, type Person } from '../wire/wire.support.ts';
import { Visits } from './guests.support.ts';

let place: WirePlace;
let visits: Visits;
/** Liaisons of the three organisations. */
let a: Person;
let b: Person;
let c: Person;
beforeAll(async () => {
  place = await WirePlace.open();
  visits = new Visits(place);
  a = await place.person(['liaison', 'coordinator']);
  b = await place.person(['liaison'], 1);
  c = await place.person(['liaison'], 2);
});
afterAll(async () => {
  expect(place.troubles).toEqual([]);
  await place.close();
});

async function directoryOf(person: Person): Promise<Records> {
  const answer = await place.http(person, 'GET', '/operations/directory/snapshot');
  return ((await answer.json()) as { records: Records }).records;
}
const agreementOf = async (person: Person, id: string): Promise<AgreementFace | undefined> =>
  (await directoryOf(person)).agreement?.find((one) => one.id === id) as AgreementFace | undefined;
const now = (): Instant => fromMs(visits.now());

async function propose(more: object = {}): Promise<string> {
  const agreementId = randomUUID();
  const outcome = await visits.toDirectory(a, 'agreement.propose', {
    agreementId,
    name: 'Mutual aid',
    parties: [a.organisation, b.organisation],
    permits: ['lend-resources'],
    ...more,
  });
  if (outcome.outcome !== 'accepted') throw new Error(`${outcome.code}: ${outcome.message}`);
  return agreementId;
}

describe('an agreement', () => {
  it('[POL-15] is in force once every party has accepted; nobody else sees, accepts or ends it', async () => {
    const agreementId = await propose({ text: 'Two generators each.' });
    const proposed = (await agreementOf(b, agreementId))!;
    expect(proposed).toMatchObject({
      accepted: [a.organisation],
      proposedBy: a.organisation,
      permits: ['lend-resources'],
    });
    expect(inForce(proposed, now())).toBe(false);
    expect(await agreementOf(c, agreementId)).toBeUndefined();
    const viewer = await place.person(['viewer'], 1);
    for (const [person, code] of [
      [c, 'not-found'],
      [viewer, /not-found|not-allowed/],
    ] as const) {
      for (const [type, data] of [
        ['agreement.accept', { agreementId }],
        ['agreement.end', { agreementId, reason: 'No' }],
      ] as const) {
        expect((await visits.toDirectory(person, type, data)).code).toMatch(code);
      }
    }
    for (let time = 0; time < 2; time += 1) {
      expect((await visits.toDirectory(b, 'agreement.accept', { agreementId })).outcome).toBe('accepted');
    }
    const both = (await agreementOf(a, agreementId))!;
    expect([...both.accepted].sort()).toEqual([a.organisation, b.organisation].sort());
    expect(inForce(both, now())).toBe(true);
    const ended = await visits.toDirectory(b, 'agreement.end', { agreementId, reason: 'Depot closed' });
    expect(ended.outcome).toBe('accepted');
    expect(inForce((await agreementOf(a, agreementId))!, now())).toBe(false);
    expect((await agreementOf(a, agreementId))!.ended).toMatchObject({
      organisation: b.organisation,
      reason: 'Depot closed',
    });
    expect((await visits.toDirectory(a, 'agreement.accept', { agreementId })).code).toBe('not-possible');
    expect((await visits.toDirectory(a, 'agreement.end', { agreementId, reason: 'Twice' })).outcome).toBe('accepted');
    expect((await agreementOf(a, agreementId))!.ended!.reason).toBe('Depot closed');
  });

  it('[POL-15] runs out with no event, and is not accepted afterwards', async () => {
    const soon = new Date(visits.now() + 60_000).toISOString();
    const [held, open] = [await propose({ until: soon }), await propose({ until: soon })];
    await visits.toDirectory(b, 'agreement.accept', { agreementId: held });
    expect(inForce((await agreementOf(a, held))!, now())).toBe(true);
    place.ahead += 61_000;
    expect(inForce((await agreementOf(a, held))!, now())).toBe(false);
    expect((await visits.toDirectory(b, 'agreement.accept', { agreementId: open })).code).toBe('not-possible');
    await expect(propose({ until: soon })).rejects.toThrow('not-possible');
  });

  it('[POL-15] is proposed by one of at least two parties that it knows', async () => {
    await expect(propose({ parties: [a.organisation, a.organisation] })).rejects.toThrow('two at least');
    await expect(propose({ parties: [b.organisation, c.organisation] })).rejects.toThrow('not-allowed');
    await expect(propose({ parties: [a.organisation, randomUUID()] })).rejects.toThrow('not-found');
    await expect(propose({ permits: [] })).rejects.toThrow('invalid');
  });

  it('[POL-15][POL-3] opens no record: what is AMBER stays with those whom its marking reaches', async () => {
    const agreementId = await propose({ permits: ['share-amber'] });
    await visits.toDirectory(b, 'agreement.accept', { agreementId });
    const incident = await visits.report(a, { marking: { tlp: 'TLP:AMBER' } });
    expect(await visits.shown(b, 'incident')).not.toContain(incident);
  });
});

describe('clients', () => {
  const declare = (person: Person, clients: string[], organisationId = person.organisation) =>
    visits.toDirectory(person, 'organisation.setClients', { organisationId, clients });
  const clientsOf = async (person: Person): Promise<readonly string[]> =>
    (
      (await directoryOf(person)).organisation?.find(
        (one) => one.id === person.organisation,
      ) as unknown as OrganisationFace
    ).clients ?? [];

  it('[POL-3] may name each other in a circle: each reaches the next one and nobody further', async () => {
    expect((await declare(a, [b.organisation])).outcome).toBe('accepted');
    expect((await declare(b, [c.organisation])).outcome).toBe('accepted');
    expect((await declare(c, [a.organisation])).outcome).toBe('accepted');
    const amber = { marking: { tlp: 'TLP:AMBER' } };
    const incident = await visits.report(a, amber);
    expect(await visits.shown(b, 'incident')).toContain(incident);
    expect(await visits.shown(c, 'incident')).not.toContain(incident);
    const strict = await visits.report(a, { marking: { tlp: 'TLP:AMBER+STRICT' } });
    expect(await visits.shown(b, 'incident')).not.toContain(strict);
    expect((await declare(a, [])).outcome).toBe('accepted');
    expect(await visits.shown(b, 'incident')).not.toContain(incident);
  });

  it('[POL-3] are one’s own to declare: not oneself, not another’s, not somebody unknown; nothing changes then', async () => {
    expect((await declare(a, [c.organisation])).outcome).toBe('accepted');
    const refusals = [
      await declare(a, [a.organisation, b.organisation]),
      await declare(a, [randomUUID()]),
      await declare(a, [], b.organisation),
    ];
    expect(refusals.map(({ code }) => code)).toEqual(['invalid', 'not-found', 'not-allowed']);
    expect(refusals[0]!.message).toBe('An organisation is not a client of its own.');
    expect(await clientsOf(a)).toEqual([c.organisation]);
    expect(await clientsOf(b)).toEqual([c.organisation]);
  });
});

describe('circles', () => {
  it('[POL-3] are changed by their owner alone; whoever is taken out loses what only they opened', async () => {
    const circleId = randomUUID();
    const made = { circleId, name: 'Grid cell', members: [b.organisation] };
    expect((await visits.toDirectory(a, 'circle.create', made)).outcome).toBe('accepted');
    const incident = await visits.report(a, { marking: { tlp: 'TLP:AMBER+STRICT', circles: [circleId] } });
    expect(await visits.shown(b, 'incident')).toContain(incident);
    for (const [person, code] of [
      [b, 'not-allowed'],
      [c, 'not-found'],
    ] as const) {
      const { code: said } = await visits.toDirectory(person, 'circle.setMembers', { circleId, members: [] });
      expect(said).toBe(code);
    }
    const foreign = { circleId: randomUUID(), name: 'For another', members: [], owner: a.organisation };
    expect((await visits.toDirectory(b, 'circle.create', foreign)).code).toBe('not-allowed');
    expect((await visits.toDirectory(a, 'circle.setMembers', { circleId, members: [c.organisation] })).outcome).toBe(
      'accepted',
    );
    expect(await visits.shown(b, 'incident')).not.toContain(incident);
    expect(await visits.shown(c, 'incident')).toContain(incident);
    const shown = (await directoryOf(c)).circle?.find((one) => one.id === circleId) as unknown as CircleFace;
    expect(shown.members).toEqual([c.organisation]);
  });
});
