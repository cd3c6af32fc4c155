import type { Socket } from 'socket.io';
import { Frames } from './frames.ts';

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
/**
 * One event, encoded once and written as one and the same frame to every socket that is shown it. Falls back to the
 * ordinary path wherever engine.io has something of its own queued or under way: order comes before speed.
 */
export class SharedFrames {
  readonly #frames = new Frames();

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
    wire._socket!.write(this.#frames.of(event, message));
  }
}
