import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { canonicalJson } from '../../shared/canonical.ts';
import { TRANSIENT } from '../../shared/outcome.ts';
import type { Outcome, Records } from '../../shared/protocol/down.ts';
import { furnished, Victim, type Furnished, type VictimOptions } from './victim.ts';

interface Sent {
  readonly person: number;
  readonly message: { commandId: string; type: string; data: Record<string, unknown> };
  /** The record it makes, when it is accepted. */
  readonly makes?: string;
  outcome?: Outcome;
}

export interface KillReport {
  kills: number;
  acknowledged: number;
  accepted: number;
  refused: number;
  inDoubt: number;
  inDoubtStored: number;
  lost: number;
  doubled: number;
  changed: number;
  restartMs: number[];
}

/** Several people at once on one server, each over a socket of their own and over HTTP, until it dies. */
export class KillRun {
  readonly directory: string;
  readonly operation: string;
  readonly #furnished: Furnished;
  readonly sent = new Map<string, Sent>();
  readonly report: KillReport = {
    kills: 0,
    acknowledged: 0,
    accepted: 0,
    refused: 0,
    inDoubt: 0,
    inDoubtStored: 0,
    lost: 0,
    doubled: 0,
    changed: 0,
    restartMs: [],
  };
  readonly tokens: readonly string[];
  readonly #options: VictimOptions;
  /** Answers that said nothing of the command, by code. */
  readonly transient = new Map<string, number>();
  acknowledgedAt = 0;
  victim: Victim;
  #url = '';

  constructor(people = 6, { directory, ...options }: VictimOptions & { directory?: string } = {}) {
    this.directory = directory ?? mkdtempSync(join(tmpdir(), 'tocsin-kill-'));
    this.#furnished = furnished(this.directory, people);
    this.tokens = this.#furnished.tokens;
    this.operation = this.#furnished.operation;
    this.#options = options;
    this.victim = new Victim(this.directory, options);
  }

  /** A server anew on what the last one left. */
  begin(): void {
    this.victim = new Victim(this.directory, this.#options);
  }

  async ready(): Promise<string> {
    const began = performance.now();
    this.#url = await this.victim.url;
    this.report.restartMs.push(Math.round(performance.now() - began));
    return this.#url;
  }

  /** Loads the server until so many more are acknowledged, then kills it in the middle of what follows. */
  loadAndKill(acknowledgements: number, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const target = this.report.acknowledged + acknowledgements;
    return this.loadUntil(
      () => this.report.acknowledged >= target,
      () => this.victim.kill(signal),
    );
  }

  /** Loads the server until something is so, and on while it is ended; then begins another. */
  async loadUntil(isSo: () => boolean, end: () => Promise<unknown>): Promise<void> {
    const url = await this.ready();
    const sockets = this.tokens.map((token) =>
      io(url, { auth: { token }, transports: ['websocket'], reconnection: false, forceNew: true }),
    );
    let dead = false;
    const work = this.tokens.flatMap((_token, person) => [
      this.#loadSocket(sockets[person]!, person, () => dead),
      this.#loadSocket(sockets[person]!, person, () => dead),
      this.#loadHttp(url, person, () => dead),
    ]);
    while (!isSo()) {
      if (this.victim.process.exitCode !== null) throw new Error(`The server ended by itself: ${this.victim.output}`);
      await new Promise((resume) => setTimeout(resume, 2));
    }
    await end();
    dead = true;
    for (const socket of sockets) socket.close();
    await Promise.all(work);
    this.report.kills += 1;
    this.begin();
  }

  async #loadSocket(socket: Socket, person: number, dead: () => boolean): Promise<void> {
    await new Promise<void>((resume) => {
      socket.once('connect', resume);
      socket.once('connect_error', () => resume());
    });
    while (socket.connected && !dead()) {
      const sent = this.#next(person);
      try {
        const answer = (await socket
          .timeout(3000)
          .emitWithAck('command', { operation: this.operation, ...sent.message })) as Outcome;
        if (!this.#heard(sent, answer)) await new Promise((resume) => setTimeout(resume, 20));
      } catch {
        return;
      }
    }
  }

  async #loadHttp(url: string, person: number, dead: () => boolean): Promise<void> {
    while (!dead()) {
      const several = Array.from({ length: 10 }, () => this.#next(person));
      try {
        const answer = await this.http(
          url,
          person,
          'POST',
          `/operations/${this.operation}/commands`,
          several.map((one) => one.message),
        );
        const outcomes = (await answer.json()) as Outcome[];
        for (const [index, sent] of several.entries()) this.#heard(sent, outcomes[index]!);
      } catch {
        return;
      }
    }
  }

  #next(person: number): Sent {
    const id = randomUUID();
    const commandId = randomUUID();
    // Some are refused: a refusal is an answer that must hold, too.
    const kind = this.sent.size % 5;
    const sent: Sent =
      kind === 0
        ? { person, message: { commandId, type: 'incident.setSeverity', data: { incidentId: id, severity: 3 } } }
        : {
            person,
            message: { commandId, type: 'incident.report', data: { incidentId: id, title: 'Smoke' } },
            makes: id,
          };
    this.sent.set(commandId, sent);
    return sent;
  }

  #heard(sent: Sent, outcome: Outcome): boolean {
    if (TRANSIENT.has(outcome.code ?? '')) {
      this.transient.set(outcome.code!, (this.transient.get(outcome.code!) ?? 0) + 1);
      return false;
    }
    this.acknowledgedAt = performance.now();
    sent.outcome = outcome;
    this.report.acknowledged += 1;
    this.report[outcome.outcome] += 1;
    return true;
  }

  http(url: string, person: number, method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.tokens[person]!}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  /** Every acknowledged command is there exactly once; each answers as it did; those in doubt are settled by their id. */
  async check(): Promise<void> {
    const url = await this.ready();
    const { report } = this;
    const stored = new Map<string, number>();
    const snapshot = await this.http(url, 0, 'GET', `/operations/${this.operation}/snapshot`);
    const { records } = (await snapshot.json()) as { records: Records };
    for (const face of records.incident ?? [])
      stored.set(String(face['id']), (stored.get(String(face['id'])) ?? 0) + 1);
    const all = [...this.sent.values()];
    for (const sent of all) {
      const times = sent.makes === undefined ? 0 : (stored.get(sent.makes) ?? 0);
      if (times > 1) report.doubled += 1;
      if (!sent.outcome) {
        report.inDoubt += 1;
        report.inDoubtStored += Number(times > 0);
      } else if (sent.outcome.outcome === 'accepted' && times === 0) report.lost += 1;
      else if (sent.outcome.outcome === 'refused' && times > 0) report.changed += 1;
    }
    const before = stored.size;
    let made = 0;
    for (let person = 0; person < this.tokens.length; person++) {
      const theirs = all.filter((sent) => sent.person === person);
      for (let at = 0; at < theirs.length; at += 500) {
        const some = theirs.slice(at, at + 500);
        const answer = await this.http(
          url,
          person,
          'POST',
          `/operations/${this.operation}/commands`,
          some.map((sent) => sent.message),
        );
        const outcomes = (await answer.json()) as Outcome[];
        for (const [index, sent] of some.entries()) {
          const again = outcomes[index]!;
          if (sent.outcome && canonicalJson(sent.outcome) !== canonicalJson(again)) report.changed += 1;
          if (!sent.outcome && sent.makes !== undefined && again.outcome === 'accepted' && !stored.has(sent.makes))
            made += 1;
        }
      }
      for (const sent of theirs.filter((one) => one.outcome).slice(-20)) {
        const answer = await this.http(url, person, 'GET', `/commands/${sent.message.commandId}`);
        if (answer.status !== 200 || canonicalJson(await answer.json()) !== canonicalJson(sent.outcome))
          report.changed += 1;
      }
    }
    const after = (await (await this.http(url, 0, 'GET', `/operations/${this.operation}/snapshot`)).json()) as {
      records: Records;
    };
    const incidents = after.records.incident ?? [];
    // Sent again, what was there stayed one; only what never arrived was added.
    if (incidents.length !== before + made || new Set(incidents.map((face) => face['id'])).size !== incidents.length)
      report.doubled += 1;
  }

  async close(): Promise<void> {
    await this.victim.kill('SIGKILL');
    rmSync(this.directory, { recursive: true, force: true });
  }
}
