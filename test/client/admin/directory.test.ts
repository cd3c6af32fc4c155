import { describe, expect, test } from 'vitest';
import {
  changeOf,
  directoryFrom,
  firstSteps,
  operationsOf,
  peopleConcerned,
} from '../../../client/ui/directory/directory.ts';
import { countriesIn } from '../../../client/features/admin/countries.ts';
import { passwordFrom } from '../../../client/features/admin/password.ts';
import { changesOf, columnsOf, toggled, type RoleDraft } from '../../../client/features/admin/roleDraft.ts';
import { ROLES } from '../../../shared/domain/vocabulary.ts';

const person = (id: string, organisation: string, roles: Record<string, readonly string[]>, more = {}) => ({
  id,
  name: id.toUpperCase(),
  organisation,
  roles,
  ...more,
});
const house = directoryFrom({
  organisation: [
    { id: 'grid', name: 'Grid' },
    { id: 'police', name: 'Police' },
  ],
  operation: [{ id: 'op', name: 'Storm', kind: 'live', participants: ['grid', 'police'] }],
  user: [
    person('ana', 'grid', { op: ['liaison'], directory: ['admin'] }),
    person('ben', 'police', { op: ['viewer'] }),
    person('cid', 'police', { op: ['viewer'] }, { disabled: true }),
    person('dora', 'police', { op: [] }),
  ],
});

describe('the directory of an administrator', () => {
  test('says who gains and who loses when one list replaces another', () => {
    expect(changeOf(['a', 'b'], ['b', 'c'])).toEqual({ gains: ['c'], loses: ['a'] });
    expect(changeOf([], [])).toEqual({ gains: [], loses: [] });
  });

  test('counts only those who really lose sight: with a role, and not disabled', () => {
    expect(peopleConcerned(house, 'op', ['police']).map(({ id }) => id)).toEqual(['ben']);
    expect(peopleConcerned(house, 'op', [])).toEqual([]);
  });

  test('administering the platform is no operation, nor is one without a role', () => {
    expect(operationsOf(house.people.get('ana')!)).toEqual(['op']);
    expect(operationsOf(house.people.get('dora')!)).toEqual([]);
  });

  test('the first steps are told until there is an operation', () => {
    expect(firstSteps(house)).toBeUndefined();
    expect(firstSteps(directoryFrom({ organisation: [{ id: 'a', name: 'A' }], user: [] }))).toEqual({
      organisations: false,
      people: false,
    });
    expect(firstSteps({ ...house, operations: new Map() })).toEqual({ organisations: true, people: true });
  });

  test('takes nothing of the people whom somebody else is shown', () => {
    expect(directoryFrom({ user: [{ id: 'x', name: 'X', organisation: 'o', roles: ['viewer'] }] }).people.size).toBe(0);
  });
});

describe('roles that are not saved yet', () => {
  const ana = house.people.get('ana')!;
  const ben = house.people.get('ben')!;
  const none: RoleDraft = new Map();

  test('ticking twice is no change', () => {
    const once = toggled(none, ana, 'op', 'coordinator');
    expect(changesOf(once, house.people, 'op')).toMatchObject([{ added: ['coordinator'], removed: [], sight: 'kept' }]);
    expect(toggled(once, ana, 'op', 'coordinator').size).toBe(0);
  });

  test('say who gains and who loses sight of the operation', () => {
    const draft = toggled(toggled(none, ben, 'op', 'viewer'), house.people.get('dora')!, 'op', 'responder');
    expect(changesOf(draft, house.people, 'op').map(({ person: { id }, sight }) => [id, sight])).toEqual([
      ['ben', 'lost'],
      ['dora', 'gained'],
    ]);
  });

  test('what somebody else did meanwhile is no change any more, and who is gone has none', () => {
    const draft = toggled(none, ben, 'op', 'liaison');
    const meanwhile = new Map([['ben', { ...ben, roles: { op: ['liaison', 'viewer'] } }]]);
    expect(changesOf(draft, meanwhile, 'op')).toEqual([]);
    expect(changesOf(draft, new Map(), 'op')).toEqual([]);
  });

  test('the matrix offers what makes sense, and always what somebody holds', () => {
    expect(columnsOf('directory', new Set())).toEqual(['admin']);
    expect(columnsOf('live', new Set())).toEqual(
      ROLES.filter((role) => !['director', 'evaluator', 'guest'].includes(role)),
    );
    expect(columnsOf('exercise', new Set(['guest']))).toEqual([...ROLES]);
  });
});

test('a password uses every bit of its bytes and no look-alikes', () => {
  const all = Array.from({ length: 32 }, (_, byte) => byte);
  const letters = passwordFrom(Uint8Array.from(all.slice(0, 16))) + passwordFrom(Uint8Array.from(all.slice(16)));
  expect(new Set(letters.replaceAll('-', '')).size).toBe(32);
  expect(letters).not.toMatch(/[0Oo1lI]/);
  expect(passwordFrom(new Uint8Array(16))).toMatch(/^\w{4}-\w{4}-\w{4}-\w{4}$/);
});

test('a country is listed once, under the code it has today', () => {
  const codes = countriesIn('en').map(({ value }) => value);
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of ['ES', 'PT', 'MA', 'GB', 'MM', 'EU', 'UN']) expect(codes).toContain(code);
  for (const code of ['UK', 'BU', 'SU', 'ZZ']) expect(codes).not.toContain(code);
});
