import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Outcome, Records } from '../../shared/protocol/down.ts';
import { KillRun } from './kill.ts';
import type { Report } from './report.ts';

const PER_CALL = 50;
const SECOND = 1000;
/** Connections that are open before it begins. */
const CROWD = 600;
/** What is acknowledged may have taken so long (P-R6). */
export const MOST_MS = 2000;

interface Overloaded {
  readonly capacityPerSecond: number;
  readonly offeredPerSecond: number;
  /** How often each code was the answer. */
  readonly codes: Readonly<Record<string, number>>;
  readonly heldBytes: number;
  /** Answers (ms), 99th percentile: at what it can take, of what was accepted of too much, and of what was not. */
  readonly p99: { readonly before: number; readonly accepted: number; readonly busy: number };
  readonly lost: number;
  readonly unanswered: number;
  readonly ended: boolean;
}

/** What the server can take is measured first (everybody waits for their answers); then three times as much is sent without waiting. */
export async function overloadFor(seconds: number): Promise<Overloaded> {
  const run = new KillRun(6);
  try {
    const url = await run.ready();
    const codes: Record<string, number> = {};
    const accepted = new Set<string>();
    let waits = { accepted: [] as number[], busy: [] as number[] };
    let unanswered = 0;
    async function call(person: number): Promise<void> {
      const several = Array.from({ length: PER_CALL }, () => ({
        commandId: randomUUID(),
        type: 'incident.report',
        data: { incidentId: randomUUID() as string, title: 'Much' },
      }));
      const began = performance.now();
      try {
        const path = `${url}/api/v1/operations/${run.operation}/commands`;
        const outcomes = (await post(path, run.tokens[person]!, several)) as Outcome[] | { code: string };
        const took = performance.now() - began;
        const list = Array.isArray(outcomes)
          ? outcomes
          : several.map(() => ({ outcome: 'refused', ...outcomes }) as Outcome);
        for (const [index, outcome] of list.entries()) {
          const code = outcome.code ?? outcome.outcome;
          codes[code] = (codes[code] ?? 0) + 1;
          if (code === 'busy') waits.busy.push(took);
          if (outcome.outcome !== 'accepted') continue;
          accepted.add(several[index]!.data.incidentId);
          waits.accepted.push(took);
        }
      } catch {
        unanswered += PER_CALL;
      }
    }
    const began = performance.now();
    const measuring = async (person: number) => {
      while (performance.now() - began < 3 * SECOND) await call(person);
    };
    await Promise.all(Array.from({ length: 12 }, (_, index) => measuring(index % 6)));
    const capacity = accepted.size / ((performance.now() - began) / SECOND);
    const before = p99Of(waits.accepted);
    waits = { accepted: [], busy: [] };
    // Node takes in one new connection in a turn of its loop: a crowd of those would wait where no server sees it.
    await Promise.all(Array.from({ length: CROWD }, () => post(`${url}/api/v1/session`, '', {})));
    const calls: Promise<void>[] = [];
    const started = performance.now();
    // By the clock: who is late makes up for it, as a crowd would.
    for (let sent = 0; performance.now() - started < seconds * SECOND;) {
      const due = ((performance.now() - started) / SECOND) * capacity * 3;
      for (; sent < due; sent += PER_CALL) calls.push(call(calls.length % 6));
      await new Promise((resume) => setTimeout(resume, 5));
    }
    const offered = (calls.length * PER_CALL) / ((performance.now() - started) / SECOND);
    await Promise.all(calls);
    const snapshot = await run.http(url, 0, 'GET', `/operations/${run.operation}/snapshot`);
    const { records } = (await snapshot.json()) as { records: Records };
    const there = new Set((records.incident ?? []).map((face) => String(face['id'])));
    return {
      capacityPerSecond: Math.round(capacity),
      offeredPerSecond: Math.round(offered),
      codes,
      heldBytes: run.victim.memory(),
      p99: { before, accepted: p99Of(waits.accepted), busy: p99Of(waits.busy) },
      lost: [...accepted].filter((id) => !there.has(id)).length,
      unanswered,
      ended: !run.victim.alive,
    };
  } finally {
    await run.close();
  }
}

/** P-R6: what is acknowledged is so within two seconds and is there; the rest is told `busy`. */
export async function overload(seconds: number, _seed: number): Promise<Report> {
  const { capacityPerSecond, offeredPerSecond, codes, heldBytes, p99, lost, unanswered, ended } =
    await overloadFor(seconds);
  const odd = Object.keys(codes).filter((code) => code !== 'accepted' && code !== 'busy');
  return {
    counts: {
      seconds,
      capacityPerSecond,
      offeredPerSecond,
      ...codes,
      p99Ms: Math.round(p99.accepted),
      p99MsBefore: Math.round(p99.before),
      busyP99Ms: Math.round(p99.busy),
      heldMegabytes: Math.round(heldBytes / 2 ** 20),
    },
    losses: {
      lost,
      late: Number(p99.accepted > MOST_MS),
      // Otherwise nothing was too much, and nothing was shown.
      vacuous: Number(codes['busy'] === undefined),
      unanswered,
      otherwise: odd.length,
      ended: Number(ended),
    },
  };
}

function p99Of(waits: readonly number[]): number {
  const sorted = [...waits].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
}

const agent = new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: CROWD, scheduling: 'fifo' });

function post(url: string, token: string, body: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const asked = request(url, { method: 'POST', agent, headers }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () => {
        try {
          resolve(JSON.parse(Buffer.concat(pieces).toString()));
        } catch (error) {
          reject(error as Error);
        }
      });
      answer.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(JSON.stringify(body));
  });
}
