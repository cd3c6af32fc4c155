import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressKey } from '../../server/accounts/addresses.ts';
import { loadServerKeys } from '../../server/accounts/keys.ts';
import { NOBODYS_HASH, createPasswords, hashPassword, verifyPassword } from '../../server/accounts/passwords.ts';
import { usernameAcceptable, usernameKey } from '../../server/accounts/usernames.ts';
import { accountsNode, countedRandom, handClock, memoryTables } from './accounts.support.ts';

describe('passwords', () => {
  test('are kept as argon2id with the OWASP parameters and verified', async () => {
    const hash = await hashPassword('correct horse');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verifyPassword(hash, 'correct horse')).toBe(true);
    expect(await verifyPassword(hash, 'correct hors')).toBe(false);
  });

  test('typed composed or decomposed are the same password', async () => {
    const hash = await hashPassword('caf\u00e9 caf\u00e9');
    expect(await verifyPassword(hash, 'cafe\u0301 cafe\u0301')).toBe(true);
  });

  test('[P-A1] without an account the same work is done, against a hash of the same cost', async () => {
    const asked: string[] = [];
    const passwords = createPasswords(async (hash) => (asked.push(hash), true));
    expect(await passwords.verifyPassword(undefined, 'anything')).toBe(false);
    expect(asked).toEqual([NOBODYS_HASH]);
    const cost = (hash: string): string => hash.split('$').slice(0, 4).join('$');
    expect(cost(NOBODYS_HASH)).toBe(cost(await hashPassword('anything')));
    // The real library reads it as a hash and does not refuse it early.
    expect(await verifyPassword(undefined, 'anything')).toBe(false);
  });

  test('longer than allowed is wrong after the same work', async () => {
    let asked = 0;
    const passwords = createPasswords(async () => ++asked > 0);
    expect(await passwords.verifyPassword('some hash', 'x'.repeat(257))).toBe(false);
    expect(asked).toBe(1);
  });
});

describe('usernames', () => {
  test('are equal whatever their case and composition', () => {
    for (const [one, other] of [
      ['Coordinator@REE.demo', 'coordinator@ree.demo'],
      ['Jos\u00e9', 'JOSE\u0301'],
      ['stra\u00dfe', 'STRASSE'],
      ['\u039f\u0394\u039f\u03a3', '\u03bf\u03b4\u03bf\u03c3'],
    ] as const) {
      expect(usernameKey(one)).toBe(usernameKey(other));
    }
    expect(usernameKey('jose')).not.toBe(usernameKey('jos\u00e9'));
  });

  test('have one key, and the key of a key is itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
        const key = usernameKey(name);
        expect(usernameKey(key)).toBe(key);
        expect(usernameKey(name.normalize('NFD'))).toBe(usernameKey(name.normalize('NFC')));
      }),
      { numRuns: 2_000 },
    );
  });

  test('with spaces, controls or hidden characters are refused', () => {
    for (const name of ['', 'a b', 'a\u0000', 'a\u202eb', 'a\u200bb', 'x'.repeat(129), 'a\n']) {
      expect(usernameAcceptable(name), JSON.stringify(name)).toBe(false);
    }
    expect(usernameAcceptable('coordinator@ree.demo')).toBe(true);
  });
});

describe('accounts', () => {
  const clock = handClock();
  const start = () => accountsNode(memoryTables(clock), clock);

  test('one name is one account, whatever its case; one user has one account', async () => {
    const { accounts } = await start();
    const password = 'long enough';
    expect(await accounts.createAccount({ username: 'Ana', userId: 'u1', password })).toMatchObject({ ok: true });
    expect(await accounts.createAccount({ username: 'ANA', userId: 'u2', password })).toMatchObject({
      code: 'username-taken',
    });
    expect(await accounts.createAccount({ username: 'Eva', userId: 'u1', password })).toMatchObject({
      code: 'user-has-account',
    });
    expect(await accounts.createAccount({ username: 'Eva', userId: 'u2', password: 'short' })).toMatchObject({
      code: 'password-unfit',
    });
    expect(await accounts.findByUsername('aNA')).toMatchObject({ userId: 'u1', username: 'Ana', disabled: false });
    expect(await accounts.findByUserId('u2')).toBeUndefined();
    expect(await accounts.createAccount({ username: 'Eva', userId: 'u2', password })).toMatchObject({ ok: true });
    expect(await accounts.findByUserId('u2')).toMatchObject({ username: 'Eva' });
  });

  test('of two creations of one name at once, one wins', async () => {
    const { accounts } = await start();
    const outcomes = await Promise.all(
      ['u1', 'u2'].map((userId) => accounts.createAccount({ username: 'ana', userId, password: 'long enough' })),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('a creation that died before the password can be done again', async () => {
    const tables = memoryTables(clock);
    const { accounts } = await accountsNode(tables, clock);
    const wanted = { username: 'ana', userId: 'u1', password: 'long enough' };
    await accounts.createAccount(wanted);
    await tables.remove('account-password', 'u1');
    expect(await accounts.createAccount(wanted)).toMatchObject({ ok: true });
    expect(await accounts.findByUsername('ana')).toMatchObject({ passwordHash: 'plain:long enough' });
    await tables.remove('account-name', 'ana');
    expect(await accounts.createAccount(wanted)).toMatchObject({ ok: true });
  });

  test('a new password and a disabling end the sessions; a new password does not enable', async () => {
    const { accounts, sessions } = await start();
    await accounts.createAccount({ username: 'ana', userId: 'u1', password: 'long enough' });
    const first = await sessions.open('u1', {});
    expect(await accounts.setPassword('u1', 'long enough too')).toEqual({ ok: true });
    expect(await sessions.check(first.token)).toBeUndefined();
    const second = await sessions.open('u1', {});
    await accounts.disable('u1');
    expect(await sessions.check(second.token)).toBeUndefined();
    await accounts.setPassword('u1', 'and another one');
    expect(await accounts.findByUsername('ana')).toMatchObject({ disabled: true });
    await accounts.enable('u1');
    expect(await accounts.findByUsername('ana')).toMatchObject({ disabled: false });
    expect(await accounts.setPassword('u9', 'long enough')).toMatchObject({ code: 'not-found' });
  });
});

test('server keys are made once: nodes that start together share them', async () => {
  const clock = handClock();
  const tables = memoryTables(clock);
  const nodes = await Promise.all(['a', 'b', 'c'].map((seed) => loadServerKeys(tables, countedRandom(seed))));
  for (const keys of nodes) expect(keys).toEqual(nodes[0]);
  const { cursorSealing, cookieSigning, counterNaming } = nodes[0]!;
  expect(
    new Set([cursorSealing, cookieSigning, counterNaming].map((key) => Buffer.from(key).toString('hex'))).size,
  ).toBe(3);
});

test('[P-A1] an address is an IPv4 address or an IPv6 /64, however it is written', () => {
  expect(addressKey('192.0.2.7')).toBe('192.0.2.7');
  expect(addressKey('::ffff:192.0.2.7')).toBe('192.0.2.7');
  expect(addressKey('::ffff:c000:207')).toBe('192.0.2.7');
  expect(addressKey('2001:db8:0:1::1')).toBe('2001:db8:0:1::/64');
  expect(addressKey('2001:0db8:0:1:ffff:ffff:ffff:ffff')).toBe('2001:db8:0:1::/64');
  expect(addressKey('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
  expect(addressKey('::1')).toBe('0:0:0:0::/64');
  expect(addressKey('local')).toBe('unreadable');
});
