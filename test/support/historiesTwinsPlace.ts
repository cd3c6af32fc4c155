import type { Actor } from '../../shared/domain/decision.ts';
import type { Role } from '../../shared/domain/vocabulary.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { openMemoryStore } from '../../server/log/memory.ts';
import type { Furnished } from './histories.ts';
import { CoreNode } from './historiesNode.ts';
import { id } from './house.ts';

/**
 * Where twin worlds are lived: the observer's organisation O, and P, Q and R of whose doings some are hidden from it.
 * What is made here is the same in both worlds; the records named below are touched by no random step of the visible
 * story, so that what is done to their hidden side has no consequence that O would be shown.
 */
export const NAMES = {
  o: id('twins O'),
  p: id('twins P'),
  q: id('twins Q'),
  r: id('twins R'),
  o1: id('twins o1'),
  o2: id('twins o2'),
  guest: id('twins guest of O'),
  p1: id('twins p1'),
  p2: id('twins p2'),
  q1: id('twins q1'),
  q2: id('twins q2'),
  r1: id('twins r1'),
  root: id('twins root'),
  operation: id('twins operation'),
  /** P and Q: never O. */
  hiddenCircle: id('twins hidden circle'),
  shownCircle: id('twins shown circle'),
  /** AMBER+STRICT with a GREEN coarse twin that shows its needs. */
  strict: id('twins strict asset'),
  /** RED with an AMBER coarse twin for the shown circle. */
  red: id('twins red asset'),
  /** GREEN, its needs met by another GREEN one. */
  needy: id('twins needy asset'),
  supplier: id('twins supplier'),
  /** GREEN, its restricted fields AMBER+STRICT. */
  guarded: id('twins guarded asset'),
  /** A GREEN task and a GREEN incident of P. */
  task: id('twins task'),
  incident: id('twins incident'),
  needs: [id('twins need 1'), id('twins need 2'), id('twins need 3'), id('twins need 4')],
} as const;

export const OBSERVERS = [NAMES.o1, NAMES.o2, NAMES.guest] as const;
export const ROOT: Actor = { user: NAMES.root, organisation: NAMES.p, roles: ['admin'] };
const BEGAN = Date.parse('2026-03-01T10:00:00.000Z');

export const needsOf = (...suppliers: readonly string[]): readonly object[] => [
  {
    needId: NAMES.needs[0],
    type: 'physical',
    rule: 'kofn',
    k: 1,
    suppliers: suppliers.map((assetId) => ({ assetId })),
  },
  {
    needId: NAMES.needs[1],
    type: 'cyber',
    rule: 'cap',
    demand: 2,
    base: 7,
    buffer: 3600,
    suppliers: suppliers.map((assetId) => ({ assetId, weight: 2 })),
  },
];

const places = new Map<number, Promise<Furnished>>();
/** Made once for each default label and kind, then only read. */
export function placeOf(seed: number): Promise<Furnished> {
  const variant = seed % 4;
  const made = places.get(variant) ?? furnish(variant);
  places.set(variant, made);
  return made;
}

async function furnish(variant: number): Promise<Furnished> {
  const store = openMemoryStore();
  const node = new CoreNode(store, () => BEGAN, new Uint8Array(32));
  const { o, p, q, r, operation } = NAMES;
  let count = 0;
  const must = async (where: string, user: string, type: string, data: object, actor?: Actor) => {
    const message = { commandId: id(`twins furnishing ${++count}`), type, data };
    const outcome = actor
      ? await node.pipeline.submitAs(where, actor, message)
      : await node.pipeline.submit(where, user, message);
    if (outcome.outcome !== 'accepted') throw new Error(`${type}: ${outcome.code} ${outcome.message}`);
    await node.followEverything();
  };
  const admin = (type: string, data: object) => must(DIRECTORY, '', type, data, ROOT);
  for (const organisationId of [o, p, q, r])
    await admin('organisation.register', {
      organisationId,
      name: 'N',
      shortName: 'S',
      kind: 'operator',
      country: 'ES',
    });
  const staff: readonly (readonly [string, string, readonly Role[]])[] = [
    [NAMES.o1, o, ['coordinator', 'liaison', 'owner']],
    [NAMES.o2, o, ['responder', 'owner']],
    [NAMES.p1, p, ['coordinator', 'liaison', 'owner']],
    [NAMES.p2, p, ['responder']],
    [NAMES.q1, q, ['coordinator', 'liaison', 'owner']],
    [NAMES.q2, q, ['viewer']],
    [NAMES.r1, r, ['coordinator', 'liaison', 'owner']],
  ];
  for (const [userId, organisation] of staff) await admin('user.register', { userId, name: 'Somebody', organisation });
  await admin('user.register', { userId: NAMES.root, name: 'Root', organisation: p });
  await admin('user.setRoles', { userId: NAMES.root, operation: DIRECTORY, roles: ['admin'] });
  await admin('circle.create', { circleId: NAMES.hiddenCircle, name: 'H', owner: p, members: [p, q] });
  await admin('circle.create', { circleId: NAMES.shownCircle, name: 'S', owner: p, members: [o, p] });
  const kind = variant % 2 === 0 ? 'live' : 'exercise';
  const defaultTlp = variant < 2 ? 'TLP:GREEN' : 'TLP:AMBER';
  await admin('operation.create', { operationId: operation, name: 'Op', kind, defaultTlp, participants: [o, p, q, r] });
  for (const [userId, , roles] of staff) await admin('user.setRoles', { userId, operation, roles });
  node.worlds.hold(operation);
  const until = new Date(BEGAN + 86_400_000).toISOString();
  const cap = 'TLP:AMBER';
  const link = { operation, name: 'Guest', cap, until, contributes: true };
  await must(DIRECTORY, NAMES.o1, 'guest.invite', { guestId: NAMES.guest, ...link });
  const say = (type: string, data: object) => must(operation, NAMES.p1, type, data);
  const site = {
    name: 'Site',
    sector: 'energy',
    kind: 'k',
    country: 'ES',
    location: { lat: 40, lon: -3 },
    level: 1_000_000,
  };
  const green = { tlp: 'TLP:GREEN' };
  await say('asset.register', { assetId: NAMES.supplier, ...site, marking: green });
  await say('asset.register', { assetId: NAMES.needy, ...site, marking: green, needs: needsOf(NAMES.supplier) });
  await say('asset.register', {
    assetId: NAMES.guarded,
    ...site,
    needs: [{ ...needsOf(NAMES.supplier)[1], needId: NAMES.needs[2] }],
    marking: { ...green, restricted: { tlp: 'TLP:AMBER+STRICT' } },
  });
  await say('asset.register', {
    assetId: NAMES.red,
    ...site,
    served: 5000,
    marking: { tlp: 'TLP:RED' },
    coarse: { marking: { tlp: 'TLP:AMBER', circles: [NAMES.shownCircle] } },
  });
  await say('asset.register', {
    assetId: NAMES.strict,
    ...site,
    served: 5000,
    needs: [{ ...needsOf(NAMES.supplier, NAMES.red)[1], needId: NAMES.needs[3] }],
    marking: { tlp: 'TLP:AMBER+STRICT' },
    coarse: { marking: green, needs: true, region: 'Centre' },
  });
  await say('incident.report', { incidentId: NAMES.incident, title: 'I', assetIds: [NAMES.strict], marking: green });
  await say('task.create', { taskId: NAMES.task, title: 'T', incidentId: NAMES.incident, marking: green });
  const rows = new Map<string, { touches: readonly string[]; body: string }[]>();
  for (const stream of await store.log.operations()) {
    const stored = await store.log.readAfter(stream, 0, 1000);
    rows.set(
      stream,
      stored.map(({ touches, body }) => ({ touches, body })),
    );
  }
  return {
    now: BEGAN,
    organisations: [o, p, q, r],
    leading: [NAMES.o1, NAMES.p1, NAMES.q1, NAMES.r1],
    others: [NAMES.o2, NAMES.p2, NAMES.q2, NAMES.guest],
    guests: [NAMES.guest],
    circles: [NAMES.shownCircle],
    operation,
    homes: new Map([...staff.map(([user, home]) => [user, home] as const), [NAMES.guest, o] as const]),
    rows,
  };
}
