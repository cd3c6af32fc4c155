import { expect, it } from 'vitest';
import { actorIn } from '../../server/worlds/worlds.ts';
import type { Answer } from './acts.ts';
import { productAnswering } from './compare.ts';
import { at, id, Making, OPERATION } from './making.ts';

/**
 * The rows of "Acting" about circles, clients, guests, agreements and accounts, as a literal table: for the liaisons of A,
 * B and D and the administrator of the platform, y allowed, n not allowed, - not found. A's circle holds B; B's only
 * itself; A and B have an agreement; D shares nothing but the operation, E not even that.
 */
const ACTORS = ['A liaison', 'B liaison', 'D liaison', 'administrator'];
const ANSWERS: Readonly<Record<string, Answer>> = { y: 'allowed', n: 'not-allowed', '-': 'not-found' };
const made = id('made');
const organisation = id('A');
const agreement = { agreementId: id('of A and B') };
const operation = { name: 'x', kind: 'live', defaultTlp: 'TLP:GREEN' };
const visit = { guestId: made, name: 'x', cap: 'TLP:GREEN', until: at(60) };

const TABLE: readonly (readonly [expected: string, type: string, data: object])[] = [
  ['yyyy', 'circle.create', { circleId: made, name: 'x', members: [id('B')] }],
  ['ynny', 'circle.create', { circleId: made, name: 'x', members: [], owner: id('A') }],
  ['---y', 'circle.create', { circleId: made, name: 'x', members: [id('E')] }],
  ['yn-y', 'circle.setMembers', { circleId: id('circle of A'), members: [] }],
  ['-y-y', 'circle.setMembers', { circleId: id('circle of B'), members: [] }],
  ['----', 'circle.setMembers', { circleId: id('nothing'), members: [] }],
  ['ynny', 'organisation.setClients', { organisationId: organisation, clients: [id('B')] }],
  ['-nny', 'organisation.setClients', { organisationId: organisation, clients: [id('E')] }],
  ['---y', 'organisation.setClients', { organisationId: id('E'), clients: [] }],
  ['yyyn', 'guest.invite', { ...visit, operation: OPERATION }],
  ['nnnn', 'guest.invite', { ...visit, operation: id('nothing') }],
  ['y--y', 'guest.revoke', { guestId: id('guest of A') }],
  ['----', 'guest.revoke', { guestId: id('nothing') }],
  [
    'yynn',
    'agreement.propose',
    { agreementId: made, name: 'x', parties: [id('A'), id('B')], permits: ['share-amber'] },
  ],
  [
    '-nnn',
    'agreement.propose',
    { agreementId: made, name: 'x', parties: [id('A'), id('E')], permits: ['share-amber'] },
  ],
  ['yy-n', 'agreement.accept', agreement],
  ['yy-n', 'agreement.end', { ...agreement, reason: 'x' }],
  ['nnny', 'user.register', { userId: made, name: 'x', organisation }],
  ['n--y', 'user.setRoles', { userId: id('A viewer'), operation: OPERATION, roles: ['viewer'] }],
  ['n--y', 'user.disable', { userId: id('A viewer') }],
  ['n--y', 'user.enable', { userId: id('A viewer') }],
  [
    'nnny',
    'organisation.register',
    { organisationId: made, name: 'x', shortName: 'x', kind: 'operator', country: 'ES' },
  ],
  ['nnny', 'operation.create', { ...operation, operationId: made, participants: [organisation] }],
  ['nnny', 'operation.setParticipants', { operationId: OPERATION, participants: [organisation] }],
];

function directory(): Making {
  const making = new Making();
  for (const name of ['A', 'B', 'D', 'E', 'platform']) making.organisation(id(name));
  for (const name of ['A', 'B', 'D']) making.user(id(`${name} liaison`), id(name), ['liaison']);
  making.user(id('A viewer'), id('A'), ['viewer']);
  making.user(id('administrator'), id('platform'), []);
  making.tell('user.rolesChanged', ['user', id('administrator')], { operation: 'directory', roles: ['admin'] });
  making.circle(id('circle of A'), id('A'), [id('A'), id('B')]);
  making.circle(id('circle of B'), id('B'), [id('B')]);
  making.open(['A', 'B', 'D'].map(id));
  making.guest(id('guest of A'), id('A'), { sponsor: id('A liaison'), cap: 'TLP:GREEN' });
  making.agreement(id('of A and B'), { organisation: id('A'), user: id('A liaison') }, [id('A'), id('B')]);
  return making;
}

it.each(TABLE)('[P-C2][ACT-1][ACT-2] %s: %s %j', (expected, type, data) => {
  const view = directory().directoryView();
  const answers = ACTORS.map((name) => productAnswering(actorIn(view, id(name))!, view)({ type, data }));
  expect(answers).toEqual([...expected].map((letter) => ANSWERS[letter]));
});

it('[P-C2][ACT-2] viewers and guests have no part in the directory', () => {
  const view = directory().directoryView();
  expect(['A viewer', 'guest of A'].map((name) => actorIn(view, id(name)))).toEqual([undefined, undefined]);
});
