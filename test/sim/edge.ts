import type { Link, LinkEvents, WholePicture, Wire } from '../../client/sync/wire.ts';
import { ColumnSnapshots, utf8 } from '../../server/desk/columns.ts';
import type { Joined } from '../../server/desk/desk.ts';
import { decodeColumns } from '../../shared/columns/decode.ts';
import type { Batch, Records } from '../../shared/protocol/down.ts';
import { fromMs } from '../../shared/time.ts';
import type { Dice } from '../support/historiesDice.ts';
import type { CoreNode } from '../support/historiesNode.ts';
import { Pipe, type CrankedTime } from './cranked.ts';

export interface EdgeTally {
  deliveries: number;
  frames: number;
  changes: number;
  cuts: number;
  links: number;
  resets: number;
  resumes: number;
  commands: number;
  copies: number;
  gaps: number;
  /** Whole pictures taken past the link. */
  pictures: number;
}

/** The server as one person's device reaches it: what `server/socket` does, over pipes that are cranked by hand. */
export class SimEdge implements Wire {
  readonly #node: CoreNode;
  readonly #time: CrankedTime;
  readonly #dice: Dice;
  readonly #user: string;
  readonly #tally: EdgeTally;
  readonly #pending: Set<Promise<unknown>>;
  /** No network at all. */
  offline = false;
  #cutNow: (() => void) | undefined;
  cursorNow: () => string | undefined = () => undefined;
  onDelivered: (batch: Batch, cursorBefore: string | undefined) => void = () => {};

  constructor(
    node: CoreNode,
    time: CrankedTime,
    dice: Dice,
    user: string,
    tally: EdgeTally,
    pending: Set<Promise<unknown>>,
  ) {
    this.#node = node;
    this.#time = time;
    this.#dice = dice;
    this.#user = user;
    this.#tally = tally;
    this.#pending = pending;
  }

  cut(): void {
    this.#cutNow?.();
  }

  #busy<T>(work: Promise<T>): Promise<T> {
    this.#pending.add(work);
    void work.finally(() => this.#pending.delete(work)).catch(() => undefined);
    return work;
  }

  http(method: string, path: string): Promise<{ status: number; json: unknown }> {
    return new Promise((answer, failed) => {
      this.#time.after(5 + this.#dice.below(50), () => {
        if (this.offline) return failed(new Error('offline'));
        const user = { id: this.#user, name: 'Somebody', organisation: 'x', roles: {} };
        if (method === 'GET' && path === '/api/v1/session')
          return answer({ status: 200, json: { user, now: fromMs(this.#time.now) } });
        answer({ status: 200, json: [] });
      });
    });
  }

  /** The whole picture past the link, as columns; now and then there is none, or it comes after the link is gone. */
  picture(operation: string): Promise<WholePicture | undefined> {
    return new Promise((answer, failed) => {
      this.#time.after(5 + this.#dice.below(800), () => {
        if (this.offline || this.#dice.chance(0.1)) return failed(new Error('offline'));
        if (this.#dice.chance(0.1)) return answer(undefined);
        const taken = this.#node.desk(operation).snapshotInSlices(this.#user, { forJoining: true });
        const arrives = taken.then(async (snapshot) => {
          if (!snapshot) return undefined;
          this.#tally.pictures += 1;
          const columns = decodeColumns(await new ColumnSnapshots().of(operation, snapshot, 'identity'), utf8);
          if ('refused' in columns) throw new Error(columns.refused);
          const records = [...columns.kinds].map(([kind, { rows, faces }]) => [kind, faces(0, rows)]);
          return { cursor: columns.cursor, records: Object.fromEntries(records) as Records };
        });
        void this.#busy(arrives).then(
          (picture) => this.#time.after(this.#dice.below(400), () => answer(picture)),
          failed,
        );
      });
    });
  }

  open(events: LinkEvents): Link {
    const tally = this.#tally;
    const up = new Pipe(this.#time, this.#dice, 150);
    const down = new Pipe(this.#time, this.#dice, 250);
    const joined = new Map<string, Joined>();
    let alive = true;
    let opened = false;
    /** Where the other side will stand once everything under way has arrived. */
    const standsAt = new Map<string, string>();
    const waiting = new Set<(error: Error) => void>();
    const end = () => {
      if (!alive) return;
      alive = false;
      up.cut();
      down.cut();
      for (const each of joined.values()) each.leave();
      for (const fail of waiting) fail(new Error('cut'));
      if (this.#cutNow === end2) this.#cutNow = undefined;
    };
    const end2 = () => {
      end();
      tally.cuts += 1;
      events.closed();
    };

    const deliver = (batch: Batch) => {
      if (standsAt.get(batch.operation) !== batch.prev) tally.gaps += 1;
      standsAt.set(batch.operation, batch.next);
      const frame = JSON.stringify(batch);
      down.send(() => {
        tally.frames += 1;
        tally.deliveries += Math.max(1, batch.changes.length);
        tally.changes += batch.changes.length;
        const arrived = JSON.parse(frame) as Batch;
        const before = this.cursorNow();
        events.heard('batch', arrived);
        this.onDelivered(arrived, before);
      });
    };

    const join = async (
      { operation, cursor }: { operation: string; cursor?: string },
      reply: (answer: unknown) => void,
    ): Promise<void> => {
      joined.get(operation)?.leave();
      joined.delete(operation);
      const desk = this.#node.desk(operation);
      const sliced = this.#dice.chance(0.5);
      const from = sliced
        ? ((cursor === undefined ? undefined : await desk.catchUpInSlices(this.#user, cursor)) ??
          (await desk.snapshotInSlices(this.#user, { forJoining: true })))
        : undefined;
      if (!alive) return;
      const listener = {
        user: this.#user,
        deliver,
        dismissed: () => down.send(() => events.heard('bye', { reason: 'not-allowed', operation })),
      };
      const seat = from ? desk.joinFrom(listener, from) : desk.join(listener, cursor);
      if (!seat) return reply({ ok: false, code: 'not-found' });
      joined.set(operation, seat);
      const records = from
        ? 'records' in from
          ? from.records
          : undefined
        : seat.caughtUp
          ? undefined
          : desk.snapshot(this.#user)!.records;
      if (records) {
        tally.resets += 1;
        reply({ ok: true, reset: true, next: seat.cursor });
        const reset = JSON.stringify({ operation, cursor: seat.cursor, records });
        standsAt.set(operation, seat.cursor);
        down.send(() => events.heard('reset', JSON.parse(reset)));
      } else {
        tally.resumes += 1;
        reply({ ok: true, prev: seat.caughtUp!.prev, next: seat.caughtUp!.next });
        standsAt.set(operation, seat.caughtUp!.prev);
      }
      if (seat.caughtUp) deliver(seat.caughtUp);
    };

    const command = async (
      { operation, ...message }: { operation: string },
      reply: (answer: unknown) => void,
    ): Promise<void> => {
      tally.commands += 1;
      // A proxy between may send it twice.
      const copies = this.#dice.chance(0.03) ? 2 : 1;
      tally.copies += copies - 1;
      const answers = await Promise.all(
        Array.from({ length: copies }, () => this.#node.pipeline.submit(operation, this.#user, message)),
      );
      reply(answers[0]);
    };

    this.#time.after(5 + this.#dice.below(60), () => {
      if (!alive) return;
      if (this.offline) {
        end();
        return events.closed();
      }
      opened = true;
      tally.links += 1;
      this.#cutNow = end2;
      events.opened();
    });

    return {
      ask: (event, message, timeoutMs) =>
        new Promise((answer, failed) => {
          if (!alive) return failed(new Error('cut'));
          waiting.add(failed);
          const done = this.#time.after(timeoutMs, () => {
            waiting.delete(failed);
            failed(new Error('late'));
          });
          const reply = (value: unknown) => {
            const text = JSON.stringify(value);
            down.send(() => {
              done();
              waiting.delete(failed);
              answer(JSON.parse(text));
            });
          };
          const text = JSON.stringify(message);
          up.send(() => {
            if (!alive || !opened) return;
            const arrived = JSON.parse(text) as never;
            if (event === 'ping') reply({ now: fromMs(this.#time.now) });
            else if (event === 'join') void this.#busy(join(arrived, reply));
            else if (event === 'command') void this.#busy(command(arrived, reply));
            else {
              joined.get((arrived as { operation: string }).operation)?.leave();
              reply({});
            }
          });
        }),
      tell: () => {},
      close: () => end(),
    };
  }
}
