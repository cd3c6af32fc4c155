import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What is judged: this checkout, or another one that CHECKED_ROOT names. Planted faults stand in a copy of it. */
export const ROOT = resolve(process.env['CHECKED_ROOT'] ?? join(import.meta.dirname, '../..'));

/** The environment of a server as an operator starts it: nothing of the runner's own. */
const environment = (more: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  TOCSIN_DEMO: '0',
  NODE_ENV: 'test',
  ...more,
});

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening));
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return port;
}

/** One server process on a port of its own, which it keeps when it is killed and started again. */
export class Node {
  readonly #root: string;
  readonly #store: Readonly<Record<string, string>>;
  readonly port: number;
  #process: ChildProcess | undefined;
  output = '';
  /** It ended, and nobody killed it. */
  crashed = false;

  constructor(root: string, store: Readonly<Record<string, string>>, port: number) {
    this.#root = root;
    this.#store = store;
    this.port = port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [join(this.#root, 'server/main.ts')], {
      cwd: this.#root,
      env: environment({ ...this.#store, PORT: String(this.port) }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    child.once('exit', () => (this.crashed = this.#process === child));
    let said = '';
    await new Promise<void>((ready, failed) => {
      const hear = (chunk: Buffer) => {
        said += chunk.toString();
        this.output += chunk.toString();
        if (/ready at http/.test(said)) ready();
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('exit', (code) =>
        failed(new Error(`The server ended (${code}) before it was ready:\n${said.slice(-2000)}`)),
      );
    });
  }

  /** SIGKILL: it says goodbye to nobody. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    this.#process = undefined;
    const gone = new Promise((exited) => child.once('exit', exited));
    child.kill('SIGKILL');
    await gone;
  }
}

/** The nodes of one run and what they store. */
export interface House {
  readonly nodes: readonly Node[];
  close(): Promise<void>;
}

/** Two nodes, or more, on one PostgreSQL database. */
export async function openCluster(
  store: Readonly<Record<string, string>>,
  nodes: number,
  root: string,
): Promise<House> {
  const ports = await Promise.all(Array.from({ length: nodes }, freePort));
  const opened = ports.map((port) => new Node(root, store, port));
  for (const node of opened) await node.start();
  return {
    nodes: opened,
    close: async () => void (await Promise.all(opened.map((node) => node.kill()))),
  };
}

/** One node on a copy of a furnished SQLite folder. */
export async function openHouse(furnished: string, root: string): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-checker-'));
  cpSync(furnished, folder, { recursive: true });
  const node = new Node(root, { TOCSIN_DATA: folder }, await freePort());
  await node.start();
  return {
    nodes: [node],
    async close() {
      await node.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs the command line as a person does. */
export async function tocsin(
  words: readonly string[],
  store: Readonly<Record<string, string>>,
  input: string,
): Promise<Record<string, unknown>> {
  const child = spawn(process.execPath, [join(ROOT, 'server/cli.ts'), ...words], {
    cwd: ROOT,
    env: environment(store),
  });
  let out = '';
  let said = '';
  child.stdout.on('data', (part: Buffer) => (out += part.toString()));
  child.stderr.on('data', (part: Buffer) => (said += part.toString()));
  child.stdin.end(input);
  const code = await new Promise((closed) => child.once('close', closed));
  if (code !== 0) throw new Error(`tocsin ${words.join(' ')}: ${said}`);
  return JSON.parse(out) as Record<string, unknown>;
}
