import type { Socket } from 'socket.io';

/** Bytes waiting in this process for one reader, and how long they may wait (ms), before it is told to resume. */
const MOST_WAITING_BYTES = 1024 * 1024;
const LONGEST_WAIT_MS = 8000;
/** A frame queued before a withdrawal is not sent after this long (ms), and the sweep's pause: together under a second. */
export const WITHDRAWAL_MS = 600;

/** A frame that takes something away waited too long; too much waited; something waited too long. */
export const CUTS = ['withdrawal', 'bytes', 'time'] as const;
export type Cut = (typeof CUTS)[number];

interface Wire {
  readonly bufferedAmount?: number;
  terminate?(): void;
}

/**
 * Bounds what a slow reader costs, and what it can still be sent: its connection is cut, its queue with it, and its client
 * resumes from its cursor. Other readers are never waited for.
 */
export class SlowReader {
  readonly #socket: Socket;
  #waitingSince: number | undefined;
  #withdrawnAt: number | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  waiting(): number {
    const { conn } = this.#socket;
    const wire = (conn.transport as unknown as { socket?: Wire } | undefined)?.socket;
    const queued = (conn as unknown as { writeBuffer: { data?: unknown }[] }).writeBuffer;
    let bytes = wire?.bufferedAmount ?? 0;
    for (const packet of queued) bytes += typeof packet.data === 'string' ? packet.data.length : 64;
    return bytes;
  }

  /** A long answer is sent as fast as its reader takes it: taking a part of it is not standing still. */
  movesOn(): void {
    this.#waitingSince = undefined;
  }

  /** Called when a frame that takes something away is queued. */
  withdrawing(now: number): void {
    if (this.waiting() > 0) this.#withdrawnAt ??= now;
  }

  /** Called by the clock. Why the connection was cut, where it was. */
  check(now: number): Cut | undefined {
    const bytes = this.waiting();
    if (bytes === 0) {
      this.#waitingSince = undefined;
      this.#withdrawnAt = undefined;
      return undefined;
    }
    // A clock that was set back must not give anybody hours: what waits is counted from now on.
    this.#waitingSince = Math.min(this.#waitingSince ?? now, now);
    if (this.#withdrawnAt !== undefined) this.#withdrawnAt = Math.min(this.#withdrawnAt, now);
    const tooLate = this.#withdrawnAt !== undefined && now - this.#withdrawnAt >= WITHDRAWAL_MS;
    const cut = tooLate
      ? 'withdrawal'
      : bytes > MOST_WAITING_BYTES
        ? 'bytes'
        : now - this.#waitingSince >= LONGEST_WAIT_MS
          ? 'time'
          : undefined;
    if (cut) this.cut();
    return cut;
  }

  /** Ends the connection and throws its queue away. */
  cut(): void {
    const { conn } = this.#socket;
    (conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length = 0;
    const wire = (conn.transport as unknown as { socket?: Wire } | undefined)?.socket;
    if (wire?.terminate) wire.terminate();
    else conn.close(true);
  }
}
