import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

export interface VictimOptions {
  /** A program that runs it, with its arguments: `prlimit` and the like. */
  readonly via?: readonly string[];
  /** Arguments of Node itself. */
  readonly node?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { start: string } };
/** Those that `npm start` gives. */
const flags = /exec node (.*)server\/main\.ts/.exec(scripts.start)![1]!.trim().split(' ');

/** A server process of its own: `server/main.ts` as an operator runs it, on a free port, on a folder or a PostgreSQL. */
export class Victim {
  readonly process: ChildProcess;
  readonly url: Promise<string>;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  output = '';

  constructor(where: string, { via = [], node = [], env = {} }: VictimOptions = {}) {
    const [program, ...words] = [...via, process.execPath, ...flags, ...node, join(root, 'server/main.ts')];
    const store = where.startsWith('postgres') ? { DATABASE_URL: where } : { TOCSIN_DATA: where };
    this.process = spawn(program!, words, {
      env: { ...process.env, PORT: '0', TOCSIN_DEMO: '0', NODE_ENV: 'test', ...store, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.exited = new Promise((resume) => this.process.once('exit', (code, signal) => resume({ code, signal })));
    this.url = new Promise((ready, failed) => {
      const hear = (chunk: Buffer) => {
        // What it says of troubles may be much: the latest is enough.
        this.output = (this.output + chunk.toString()).slice(-20_000);
        const found = /ready at (http:\/\/localhost:\d+)\//.exec(this.output)?.[1];
        if (found) ready(found.replace('localhost', '127.0.0.1'));
      };
      this.process.stdout!.on('data', hear);
      this.process.stderr!.on('data', hear);
      void this.exited.then(() => failed(new Error(`The server ended before it was ready: ${this.output}`)));
    });
    this.url.catch(() => {});
  }

  get alive(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  kill(signal: NodeJS.Signals): Promise<unknown> {
    this.process.kill(signal);
    return this.exited;
  }

  /** Resident memory in bytes, as Linux counts it. */
  memory(): number {
    const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.process.pid!}/status`, 'utf8'))?.[1];
    return Number(found) * 1024;
  }
}

export interface Furnished {
  readonly operation: string;
  readonly organisations: readonly string[];
  readonly users: readonly string[];
  readonly tokens: readonly string[];
}

/** Three organisations, so many people of them with sessions, and one operation, in an empty folder or PostgreSQL. */
export function furnished(where: string, people: number): Furnished {
  const ids = {
    organisations: [randomUUID(), randomUUID(), randomUUID()],
    users: Array.from({ length: people }, () => randomUUID()),
    operation: randomUUID(),
    root: randomUUID(),
  };
  const printed = execFileSync(process.execPath, [join(root, 'test/chaos/furnish.ts'), where, JSON.stringify(ids)]);
  const said = printed.toString().trim().split('\n').at(-1)!;
  return { ...ids, ...(JSON.parse(said) as { tokens: string[] }) };
}
