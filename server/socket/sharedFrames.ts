import type { Socket } from 'socket.io';

/** The parts of `ws` and engine.io that a shared frame needs; all public or stable for years, and looked at before use. */
interface Engine {
  readonly readyState: string;
  readonly upgrading: boolean;
  readonly writeBuffer: readonly unknown[];
  readonly transport: {
    readonly name: string;
    readonly writable: boolean;
    readonly socket?: {
      readonly readyState: number;
      readonly _socket?: { write(bytes: Uint8Array): boolean; readonly writable: boolean };
    };
  };
}

const OPEN = 1;
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

/**
 * One event, encoded once and written as one and the same frame to every socket that is shown it. Falls back to the
 * ordinary path wherever engine.io has something of its own queued or under way: order comes before speed.
 */
export class SharedFrames {
  readonly #frames = new WeakMap<object, Buffer>();

  send(socket: Socket, event: string, message: object): void {
    const engine = socket.conn as unknown as Engine;
    const wire = engine.transport.socket;
    const direct =
      engine.readyState === 'open' &&
      engine.transport.name === 'websocket' &&
      engine.transport.writable &&
      !engine.upgrading &&
      engine.writeBuffer.length === 0 &&
      wire?.readyState === OPEN &&
      wire._socket?.writable === true;
    if (!direct) {
      socket.emit(event, message);
      return;
    }
    let frame = this.#frames.get(message);
    if (!frame) {
      // Engine.IO message (4), Socket.IO event (2), default namespace.
      frame = frameOf(`42${JSON.stringify([event, message])}`);
      this.#frames.set(message, frame);
    }
    wire._socket!.write(frame);
  }
}
