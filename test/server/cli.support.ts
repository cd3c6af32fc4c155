import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');
export const fixture = (name: string): string => join(root, 'test/fixtures/import', name);
export const PASSWORD = 'a-long-enough-password';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly said: string;
  /** The result of --json. */
  readonly json: () => Record<string, never> & Record<string, unknown>;
}

/** A folder of its own with a store in it, and the command line run on that as a child, as a person runs it. */
export function cliHome() {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-cli-'));
  const data = join(folder, 'data');
  const run = (
    words: readonly string[],
    { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
  ) =>
    new Promise<Ran>((done, failed) => {
      const child = spawn(process.execPath, [join(root, 'server/cli.ts'), ...words], {
        env: { PATH: process.env['PATH'] ?? '', TOCSIN_DATA: data, ...env },
      });
      let out = '';
      let said = '';
      child.stdout.on('data', (part: Buffer) => (out += part.toString()));
      child.stderr.on('data', (part: Buffer) => (said += part.toString()));
      child.on('error', failed);
      child.on('close', (code) =>
        done({ code: code ?? -1, out, said, json: () => JSON.parse(out) as ReturnType<Ran['json']> }),
      );
      child.stdin.end(input);
    });
  return {
    folder,
    data,
    run,
    /** Makes the store with its first administrator `watch`, and gives its organisation. */
    async begun(): Promise<string> {
      const words = [
        'user',
        'create-admin',
        '--username',
        'watch',
        '--organisation',
        'Crisis Cell',
        '--country',
        'AUT',
        '--password-stdin',
        '--json',
      ];
      const made = await run(words, { input: `${PASSWORD}\n` });
      if (made.code !== 0) throw new Error(made.said);
      return String(made.json()['organisation']);
    },
    async operation(name: string, ...more: readonly string[]): Promise<string> {
      const made = await run(['operation', 'create', '--name', name, '--kind', 'live', '--json', ...more]);
      if (made.code !== 0) throw new Error(made.said);
      return String(made.json()['operation']);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
export type CliHome = ReturnType<typeof cliHome>;
