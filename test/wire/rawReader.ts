import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** A WebSocket client without a library, so that it can stop reading for good. */
export class RawReader {
  readonly #socket: Socket;
  text = '';
  ended = false;
  bytes = 0;
  #pinged = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      this.bytes += chunk.length;
      this.text += chunk.toString('latin1');
      this.#answer();
    });
    socket.on('error', () => {});
    socket.on('close', () => (this.ended = true));
  }

  /** Connected, joined, and the snapshot has begun to arrive. */
  static async join(
    port: number,
    token: string,
    operation: string,
    { cursor, bytesPerSecond }: { cursor?: string; bytesPerSecond?: number } = {},
  ): Promise<RawReader> {
    const socket = connect(port, '127.0.0.1');
    const reader = new RawReader(socket);
    if (bytesPerSecond) reader.#readAt(bytesPerSecond);
    const has = async (what: string): Promise<void> => {
      for (let tries = 0; !reader.text.includes(what); tries++) {
        if (tries > 2000) throw new Error(`The raw reader never heard ${what}`);
        await new Promise((resume) => setTimeout(resume, 5));
      }
    };
    const key = randomBytes(16).toString('base64');
    socket.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\n` +
        `Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    );
    await has('0{"sid"');
    reader.#say(`40${JSON.stringify({ token })}`);
    await has('40{"sid"');
    reader.#say(`420${JSON.stringify(['join', { operation, cursor }])}`);
    await has('"reset"');
    return reader;
  }

  #say(text: string): void {
    const payload = Buffer.from(text);
    const mask = randomBytes(4);
    const header =
      payload.length < 126
        ? Buffer.from([0x81, 0x80 | payload.length])
        : Buffer.from([0x81, 0xfe, payload.length >> 8, payload.length & 255]);
    this.#socket.write(Buffer.concat([header, mask, payload.map((byte, index) => byte ^ mask[index % 4]!)]));
  }

  /** A ping of Engine.IO, as every client does: a frame of one letter. */
  #answer(): void {
    const ping = this.text.indexOf('\x81\x012', this.#pinged);
    if (ping < 0) {
      this.#pinged = Math.max(this.#pinged, this.text.length - 2);
      return;
    }
    this.#pinged = ping + 3;
    this.#say('3');
    this.#answer();
  }

  #readAt(bytesPerSecond: number): void {
    const began = performance.now();
    this.#socket.on('data', () => {
      const early = (this.bytes / bytesPerSecond) * 1000 - (performance.now() - began);
      if (early <= 0) return;
      this.#socket.pause();
      setTimeout(() => this.#socket.resume(), early);
    });
  }

  stopReading(): void {
    this.#socket.pause();
  }
  readOn(): void {
    this.#socket.resume();
  }
  close(): void {
    this.#socket.destroy();
  }
}
