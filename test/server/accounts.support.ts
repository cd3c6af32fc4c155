import { createHash } from 'node:crypto';
import { createAccounts } from '../../server/accounts/accounts.ts';
import { createCounters } from '../../server/accounts/counters.ts';
import { createDeviceCookies } from '../../server/accounts/devices.ts';
import { createGate } from '../../server/accounts/gate.ts';
import { loadServerKeys } from '../../server/accounts/keys.ts';
import { createLogin } from '../../server/accounts/login.ts';
import { NOBODYS_HASH, createPasswords } from '../../server/accounts/passwords.ts';
import { createSessions } from '../../server/accounts/sessions.ts';
import { createThrottle } from '../../server/accounts/throttle.ts';
import { openMemoryStore } from '../../server/log/memory.ts';
import type { Tables } from '../../server/log/tables.ts';

/** Time that stands still until a test moves it, with the timers that hang on it. */
export function handClock(start = Date.UTC(2025, 3, 28, 10, 32, 57)) {
  let at = start;
  const timers = new Set<{ every: number; next: number; work: () => void }>();
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve(undefined);
  };
  return {
    now: () => at,
    every(milliseconds: number, work: () => void) {
      const timer = { every: milliseconds, next: at + milliseconds, work };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(milliseconds: number): Promise<void> {
      const end = at + milliseconds;
      for (;;) {
        const due = [...timers].filter(({ next }) => next <= end).sort((a, b) => a.next - b.next)[0];
        if (!due) break;
        at = due.next;
        due.next += due.every;
        due.work();
        await settle();
      }
      at = end;
      await settle();
    },
    /** Hours and days: without running every poll between. */
    jump(milliseconds: number): void {
      at += milliseconds;
      for (const timer of timers) timer.next = at + timer.every;
    },
  };
}
export type HandClock = ReturnType<typeof handClock>;

/** Different bytes each time, the same in each run. */
export function countedRandom(seed = 'tocsin') {
  let count = 0;
  return (bytes: number): Uint8Array => {
    const stream = createHash('shake256', { outputLength: bytes });
    return new Uint8Array(stream.update(`${seed}:${count++}`).digest());
  };
}

/** Everything a node has for letting people in, over tables that several nodes share. Argon2 is replaced by what counts its calls. */
export async function accountsNode(tables: Tables, clock: HandClock, options: { seed?: string; atOnce?: number } = {}) {
  const { now, every } = clock;
  const randomBytes = countedRandom(options.seed);
  const keys = await loadServerKeys(tables, randomBytes);
  const verified: { hash: string; password: string }[] = [];
  let hold: Promise<undefined> | undefined;
  const passwords = {
    ...createPasswords(async (hash, password) => {
      verified.push({ hash, password });
      await hold;
      return hash !== NOBODYS_HASH && hash === `plain:${password}`;
    }),
    hashPassword: async (password: string) => `plain:${password}`,
  };
  const sessions = createSessions({ tables, now, randomBytes, every });
  const accounts = createAccounts({ tables, passwords, sessions, now });
  const gate = createGate({ atOnce: options.atOnce ?? 2, waiting: 4 });
  const devices = createDeviceCookies({ key: keys.cookieSigning, now, randomBytes });
  const throttle = createThrottle({ counters: createCounters({ tables, now }), namingKey: keys.counterNaming });
  const login = createLogin({ accounts, passwords, sessions, throttle, devices, gate });
  return {
    accounts,
    sessions,
    devices,
    login,
    verified,
    /** Verifications wait until the returned function is called. */
    holdVerifications(): () => void {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      hold = promise;
      return () => {
        hold = undefined;
        resolve(undefined);
      };
    },
  };
}

/** Counts what is asked of the tables, by operation and table. */
export function countingTables(tables: Tables): { tables: Tables; counted: () => string } {
  const counts = new Map<string, number>();
  const handler: ProxyHandler<Tables> = {
    get(target, name: keyof Tables) {
      return (table: string, ...rest: unknown[]) => {
        const key = `${name} ${table}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
        return (target[name] as (...all: unknown[]) => unknown)(table, ...rest);
      };
    },
  };
  return {
    tables: new Proxy(tables, handler),
    counted: () => {
      const text = JSON.stringify([...counts].sort());
      counts.clear();
      return text;
    },
  };
}

export const memoryTables = (clock: HandClock): Tables => openMemoryStore({ now: clock.now }).tables;
