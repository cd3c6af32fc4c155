import type { Socket } from 'socket.io';
import { describe, expect, it } from 'vitest';
import { SlowReader, type Cut } from '../../server/socket/slowReaders.ts';

const KB = 1024;
/** The clock by which readers are looked at (ms). */
const SWEEP_MS = 250;

/** A connection whose kernel takes everything, and whose reader answers when it is told to. */
class Line {
  written = 0;
  ended = '';
  pings = 0;
  now = 0;
  #heard: (() => void) | undefined;
  readonly reader = new SlowReader({
    conn: {
      writeBuffer: [],
      sendPacket: () => void (this.pings += 1),
      once: (_event: string, heard: () => void) => void (this.#heard = heard),
      transport: { socket: this.#wire() },
    },
  } as unknown as Socket);

  #wire() {
    const written = () => this.written;
    return {
      bufferedAmount: 0,
      terminate: () => void (this.ended += ' terminated'),
      _socket: {
        get bytesWritten() {
          return written();
        },
        resetAndDestroy: () => void (this.ended += 'reset'),
      },
    };
  }
  answers(): void {
    this.#heard?.();
  }
  /** So long, while so many bytes a second are sent; by what it was cut, and after how long. */
  goesOn(ms: number, bytesPerSecond = 0, each = () => {}): { cut: Cut; after: number } | undefined {
    for (const began = this.now; this.now - began < ms;) {
      this.now += SWEEP_MS;
      this.written += (bytesPerSecond * SWEEP_MS) / 1000;
      each();
      const cut = this.reader.check(this.now);
      if (cut) return { cut, after: this.now - began };
    }
    return undefined;
  }
}

describe('[P-R1] a reader of whom the kernel takes everything', () => {
  it('[P-R1] is cut within ten seconds where it reads nothing of a little, and before two megabytes of much', () => {
    const little = new Line();
    const slow = little.goesOn(20_000, 40 * KB);
    expect(slow?.cut).toBe('time');
    expect(little.ended).toBe('reset terminated');
    const much = new Line();
    const fast = much.goesOn(20_000, 350 * KB);
    expect(fast?.cut).toBe('bytes');
    expect(fast!.after).toBeLessThan(10_000);
    expect(much.written).toBeLessThan(2_000_000);
  });

  it('[P-R1] is asked seldom, and left alone while it answers, however late, or is sent little', () => {
    const quiet = new Line();
    expect(quiet.goesOn(60_000, KB)).toBeUndefined();
    expect(quiet.pings).toBe(0);
    const line = new Line();
    let since = 0;
    const late = () => {
      since = line.pings > 0 ? since + SWEEP_MS : 0;
      if (since > 4000) [since] = [0, line.answers()];
    };
    expect(line.goesOn(60_000, 100 * KB, late)).toBeUndefined();
    expect(line.pings).toBeGreaterThan(5);
    expect(line.pings).toBeLessThan(30);
  });

  it('[P-R1][P-S12] may take its time over a long answer, which has a pace of its own', () => {
    const line = new Line();
    const parts = () => line.reader.movesOn();
    expect(line.goesOn(5000, 800 * KB, parts)).toBeUndefined();
    expect(line.goesOn(20_000, 20 * KB)).toBeUndefined();
    line.answers();
    expect(line.goesOn(20_000, 20 * KB)?.cut).toBe('time');
  });

  it('[P-R1][DLV-4] who answers on a busy line is not cut, however often something is taken away', () => {
    const busy = new Line();
    const cut = busy.goesOn(20_000, 1000 * KB, () => {
      busy.reader.withdrawing(busy.now);
      busy.answers();
    });
    expect(cut).toBeUndefined();
    expect(busy.pings).toBeGreaterThan(50);
  });

  it('[P-R1][DLV-4] who has not read what came before a withdrawal is cut within the second; who reads is not', () => {
    const still = new Line();
    still.goesOn(1000, 300 * KB);
    still.reader.withdrawing(still.now);
    expect(still.goesOn(2000)).toMatchObject({ cut: 'withdrawal', after: 750 });
    const line = new Line();
    line.goesOn(1000, 300 * KB);
    line.reader.withdrawing(line.now);
    line.answers();
    expect(line.goesOn(5000, 0, () => line.answers())).toBeUndefined();
  });

  it('[P-R1] is not cut for what this process was late with, nor by a clock that is set', () => {
    const line = new Line();
    line.goesOn(1000, 300 * KB);
    expect(line.pings).toBe(1);
    line.now += 3_600_000;
    expect(line.goesOn(1000)).toBeUndefined();
    expect(line.goesOn(20_000, 0, () => line.answers())).toBeUndefined();
  });
});
