import type { Change } from '../../shared/sharing/change.ts';

const TEXT_FRAME = 0x81;

/** An unmasked WebSocket text frame in one buffer, header and payload. */
function frameOf(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = length < 126 ? 2 : length < 65536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = TEXT_FRAME;
  if (header === 2) frame[1] = length;
  else if (header === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, header);
  return frame;
}

/** Encodes each message once, and each change once for all audiences that are shown it. */
export class Frames {
  readonly #frames = new WeakMap<object, Buffer>();
  readonly #changes = new WeakMap<Change, string>();

  of(event: string, message: object): Buffer {
    let frame = this.#frames.get(message);
    if (!frame) {
      // Engine.IO message (4), Socket.IO event (2), default namespace.
      frame = frameOf(`42[${JSON.stringify(event)},${this.#textOf(message)}]`);
      this.#frames.set(message, frame);
    }
    return frame;
  }

  #textOf(message: object): string {
    const { changes, ...rest } = message as { changes?: readonly Change[] };
    if (!Array.isArray(changes)) return JSON.stringify(message);
    const opening = JSON.stringify(rest).slice(0, -1);
    return `${opening}${opening === '{' ? '' : ','}"changes":[${changes.map((one: Change) => this.#changeOf(one)).join(',')}]}`;
  }

  #changeOf(change: Change): string {
    let text = this.#changes.get(change);
    if (text === undefined) this.#changes.set(change, (text = JSON.stringify(change)));
    return text;
  }
}
