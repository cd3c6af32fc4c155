import type { Socket } from 'socket.io';

/** Nobody is ever reached by a room here: the two sets that Socket.IO keeps of each connection for them are of no use. */
export class NoRooms {
  init(): void {}
  close(): void {}
  addAll(): void {}
  del(): void {}
  delAll(): void {}
}

/** What the libraries keep of a connection's beginning; all public, or looked at before use. */
interface Conn {
  request: unknown;
  readonly transport: { readonly socket?: Emitter };
}
interface Emitter {
  listeners(event: string): { readonly name: string }[];
  removeListener(event: string, listener: unknown): unknown;
}

/**
 * Lets go of the request that a connection began with, its headers and its cookie among them: some kilobytes that nobody
 * looks at once it is known who it is.
 */
export function letGo(socket: Socket): void {
  const conn = socket.conn as unknown as Conn;
  conn.request = null;
  const mine = socket as { handshake: unknown; data: unknown };
  mine.handshake = undefined;
  mine.data = undefined;
  // Engine.IO listens to a WebSocket by itself from then on; what listened before that holds the request, too.
  const wire = conn.transport.socket;
  for (const listener of wire?.listeners('error') ?? [])
    if (listener.name === 'onUpgradeError') wire!.removeListener('error', listener);
}

/** Whether `letGo` was called of this very connection. */
export const isLean = ({ conn }: Socket): boolean => (conn as unknown as Conn).request === null;

/**
 * Engine.IO makes a kind of response for the middlewares of an upgrade, which holds the request until the connection
 * closes. There are none here. Called once it has been made and before `ws` listens to the connection.
 */
export function forgetResponse(wire: {
  rawListeners(event: string): unknown[];
  removeListener: Emitter['removeListener'];
}): void {
  const last = wire.rawListeners('close').at(-1) as { listener?: () => void } | undefined;
  if (last?.listener?.toString() === '() => this.emit("close")') wire.removeListener('close', last);
}
