import type { Socket } from 'socket.io';

/** Bytes waiting in this process for one reader, and how long they may wait (ms), before it is told to resume. */
const MOST_WAITING_BYTES = 1024 * 1024;
const LONGEST_WAIT_MS = 8000;
/** A frame queued before a withdrawal is not sent after this long (ms), and the sweep's pause: together under a second. */
export const WITHDRAWAL_MS = 600;

/**
 * What the kernel has taken is not what was read. After so many bytes a reader is asked for a sign of life, which comes
 * behind them; it may take so long (ms), and longer the more lies before it: a slow line takes that many bytes a millisecond.
 */
const ASKED_AFTER_BYTES = 128 * 1024;
const ANSWERS_WITHIN_MS = 6000;
const SLOW_LINE_BYTES_PER_MS = 64;
/** Nobody is cut for bytes alone who was asked a moment (ms) ago. */
const MOMENT_MS = 1500;
/** The clock by which this is looked at comes this often (ms); where it came late, so does every answer. */
const LATE_MS = 500;

/** A frame that takes something away waited too long; too much waited; something waited too long. */
export const CUTS = ['withdrawal', 'bytes', 'time'] as const;
export type Cut = (typeof CUTS)[number];

interface Wire {
  readonly bufferedAmount?: number;
  terminate?(): void;
  readonly _socket?: { readonly bytesWritten: number; resetAndDestroy(): void };
}
/** What Engine.IO keeps to itself: a ping is answered by every client, behind all that was sent before it. */
interface Pinging {
  sendPacket(type: 'ping'): void;
  once(event: 'heartbeat', heard: () => void): void;
}

/**
 * Bounds what a slow reader costs, and what it can still be sent: its connection is cut, its queue with it, and its client
 * resumes from its cursor. Other readers are never waited for.
 */
export class SlowReader {
  readonly #socket: Socket;
  #waitingSince: number | undefined;
  #withdrawnAt: number | undefined;
  /** Bytes that were read for sure, or that belong to a long answer, which has a pace of its own; and how many of those. */
  #read = 0;
  #long = 0;
  #asked: { at: number; readonly written: number; readonly ahead: number } | undefined;
  #checkedAt: number | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  #wire(): Wire | undefined {
    return (this.#socket.conn.transport as unknown as { socket?: Wire } | undefined)?.socket;
  }

  waiting(): number {
    const { conn } = this.#socket;
    const wire = this.#wire();
    const queued = (conn as unknown as { writeBuffer: { data?: unknown }[] }).writeBuffer;
    let bytes = wire?.bufferedAmount ?? 0;
    for (const packet of queued) bytes += typeof packet.data === 'string' ? packet.data.length : 64;
    return bytes;
  }

  /** A long answer is sent as fast as its reader takes it: taking a part of it is not standing still. */
  movesOn(): void {
    this.#waitingSince = undefined;
    const written = this.#wire()?._socket?.bytesWritten ?? 0;
    this.#long += Math.max(0, written - this.#read);
    this.#read = Math.max(this.#read, written);
  }

  /** Called when a frame that takes something away is queued. */
  withdrawing(now: number): void {
    if (this.waiting() > 0 || this.#asked) this.#withdrawnAt ??= now;
  }

  /** Called by the clock. Why the connection was cut, where it was. */
  check(now: number): Cut | undefined {
    const unread = this.#unread(now);
    if (unread) {
      this.cut();
      return unread;
    }
    const bytes = this.waiting();
    if (bytes === 0 && !(this.#asked && this.#withdrawnAt !== undefined)) {
      this.#waitingSince = undefined;
      this.#withdrawnAt = undefined;
      return undefined;
    }
    // A clock that was set back must not give anybody hours: what waits is counted from now on.
    if (bytes > 0) this.#waitingSince = Math.min(this.#waitingSince ?? now, now);
    if (this.#withdrawnAt !== undefined) this.#withdrawnAt = Math.min(this.#withdrawnAt, now);
    const tooLate = this.#withdrawnAt !== undefined && now - this.#withdrawnAt >= WITHDRAWAL_MS;
    const cut = tooLate
      ? 'withdrawal'
      : bytes > MOST_WAITING_BYTES
        ? 'bytes'
        : this.#waitingSince !== undefined && now - this.#waitingSince >= LONGEST_WAIT_MS
          ? 'time'
          : undefined;
    if (cut) this.cut();
    return cut;
  }

  /** Why one should be cut who reads nothing of what the kernel still takes. */
  #unread(now: number): Cut | undefined {
    const late = now - (this.#checkedAt ?? now);
    this.#checkedAt = now;
    const written = this.#wire()?._socket?.bytesWritten;
    if (written === undefined) return undefined;
    if (!this.#asked) {
      if (written - this.#read < ASKED_AFTER_BYTES) return undefined;
      const asked = { at: now, written, ahead: written - this.#read + this.#long };
      this.#asked = asked;
      const conn = this.#socket.conn as unknown as Pinging;
      conn.once('heartbeat', () => {
        if (this.#asked !== asked) return;
        this.#asked = undefined;
        // What was taken away before it was asked has been read, too.
        if (this.#withdrawnAt !== undefined && this.#withdrawnAt <= now) this.#withdrawnAt = undefined;
        this.#long = 0;
        this.#read = Math.max(this.#read, asked.written);
      });
      conn.sendPacket('ping');
      return undefined;
    }
    const { at, ahead } = this.#asked;
    // The answer may lie here unread: this process itself was late, or the clock was set.
    if (late > LATE_MS || late < 0) this.#asked.at = Math.min(at + Math.abs(late), now);
    const asked = now - this.#asked.at;
    if (asked > ANSWERS_WITHIN_MS + ahead / SLOW_LINE_BYTES_PER_MS) return 'time';
    return asked > MOMENT_MS && written - this.#read > MOST_WAITING_BYTES ? 'bytes' : undefined;
  }

  /** Ends the connection and throws its queue away, with what the kernel holds of it: that would still be delivered. */
  cut(): void {
    const { conn } = this.#socket;
    (conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length = 0;
    const wire = this.#wire();
    try {
      wire?._socket?.resetAndDestroy();
    } catch {
      // Under TLS there is no such thing.
    }
    if (wire?.terminate) wire.terminate();
    else conn.close(true);
  }
}
