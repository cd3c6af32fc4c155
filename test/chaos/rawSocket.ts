import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** A frame of a WebSocket client, masked; `opcode` 1 is text, 2 binary, 8 close, 9 ping. */
export function frame(
  payload: string | Buffer,
  opcode = 1,
  { fin = true, claims }: { fin?: boolean; claims?: number } = {},
) {
  const bytes = Buffer.from(payload as string);
  const mask = randomBytes(4);
  const length = claims ?? bytes.length;
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  header[0] = (fin ? 0x80 : 0) | opcode;
  if (header.length === 2) header[1] = 0x80 | length;
  else if (header.length === 4) {
    header[1] = 0xfe;
    header.writeUInt16BE(length, 2);
  } else {
    header[1] = 0xff;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([header, mask, bytes.map((byte, index) => byte ^ mask[index % 4]!)]);
}

/** A TCP connection that writes what it likes and remembers whether the other end ended it. */
export class Raw {
  readonly socket: Socket;
  openedAt = Infinity;
  endedAt: number | undefined;
  bytes = 0;
  /** The beginning of what was heard. */
  text = '';
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('connect', () => (this.openedAt = performance.now()));
    this.socket.on('data', (chunk) => {
      this.bytes += chunk.length;
      if (this.text.length < 4000) this.text += chunk.toString('latin1');
    });
    this.socket.on('error', () => {});
    this.socket.on('close', () => (this.endedAt = performance.now()));
  }

  get open(): boolean {
    return this.openedAt < Infinity;
  }

  get ended(): boolean {
    return this.endedAt !== undefined;
  }

  write(bytes: string | Buffer): boolean {
    return this.ended || !this.socket.writable || this.socket.write(bytes);
  }

  upgrade(path = '/socket.io/?EIO=4&transport=websocket'): void {
    this.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${this.#port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
  }

  say(text: string): void {
    this.write(frame(text));
  }

  async hears(what: string, withinMs = 10_000): Promise<boolean> {
    const deadline = performance.now() + withinMs;
    while (!this.text.includes(what)) {
      if (this.ended || performance.now() > deadline) return false;
      await new Promise((resume) => setTimeout(resume, 3));
    }
    return true;
  }

  close(): void {
    this.socket.destroy();
  }
}
