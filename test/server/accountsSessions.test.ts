import { describe, expect, test } from 'vitest';
import { CHECK_CACHE_MS, SESSION_LIVES, createSessions } from '../../server/accounts/sessions.ts';
import { REVOCATION_KEPT_MS, REVOCATION_POLL_MS } from '../../server/accounts/revocations.ts';
import type { Revocation } from '../../server/accounts/revocations.ts';
import type { Tables } from '../../server/log/tables.ts';
import { countedRandom, countingTables, handClock, memoryTables } from './accounts.support.ts';
import type { HandClock } from './accounts.support.ts';

function node(tables: Tables, clock: HandClock, seed: string) {
  const errors: unknown[] = [];
  const sessions = createSessions({
    tables,
    now: clock.now,
    every: clock.every,
    randomBytes: countedRandom(seed),
    onPollError: (error) => errors.push(error),
  });
  const heard: { revocation: Revocation; at: number }[] = [];
  sessions.onRevoked((revocation) => heard.push({ revocation, at: clock.now() }));
  return { sessions, heard, errors };
}

const HOUR = 3_600_000;

describe('sessions', () => {
  test('a token is 256 bits and is not in the store', async () => {
    const clock = handClock();
    const tables = memoryTables(clock);
    const { sessions } = node(tables, clock, 'a');
    const { token, session } = await sessions.open('u1', { address: '192.0.2.7', userAgent: 'test' });
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(await sessions.check(token)).toEqual(session);
    for (const table of ['session', 'session-of-user', 'session-used', 'session-revoked']) {
      expect(JSON.stringify(await tables.list(table))).not.toContain(token);
    }
    expect(await sessions.check(session.sessionId)).toBeUndefined();
    for (const wrong of ['', 'x', token.slice(1), `${token}A`, '../../etc/passwd']) {
      expect(await sessions.check(wrong)).toBeUndefined();
    }
    expect(await sessions.list('u1')).toMatchObject([{ sessionId: session.sessionId, meta: { address: '192.0.2.7' } }]);
    expect(await sessions.list('u')).toEqual([]);
  });

  test('ends when unused, goes on when used, and ends for good at its absolute end', async () => {
    const clock = handClock();
    const { sessions } = node(memoryTables(clock), clock, 'a');
    const unused = await sessions.open('u1', {});
    const used = await sessions.open('u1', {});
    for (let hours = 0; hours < SESSION_LIVES.absolute / HOUR - 1; hours++) {
      clock.jump(HOUR);
      expect(await sessions.check(used.token)).toBeDefined();
      if (hours + 1 === SESSION_LIVES.idle / HOUR) expect(await sessions.check(unused.token)).toBeUndefined();
    }
    const last = await sessions.check(used.token);
    expect(last?.expiresAt).toBe(used.session.expiresAt - SESSION_LIVES.idle + SESSION_LIVES.absolute);
    clock.jump(CHECK_CACHE_MS);
    expect(await sessions.check(used.token)).toEqual(last);
    clock.jump(HOUR - CHECK_CACHE_MS);
    expect(await sessions.check(used.token)).toBeUndefined();
    expect(await sessions.list('u1')).toEqual([]);
  });

  test('many checks in a moment cost one read', async () => {
    const clock = handClock();
    const { tables, counted } = countingTables(memoryTables(clock));
    const { sessions } = node(tables, clock, 'a');
    const { token } = await sessions.open('u1', {});
    counted();
    for (let i = 0; i < 1_000; i++) await sessions.check(token);
    expect(counted()).toBe('[["get session",1],["get session-used",1]]');
  });
});

describe('[P-C5] revocation', () => {
  test('is felt on the node that revokes at once, and on another within one second, sockets and checks alike', async () => {
    expect(CHECK_CACHE_MS + REVOCATION_POLL_MS).toBeLessThan(1_000);
    const clock = handClock();
    const tables = memoryTables(clock);
    const [here, there] = [node(tables, clock, 'a'), node(tables, clock, 'b')];
    const { token, session } = await here.sessions.open('u1', {});
    await clock.advance(130);
    expect(await there.sessions.check(token)).toEqual(session);
    const at = clock.now();
    await here.sessions.revoke(session.sessionId);
    expect(here.heard).toEqual([{ revocation: { kind: 'session', sessionId: session.sessionId, userId: 'u1' }, at }]);
    expect(await here.sessions.check(token)).toBeUndefined();
    await clock.advance(REVOCATION_POLL_MS);
    expect(there.heard.map(({ revocation }) => revocation)).toEqual(here.heard.map(({ revocation }) => revocation));
    expect(there.heard[0]!.at - at).toBeLessThanOrEqual(REVOCATION_POLL_MS);
    expect(await there.sessions.check(token)).toBeUndefined();
    await clock.advance(10_000);
    expect([here.heard.length, there.heard.length]).toEqual([1, 1]);
  });

  test('reaches checks within the life of the cache even if no poll gets through', async () => {
    const clock = handClock();
    const tables = memoryTables(clock);
    const deaf: Tables = { ...tables, list: () => Promise.reject(new Error('cut off')) };
    const [here, there] = [node(tables, clock, 'a'), node(deaf, clock, 'b')];
    const { token, session } = await here.sessions.open('u1', {});
    expect(await there.sessions.check(token)).toBeDefined();
    await here.sessions.revoke(session.sessionId);
    await clock.advance(CHECK_CACHE_MS);
    expect(await there.sessions.check(token)).toBeUndefined();
    expect(there.errors.length).toBeGreaterThan(0);
  });

  test('of a person ends all their sessions and nobody else\u2019s', async () => {
    const clock = handClock();
    const tables = memoryTables(clock);
    const [here, there] = [node(tables, clock, 'a'), node(tables, clock, 'b')];
    const mine = [await here.sessions.open('u1', {}), await there.sessions.open('u1', {})];
    const other = await here.sessions.open('u10', {});
    await there.sessions.revokeUser('u1');
    await clock.advance(REVOCATION_POLL_MS);
    for (const { token } of mine) expect(await here.sessions.check(token)).toBeUndefined();
    expect(await here.sessions.check(other.token)).toBeDefined();
    expect(here.heard.map(({ revocation }) => revocation)).toEqual([{ kind: 'user', userId: 'u1' }]);
  });

  test('in the middle of a check is not undone by what the check had read, nor by noting the use', async () => {
    const clock = handClock();
    const tables = memoryTables(clock);
    const gate = Promise.withResolvers<undefined>();
    let slow = false;
    const delayed: Tables = {
      ...tables,
      async get(table, key) {
        const wait = slow;
        const value = await tables.get(table, key);
        if (wait) await gate.promise;
        return value;
      },
    };
    const { sessions } = node(delayed, clock, 'a');
    const { token } = await sessions.open('u1', {});
    clock.jump(HOUR);
    slow = true;
    const checking = sessions.check(token);
    slow = false;
    await sessions.revokeUser('u1');
    gate.resolve(undefined);
    await checking;
    expect(await sessions.check(token)).toBeUndefined();
  });

  test('a node that could not look for long has everyone checked again', async () => {
    const clock = handClock();
    const tables = memoryTables(clock);
    const { sessions, heard } = node(tables, clock, 'a');
    await clock.advance(1_000);
    clock.jump(REVOCATION_KEPT_MS);
    await sessions.poll();
    expect(heard.map(({ revocation }) => revocation)).toEqual([{ kind: 'everyone' }]);
  });

  test('is told once, however long its row stays; closing stops the looking', async () => {
    const clock = handClock();
    const { tables, counted } = countingTables(memoryTables(clock));
    const [here, there] = [node(tables, clock, 'a'), node(tables, clock, 'b')];
    await here.sessions.revokeUser('u1');
    await clock.advance(REVOCATION_KEPT_MS * 3);
    expect([here.heard.length, there.heard.length]).toEqual([1, 1]);
    here.sessions.close();
    there.sessions.close();
    counted();
    await clock.advance(5_000);
    expect(counted()).toBe('[]');
  });
});
