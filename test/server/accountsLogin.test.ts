import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCounters } from '../../server/accounts/counters.ts';
import { DEVICE_COOKIE_LIFE_MS } from '../../server/accounts/devices.ts';
import { accountsNode, countingTables, handClock, memoryTables } from './accounts.support.ts';

const MINUTE = 60_000;
const PASSWORD = 'the right one';

async function world(options: { nodes?: number; atOnce?: number } = {}) {
  const clock = handClock();
  const counting = countingTables(memoryTables(clock));
  const nodes = await Promise.all(
    Array.from({ length: options.nodes ?? 1 }, (_, index) =>
      accountsNode(counting.tables, clock, { seed: `node ${index}`, atOnce: options.atOnce ?? 1_000 }),
    ),
  );
  const [node] = nodes as [(typeof nodes)[number]];
  for (const name of ['ana', 'eva']) {
    await node.accounts.createAccount({ username: name, userId: `user-${name}`, password: PASSWORD });
  }
  let addresses = 0;
  const freshAddress = (): string => `198.51.${(addresses >> 8) & 255}.${addresses++ & 255}`;
  return { clock, nodes, node, freshAddress, ...counting };
}

describe('login', () => {
  test('lets in who knows the password, with a session and a device cookie', async () => {
    const { node } = await world();
    const outcome = await node.login({ username: 'ANA', password: PASSWORD, address: '192.0.2.1' });
    expect(outcome).toMatchObject({ ok: true, userId: 'user-ana' });
    if (outcome.ok) expect(await node.sessions.check(outcome.token)).toEqual(outcome.session);
  });

  test('[P-A1] unknown, disabled and wrong are one answer, with the same reads, writes and one verification each', async () => {
    const { node, counted, freshAddress } = await world();
    await node.accounts.disable('user-eva');
    const tries = [
      { username: 'ana', password: 'wrong' },
      { username: 'nobody at all', password: 'wrong' },
      { username: 'eva', password: PASSWORD },
      { username: 'eva', password: 'wrong' },
      { username: 'x'.repeat(100_000), password: 'x'.repeat(100_000) },
      { username: '', password: '' },
    ];
    const seen = new Set<string>();
    for (const attempt of tries) {
      node.verified.length = 0;
      counted();
      const outcome = await node.login({ ...attempt, address: freshAddress() });
      expect(outcome).toEqual({ ok: false, code: 'wrong-credentials' });
      expect(node.verified).toHaveLength(1);
      seen.add(counted());
    }
    expect([...seen]).toHaveLength(1);
  });

  test('[P-A1] at most 10 failed tries of an account in 15 minutes, over nodes and addresses, of names that exist or not', async () => {
    const { nodes, clock, freshAddress } = await world({ nodes: 2 });
    const answers: string[] = [];
    for (const username of ['ana', 'nobody']) {
      for (const { verified } of nodes) verified.length = 0;
      const outcomes = [];
      for (let i = 0; i < 30; i++) {
        outcomes.push(await nodes[i % 2]!.login({ username, password: `guess ${i}`, address: freshAddress() }));
      }
      expect(nodes.reduce((sum, { verified }) => sum + verified.length, 0)).toBe(10);
      answers.push(JSON.stringify(outcomes));
    }
    expect(answers[0]).toBe(answers[1]);
    const refused = await nodes[0]!.login({ username: 'ana', password: PASSWORD, address: freshAddress() });
    expect(refused).toMatchObject({ ok: false, code: 'too-many-tries' });
    if (!refused.ok && refused.code === 'too-many-tries') {
      clock.jump((refused.retryAfterSeconds - 61) * 1_000);
      expect(await nodes[1]!.login({ username: 'ana', password: 'x', address: freshAddress() })).toMatchObject({
        code: 'too-many-tries',
      });
      clock.jump(61_000);
      expect(await nodes[1]!.login({ username: 'ana', password: PASSWORD, address: freshAddress() })).toMatchObject({
        ok: true,
      });
    }
  });

  test('[P-A1] a try at a closed door writes nothing: no disk flush for each', async () => {
    const { node, counted, freshAddress } = await world();
    for (let i = 0; i < 10; i++) await node.login({ username: 'ana', password: 'guess', address: freshAddress() });
    const address = freshAddress();
    for (let i = 0; i < 100; i++) await node.login({ username: `name ${i}`, password: 'guess', address });
    counted();
    expect(await node.login({ username: 'eva', password: PASSWORD, address })).toMatchObject({
      code: 'too-many-tries',
    });
    expect(counted()).toBe('[["list tries",1]]');
  });

  test('[P-A1] many tries at once do not slip through together', async () => {
    const { nodes, freshAddress } = await world({ nodes: 2 });
    await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        nodes[i % 2]!.login({ username: 'ana', password: `guess ${i}`, address: freshAddress() }),
      ),
    );
    expect(nodes.reduce((sum, { verified }) => sum + verified.length, 0)).toBeLessThanOrEqual(10);
  });

  test('[P-A1] at most 100 failed tries from an address in an hour; an IPv6 /64 is one address', async () => {
    const { node } = await world();
    for (let i = 0; i < 150; i++) {
      await node.login({ username: `name ${i}`, password: 'guess', address: `2001:db8::${i.toString(16)}` });
    }
    expect(node.verified).toHaveLength(100);
    expect(await node.login({ username: 'ana', password: PASSWORD, address: '2001:db8::beef' })).toMatchObject({
      code: 'too-many-tries',
    });
    expect(await node.login({ username: 'ana', password: PASSWORD, address: '192.0.2.1' })).toMatchObject({ ok: true });
  });

  test('[P-A1] only failed tries count', async () => {
    const { node } = await world();
    for (let i = 0; i < 150; i++) {
      expect(await node.login({ username: 'ana', password: PASSWORD, address: '192.0.2.1' })).toMatchObject({
        ok: true,
      });
    }
  });

  test('[P-A1] who locks the account and the address does not lock out the known device, which has ten tries of its own', async () => {
    const { node, freshAddress } = await world();
    const home = '192.0.2.1';
    const first = await node.login({ username: 'ana', password: PASSWORD, address: home });
    if (!first.ok) throw new Error('not let in');
    const { deviceCookie } = first;
    for (let i = 0; i < 20; i++) await node.login({ username: 'ana', password: 'guess', address: freshAddress() });
    for (let i = 0; i < 120; i++) await node.login({ username: `name ${i}`, password: 'guess', address: home });
    const known = (password: string) => node.login({ username: 'Ana', password, address: home, deviceCookie });
    expect(await known(PASSWORD)).toMatchObject({ ok: true });
    for (let i = 0; i < 10; i++) expect(await known('guess')).toEqual({ ok: false, code: 'wrong-credentials' });
    expect(await known(PASSWORD)).toMatchObject({ code: 'too-many-tries' });
    // Known for one account only.
    node.verified.length = 0;
    expect(await node.login({ username: 'eva', password: PASSWORD, address: home, deviceCookie })).toMatchObject({
      code: 'too-many-tries',
    });
  });

  test('a session opened while the account is disabled or its password changed does not stay', async () => {
    for (const act of ['disable', 'setPassword'] as const) {
      const { node, clock } = await world();
      const release = node.holdVerifications();
      const going = node.login({ username: 'ana', password: PASSWORD, address: '192.0.2.1' });
      await clock.advance(0);
      expect(node.verified).toHaveLength(1);
      if (act === 'disable') await node.accounts.disable('user-ana');
      else await node.accounts.setPassword('user-ana', 'quite another');
      release();
      expect(await going).toEqual({ ok: false, code: 'wrong-credentials' });
      expect(await node.sessions.list('user-ana')).toEqual([]);
    }
  });

  test('R6 at most two verifications at once; a full queue is told busy, uncounted; known devices go first and have their own queue', async () => {
    const { node, clock, freshAddress } = await world({ atOnce: 2 });
    const first = await node.login({ username: 'ana', password: PASSWORD, address: '192.0.2.1' });
    if (!first.ok) throw new Error('not let in');
    node.verified.length = 0;
    const release = node.holdVerifications();
    const strangers = Array.from({ length: 20 }, (_, i) =>
      node.login({ username: `name ${i}`, password: 'guess', address: freshAddress() }),
    );
    await clock.advance(0);
    const owner = node.login({
      username: 'ana',
      password: PASSWORD,
      address: '192.0.2.1',
      deviceCookie: first.deviceCookie,
    });
    await clock.advance(0);
    expect(node.verified).toHaveLength(2);
    release();
    expect(await owner).toMatchObject({ ok: true });
    const codes = (await Promise.all(strangers)).map((outcome) => (outcome.ok ? 'ok' : outcome.code));
    expect(codes.filter((code) => code === 'busy')).toHaveLength(14);
    expect(node.verified[2]).toMatchObject({ password: PASSWORD });
    // Told busy is not counted: the name has all its ten tries left.
    const name = `name ${codes.indexOf('busy')}`;
    for (let i = 0; i < 10; i++) {
      expect(await node.login({ username: name, password: 'x', address: freshAddress() })).toMatchObject({
        code: 'wrong-credentials',
      });
    }
  });
});

describe('device cookies', () => {
  test('are recognised for their account only, until they are old, and not when changed anywhere', async () => {
    const { node, clock } = await world();
    const cookie = node.devices.issue(undefined, 'ana');
    expect(node.devices.recognise(cookie, 'ana')).toMatch(/^[\w-]{22}$/);
    expect(node.devices.recognise(cookie, 'eva')).toBeUndefined();
    for (let at = 0; at < cookie.length; at++) {
      const changed = cookie.slice(0, at) + (cookie[at] === 'A' ? 'B' : 'A') + cookie.slice(at + 1);
      expect(node.devices.recognise(changed, 'ana'), changed).toBeUndefined();
    }
    fc.assert(fc.property(fc.string(), (text) => node.devices.recognise(text, 'ana') === undefined));
    clock.jump(DEVICE_COOKIE_LIFE_MS);
    expect(node.devices.recognise(cookie, 'ana')).toBeUndefined();
  });

  test('keep the accounts of a shared workstation, eight at most, and the id of each', async () => {
    const { node } = await world();
    let cookie: string | undefined;
    for (let i = 0; i < 12; i++) cookie = node.devices.issue(cookie, `user ${i}`);
    const known = Array.from({ length: 12 }, (_, i) => node.devices.recognise(cookie, `user ${i}`) !== undefined);
    expect(known).toEqual(Array.from({ length: 12 }, (_, i) => i >= 4));
    const id = node.devices.recognise(cookie, 'user 7');
    expect(node.devices.recognise(node.devices.issue(cookie, 'user 7'), 'user 7')).toBe(id);
    expect(cookie!.length).toBeLessThan(1_024);
  });
});

test('[P-A1] no stretch of a window ever holds more than the limit, and refused tries do not prolong the wait', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 4 * MINUTE }), { maxLength: 120 }), async (gaps) => {
      const clock = handClock();
      const counters = createCounters({ tables: memoryTables(clock), now: clock.now });
      const limit = { tries: 10, windowMs: 15 * MINUTE };
      const taken: number[] = [];
      let waitUntil = 0;
      for (const gap of gaps) {
        clock.jump(gap);
        const one = await counters.take([{ name: 'one', limit }]);
        if (one.ok) taken.push(clock.now());
        else {
          expect(clock.now()).toBeLessThan(waitUntil || Infinity);
          waitUntil = clock.now() + one.retryAfterSeconds * 1_000;
          expect(one.retryAfterSeconds).toBeGreaterThan(0);
          expect(one.retryAfterSeconds).toBeLessThanOrEqual(16 * 60);
        }
        if (one.ok) waitUntil = 0;
      }
      for (const at of taken) {
        expect(taken.filter((other) => other >= at && other < at + limit.windowMs).length).toBeLessThanOrEqual(10);
      }
    }),
    { numRuns: 200 },
  );
});
