import { describe, expect, it } from 'vitest';
import { check } from './check.ts';
import { read, type Entry } from './history.ts';
import { canaryOf, idOf } from './random.ts';
import { commandFor, OTHER, partFace, secondFace, tale, wholeFace, type Twist } from './tale.support.ts';
import { broken } from './trial.ts';

const judged = (entries: readonly Entry[]) => check(read(entries.map((entry) => JSON.stringify(entry)).join('\n')));

const BAD: readonly (readonly [law: string, what: string, twist: Twist])[] = [
  ['no leak', 'a restricted field in a partner’s frame', { hanaSees: wholeFace }],
  ['no leak', 'the marking of somebody else’s record', { hanaSees: { ...partFace, marking: { tlp: 'TLP:GREEN' } } }],
  ['no leak', 'what was withdrawn is shown on', { withdrawn: 'never' }],
  ['no leak', 'what somebody else was answered', { answered: commandFor('second') }],
  ['no loss', 'what was acknowledged is in nobody’s last snapshot', { lost: true }],
  [
    'no loss',
    'a receipt says something else',
    { receipt: { commandId: commandFor('first'), outcome: 'refused', code: 'stale' } },
  ],
  ['no ghosts', 'a record that no command made', { ghost: { ...secondFace, id: idOf('nobody') } }],
  ['no ghosts', 'a word that nobody wrote', { ghost: { ...secondFace, title: canaryOf('nobody') } }],
  ['one order', 'two clients see two events in two orders', { hanaOrder: 'other way round' }],
  ['own writes', 'a snapshot after the answer is without it', { ownSnapshot: [secondFace] }],
  ['own writes', 'a batch names another command as answered', { answered: commandFor('nothing') }],
  ['convergence', 'what is held is not what is shown anew', { hanaFinally: [{ ...secondFace, title: `${OTHER} .` }] }],
  ['no over-hiding', 'a partner is not shown what is for everybody', { hanaFinally: [] }],
  ['resume', 'a batch begins elsewhere', { chain: 'gap' }],
  ['resume', 'a batch comes twice', { chain: 'repeat' }],
  ['acting', 'a viewer reports', { reporter: 'gil' }],
];

describe('the offline checker, on histories made by hand', () => {
  it('has nothing against a good one, and has put every law to the test', () => {
    const { laws, counts } = judged(tale());
    expect(laws.flatMap(({ id, broken: found }) => (found ? [`${id}: ${found.words}`] : []))).toEqual([]);
    expect(laws.filter(({ checks }) => checks === 0)).toEqual([]);
    expect(counts).toMatchObject({ accepted: 3, refused: 0, withdrawals: 1 });
  });

  it.each(BAD)('breaks "%s": %s', (law, _what, twist) => {
    expect(broken(judged(tale(twist)))).toContain(law);
  });

  it('says that a history in which little happened shows nothing', () => {
    const { vacuous } = judged(tale());
    expect(vacuous.join('\n')).toMatch(/no refused commands/);
    expect(vacuous.join('\n')).toMatch(/no cuts of connections/);
    expect(vacuous.join('\n')).toMatch(/"no leak" was put to the test \d+ times/);
  });
});
