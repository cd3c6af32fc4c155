import type { Guest } from '../../shared/domain/directory/record.ts';
import { LIMITS } from '../../shared/limits.ts';
import { forgetPictures } from './kept.ts';
import type { DeviceStorage } from './storage.ts';
import type { DeviceClock, HttpAnswer, Timers, Wire } from './wire.ts';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
  readonly roles: Readonly<Record<string, readonly string[]>>;
  /** Of who came by a link. */
  readonly guest?: Guest;
}
export interface Operation {
  readonly id: string;
  readonly name: string;
  readonly kind: 'live' | 'exercise';
  readonly phase: 'planned' | 'running' | 'ended';
  readonly succeededBy?: string;
}

/** Who was here last, when the server was last heard by them, and the operations they were in. */
interface KeptPerson {
  readonly person: Person;
  readonly heardAt: number;
  readonly operations: readonly Operation[];
}

export type SessionState = 'unknown' | 'signed-in' | 'signed-out' | 'expired';
export type SignInAnswer = { ok: true } | { ok: false; code: string; retryAfterSeconds?: number };

export interface SessionEvents {
  changed(): void;
  /** Somebody is here (from the device's memory, or signed in): open what is theirs. */
  here(person: Person): void;
  /** Nobody is, or the lease is over: show nothing. */
  gone(): void;
  clock(serverMs: number, roundTripMs: number): void;
}

const PERSON = 'person';
const LEASE_MS = LIMITS.leaseSeconds * 1000;
/** How often the time of the last contact is written down. */
const NOTE_EVERY_MS = 60_000;
const ASK_AGAIN_MS = 5000;
const CONFIRMED_FOR_MS = 3000;

interface Services {
  readonly wire: Wire;
  readonly storage: DeviceStorage;
  readonly clock: DeviceClock;
  readonly timers: Timers;
}

/**
 * Who is signed in here. S1. Without contact for the length of the lease, nothing kept is shown until signed in again.
 * S2. Where the server says that the session is no more, pictures are wiped from the device; unsent commands stay.
 * S3. What is kept or pending for one person is never shown to or sent for another. S4. The device keeps no password and no token: the cookie is the browser's, and no script reads it.
 */
export class Session {
  readonly #services: Services;
  readonly #events: SessionEvents;
  state: SessionState = 'unknown';
  person: Person | undefined;
  operations: readonly Operation[] = [];
  heardAt: number | undefined;
  #notedAt = 0;
  #confirmedAt = -Infinity;
  #signingOut = false;
  #cancelLease: (() => void) | undefined;
  #cancelAsk: (() => void) | undefined;

  constructor(services: Services, events: SessionEvents) {
    this.#services = services;
    this.#events = events;
  }

  async start(): Promise<void> {
    const [row] = await this.#services.storage.list(PERSON);
    const kept = row?.value as KeptPerson | undefined;
    if (kept?.person.guest && Date.parse(kept.person.guest.until) <= this.#services.clock()) {
      // A visit that is over is not waited for: without a network nothing of it is shown either.
      await forgetPictures(this.#services.storage, { of: kept.person.id });
      await this.#services.storage.commit({ remove: [PERSON] });
      this.state = 'expired';
      this.#events.changed();
    } else if (kept && this.#services.clock() - kept.heardAt < LEASE_MS) {
      this.heardAt = kept.heardAt;
      this.operations = kept.operations;
      this.#enter(kept.person);
    } else if (kept) {
      this.state = 'expired';
      this.#events.changed();
    }
    await this.ask();
  }

  /**
   * Whether the cookie is still this person's: another tab may have signed in as somebody else, and what is pending here
   * must never leave under another name. True without asking when the server said so a moment ago.
   */
  async isStill(person: Person | undefined): Promise<boolean> {
    if (this.#services.clock() - this.#confirmedAt > CONFIRMED_FOR_MS) await this.ask();
    return this.state === 'signed-in' && this.person !== undefined && this.person.id === person?.id;
  }

  /** Asks the server who this is; again later when it cannot be reached. */
  async ask(): Promise<void> {
    this.#cancelAsk?.();
    const sentAt = this.#services.clock();
    const answer = await this.#services.wire.http('GET', '/api/v1/session').catch(() => undefined);
    if (answer?.status === 200) {
      this.#welcome(answer, sentAt);
    } else if (answer?.status === 401) {
      await this.end(this.person || this.state === 'expired' ? 'expired' : 'signed-out');
    } else {
      this.#cancelAsk = this.#services.timers.after(ASK_AGAIN_MS, () => void this.ask());
    }
  }

  /** The server ended a connection for want of a session: unless it says otherwise at once, there is none. */
  async lost(): Promise<void> {
    const { person } = this;
    if (this.#signingOut) return;
    this.#confirmedAt = -Infinity;
    await this.ask();
    if (person && this.person === person && this.#confirmedAt === -Infinity) await this.end('expired');
  }

  async signIn(username: string, password: string): Promise<SignInAnswer> {
    const sentAt = this.#services.clock();
    const answer = await this.#services.wire
      .http('POST', '/api/v1/session', { username, password })
      .catch((): HttpAnswer => ({ status: 0, json: undefined }));
    if (answer.status !== 200) return refusalOf(answer);
    this.#welcome(answer, sentAt);
    if (this.person) await forgetPictures(this.#services.storage, { butOf: this.person.id });
    return { ok: true };
  }

  async signOut(): Promise<void> {
    // Unreachable: the cookie lives on until the server's own limit, but nothing is left on this device.
    this.#signingOut = true;
    await this.#services.wire.http('DELETE', '/api/v1/session').catch(() => undefined);
    await this.end('signed-out');
    this.#signingOut = false;
  }

  /** The server says that the session is no more, or the person does. */
  async end(to: 'signed-out' | 'expired'): Promise<void> {
    const { person } = this;
    this.#leave(to);
    if (person) await forgetPictures(this.#services.storage, { of: person.id });
    await this.#services.storage.commit({ remove: [PERSON] });
  }

  async refreshOperations(): Promise<void> {
    const answer = await this.#services.wire.http('GET', '/api/v1/operations').catch(() => undefined);
    if (answer?.status !== 200 || !Array.isArray(answer.json)) return;
    this.operations = answer.json as Operation[];
    this.#events.changed();
    this.#note();
  }

  /** The connection was lost: writes down when the server was last heard. */
  cut(): void {
    this.#note();
  }

  /** The server was heard: the lease begins anew. */
  heard(): void {
    if (!this.person) return;
    this.heardAt = this.#services.clock();
    if (this.heardAt - this.#notedAt >= NOTE_EVERY_MS) this.#note();
  }

  #welcome({ json }: HttpAnswer, sentAt: number): void {
    const { user, now } = json as { user: Person; now?: string };
    const serverMs = Date.parse(now ?? '');
    if (Number.isFinite(serverMs)) this.#events.clock(serverMs, this.#services.clock() - sentAt);
    this.heardAt = this.#services.clock();
    this.#confirmedAt = this.heardAt;
    const known = this.state === 'signed-in' && this.person?.id === user.id;
    this.state = 'signed-in';
    if (known || this.person?.id === user.id) {
      this.person = user;
      this.#events.changed();
      this.#events.here(user);
    } else {
      if (this.person) this.#leave('signed-in');
      this.#enter(user);
    }
    this.#note();
    void this.refreshOperations();
  }

  #enter(person: Person): void {
    this.person = person;
    this.#watchLease();
    this.#events.changed();
    this.#events.here(person);
  }

  #leave(to: SessionState): void {
    this.#cancelLease?.();
    this.#cancelAsk?.();
    const was = this.person;
    this.person = undefined;
    this.operations = [];
    this.state = to;
    if (was) this.#events.gone();
    this.#events.changed();
  }

  #watchLease(): void {
    this.#cancelLease?.();
    const left = LEASE_MS - (this.#services.clock() - (this.heardAt ?? this.#services.clock()));
    if (left <= 0) return this.#leave('expired');
    this.#cancelLease = this.#services.timers.after(Math.min(left, NOTE_EVERY_MS), () => this.#watchLease());
  }

  #note(): void {
    if (!this.person || this.heardAt === undefined) return;
    this.#notedAt = this.heardAt;
    const value: KeptPerson = { person: this.person, heardAt: this.heardAt, operations: this.operations };
    void this.#services.storage.commit({ put: [{ key: PERSON, value }] }).catch(() => undefined);
  }
}

function refusalOf(answer: HttpAnswer): SignInAnswer {
  const code = (answer.json as { code?: string } | undefined)?.code;
  const fallback = answer.status === 401 ? 'not-authenticated' : answer.status === 0 ? 'unreachable' : 'busy';
  const { retryAfterSeconds } = answer;
  return { ok: false, code: code ?? fallback, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}
