import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Frames } from '../../server/socket/frames.ts';
import { unpackChanges, type Packed } from '../../shared/columns/changes.ts';
import type { Change } from '../../shared/sharing/change.ts';
import type { Instant } from '../../shared/time.ts';
import { report, until, WirePlace, WireScreen, type Person } from '../wire/wire.support.ts';

const fromEngine = createRequire(createRequire(import.meta.url).resolve('engine.io'));
interface RawWebSocket {
  on(name: string, listener: (...values: never[]) => void): void;
  once(name: string, listener: (...values: never[]) => void): void;
  send(data: string): void;
  terminate(): void;
  readonly _socket: { write(bytes: Buffer): void };
  readonly extensions: string;
}
const { WebSocket: Ws } = fromEngine('ws') as {
  WebSocket: new (url: string, options: object) => RawWebSocket;
};

/** The payload of an unmasked frame, as a client that negotiated compression reads it. */
function read(frame: Buffer): string {
  const compressed = (frame[0]! & 0x40) !== 0;
  expect(frame[0]! & 0xbf).toBe(0x81);
  const short = frame[1]!;
  const header = short < 126 ? 2 : short === 126 ? 4 : 10;
  const length = short < 126 ? short : short === 126 ? frame.readUInt16BE(2) : Number(frame.readBigUInt64BE(2));
  const payload = frame.subarray(header);
  expect(payload.length).toBe(length);
  if (!compressed) return payload.toString();
  const whole = Buffer.concat([payload, Buffer.from([0, 0, 0xff, 0xff])]);
  return inflateRawSync(whole, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
}

describe('a frame for all', () => {
  test('says the same compressed as plain, whatever stands in it', () => {
    let packed = 0;
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 50 }),
      fc.constantFrom('x'.repeat(3000), 'ü'.repeat(70_000)),
    );
    const change = fc.record({ type: fc.string(), set: fc.record({ note: text }) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), text, (changes, prev) => {
        const frames = new Frames();
        const message = { prev, changes, answered: [] };
        const { plain, packed: small } = frames.of('batch', message);
        expect(JSON.parse(read(plain).slice(2))).toEqual(['batch', message]);
        expect(read(small)).toBe(read(plain));
        if (small !== plain) {
          packed += 1;
          expect(small.length).toBeLessThan(plain.length + 20);
        }
        const other = frames.of('reset', { prev });
        expect(read(other.packed)).toBe(read(other.plain));
      }),
      { numRuns: 300 },
    );
    expect(packed).toBeGreaterThan(30);
  });

  test('[P-S4] many changes go as columns to who takes them, and say the same', () => {
    const frames = new Frames();
    const at = '2026-03-01T10:00:00.000Z' as Instant;
    const changes = Array.from({ length: 50 }, (_one, index): Change => {
      const entity = { kind: 'asset' as const, id: `${index}` };
      return { type: 'x', at, realAt: at, entity, set: { status: 'failed' } };
    });
    const message = { prev: 'a', next: 'b', changes, answered: ['c'] };
    const [, heard] = JSON.parse(read(frames.asColumns('batch', message).packed).slice(2)) as [
      string,
      { columns: Packed },
    ];
    const { columns, ...rest } = heard;
    expect({ ...rest, changes: unpackChanges(columns) }).toEqual(message);
    expect(frames.asColumns('batch', { ...message, changes: changes.slice(0, 3) }).plain.toString()).toContain(
      '"changes":[',
    );
    expect(frames.of('batch', message).plain.toString()).toContain('"changes":[');
  });

  test('[P-S5] what two audiences are shown alike is compressed once for both', () => {
    const frames = new Frames();
    const changes = Array.from({ length: 50 }, (_one, index) => ({
      type: 'x',
      entity: { kind: 'asset', id: `${index}` },
    }));
    const sizes = ['a', 'b'].map((prev) => frames.of('batch', { prev, next: prev, changes, answered: [] }).packed);
    const lists = sizes.map((frame) => frame.subarray(frame.indexOf('"changes":[') + 11));
    expect(lists[0]!.equals(lists[1]!)).toBe(true);
    expect(read(sizes[1]!)).toContain('"prev":"b"');
  });
});

describe('compressed frames on the wire', () => {
  let place: WirePlace;
  let ann: Person;
  beforeAll(async () => {
    place = await WirePlace.open();
    ann = await place.person(['coordinator', 'owner', 'liaison']);
  });
  afterAll(() => place.close());
  const send = (count: number) =>
    place.send(
      ann,
      Array.from({ length: count }, () => report({ description: 'smoke over the harbour '.repeat(20) })),
    );

  test('[L4] stock clients that take them, that do not, and that poll are shown the same, in order', async () => {
    const ways = {
      compressed: {},
      plain: { perMessageDeflate: false },
      narrow: { perMessageDeflate: { serverMaxWindowBits: 10 } },
      polling: { transports: ['polling'] },
    };
    const reader = await place.person(['viewer'], 1);
    const screens: WireScreen[] = [];
    const bytes: number[] = [];
    for (const [index, options] of Object.values(ways).entries()) {
      const socket = place.connect(reader, options);
      const screen = new WireScreen(socket, place.operation);
      expect((await screen.join()).ok).toBe(true);
      const wire = (socket.io.engine.transport as unknown as { ws?: { _socket: NodeJS.EventEmitter } }).ws;
      bytes[index] = 0;
      wire?._socket.on('data', (chunk: Buffer) => (bytes[index]! += chunk.length));
      screens.push(screen);
    }
    for (let turn = 0; turn < 10; turn++) {
      await send(20);
      // An answer goes the ordinary way, between the shared frames.
      await Promise.all(screens.map(({ socket }) => socket.timeout(5000).emitWithAck('ping', {})));
    }
    const { records } = await place.snapshot(reader);
    for (const screen of screens) {
      await until('the screen is level', () => screen.shows(records));
      expect(screen.gaps).toBe(0);
      screen.socket.close();
    }
    process.stdout.write(
      `bytes: ${JSON.stringify(Object.fromEntries(Object.keys(ways).map((way, at) => [way, bytes[at]])))}\n`,
    );
    expect(bytes[0]).toBeLessThan(bytes[1]! / 4);
    expect(bytes[2]).toBeGreaterThan(bytes[1]! / 2);
    expect(place.troubles).toEqual([]);
  }, 30_000);

  test('[P-R3] what a client sends is inflated up to the limit and no further', async () => {
    const reader = await place.person(['viewer'], 1);
    const screen = new WireScreen(place.connect(reader), place.operation);
    await screen.join();
    const bomb = deflateRawSync(Buffer.alloc(64 * 2 ** 20), {
      windowBits: 10,
      level: 9,
      finishFlush: constants.Z_SYNC_FLUSH,
    });
    const before = process.memoryUsage().rss;
    const codes = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const ws = new Ws(`${place.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {});
        const closed = new Promise<number>((resume) => ws.once('close', resume as never));
        ws.on('error', () => {});
        await new Promise((resume) => ws.once('message', resume as never));
        expect(ws.extensions).toBe('permessage-deflate');
        const payload = bomb.subarray(0, -4);
        const header = Buffer.alloc(14);
        header[0] = 0xc1;
        header[1] = 0x80 | (payload.length < 65536 ? 126 : 127);
        // Masked with nothing: the key is zero.
        if (payload.length < 65536) header.writeUInt16BE(payload.length, 2);
        else header.writeBigUInt64BE(BigInt(payload.length), 2);
        ws._socket.write(Buffer.concat([header.subarray(0, payload.length < 65536 ? 8 : 14), payload]));
        return closed;
      }),
    );
    const grown = process.memoryUsage().rss - before;
    process.stdout.write(
      `P-R3: 20 bombs of 64 MiB (${bomb.length} bytes each) answered ${codes[0]}; process grew ${grown >> 20} MiB\n`,
    );
    expect(new Set(codes)).toEqual(new Set([1009]));
    expect(grown).toBeLessThan(200 * 2 ** 20);
    await send(1);
    await until('an honest reader goes on', async () => screen.shows((await place.snapshot(reader)).records));
    screen.socket.close();
  }, 30_000);
});
