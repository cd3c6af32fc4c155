import type { Audiences, EntityRef, Marking } from '../../shared/domain/entity.ts';
import { TLP, type Tlp } from '../../shared/domain/vocabulary.ts';
import { Dice } from '../support/historiesDice.ts';
import { at, id, Making, type Author } from './making.ts';

const ROLES = [
  'viewer',
  'responder',
  'liaison',
  'coordinator',
  'owner',
  'analyst',
  'director',
  'evaluator',
  'admin',
  'guest',
];
const ORGANISATIONS = ['A', 'B', 'C', 'D', 'E'].map(id);
const CAPS: readonly Tlp[] = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:RED'];
const strictness = (tlp: Tlp) => TLP.indexOf(tlp);

export interface RandomWorld {
  readonly making: Making;
  readonly dice: Dice;
  readonly keys: readonly string[];
  readonly users: readonly string[];
  readonly organisations: readonly string[];
}

/** A small world of everything that the policy speaks of, each thing in a random state. */
export function randomWorld(seed: number): RandomWorld {
  const dice = new Dice(seed);
  const making = new Making();
  const authors: Author[] = [];
  const users: string[] = [];
  const circles = ['ring', 'pair', 'hollow'].map(id);

  for (const organisation of ORGANISATIONS) making.organisation(organisation, dice.some(ORGANISATIONS, 2));
  for (const circle of circles) making.circle(circle, dice.pick(ORGANISATIONS), dice.some(ORGANISATIONS, 3));
  for (const organisation of ORGANISATIONS) {
    for (const n of [1, 2]) {
      const user = id(`${organisation} person ${n}`);
      making.user(user, organisation, dice.chance(0.9) ? dice.some(ROLES, 3) : []);
      if (dice.chance(0.05)) making.tell('user.disabled', ['user', user], {});
      authors.push({ organisation, user });
      users.push(user);
    }
  }
  for (const n of [1, 2]) making.agreement(id(`agreement ${n}`), dice.pick(authors), dice.some(ORGANISATIONS, 4));
  // Most often E takes no part: it may still own what it made before, be in circles and be somebody's client.
  making.open(dice.chance(0.3) ? ORGANISATIONS : ORGANISATIONS.slice(0, 4));

  const keys: string[] = [];
  const markings = new Map<string, Marking>();
  const guests = [1, 2, 3].map((n) => id(`guest ${n}`));
  users.push(...guests);
  const some = (tlp: Tlp, author: Author): Audiences => ({
    tlp,
    circles: dice.chance(0.5) ? [] : [...dice.some(circles, 2)].sort(),
    persons: tlp === 'TLP:RED' || dice.chance(0.2) ? [...new Set([author.user, ...dice.some(users, 3)])].sort() : [],
  });
  function marking(author: Author): Marking {
    const tlp = dice.pick(TLP);
    const audiences = some(tlp, author);
    const wider = TLP.slice(0, strictness(tlp));
    const stricter = TLP.slice(strictness(tlp));
    return {
      ...audiences,
      owner: author.organisation,
      ...(dice.chance(0.15) && { expires: at(dice.pick([-30, 0, 30])) }),
      ...(wider.length > 0 &&
        dice.chance(0.15) && { downgrade: { at: at(dice.pick([-30, 0, 30])), tlp: dice.pick(wider) } }),
      ...(dice.chance(0.35) && { restricted: some(dice.pick(stricter), author) }),
    };
  }
  const idsOf = (kind: string) => keys.filter((key) => key.startsWith(kind)).map((key) => key.slice(kind.length + 1));
  const refs = (...kinds: string[]): EntityRef[] =>
    keys
      .map((key) => key.split(':') as [string, string])
      .flatMap(([kind, each]) => (kinds.includes(kind) ? [{ kind, id: each } as EntityRef] : []));
  /** Of a record that hangs on another: one of its own, or the audience of the other. */
  function hanging(author: Author, on: EntityRef): Marking {
    const key = `${on.kind}:${on.id}`;
    const { tlp, circles: theirs, persons, as: parents } = markings.get(key)!;
    if (dice.chance(0.5) || strictness(tlp) < strictness('TLP:AMBER')) return marking(author);
    const before = parents?.then ?? { tlp, circles: theirs, persons };
    // Nobody hangs anything on what they are not shown.
    if (before.tlp === 'TLP:RED' && !before.persons.includes(author.user)) return marking(author);
    return {
      tlp,
      owner: author.organisation,
      circles: [],
      persons: [],
      as: { key: parents?.key ?? key, then: before },
    };
  }
  const made = (key: string, of: Marking) => {
    keys.push(key);
    markings.set(key, of);
  };
  const twin = (author: Author, n: number, exact: Marking) => {
    const wider = TLP.slice(0, Math.max(1, strictness(exact.tlp)));
    return {
      id: id(`twin ${n}`),
      marking: {
        ...some(dice.pick(wider), author),
        owner: author.organisation,
        ...(dice.chance(0.1) && { expires: at(dice.pick([-30, 30])) }),
      },
      cell: { lat: 40, lon: -3, size: 0.5 },
      ...(dice.chance(0.5) && { needs: true }),
    };
  };

  for (let n = 0; n < 6; n++) {
    const by = dice.pick(authors);
    const own = marking(by);
    const suppliers = () =>
      dice.some(idsOf('asset'), 4).map((assetId) => ({ assetId, weight: 1 + dice.below(50), delay: 0, threshold: 1 }));
    const needs = [1, 2].flatMap((which) => {
      const list = suppliers();
      if (list.length === 0) return [];
      const rule = dice.chance(0.5)
        ? { rule: 'kofn', k: 1 + dice.below(4) }
        : { rule: 'cap', demand: 1 + dice.below(120) };
      const common = { needId: id(`need ${n} ${which}`), type: 'physical', suppliers: list, alpha: 1_000_000, beta: 0 };
      return [{ ...common, ...rule, ...(dice.chance(0.5) && { buffer: 3600 }) }];
    });
    const more = { ...(needs.length > 0 && { needs }), ...(dice.chance(0.4) && { twin: twin(by, n, own) }) };
    making.asset(id(`asset ${n}`), by, own, more);
    made(`asset:${id(`asset ${n}`)}`, own);
  }
  for (let n = 0; n < 4; n++) {
    const by = dice.pick(authors);
    const own = marking(by);
    const assetIds = dice.some(idsOf('asset'), 4);
    making.incident(id(`incident ${n}`), by, own, assetIds.length > 0 ? { assetIds } : {});
    if (dice.chance(0.3)) {
      making.happen(
        'incident.leadChanged',
        ['incident', id(`incident ${n}`)],
        { organisation: dice.pick(ORGANISATIONS) },
        by,
      );
    }
    const into = idsOf('incident');
    if (into.length > 0 && dice.chance(0.3)) {
      const target = dice.pick(into);
      making.happen('incident.merged', ['incident', id(`incident ${n}`)], { into: target }, by, [`incident:${target}`]);
    }
    made(`incident:${id(`incident ${n}`)}`, own);
  }
  for (let n = 0; n < 4; n++) {
    const by = dice.pick(authors);
    const incidentId = dice.chance(0.7) ? dice.pick(idsOf('incident')) : undefined;
    const own = incidentId ? hanging(by, { kind: 'incident', id: incidentId }) : marking(by);
    const assetIds = dice.some(idsOf('asset'), 2);
    const blockedBy = dice.some(idsOf('task'), 2);
    const assignee = dice.pick(authors);
    making.task(id(`task ${n}`), by, own, {
      ...(incidentId && { incidentId }),
      ...(assetIds.length > 0 && { assetIds }),
      ...(blockedBy.length > 0 && { blockedBy }),
      ...(dice.chance(0.5) && { assignee: dice.chance(0.5) ? assignee : { organisation: assignee.organisation } }),
    });
    made(`task:${id(`task ${n}`)}`, own);
  }
  for (let n = 0; n < 5; n++) {
    const by = dice.pick(authors);
    const on = dice.pick(refs('asset', 'incident', 'task'));
    const own = hanging(by, on);
    making.note(id(`note ${n}`), by, own, on);
    made(`note:${id(`note ${n}`)}`, own);
  }
  for (let n = 0; n < 3; n++) {
    const by = dice.pick(authors);
    const on = dice.pick(refs('asset', 'incident', 'task', 'note'));
    const own = hanging(by, on);
    making.attachment(id(`attachment ${n}`), by, own, on);
    made(`attachment:${id(`attachment ${n}`)}`, own);
  }
  for (let n = 0; n < 3; n++) {
    const by = dice.pick(authors);
    const own = marking(by);
    making.scenario(id(`scenario ${n}`), by, own, dice.shuffled(idsOf('asset')).slice(0, 1 + dice.below(2)));
    made(`scenario:${id(`scenario ${n}`)}`, own);
  }
  for (let n = 0; n < 2; n++) {
    const by = dice.pick(authors);
    const red = dice.chance(0.3);
    const own: Marking = {
      tlp: red ? 'TLP:RED' : 'TLP:AMBER+STRICT',
      owner: by.organisation,
      circles: [],
      persons: red ? [by.user] : [],
    };
    const on = dice.pick(refs('asset', 'incident', 'task', 'note'));
    making.release(id(`release ${n}`), by, own, on, markings.get(`${on.kind}:${on.id}`)!.owner);
    keys.push(`release:${id(`release ${n}`)}`);
    const owners = [...dice.some(ORGANISATIONS, 3)].sort();
    const what = dice.pick(['export', 'pack', 'preview', 'break-glass']);
    making.reading(id(`reading ${n}`), by, own, {
      what,
      owners,
      ...(dice.chance(0.5) && { on }),
      ...(dice.chance(0.5) && { reason: 'because' }),
    });
    keys.push(`reading:${id(`reading ${n}`)}`);
  }
  for (const guest of guests) {
    const sponsor = dice.pick(authors);
    const records = dice.chance(0.3) ? dice.some(refs('asset', 'incident', 'task'), 4) : [];
    making.guest(guest, sponsor.organisation, {
      sponsor: sponsor.user,
      cap: dice.pick(CAPS),
      until: at(dice.pick([-1, 0, 60, 60, 60, 60])),
      ...(records.length > 0 && { records }),
      ...(dice.chance(0.5) && { contributes: true }),
    });
    if (dice.chance(0.1)) making.tell('user.disabled', ['user', guest], {});
  }
  // Some are marked anew, which replaces the whole marking, schedule and all; of some a row cannot be read.
  for (const [key, before] of markings) {
    const [kind, record] = key.split(':') as [string, string];
    if (dice.chance(0.1)) {
      const by = authors.find((author) => author.organisation === before.owner)!;
      making.mark(kind, record, by, marking(by));
    }
    if (dice.chance(0.04)) making.undecodable(key);
  }
  return { making, dice, keys, users, organisations: ORGANISATIONS };
}
