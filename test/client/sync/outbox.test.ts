import { describe, expect, it } from 'vitest';
import { memoryStorage } from '../../../client/platform/memoryStorage.ts';
import { nextToSend } from '../../../client/sync/dispatch.ts';
import { Outbox } from '../../../client/sync/outbox.ts';
import type { Entry } from '../../../client/sync/reconcile.ts';
import type { DeviceStorage } from '../../../client/sync/storage.ts';
import { uuidFrom } from '../../../shared/ids.ts';
import type { Instant } from '../../../shared/time.ts';

const at = '2026-03-01T10:00:00.000Z' as Instant;
const uuid = (n: number) =>
  uuidFrom(new Uint8Array(16).fill(n % 256).map((byte, index) => byte ^ (n >> ((index % 3) * 8))));
const never = () => {};

function entryOf(outbox: Outbox, n: number, now = 1000, more: Partial<Entry> = {}): Entry {
  const key = outbox.nextKey(now, 'tab');
  return {
    commandId: `c${n}`,
    operation: 'op',
    type: 'incident.addNote',
    data: { n },
    madeAt: at,
    key,
    state: 'writing',
    ...more,
  };
}

describe('the outbox', () => {
  it('[CLI-1][P-D7] 10,000 commands come back after a crash, none lost or doubled, in the order they were made', async () => {
    const rows = new Map<string, unknown>();
    const outbox = new Outbox(memoryStorage(rows), 'ana', never);
    // The clock stands still, runs, and is set back: none of it turns commands around.
    const kept = await Promise.all(
      Array.from({ length: 10_000 }, (_, n) =>
        outbox.add(entryOf(outbox, n, 1000 + (n % 7) * 10 - Math.floor(n / 5000) * 500)),
      ),
    );
    expect(kept.every(Boolean)).toBe(true);
    const again = await new Outbox(memoryStorage(rows), 'ana', never).load();
    expect(again.entries.map(({ data }) => data['n'])).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
    expect(new Set(again.entries.map(({ state }) => state))).toEqual(new Set(['queued']));
  });

  it('goes on after the last key it found, whatever the clock says', async () => {
    const rows = new Map<string, unknown>();
    const first = new Outbox(memoryStorage(rows), 'ana', never);
    await first.add(entryOf(first, 1, 5000));
    const second = new Outbox(memoryStorage(rows), 'ana', never);
    await second.load();
    await second.add(entryOf(second, 2, 10));
    const { entries } = await new Outbox(memoryStorage(rows), 'ana', never).load();
    expect(entries.map(({ commandId }) => commandId)).toEqual(['c1', 'c2']);
  });

  it('[CLI-4] another person of the device finds nothing', async () => {
    const rows = new Map<string, unknown>();
    const ana = new Outbox(memoryStorage(rows), 'ana', never);
    await ana.add(entryOf(ana, 1));
    expect(await new Outbox(memoryStorage(rows), 'an', never).load()).toEqual({ entries: [], refusals: [] });
    await new Outbox(memoryStorage(rows), 'ben', never).wipe();
    expect((await new Outbox(memoryStorage(rows), 'ana', never).load()).entries).toHaveLength(1);
    await ana.wipe();
    expect(rows.size).toBe(0);
  });

  it('[CLI-1] says so when the device has no room, and keeps nothing of that command', async () => {
    const rows = new Map<string, unknown>();
    const home = memoryStorage(rows);
    const full: DeviceStorage = { ...home, commit: async (tx) => (tx.durable ? 'no-room' : home.commit(tx)) };
    const outbox = new Outbox(full, 'ana', never);
    expect(await outbox.add(entryOf(outbox, 1))).toBe(false);
    expect(rows.size).toBe(0);
  });

  it('[CLI-3] a refusal moves to the tray in one transaction, and is found there after a reload', async () => {
    const rows = new Map<string, unknown>();
    const transactions: number[] = [];
    const home = memoryStorage(rows);
    const counted: DeviceStorage = {
      ...home,
      commit: (tx) => {
        transactions.push((tx.put?.length ?? 0) + (tx.remove?.length ?? 0));
        return home.commit(tx);
      },
    };
    const outbox = new Outbox(counted, 'ana', never);
    const entry = entryOf(outbox, 1);
    await outbox.add(entry);
    outbox.refuse({ entry, code: 'stale', message: 'why', at });
    await outbox.settled();
    expect(transactions).toEqual([1, 2]);
    const { entries, refusals } = await new Outbox(home, 'ana', never).load();
    expect(entries).toEqual([]);
    expect(refusals).toMatchObject([{ code: 'stale', message: 'why', entry: { commandId: 'c1' } }]);
  });

  it('what could not be removed for want of room is tried again', async () => {
    const rows = new Map<string, unknown>();
    const home = memoryStorage(rows);
    let full = false;
    let retry: (() => void) | undefined;
    const outbox = new Outbox(
      { ...home, commit: async (tx) => (full ? 'no-room' : home.commit(tx)) },
      'ana',
      (run) => (retry = run),
    );
    const entry = entryOf(outbox, 1);
    await outbox.add(entry);
    full = true;
    outbox.end([entry]);
    await outbox.settled();
    expect(rows.size).toBe(1);
    full = false;
    retry!();
    await outbox.settled();
    expect(rows.size).toBe(0);
  });

  it('commands made together share one transaction', async () => {
    let commits = 0;
    const home = memoryStorage();
    const outbox = new Outbox({ ...home, commit: (tx) => (commits++, home.commit(tx)) }, 'ana', never);
    await Promise.all(Array.from({ length: 100 }, (_, n) => outbox.add(entryOf(outbox, n))));
    expect(commits).toBeLessThanOrEqual(2);
  });
});

describe('which command may leave next', () => {
  const entry = (n: number, state: Entry['state'], data: Record<string, unknown>, operation = 'op'): Entry => ({
    commandId: `c${n}`,
    operation,
    type: 'incident.setStatus',
    data,
    madeAt: at,
    key: `${n}`,
    state,
  });
  const on = (n: number) => ({ incidentId: uuid(n) });

  it('[CLI-1] the first that has not left', () => {
    const pending = [
      entry(1, 'accepted', on(1)),
      entry(2, 'sending', on(2)),
      entry(3, 'queued', on(3)),
      entry(4, 'queued', on(4)),
    ];
    expect(nextToSend(pending, undefined)?.commandId).toBe('c3');
  });
  it('none while the first is not durable yet', () => {
    expect(nextToSend([entry(1, 'writing', on(1)), entry(2, 'queued', on(2))], undefined)).toBeUndefined();
  });
  it('none that names a record which one under way changes', () => {
    expect(nextToSend([entry(1, 'sending', on(1)), entry(2, 'queued', on(1))], undefined)).toBeUndefined();
    const made = entry(2, 'queued', { taskId: uuid(9), incidentId: uuid(1) });
    expect(nextToSend([entry(1, 'sending', on(1)), made], undefined)).toBeUndefined();
  });
  it('none past one that commands the operation itself', () => {
    expect(nextToSend([entry(1, 'sending', {}), entry(2, 'queued', on(2))], undefined)).toBeUndefined();
    expect(nextToSend([entry(1, 'sending', on(1)), entry(2, 'queued', {})], undefined)).toBeUndefined();
  });
  it('none of an operation that is not level yet, nor any behind it', () => {
    const pending = [entry(1, 'queued', on(1)), entry(2, 'queued', on(2), 'other')];
    expect(nextToSend(pending, 'op')).toBeUndefined();
    expect(nextToSend(pending, 'other')?.commandId).toBe('c1');
  });
  it('at most fifty are under way', () => {
    const sending = Array.from({ length: 50 }, (_, n) => entry(n, 'sending', on(n)));
    expect(nextToSend([...sending, entry(60, 'queued', on(60))], undefined)).toBeUndefined();
    expect(nextToSend([...sending.slice(1), entry(60, 'queued', on(60))], undefined)?.commandId).toBe('c60');
  });
});
