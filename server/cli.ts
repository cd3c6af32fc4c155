import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createApp } from './app.ts';
import { chainsOfFile } from './cli/chainFile.ts';
import { CannotRun } from './cli/commander.ts';
import { commanderOn } from './cli/inProcess.ts';
import { commanderAt } from './cli/overHttp.ts';
import { runProgram } from './cli/program.ts';
import { readConfig, type Config } from './config.ts';
import { openPostgresStore } from './log/postgres.ts';
import { openSqliteStore } from './log/sqlite.ts';
import { databaseFile } from './log/sqliteDatabase.ts';

const root = resolve(import.meta.dirname, '..');

function surroundingsOf(config: Config) {
  const url = config.DATABASE_URL;
  const directory = resolve(root, config.TOCSIN_DATA);
  const file = databaseFile(directory);

  const openStore = async () => {
    if (url) return openPostgresStore({ url });
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return openSqliteStore({ directory }).catch((error: unknown) => {
      const words = error instanceof Error ? error.message : String(error);
      const advice = words.includes('is in use')
        ? ' Or go through the server that has it: --server http://localhost:4000 --as USERNAME'
        : '';
      throw new CannotRun(words + advice, { cause: error });
    });
  };
  return {
    config,
    home: url ? { url } : { file },
    openApp: async () =>
      createApp({
        store: await openStore(),
        clientDirectory: join(root, 'dist', 'client'),
        onTrouble: (error: unknown) =>
          process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`),
      }),
    openChains: async () => {
      if (!url) {
        if (!existsSync(file)) throw new CannotRun(`There is no store in ${dirname(file)}.`);
        return chainsOfFile(file);
      }
      const { log, close } = await openPostgresStore({ url });
      const verify = (operation: string, onProgress: (events: number) => void) => log.verify(operation, onProgress);
      return { operations: () => log.operations(), verify, close };
    },
    commanderOn,
    commanderAt,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
  };
}

const read = readConfig(process.env);
if ('problems' in read) {
  process.stderr.write(
    ['The configuration is not usable:', ...read.problems.map((problem) => `  ${problem}`), ''].join('\n'),
  );
  process.exitCode = 2;
} else {
  process.exitCode = await runProgram(process.argv.slice(2), surroundingsOf(read.config));
}
