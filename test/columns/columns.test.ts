import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../shared/canonical.ts';
import type { Records } from '../../shared/protocol/down.ts';
import { decodeColumns, type Columns } from '../../shared/columns/decode.ts';
import { encodeColumns } from '../../shared/columns/encode.ts';
import type { Utf8 } from '../../shared/columns/format.ts';
import { snapshotOf } from '../../server/desk/snapshot.ts';
import { History } from '../support/histories.ts';
import { actorIn } from '../../server/worlds/worlds.ts';
import { audienceOf } from '../../shared/sharing/audience.ts';
import { fromMs } from '../../shared/time.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf8: Utf8 = { encode: (text) => encoder.encode(text), decode: (bytes) => decoder.decode(bytes) };

function encoded(records: Records): Uint8Array {
  const steps = encodeColumns({ operation: 'an operation', cursor: 'a cursor', records }, utf8);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return new Uint8Array(Buffer.concat(step.value));
}
function decoded(bytes: Uint8Array): Columns {
  const columns = decodeColumns(bytes, utf8);
  if ('refused' in columns) throw new Error(columns.refused);
  return columns;
}
const all = (columns: Columns): Records =>
  Object.fromEntries([...columns.kinds].map(([kind, { rows, faces }]) => [kind, faces(0, rows)]));
const throughColumns = (records: Records): Records => all(decoded(encoded(records)));

const uuid = fc.uuid({ version: 4 });
const instant = fc
  .date({ noInvalidDate: true, min: new Date(0), max: new Date(32_503_679_999_999) })
  .map((date) => date.toISOString());
const oddNumber = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, 0.1, 1e21, 2 ** 53, -(2 ** 53), 5e-324));
const oddText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud800', '\ufeff', '', '__proto__', '9999-99-99T00:00:00.000Z'),
);
const oddValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    oddNumber,
    oddText,
    uuid,
    instant,
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('value'), { maxLength: 5 }),
  object: fc.dictionary(
    fc.oneof(fc.constantFrom('id', 'code', 'by', '__proto__', 'constructor'), fc.string()),
    tie('value'),
    { maxKeys: 6 },
  ),
}));
/** Members as they mostly are, and now and then something that does not fit into their column. */
const face = (ids: readonly string[]) =>
  fc.record(
    {
      id: fc.oneof({ weight: 20, arbitrary: uuid }, { weight: 1, arbitrary: oddValue.value }),
      code: fc.oneof(fc.constant('AST-0000'), oddText),
      name: fc.oneof(oddText, fc.constantFrom('pump 1', 'pump 2 east', 'pump  3', 'station 4 ', ' pump 5', 'pump')),
      status: fc.constantFrom('operational', 'failed'),
      level: fc.integer({ min: 0, max: 1_000_000 }),
      location: fc.record({
        lat: fc.double({ noNaN: true, min: -90, max: 90 }),
        lon: fc.integer({ min: -1800, max: 1800 }).map((n) => n / 10),
      }),
      at: instant,
      supplier: fc.constantFrom(...ids),
      needs: fc.array(fc.record({ assetId: fc.constantFrom(...ids), weight: oddNumber }), { maxLength: 4 }),
      said: fc.record(
        { status: fc.constantFrom('operational', 'failed'), at: instant, deep: oddValue.value },
        { requiredKeys: [] },
      ),
      odd: oddValue.value,
    },
    { requiredKeys: [] },
  );
const records = fc
  .array(uuid, { minLength: 1, maxLength: 5 })
  .chain((ids) =>
    fc.record(
      { asset: fc.array(face(ids), { maxLength: 40 }), incident: fc.array(face(ids), { maxLength: 6 }) },
      { requiredKeys: [] },
    ),
  ) as fc.Arbitrary<Records>;

describe('faces as columns', () => {
  it('[L3] every face survives byte for byte in canonical form, whatever odd thing it holds', () => {
    fc.assert(
      fc.property(records, (some) => {
        expect(canonicalJson(throughColumns(some))).toBe(canonicalJson(some));
      }),
      { numRuns: 400 },
    );
  });

  it('[L3] faces of random histories survive, and a slice of them is that slice', async () => {
    let faces = 0;
    for (let seed = 1; seed <= 4; seed++) {
      const history = await History.begin(seed);
      for (let step = 0; step < 60; step++) {
        history.passTime();
        await history.say();
        await history.node.followEverything();
      }
      const stream = history.node.worlds.operation(history.names.operations[0]!)!;
      const view = history.node.worlds.confirmedView(stream, fromMs(history.now));
      for (const user of history.names.users) {
        const actor = actorIn(view, user);
        if (!actor) continue;
        const audience = audienceOf(view, actor.organisation, user);
        const snapshot = snapshotOf(audience, view);
        const columns = decoded(encoded(snapshot));
        expect(canonicalJson(all(columns))).toBe(canonicalJson(snapshot));
        for (const [kind, list] of Object.entries(snapshot)) {
          faces += list.length;
          const [from, to] = [Math.floor(list.length / 3), Math.ceil(list.length / 2)];
          expect(canonicalJson(columns.kinds.get(kind)!.faces(from, to))).toBe(canonicalJson(list.slice(from, to)));
        }
      }
    }
    expect(faces).toBeGreaterThan(200);
  });

  it('R2 a message cut short, with a byte changed or with a head that lies is refused in a sentence, or read: nothing else', () => {
    let refused = 0;
    const tried = (bytes: Uint8Array): void => {
      const columns = decodeColumns(bytes, utf8);
      if ('refused' in columns) {
        expect(columns.refused).toMatch(/^[A-Z].*\.$/);
        refused += 1;
      } else for (const { rows, faces } of columns.kinds.values()) canonicalJson(faces(0, Math.min(rows, 100)));
    };
    fc.assert(
      fc.property(
        records,
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        (some, dice) => {
          const bytes = encoded(some);
          const at = () => Math.floor(dice.next().value! * bytes.length);
          tried(bytes.subarray(0, at()));
          for (let round = 0; round < 10; round++) {
            const broken = bytes.slice();
            for (let change = 0; change <= round % 3; change++) broken[at()] = Math.floor(dice.next().value! * 256);
            tried(broken);
          }
          const text = utf8.decode(bytes.slice(12, 12 + new DataView(bytes.buffer).getUint32(8, true)));
          // Whole numbers and forms in the head: where a lie would cost most.
          for (let round = 0; round < 20; round++) tried(withHead(bytes, lied(text, dice)));
        },
      ),
      { numRuns: 150 },
    );
    expect(refused).toBeGreaterThan(1000);
  });

  it('[L3] columns that repeat, or follow from, one another survive, however they are nested', () => {
    const some = Array.from({ length: 200 }, (_one, n) => {
      const kind = ['pump', 'mast', 'depot'][n % 3]!;
      const id = `${(n * 131_071).toString(16).padStart(8, '0')}-0000-4000-8000-00000000000${n % 10}`;
      const said = {
        kind,
        code: kind.toUpperCase(),
        at: `2026-03-01T10:00:00.${100 + n}Z`,
        deep: { kind, as: kind[0] },
      };
      const name = n % 5 === 0 ? kind : `${kind} ${kind} ${n}`;
      return { id, kind, name, said, ...(n % 2 === 0 && { half: { said, name } }), ...(n % 7 === 0 && { note: name }) };
    });
    const asset = some.sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(canonicalJson(throughColumns({ asset }))).toBe(canonicalJson({ asset }));
    const turned = asset.toReversed();
    expect(canonicalJson(throughColumns({ asset: turned }))).toBe(canonicalJson({ asset: turned }));
  });

  it('[P-S8] many texts that are said again and again lie outside of the head, and survive; of fewer than are chosen it is refused', () => {
    const street = (n: number) => `Ünter den Linden ${n % 300}`;
    const incident = Array.from({ length: 3000 }, (_one, n) => ({
      id: `i${n}`,
      street: street(n),
      // Seen first where the list has begun, and gone before it ends.
      ...(n > 700 && n < 2500 && { side: street(n * 7) }),
    }));
    const bytes = encoded({ incident });
    expect(canonicalJson(all(decoded(bytes)))).toBe(canonicalJson({ incident }));
    const head = utf8.decode(bytes.slice(12, 12 + new DataView(bytes.buffer).getUint32(8, true)));
    expect(head).toContain('"as":"one-of-texts","count":300');
    expect(head).not.toContain('Linden');
    const fewer = withHead(bytes, head.replaceAll('"count":300', '"count":299'));
    expect(decodeColumns(fewer, utf8)).toEqual({ refused: 'It chooses a value that is not there.' });
    const none = withHead(bytes, head.replaceAll('"texts":{"as":"text"', '"texts":{"as":"json"'));
    expect(decodeColumns(none, utf8)).toEqual({ refused: 'It chooses a value that is not there.' });
  });

  it('refuses a message of another version, and ids that are made of themselves', () => {
    const bytes = encoded({ asset: [{ id: 'a', code: 'b' }] });
    const newer = bytes.slice();
    newer[4] = 2;
    expect(decodeColumns(newer, utf8)).toEqual({ refused: 'Columns of version 2 cannot be read here.' });
    const members = (...forms: object[]) => ({
      as: 'struct',
      members: forms.map((column, at) => ({ name: at === 0 ? 'id' : 'code', column })),
    });
    const head = (faces: object) =>
      JSON.stringify({ operation: 'o', cursor: 'c', kinds: [{ kind: 'asset', rows: 1, faces }] });
    for (const loop of [
      members({ as: 'code' }),
      members({ as: 'row', bytes: 0 }),
      members(members({ as: 'row', bytes: 0 })),
      members({ as: 'list', lengths: { min: 1, unit: 1, bytes: 0 }, count: 1, items: { as: 'row', bytes: 0 } }),
      members({ as: 'again', member: 'id' }),
    ]) {
      expect(decodeColumns(withHead(bytes, head(loop)), utf8)).toEqual({ refused: 'Its ids are none.' });
    }
  });
});

function withHead(bytes: Uint8Array, head: string): Uint8Array {
  const text = utf8.encode(head);
  const rest = bytes.subarray(12 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true));
  const made = new Uint8Array(Buffer.concat([bytes.subarray(0, 12), text, rest]));
  new DataView(made.buffer).setUint32(8, text.length, true);
  return made;
}

const FORMS = [
  'follows',
  'struct',
  'list',
  'id',
  'row',
  'code',
  'again',
  'number',
  'double',
  'instant',
  'one-of',
  'one-of-texts',
  'text',
  'json',
];

function lied(head: string, dice: fc.Stream<number>): string {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(dice.next().value! * from.length)]!;
  const numbers = [...head.matchAll(/:(-?\d+)/g)];
  const forms = [...head.matchAll(/"as":"([a-z-]+)"/g)];
  const change = (match: RegExpExecArray | undefined, by: string): string =>
    match
      ? head.slice(0, match.index) + match[0].replace(match[1]!, by) + head.slice(match.index + match[0].length)
      : head;
  return dice.next().value! < 0.6
    ? change(pick(numbers), String(pick([0, 1, 2, 7, 8, 255, -1, 0.5, 4_000_000, 1e9, 2 ** 53 - 1, 1e300])))
    : change(pick(forms), pick(FORMS));
}
