import { randomUUID } from 'node:crypto';
import { constants, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packChanges, unpackChanges, type Packed } from '../../shared/columns/changes.ts';
import type { Change } from '../../shared/sharing/change.ts';

const round = (changes: readonly Change[]): Change[] | undefined => {
  const packed = packChanges(changes);
  return packed && unpackChanges(JSON.parse(JSON.stringify(packed)) as Packed);
};

const instant = fc
  .date({ min: new Date(0), max: new Date('2099-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const value = fc.oneof(
  fc.constantFrom(
    null,
    true,
    0,
    -0.5,
    1e20,
    'failed',
    '',
    [],
    {},
    ['a'],
    'toString',
    '2026-13-01T00:00:00.000Z',
    '2026-02-30T00:00:00.000Z',
  ),
  fc.uuid(),
  instant,
  fc.maxSafeInteger(),
  fc.integer({ min: 0, max: 3 }),
  fc.string(),
  fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.uuid(), fc.constant(null)), { maxKeys: 3 }),
);
const change = fc.record(
  {
    type: fc.constantFrom('asset.statusChanged', 'record.revealed', 'record.withdrawn'),
    at: instant,
    realAt: instant,
    by: fc.record({ organisation: fc.uuid() }),
    entity: fc.record({ kind: fc.constantFrom('asset', 'incident'), id: fc.uuid() }),
    set: fc.dictionary(fc.constantFrom('status', 'level', 'note', 'needs', 'version', 'hasOwnProperty'), value),
  },
  { requiredKeys: ['type', 'at', 'realAt', 'entity'] },
);

test('[L3] changes as columns are the changes that they were, in their order, whatever they hold', () => {
  let refused = 0;
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const plain = JSON.parse(JSON.stringify(changes)) as Change[];
      const back = round(changes as unknown as Change[]);
      if (back === undefined) refused += 1;
      else expect(back).toEqual(plain);
    }),
    { numRuns: 1000 },
  );
  expect(refused).toBeLessThan(100);
});

test('a name that would change what it is set on is not packed', () => {
  const set = JSON.parse('{"__proto__":{"status":1}}') as Record<string, unknown>;
  const at = '2026-03-01T10:00:00.000Z' as Change['at'];
  expect(packChanges([{ type: 'x', at, realAt: at, entity: { kind: 'asset', id: 'a' }, set }])).toBeUndefined();
});

test('[P-S4] a status update in a tick takes at most 45 bytes, compressed', () => {
  const by = { organisation: randomUUID(), user: randomUUID() };
  const changes = Array.from({ length: 160 }, (_one, index): Change => {
    const at = new Date(1_770_000_000_000 + Math.floor(index / 8)).toISOString() as Change['at'];
    const status = ['failed', 'degraded', 'operational'][Math.floor(Math.random() * 3)];
    const level = status === 'failed' ? 0 : status === 'degraded' ? 500_000 : 1_000_000;
    const confirmed = { status, level, since: at, at, realAt: at, by };
    const version = Math.floor(Math.random() * Number.MAX_SAFE_INTEGER);
    const set = { status, level, basis: 'confirmed', since: at, at, confirmed, version };
    return { type: 'asset.statusChanged', at, realAt: at, by, entity: { kind: 'asset', id: randomUUID() }, set };
  });
  const sizeOf = (value: unknown) =>
    deflateRawSync(JSON.stringify(value), { level: 6, finishFlush: constants.Z_SYNC_FLUSH }).length / changes.length;
  const [plain, columns] = [sizeOf(changes), sizeOf(packChanges(changes))];
  process.stdout.write(`P-S4: ${plain.toFixed(1)} bytes as JSON, ${columns.toFixed(1)} as columns\n`);
  expect(round(changes)).toEqual(changes);
  expect(columns).toBeLessThan(45);
  expect(columns).toBeLessThan(plain);
});
