import type { Audiences, Marking } from '../../shared/domain/entity.ts';
import { TLP, type Tlp } from '../../shared/domain/vocabulary.ts';
import { at, id, Making, type Author } from './making.ts';

/**
 * The smallest world in which every rule of the tables can differ: A owns; B is in A's circle; C is a client of B; D is
 * none of these. Whatever a marking can say is said, in every combination.
 */
const [A, B, C, D] = ['A', 'B', 'C', 'D'].map(id) as [string, string, string, string];
const RING = id('ring');
const HOLLOW = id('hollow');
const ANN: Author = { organisation: A, user: id('ann') };
const BEN: Author = { organisation: B, user: id('ben') };
const DAN: Author = { organisation: D, user: id('dan') };
const CAPS: readonly Tlp[] = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:RED'];
const named = (organisation: string, cap: Tlp) => id(`guest of ${organisation} up to ${cap}`);
const strictness = (tlp: Tlp) => TLP.indexOf(tlp);

function withPeople(): Making {
  const making = new Making();
  for (const organisation of [A, B, C, D]) making.organisation(organisation, organisation === B ? [C] : []);
  for (const [organisation, names] of [
    [A, ['ann', 'abe']],
    [B, ['ben', 'bob']],
    [C, ['cleo']],
    [D, ['dan']],
  ] as const) {
    for (const name of names) making.user(id(name), organisation, ['coordinator']);
  }
  making.user(id('account of a guest'), B, ['guest']);
  making.user(id('sponsor who left'), A, []);
  making.circle(RING, A, [A, B]);
  making.circle(HOLLOW, A, []);
  making.open([A, B, C, D]);
  const sponsors = { [A]: 'ann', [B]: 'ben', [C]: 'cleo' };
  for (const [organisation, sponsor] of Object.entries(sponsors)) {
    for (const cap of CAPS) making.guest(named(organisation, cap), organisation, { sponsor: id(sponsor), cap });
  }
  // All of these were named; none of them stands any more, or stands for more than one record.
  const past = { sponsor: ANN.user, cap: 'TLP:RED' };
  making.guest(id('guest whose time is over'), A, { ...past, until: at(0) });
  making.guest(id('guest whose sponsor left'), A, { ...past, sponsor: id('sponsor who left') });
  making.guest(id('guest who was sent away'), A, past);
  making.tell('user.disabled', ['user', id('guest who was sent away')], {});
  making.guest(id('guest for one record'), A, { ...past, records: [{ kind: 'asset', id: id('asset 7') }] });
  return making;
}

/** Every audience that a label can name. */
const everyAudience = (author: Author): Audiences[] => {
  const guests = [A, B].flatMap((organisation) => CAPS.map((cap) => named(organisation, cap)));
  const over = ['guest whose time is over', 'guest whose sponsor left', 'guest who was sent away'].map(id);
  const circles = [[], [RING], [HOLLOW]];
  const persons = [[], [BEN.user], [...guests, ...over, id('account of a guest')], [id('abe'), BEN.user, ...guests]];
  return [
    { tlp: 'TLP:CLEAR', circles: [], persons: [] },
    { tlp: 'TLP:GREEN', circles: [], persons: [] },
    ...circles.map((list): Audiences => ({ tlp: 'TLP:AMBER', circles: list, persons: [] })),
    ...circles.map((list): Audiences => ({ tlp: 'TLP:AMBER+STRICT', circles: list, persons: [] })),
    ...persons.map((list): Audiences => ({
      tlp: 'TLP:RED',
      circles: [],
      persons: [...new Set([author.user, ...list])].sort(),
    })),
  ];
};

const schedules = (tlp: Tlp): Pick<Marking, 'expires' | 'downgrade'>[] => [
  {},
  ...[-1, 0, 1].map((minutes) => ({ expires: at(minutes) })),
  ...TLP.slice(0, strictness(tlp)).map((wider) => ({ downgrade: { at: at(0), tlp: wider } })),
  ...(tlp === 'TLP:CLEAR' ? [] : [{ downgrade: { at: at(1), tlp: 'TLP:CLEAR' as const } }]),
];

const twinOf = (name: string, audiences: Audiences, more: Partial<Marking> = {}, needs = false) => ({
  id: id(name),
  marking: { ...audiences, owner: A, ...more },
  cell: { lat: 40, lon: -3, size: 0.5 },
  ...(needs && { needs: true }),
});
const twinsFor = (tlp: Tlp) =>
  everyAudience(ANN).filter((wider) => wider.tlp !== 'TLP:RED' && strictness(wider.tlp) <= strictness(tlp));

/** Assets of every marking, schedule, restriction and twin; each once more as no row of it can be read any longer. */
export function everyMarking(): Making {
  const making = withPeople();
  let n = 0;
  const asset = (marking: Marking, twin?: (name: string) => object) => {
    for (const hidden of [false, true]) {
      const name = `asset ${n++}`;
      making.asset(id(name), ANN, marking, twin ? { twin: twin(`twin of ${name}`) } : {});
      if (hidden) making.undecodable(`asset:${id(name)}`);
    }
  };
  for (const audiences of everyAudience(ANN)) {
    const restrictions = everyAudience(ANN).filter(({ tlp }) => strictness(tlp) >= strictness(audiences.tlp));
    for (const schedule of schedules(audiences.tlp)) {
      const marking: Marking = { ...audiences, owner: A, ...schedule };
      asset(marking);
      for (const restricted of restrictions) asset({ ...marking, restricted });
      for (const wider of twinsFor(audiences.tlp)) {
        asset(marking, (name) => twinOf(name, wider));
        asset(marking, (name) => twinOf(name, wider, { expires: at(0) }));
      }
    }
  }
  return making;
}

/** From a record of every label to targets of every label, with and without twins, in lists and in needs. */
export function everyReference(): Making {
  const making = withPeople();
  const targets: string[] = [];
  for (const [n, audiences] of everyAudience(ANN).entries()) {
    for (const [m, wider] of [undefined, ...twinsFor(audiences.tlp)].entries()) {
      const target = id(`target ${n} ${m}`);
      const twin = wider && twinOf(`twin ${n} ${m}`, wider);
      making.asset(target, ANN, { ...audiences, owner: A }, twin ? { twin } : {});
      targets.push(target);
    }
  }
  const pairs = targets.flatMap((one, n) =>
    targets
      .slice(n + 1)
      .filter((_, m) => (n + m) % 11 === 0)
      .map((other) => [one, other]),
  );
  const needs = pairs.map(([one, other], n) => ({
    needId: id(`need ${n}`),
    type: 'physical',
    suppliers: [
      { assetId: one, weight: 10, delay: 0, threshold: 1 },
      { assetId: other, weight: 25, delay: 0, threshold: 1 },
    ],
    ...(n % 2 === 0 ? { rule: 'kofn', k: 2 } : { rule: 'cap', demand: 1 + (n % 40) }),
    ...(n % 3 === 0 && { buffer: 3600 }),
    alpha: 1_000_000,
    beta: 0,
  }));
  for (const [n, audiences] of everyAudience(BEN).entries()) {
    const marking: Marking = { ...audiences, owner: B };
    making.incident(id(`incident ${n}`), BEN, marking, { assetIds: targets });
    making.task(id(`task ${n}`), BEN, marking, { assetIds: targets, incidentId: id(`incident ${(n * 5) % 12}`) });
    for (const restricted of [undefined, { tlp: 'TLP:RED' as const, circles: [], persons: [BEN.user] }]) {
      const name = `dependent ${n} ${restricted ? 'restricted' : ''}`;
      const twin = twinOf(`twin of ${name}`, { tlp: 'TLP:GREEN', circles: [], persons: [] }, { owner: B }, n % 2 === 0);
      making.asset(id(name), BEN, { ...marking, ...(restricted && { restricted }) }, { needs, twin });
    }
    for (const target of targets.slice(0, 20)) {
      const [about] = [{ kind: 'asset', id: target }];
      making.release(id(`release ${n} ${target}`), BEN, marking, about!, A);
      making.reading(id(`reading ${n} ${target}`), BEN, marking, { owners: [A, D].sort(), on: about });
    }
  }
  return making;
}

/** What hangs on a record of every label that was then given every other; by its owner and by a partner. */
export function everyHanging(): Making {
  const making = withPeople();
  let n = 0;
  for (const then of everyAudience(ANN)) {
    for (const now of everyAudience(ANN)) {
      const on = { kind: 'incident', id: id(`incident ${n++}`) };
      making.incident(on.id, ANN, { ...then, owner: A });
      for (const by of [ANN, BEN]) {
        const hang = (marking: Marking) => {
          const name = `${n++}`;
          making.note(id(`note ${name}`), by, marking, on);
          making.attachment(
            id(`attachment ${name}`),
            by,
            { tlp: 'TLP:CLEAR', circles: [], persons: [], owner: by.organisation },
            { kind: 'note', id: id(`note ${name}`) },
          );
          for (const [m, assignee] of [undefined, { organisation: D }, DAN].entries()) {
            making.task(id(`task ${name} ${m}`), by, marking, { incidentId: on.id, ...(assignee && { assignee }) });
          }
        };
        for (const own of everyAudience(by)) hang({ ...own, owner: by.organisation });
        const sees = then.tlp !== 'TLP:RED' || then.persons.includes(by.user);
        if (sees && strictness(then.tlp) >= strictness('TLP:AMBER')) {
          hang({
            tlp: then.tlp,
            circles: [],
            persons: [],
            owner: by.organisation,
            as: { key: `incident:${on.id}`, then },
          });
        }
      }
      making.mark('incident', on.id, ANN, { ...now, owner: A });
    }
  }
  return making;
}
