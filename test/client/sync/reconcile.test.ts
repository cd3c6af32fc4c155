import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChanges, emptyFaces, replaceFaces } from '../../../client/sync/confirmed.ts';
import {
  nothingJoined,
  reconcile,
  type Entry,
  type SyncInput,
  type SyncState,
} from '../../../client/sync/reconcile.ts';
import type { Batch, Outcome, Reset } from '../../../shared/protocol/down.ts';
import type { Instant } from '../../../shared/time.ts';

const op = '00000000-0000-4000-8000-000000000001';
const at = '2026-03-01T10:00:00.000Z' as Instant;
const entry = (commandId: string, more: Partial<Entry> = {}): Entry => ({
  commandId,
  operation: op,
  type: 'incident.setStatus',
  data: {},
  madeAt: at,
  key: commandId,
  state: 'queued',
  ...more,
});
const batch = (prev: string, next: string, answered: string[] = []): Batch => ({
  operation: op,
  prev,
  next,
  changes: [],
  answered,
});
const reset = (cursor: string, more: Partial<Reset> = {}): Reset => ({ operation: op, cursor, records: {}, ...more });
const accepted = (commandId: string): Outcome => ({ commandId, outcome: 'accepted' });

/** Plays inputs; answers the last outcome and the state. */
function play(state: SyncState, ...inputs: SyncInput[]) {
  let last = reconcile(state, inputs[0]!);
  for (const input of inputs.slice(1)) last = reconcile(last.state, input);
  return last;
}
const level = (cursor: string, pending: Entry[] = []): SyncState => ({
  ...nothingJoined,
  operation: op,
  cursor,
  join: { kind: 'level' },
  pending,
});
const ids = (entries: readonly Entry[]) => entries.map(({ commandId }) => commandId);

describe('reconcile: batches', () => {
  it('[DLV-1] one that starts at our cursor is applied', () => {
    const { state, outcome } = play(level('a'), { kind: 'batch', batch: batch('a', 'b') });
    expect(outcome.kind).toBe('applied');
    expect(state.cursor).toBe('b');
  });
  it('[DLV-1] one that does not is a gap, and nothing is applied', () => {
    const { state, outcome } = play(level('a'), { kind: 'batch', batch: batch('x', 'y') });
    expect(outcome.kind).toBe('gap');
    expect(state.cursor).toBe('a');
  });
  it('a repeat changes nothing', () => {
    const { outcome } = play(
      level('a'),
      { kind: 'batch', batch: batch('a', 'b') },
      { kind: 'batch', batch: batch('b', 'c') },
      { kind: 'batch', batch: batch('a', 'b') },
    );
    expect(outcome.kind).toBe('repeat');
  });
  it('one that only answers stands still, and is applied', () => {
    const { state, outcome } = play(level('a', [entry('1')]), { kind: 'batch', batch: batch('a', 'a', ['1']) });
    expect(outcome).toMatchObject({ kind: 'applied', ended: [{ commandId: '1' }] });
    expect(state).toMatchObject({ cursor: 'a', pending: [] });
  });
  it('held while a join is under way, and applied as soon as it fits', () => {
    const { state, outcome } = play(
      level('a'),
      { kind: 'asked' },
      { kind: 'batch', batch: batch('c', 'd') },
      { kind: 'joined', joined: { ok: true, prev: 'a', next: 'c' } },
      { kind: 'batch', batch: batch('a', 'c') },
    );
    expect(outcome).toMatchObject({ kind: 'applied', level: true });
    expect(state).toMatchObject({ cursor: 'd', join: { kind: 'level' }, held: [] });
  });
  it('of another operation are not looked at', () => {
    const { outcome } = play(level('a'), { kind: 'batch', batch: { ...batch('a', 'b'), operation: 'other' } });
    expect(outcome.kind).toBe('nothing');
  });
});

describe('reconcile: resets', () => {
  const parts = [1, 2, 3].map((part) =>
    reset('r', { part, parts: 3, records: { asset: [{ id: `${part}`, version: 1 }] } }),
  );
  it('replace only when every part is here, in whatever order', () => {
    const first = play(
      level('a'),
      { kind: 'asked' },
      { kind: 'reset', reset: parts[2]! },
      { kind: 'reset', reset: parts[0]! },
    );
    expect(first.outcome.kind).toBe('held');
    expect(first.state.cursor).toBe('a');
    const { state, outcome } = play(first.state, { kind: 'reset', reset: parts[1]! });
    expect(outcome).toMatchObject({ kind: 'replaced', records: { asset: [{ id: '1' }, { id: '2' }, { id: '3' }] } });
    expect(state.cursor).toBe('r');
  });
  it('of a newer cursor begin anew', () => {
    const other = reset('s', { part: 1, parts: 2 });
    const { outcome } = play(
      level('a'),
      { kind: 'reset', reset: parts[0]! },
      { kind: 'reset', reset: parts[1]! },
      { kind: 'reset', reset: other },
      { kind: 'reset', reset: parts[2]! },
    );
    expect(outcome.kind).toBe('held');
  });
  it('batches of meanwhile are applied after', () => {
    const { state, outcome } = play(
      level('a'),
      { kind: 'asked' },
      { kind: 'reset', reset: parts[0]! },
      { kind: 'batch', batch: batch('r', 's') },
      { kind: 'reset', reset: parts[1]! },
      { kind: 'reset', reset: parts[2]! },
    );
    expect(outcome.kind).toBe('replaced');
    expect(state.cursor).toBe('s');
  });
  it('a cut forgets the parts', () => {
    const { state } = play(level('a'), { kind: 'reset', reset: parts[0]! }, { kind: 'cut' });
    expect(state.assembling).toBeUndefined();
  });
});

describe('reconcile: commands', () => {
  it('an acceptance keeps one until a batch answers it', () => {
    const { state, outcome } = play(
      level('a', [entry('1')]),
      { kind: 'sent', commandId: '1' },
      { kind: 'answer', outcome: accepted('1') },
    );
    expect(outcome).toMatchObject({ kind: 'accepted', ended: false });
    expect(state.pending).toMatchObject([{ state: 'accepted' }]);
    expect(play(state, { kind: 'batch', batch: batch('a', 'b', ['1']) }).state.pending).toEqual([]);
  });
  it('an answer after its batch is late', () => {
    const { outcome } = play(
      level('a', [entry('1')]),
      { kind: 'batch', batch: batch('a', 'b', ['1']) },
      { kind: 'answer', outcome: accepted('1') },
    );
    expect(outcome.kind).toBe('late');
  });
  it('accepted before a join was asked for, it ends when that completes; after, it does not', () => {
    const { state, outcome } = play(
      level('a', [entry('1'), entry('2')]),
      { kind: 'answer', outcome: accepted('1') },
      { kind: 'asked' },
      { kind: 'answer', outcome: accepted('2') },
      { kind: 'joined', joined: { ok: true, prev: 'a', next: 'b' } },
      { kind: 'batch', batch: batch('a', 'b') },
    );
    expect(outcome).toMatchObject({ kind: 'applied', level: true, ended: [{ commandId: '1' }] });
    expect(ids(state.pending)).toEqual(['2']);
  });
  it('a reset ends those accepted before it was asked for', () => {
    const { state, outcome } = play(
      level('a', [entry('1'), entry('2')]),
      { kind: 'answer', outcome: accepted('1') },
      { kind: 'asked' },
      { kind: 'joined', joined: { ok: true, reset: true, next: 'r' } },
      { kind: 'reset', reset: reset('r') },
    );
    expect(outcome).toMatchObject({ kind: 'replaced', ended: [{ commandId: '1' }] });
    expect(ids(state.pending)).toEqual(['2']);
  });
  it('a cut queues what was under way again, in its place', () => {
    const { state } = play(level('a', [entry('1'), entry('2')]), { kind: 'sent', commandId: '1' }, { kind: 'cut' });
    expect(state.pending).toMatchObject([
      { commandId: '1', state: 'queued' },
      { commandId: '2', state: 'queued' },
    ]);
  });
  it.each(['busy', 'not-stored', 'rate-limited', 'not-authenticated'])('%s is tried again', (code) => {
    const refusal: Outcome = { commandId: '1', outcome: 'refused', code };
    const { state, outcome } = play(
      level('a', [entry('1'), entry('2')]),
      { kind: 'sent', commandId: '1' },
      { kind: 'answer', outcome: refusal },
    );
    expect(outcome).toMatchObject({ kind: 'again', code });
    expect(state.pending.map(({ state: how }) => how)).toEqual(['queued', 'queued']);
  });
  it('[CLI-3] any other refusal ends it with its reason', () => {
    const refusal: Outcome = { commandId: '1', outcome: 'refused', code: 'stale', message: 'why' };
    const { state, outcome } = play(level('a', [entry('1')]), { kind: 'answer', outcome: refusal });
    expect(outcome).toMatchObject({ kind: 'refused', code: 'stale', message: 'why' });
    expect(state.pending).toEqual([]);
  });
  it('one of another operation ends with its acceptance, and so does one that was true already', () => {
    const elsewhere = play(level('a', [entry('1', { operation: 'other' })]), {
      kind: 'answer',
      outcome: accepted('1'),
    });
    expect(elsewhere.outcome).toMatchObject({ kind: 'accepted', ended: true });
    const settled = play(level('a', [entry('1')]), { kind: 'answer', outcome: { ...accepted('1'), settled: true } });
    expect(settled.state.pending).toEqual([]);
  });
});

/** A server's chain of numbered moments; the client is told of them over a link that cuts, loses, repeats and swaps. */
const chainEvent = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('happens' as const),
      id: fc.integer({ min: 0, max: 4 }),
      value: fc.integer({ min: 0, max: 9 }),
    }),
  },
  { weight: 6, arbitrary: fc.constant({ kind: 'deliver' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'lose' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'repeat' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'cut' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'expire' as const }) },
);

describe('reconcile: any history', () => {
  it('[DLV-1][P-D8] ends in the faces of the server, however the link behaves', () => {
    fc.assert(
      fc.property(fc.array(chainEvent, { maxLength: 120 }), (events) => {
        const history: { id: string; value: number }[] = [];
        const worldAt = (position: number) => {
          const world = new Map<string, number>();
          for (const { id, value } of history.slice(0, position)) world.set(id, value);
          return world;
        };
        let oldest = 0;
        let joined = false;
        let wire: SyncInput[] = [];
        let state = play(nothingJoined, { kind: 'opened', operation: op, cursor: undefined }).state;
        const faces = emptyFaces();
        const changesBetween = (from: number, to: number) =>
          [...worldAt(to)]
            .filter(([id, value]) => worldAt(from).get(id) !== value)
            .map(([id, value]) => ({
              type: 'record.changed',
              at,
              realAt: at,
              entity: { kind: 'asset' as const, id },
              set: { id, value },
            }));
        const ask = () => {
          const { cursor } = state;
          state = reconcile(state, { kind: 'asked' }).state;
          joined = true;
          const now = history.length;
          if (cursor !== undefined && Number(cursor) >= oldest) {
            wire.push({ kind: 'joined', joined: { ok: true, prev: cursor, next: `${now}` } });
            wire.push({
              kind: 'batch',
              batch: { ...batch(cursor, `${now}`), changes: changesBetween(Number(cursor), now) },
            });
            return;
          }
          wire.push({ kind: 'joined', joined: { ok: true, reset: true, next: `${now}` } });
          const all = [...worldAt(now)].map(([id, value]) => ({ id, value }));
          for (const part of [1, 2]) {
            const half = all.filter((_, index) => index % 2 === part - 1);
            wire.push({ kind: 'reset', reset: reset(`${now}`, { part, parts: 2, records: { asset: half } }) });
          }
        };
        const hear = (input: SyncInput) => {
          const { state: next, outcome } = reconcile(state, input);
          state = next;
          if (outcome.kind === 'applied') applyChanges(faces, outcome.changes);
          if (outcome.kind === 'replaced') {
            replaceFaces(faces, outcome.records);
            applyChanges(faces, outcome.changes);
          }
          if (outcome.kind === 'gap') ask();
        };
        const reconnect = () => {
          wire = [];
          hear({ kind: 'cut' });
          ask();
        };
        ask();
        for (const event of events) {
          if (event.kind === 'happens') {
            history.push({ id: `${event.id}`, value: event.value });
            const now = history.length;
            if (joined)
              wire.push({
                kind: 'batch',
                batch: { ...batch(`${now - 1}`, `${now}`), changes: changesBetween(now - 1, now) },
              });
          } else if (event.kind === 'deliver') {
            const input = wire.shift();
            if (input) hear(input);
          } else if (event.kind === 'lose') wire.shift();
          else if (event.kind === 'repeat' && wire.length > 0) wire.unshift(wire[0]!);
          else if (event.kind === 'cut') reconnect();
          else if (event.kind === 'expire') oldest = history.length;
        }
        reconnect();
        while (wire.length > 0) hear(wire.shift()!);
        expect(state.join.kind).toBe('level');
        expect(
          new Map([...faces.asset.values()].map((face) => [face.id, (face as unknown as { value: number }).value])),
        ).toEqual(worldAt(history.length));
      }),
      { numRuns: 400 },
    );
  });
});
