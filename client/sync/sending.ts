import { LIMITS } from '../../shared/limits.ts';
import type { Outcome } from '../../shared/protocol/down.ts';
import { waitBefore } from './backoff.ts';
import { nextToSend } from './dispatch.ts';
import type { Entry } from './reconcile.ts';
import type { DeviceClock, HttpAnswer, Link, Random, Timers, Wire } from './wire.ts';

const ANSWER_WITHIN_MS = 20_000;
/** Slightly under what the server allows, so that a long queue is not slowed by being refused. */
const PER_SECOND = LIMITS.commandsPerSecond * 0.9;
const BURST = LIMITS.commandBurst * 0.5;

export interface SendingEvents {
  pending(): readonly Entry[];
  /** The operation that must be level first, while it is not. */
  waitsFor(): string | undefined;
  sent(entry: Entry): void;
  answered(outcome: Outcome): void;
  unanswered(entry: Entry): void;
  blob(entry: Entry): Promise<Blob | undefined>;
  /** The bytes are at the server: the command now names them. */
  uploaded(entry: Entry, data: Entry['data']): void;
}

interface Services {
  readonly wire: Wire;
  readonly clock: DeviceClock;
  readonly timers: Timers;
  readonly random: Random;
}

/** Sends what is pending over whatever link there is, in order, at a bearable pace. Decides nothing about outcomes. */
export class Sending {
  readonly #services: Services;
  readonly #events: SendingEvents;
  #link: Link | undefined;
  #tokens = BURST;
  #tokensAt: number;
  #attempt = 0;
  #notBefore = 0;
  #cancelWake: (() => void) | undefined;
  #uploading = false;

  constructor(services: Services, events: SendingEvents) {
    this.#services = services;
    this.#events = events;
    this.#tokensAt = services.clock();
  }

  over(link: Link | undefined): void {
    this.#link = link;
    this.#attempt = 0;
    this.#notBefore = 0;
    this.go();
  }

  go(): void {
    for (;;) {
      const link = this.#link;
      if (!link || this.#uploading) return;
      const entry = nextToSend(this.#events.pending(), this.#events.waitsFor());
      if (!entry) return;
      const wait = Math.max(this.#notBefore - this.#services.clock(), this.#msUntilToken());
      if (wait > 0) return this.#wake(wait);
      if (entry.upload && !isUploaded(entry)) return void this.#upload(entry);
      this.#tokens -= 1;
      this.#send(link, entry);
    }
  }

  /** The server asked for patience: all wait, so that the order holds. */
  again(): void {
    this.#notBefore = this.#services.clock() + 250 + waitBefore(this.#attempt, this.#services.random.fraction());
    this.#attempt += 1;
  }

  #send(link: Link, entry: Entry): void {
    const { operation, commandId, type, data, madeAt } = entry;
    const ifVersion = entry.stackedOn === undefined ? entry.basedOn : undefined;
    this.#events.sent(entry);
    const message = { operation, commandId, type, data, madeAt, ...(ifVersion !== undefined && { ifVersion }) };
    link.ask('command', message, ANSWER_WITHIN_MS).then(
      (answer) => {
        const outcome = (Array.isArray(answer) ? answer[0] : answer) as Outcome;
        if (outcome.outcome === 'accepted') this.#attempt = 0;
        this.#events.answered(outcome);
        this.go();
      },
      () => {
        // A cut says so itself; on a link that is still up the answer was lost, and the rest would fare no better.
        if (this.#link !== link) return;
        this.again();
        this.#events.unanswered(entry);
        this.go();
      },
    );
  }

  async #upload(entry: Entry): Promise<void> {
    this.#uploading = true;
    const link = this.#link;
    try {
      const blob = await this.#events.blob(entry);
      if (!blob) return this.#failed(entry, 'not-found', 'The file is no longer on this device.');
      const on = entry.data['on'] as { kind: string; id: string };
      const query = new URLSearchParams({ on: `${on.kind}:${on.id}`, name: String(entry.data['name']) });
      const path = `/api/v1/operations/${entry.operation}/attachments?${query.toString()}`;
      const answer = await this.#services.wire.http('POST', path, blob).catch(() => undefined);
      if (answer?.status === 201) {
        const { id, mediaType, bytes } = answer.json as { id: string; mediaType: string; bytes: number };
        // A media type may come with parameters; the command names the type alone.
        this.#events.uploaded(entry, { ...entry.data, attachmentId: id, mediaType: mediaType.split(';')[0]!, bytes });
      } else if (!answer || answer.status >= 500 || answer.status === 429 || answer.status === 401) {
        if (this.#link === link) this.again();
      } else {
        this.#failed(entry, codeOf(answer), detailOf(answer));
      }
    } finally {
      this.#uploading = false;
      this.go();
    }
  }

  #failed(entry: Entry, code: string, message: string): void {
    this.#events.answered({ commandId: entry.commandId, outcome: 'refused', code, message });
  }

  #msUntilToken(): number {
    const now = this.#services.clock();
    this.#tokens = Math.min(BURST, this.#tokens + (Math.max(0, now - this.#tokensAt) / 1000) * PER_SECOND);
    this.#tokensAt = now;
    return this.#tokens >= 1 ? 0 : Math.ceil(((1 - this.#tokens) / PER_SECOND) * 1000);
  }

  #wake(ms: number): void {
    this.#cancelWake?.();
    this.#cancelWake = this.#services.timers.after(ms, () => this.go());
  }
}

/** An upload's command names its bytes by the server's id once they are there; before, by its own. */
const isUploaded = (entry: Entry): boolean => entry.data['attachmentId'] !== entry.commandId;
const codeOf = ({ json, status }: HttpAnswer): string =>
  (json as { code?: string } | undefined)?.code ?? (status === 413 ? 'too-large' : 'invalid');
const detailOf = ({ json }: HttpAnswer): string =>
  (json as { detail?: string; title?: string } | undefined)?.detail ?? 'The server did not take the file.';
