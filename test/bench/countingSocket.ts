import { connect, type Socket } from 'node:net';
import { constants, deflateRawSync } from 'node:zlib';

interface Options {
  readonly system: 'tocsin' | 'ws' | 'room';
  readonly port: number;
  readonly operation?: string;
  readonly token: string | undefined;
  readonly key: string;
  readonly mask: Buffer;
  readonly deflate?: boolean;
  readonly join?: object;
  /** What it had when it was cut: it joins from there. */
  readonly cursor?: string | undefined;
  /** Keep the cursor, and count what does not start at it: for frames that are not compressed. */
  readonly follow?: boolean;
  onJoined(): void;
  /** Called with each stamp in what is heard; absent: only counted. */
  readonly onStamp: ((stamp: string) => void) | undefined;
}

/** What all sockets of this process read into: what is read is looked at before the next one reads. */
const shared = Buffer.allocUnsafe(256 * 1024);
const STAMP = Buffer.from('"note":"t');
const STAMP_DIGITS = 16;
/** Of each frame so much is looked at where cursors are followed: what a batch and a reset begin with. */
const HEAD_BYTES = 320;
const PREV = /^42\["batch",\{"operation":"[^"]*","prev":"([^"]+)","next":"([^"]+)"/;
const RESET = /^42\["reset",\{"operation":"[^"]*","cursor":"([^"]+)"/;

/**
 * A WebSocket client that looks at the headers of frames and skips what is in them: a tenth of the price of a stock client,
 * so that a thousand of them do not take the machine from the server. Frames are counted once joined.
 */
export class CountingSocket {
  readonly #socket: Socket;
  readonly #options: Options;
  frames = 0;
  bytes = 0;
  cursor: string | undefined;
  gaps = 0;
  resets = 0;
  #head = '';
  #stage: 'upgrading' | 'opening' | 'connecting' | 'joining' | 'joined' = 'upgrading';
  /** Bytes of the present frame still to come, and the start of a header that was cut. */
  #skip = 0;
  #cut: Buffer | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.cursor = options.cursor;
    const { port, key, deflate } = options;
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      onread: { buffer: shared, callback: (count, buffer) => this.#read(buffer as Buffer, count) },
    });
    this.#socket.on('error', () => {});
    const path = options.system === 'ws' ? '/' : '/socket.io/?EIO=4&transport=websocket';
    this.#socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n` +
        `${deflate ? 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n' : ''}\r\n`,
    );
  }

  #read(buffer: Buffer, count: number): boolean {
    if (this.#stage === 'joined') this.#count(buffer.subarray(0, count));
    else this.#opening(buffer.toString('latin1', 0, count));
    return true;
  }

  /** Until it has joined there is little to read, and it is read as text: replies are short and plain. */
  #opening(text: string): void {
    this.#head += text;
    const { system, operation, token, join } = this.#options;
    if (this.#stage === 'upgrading' && this.#head.includes('\r\n\r\n')) {
      this.#head = this.#head.slice(this.#head.indexOf('\r\n\r\n') + 4);
      this.#stage = 'opening';
      if (system === 'ws') return this.#joined('');
    }
    if (this.#stage === 'opening' && this.#head.includes('0{"sid"')) {
      this.#stage = 'connecting';
      this.#say(token === undefined ? '40' : `40${JSON.stringify({ token })}`);
    }
    if (this.#stage === 'connecting' && this.#head.includes('40{"sid"')) {
      if (system === 'room') return this.#joined('');
      this.#stage = 'joining';
      this.#say(
        `420${JSON.stringify(['join', { operation, ...join, ...(this.cursor !== undefined && { cursor: this.cursor }) }])}`,
      );
    }
    const answer = this.#head.indexOf('430[{"ok":true');
    if (this.#stage === 'joining' && answer >= 0) this.#joined(this.#head.slice(this.#head.indexOf(']', answer) + 1));
  }

  #joined(rest: string): void {
    this.#stage = 'joined';
    this.#head = '';
    this.#options.onJoined();
    this.#count(Buffer.from(rest, 'latin1'));
  }

  #count(chunk: Buffer): void {
    this.bytes += chunk.length;
    const { onStamp } = this.#options;
    if (onStamp) {
      for (let at = chunk.indexOf(STAMP); at >= 0; at = chunk.indexOf(STAMP, at + 1)) {
        const from = at + STAMP.length;
        onStamp(chunk.toString('latin1', from, from + STAMP_DIGITS));
      }
    }
    let bytes = chunk;
    if (this.#cut) {
      bytes = Buffer.concat([this.#cut, chunk]);
      this.#cut = undefined;
    }
    let at = 0;
    for (;;) {
      const skipped = Math.min(this.#skip, bytes.length - at);
      at += skipped;
      this.#skip -= skipped;
      const left = bytes.length - at;
      if (left === 0) return;
      const short = left >= 2 ? bytes[at + 1]! & 127 : 0;
      const header = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (left < header) {
        this.#cut = Buffer.from(bytes.subarray(at));
        return;
      }
      const length =
        short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
      const first = bytes[at + header];
      if (this.#options.follow && left < header + Math.min(length, HEAD_BYTES)) {
        this.#cut = Buffer.from(bytes.subarray(at));
        return;
      }
      if (this.#options.follow) this.#follow(bytes.toString('latin1', at + header, at + header + HEAD_BYTES));
      // A ping of Engine.IO ("2") is answered; one of a reset, a join or an event is counted by its kind.
      if (length === 1 && first === 0x32) this.#say('3');
      else this.frames += 1;
      at += header;
      this.#skip = length;
    }
  }

  #follow(head: string): void {
    const [, cursor] = RESET.exec(head) ?? [];
    if (cursor !== undefined) {
      this.cursor = cursor;
      this.resets += 1;
    }
    const [, prev, next] = PREV.exec(head) ?? [];
    if (prev === undefined) return;
    if (this.cursor !== undefined && prev !== this.cursor) this.gaps += 1;
    this.cursor = next;
  }

  /** Something that a browser would have compressed. */
  sayCompressed(text: string): void {
    const payload = deflateRawSync(text, { windowBits: 10, finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
    this.#write(payload, 0xc1);
  }

  #say(text: string): void {
    this.#write(Buffer.from(text), 0x81);
  }

  #write(payload: Buffer, first: number): void {
    const { mask } = this.#options;
    const header =
      payload.length < 126
        ? Buffer.from([first, 0x80 | payload.length])
        : Buffer.from([first, 0xfe, payload.length >> 8, payload.length & 255]);
    this.#socket.write(Buffer.concat([header, mask, payload.map((byte, index) => byte ^ mask[index % 4]!)]));
  }

  close(): void {
    this.#socket.destroy();
  }
}
