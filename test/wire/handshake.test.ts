import { randomBytes, randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { frame, Raw } from '../chaos/rawSocket.ts';
import { report, until, WirePlace, type Person } from './wire.support.ts';

let place: WirePlace;
let ann: Person;
beforeAll(async () => {
  place = await WirePlace.open();
  ann = await place.person(['coordinator']);
});
afterAll(() => place.close());

const TAIL = Buffer.from([0, 0, 0xff, 0xff]);

/** A client without a library, with an offer and a compressor of its own. */
class RawClient {
  readonly #socket: Socket;
  #bytes = Buffer.alloc(0);
  /** The answer's head, once it is there. */
  head = '';
  readonly frames: { readonly text: string; readonly compressed: boolean }[] = [];

  constructor(port: number, offer: string) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.on('error', () => {});
    this.#socket.on('data', (some) => {
      this.#bytes = Buffer.concat([this.#bytes, some]);
      this.#read();
    });
    this.#socket.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\n${offer && `Sec-WebSocket-Extensions: ${offer}\r\n`}` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
  }

  #read(): void {
    if (!this.head) {
      const end = this.#bytes.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.head = this.#bytes.subarray(0, end).toString();
      this.#bytes = this.#bytes.subarray(end + 4);
    }
    while (this.#bytes.length >= 2) {
      const short = this.#bytes[1]!;
      const header = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (this.#bytes.length < header) return;
      const length =
        short < 126 ? short : short === 126 ? this.#bytes.readUInt16BE(2) : Number(this.#bytes.readBigUInt64BE(2));
      if (this.#bytes.length < header + length) return;
      const payload = this.#bytes.subarray(header, header + length);
      const compressed = (this.#bytes[0]! & 0x40) !== 0;
      const bytes = compressed
        ? inflateRawSync(Buffer.concat([payload, TAIL]), { finishFlush: constants.Z_SYNC_FLUSH })
        : payload;
      this.frames.push({ text: bytes.toString(), compressed });
      this.#bytes = this.#bytes.subarray(header + length);
    }
  }

  heard(start: string): Promise<number> {
    return until(`a message that begins with ${start}`, () => this.frames.some(({ text }) => text.startsWith(start)));
  }

  /** `windowBits`: compressed in a window of so many bits. */
  say(text: string, windowBits?: number): void {
    const plain = Buffer.from(text);
    const payload = windowBits
      ? deflateRawSync(plain, { windowBits, finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -TAIL.length)
      : plain;
    const length = Buffer.alloc(payload.length < 126 ? 1 : 3);
    length[0] = 0x80 | (payload.length < 126 ? payload.length : 126);
    if (payload.length >= 126) length.writeUInt16BE(payload.length, 1);
    this.#socket.write(Buffer.concat([Buffer.from([windowBits ? 0xc1 : 0x81]), length, Buffer.alloc(4), payload]));
  }

  close(): void {
    this.#socket.destroy();
  }
}

const OFFERS = [
  // What is offered, and the window that the client may compress in; none: not at all.
  ['a browser', 'permessage-deflate; client_max_window_bits', 15],
  ['one that names its window', 'permessage-deflate; client_max_window_bits=12', 12],
  ['the plain offer', 'permessage-deflate', 15],
  ['no context kept', 'permessage-deflate; server_no_context_takeover; client_no_context_takeover', 15],
  ['a small window for what is sent to it', 'permessage-deflate; server_max_window_bits=9', 15],
  ['two offers', 'permessage-deflate; server_max_window_bits=10, permessage-deflate; client_max_window_bits', 15],
  ['no offer', '', undefined],
] as const;

describe('[P-S6][P-S1] whatever a client offers about compression, it is let in and understood', () => {
  test.each(OFFERS)('%s', async (_name, offer, window) => {
    const ben = await place.person(['coordinator'], 1);
    const { cursor } = await place.snapshot(ben);
    const reported = Array.from({ length: 20 }, () => report({ description: 'water '.repeat(50) }));
    await place.send(ann, reported);
    await place.app.context.settled(place.operation, ben.user);
    const client = new RawClient(place.port, offer);
    await until('an answer', () => client.head !== '');
    expect(client.head).toContain(' 101 ');
    const agreed = /^Sec-WebSocket-Extensions: (.*)$/im.exec(client.head)?.[1];
    expect(agreed === undefined).toBe(window === undefined);
    expect(Number(/client_max_window_bits=(\d+)/.exec(agreed ?? '')?.[1] ?? 15)).toBe(window ?? 15);
    await client.heard('0{');
    client.say(`40${JSON.stringify({ token: ben.token })}`);
    await client.heard('40{');
    // Twice the same, further apart than a small window reaches, and within the widest.
    const far = randomBytes(4000).toString('base64');
    client.say(`427${JSON.stringify(['ping', { far: [far, far] }])}`, window);
    await client.heard('437');
    client.say(`428${JSON.stringify(['join', { operation: place.operation, cursor }])}`);
    await client.heard('42["batch"');
    const batch = client.frames.find(({ text }) => text.startsWith('42["batch"'))!;
    expect(JSON.parse(batch.text.slice(2))[1].changes).toHaveLength(20);
    // Right behind the answer, and yet as one that is compressed once for all.
    const inflates = window !== undefined && !/server_max_window_bits/.test(agreed ?? '');
    expect(batch.compressed).toBe(inflates);
    const order = client.frames.map(({ text }) => text.slice(0, 4));
    expect(order.indexOf('438[')).toBeLessThan(order.indexOf('42["'));
    client.close();
    expect(place.troubles).toEqual([]);
  });

  test('[DLV-1] what follows an answer at once comes in order, however much is under way', async () => {
    const client = new RawClient(place.port, 'permessage-deflate; client_max_window_bits');
    await client.heard('0{');
    client.say(`40${JSON.stringify({ token: ann.token })}`);
    await client.heard('40{');
    client.say(`421${JSON.stringify(['join', { operation: place.operation }])}`);
    await client.heard('42["reset"');
    for (let round = 0; round < 20; round++) {
      const command = { operation: place.operation, ...report({ description: `${round} ${'water '.repeat(300)}` }) };
      client.say(`42${10 + round}${JSON.stringify(['command', command])}`);
      for (let n = 0; n < 3; n++) client.say(`42${100 + round}${JSON.stringify(['ping', { n: randomUUID() }])}`);
    }
    const batches = () =>
      client.frames.flatMap(({ text }) =>
        text.startsWith('42["batch"')
          ? [JSON.parse(text.slice(2))[1] as { prev: string; next: string; changes: unknown[] }]
          : [],
      );
    await until('all are shown', () => batches().reduce((sum, { changes }) => sum + changes.length, 0) >= 20);
    for (const [index, { prev }] of batches().entries())
      if (index > 0) expect(prev, `of batch ${index}`).toBe(batches()[index - 1]!.next);
    client.close();
  });

  test('[P-R2] who signs in twice in one breath is shown out, and nobody else notices', async () => {
    const calm = new Raw(place.port);
    for (const times of [2, 3]) {
      const raw = new Raw(place.port);
      raw.socket.once('connect', () => raw.upgrade());
      expect(await raw.hears('0{"sid"')).toBe(true);
      const hello = frame(`40${JSON.stringify({ token: ann.token })}`);
      raw.write(Buffer.concat(Array.from({ length: times }, () => hello)));
      await until('it is ended', () => raw.ended);
    }
    await until('nobody is left', async () => (await place.connections()) === 0);
    calm.upgrade();
    expect(await calm.hears('0{"sid"')).toBe(true);
    calm.say(`40${JSON.stringify({ token: ann.token })}`);
    expect(await calm.hears('40{"sid"')).toBe(true);
    calm.close();
    expect(place.troubles).toEqual([]);
  });
});
