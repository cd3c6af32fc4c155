import type { Socket } from 'socket.io';
import type { Batch, Bye, DOWN, PresenceHere, Reset } from '../../shared/protocol/down.ts';
import type { UP } from '../../shared/protocol/up.ts';
import type { Session } from '../accounts/sessions.ts';
import type { Pipeline } from '../commands/pipeline.ts';
import type { Desks } from '../desk/desks.ts';
import type { Listener } from '../desk/outlet.ts';
import type { Here } from '../live/presence.ts';
import type { Bucket } from './bucket.ts';
import type { ResetParts, ResetSender } from './reset.ts';
import type { SharedFrames } from './sharedFrames.ts';
import type { SlowReader } from './slowReaders.ts';

/** The names of the messages are those of the protocol's tables: another one does not compile. */
export type Heard = { [Name in keyof typeof UP]: (message: unknown, acknowledge: unknown) => void };
export interface Said extends Record<keyof typeof DOWN, (message: never) => void> {
  batch(message: Batch): void;
  reset(message: Reset): void;
  bye(message: Bye): void;
  presence(message: PresenceHere): void;
}

/**
 * One connection that has signed in. There are thousands of them, nearly all of which only read: what only some need is
 * made when it is needed, and nothing here is a closure of its own.
 */
export interface Person {
  readonly socket: Socket<Heard, Said>;
  session: Session;
  readonly token: string;
  checkedAt: number;
  readonly slow: SlowReader;
  /** What it has open, or is about to open: one of each operation, the latest. */
  seats: readonly Seat[];
  joins: Bucket | undefined;
  commands: Bucket | undefined;
  /** Frames of the wrong form. */
  unfit: number;
}

/** What all connections share. */
export interface House {
  readonly pipeline: Pipeline;
  readonly desks: Desks;
  readonly now: () => number;
  readonly settled: (operation: string, user: string) => Promise<void>;
  readonly epoch: string;
  readonly onOpened: (operation: string) => void;
  /** How a join was answered: by what changed since its cursor, by the whole picture, or not at all. */
  readonly onJoined: (answer: 'caught-up' | 'reset' | 'refused') => void;
  readonly onTrouble: (error: unknown) => void;
  readonly frames: SharedFrames;
  readonly resetParts: ResetParts;
  /** To be told that somebody came, left, or looks at something else. */
  readonly whoIsHere: { moved(operation: string): void };
  /** A frame of the wrong form is answered if it can be, and too many of them end the connection. */
  readonly misformed: (person: Person) => void;
}

/** One person at one operation. */
export class Seat implements Listener {
  readonly user: string;
  readonly operation: string;
  readonly #house: House;
  readonly #person: Person;
  /** Many changes go as columns. */
  readonly #columns: boolean;
  /** While the parts of a reset leave. */
  sender: ResetSender | undefined;
  /** Absent as long as nothing is shown yet. */
  leaveDesk: (() => void) | undefined;
  here: Here | undefined;
  /** What its audience was last shown of who is here: it is told of nothing that changes nothing for it. */
  people = '';

  constructor(house: House, person: Person, operation: string, columns: boolean) {
    this.#house = house;
    this.#person = person;
    this.#columns = columns;
    this.user = person.session.userId;
    this.operation = operation;
  }

  /** Its person is not gone, and has neither left nor joined anew in the meantime. */
  get wanted(): boolean {
    return this.#person.socket.connected && this.#person.seats.includes(this);
  }

  deliver(batch: Batch, withdraws: boolean): void {
    const { slow, socket } = this.#person;
    if (withdraws) slow.withdrawing(performance.now());
    this.sender?.passing(batch);
    this.#house.frames.send(socket, 'batch', batch, this.#columns);
  }

  dismissed(): void {
    // Frames still queued show what is no longer theirs: they go within the second or not at all.
    this.#person.slow.withdrawing(performance.now());
    this.#stand();
    this.#person.socket.emit('bye', { reason: 'not-allowed', operation: this.operation });
  }

  leave(): void {
    this.leaveDesk?.();
    this.#stand();
  }

  #stand(): void {
    const { seats } = this.#person;
    if (!seats.includes(this)) return;
    this.#person.seats = seats.filter((seat) => seat !== this);
    if (this.here) this.#house.whoIsHere.moved(this.operation);
  }
}

export const seatOf = ({ seats }: Person, operation: string): Seat | undefined =>
  seats.find((seat) => seat.operation === operation);
