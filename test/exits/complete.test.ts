import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from '../../server/cli/program.ts';
import { demoServer, type DemoServer } from '../server/api.support.ts';
import { root } from '../server/cli.support.ts';
import { COMMAND_LINE, COMMAND_LINE_TELLS_NOTHING, EXITS, HTTP, POSTGRES, SOCKET } from './exits.ts';

let server: DemoServer;
beforeAll(async () => {
  server = await demoServer();
});
afterAll(() => server.close());

const document = async (name: string) =>
  (await (await server.call(undefined, 'GET', `/api/${name}.json`)).json()) as never;

describe('[L5] the list of exits is whole, and nothing on it is stale', () => {
  test('[L5] it names every operation of the OpenAPI document', async () => {
    const { paths }: { paths: Record<string, object> } = await document('openapi');
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect([...HTTP].sort()).toEqual(described.sort());
  });

  test('[L5] it names every message that the AsyncAPI document says the server sends', async () => {
    const { channels }: { channels: { socket: { messages: object } } } = await document('asyncapi');
    const sent = Object.keys(channels.socket.messages).filter((name) => !name.endsWith('Up'));
    expect([...SOCKET].sort()).toEqual(sent.sort());
  });

  test('[L5] it names every verb of the command line', async () => {
    const verbs: string[] = [];
    for (const [name, more] of await verbsOf([])) {
      if (more) verbs.push(name);
      else for (const [verb] of await verbsOf([name])) verbs.push(`${name} ${verb}`);
    }
    expect([...COMMAND_LINE, ...Object.keys(COMMAND_LINE_TELLS_NOTHING)].sort()).toEqual(verbs.sort());
  });

  test('[L5] it names none twice, and what is walked elsewhere is named there', () => {
    expect(new Set(EXITS).size).toBe(EXITS.length);
    const elsewhere = readFileSync(join(root, 'test/cluster/exits.test.ts'), 'utf8');
    for (const name of POSTGRES) expect(elsewhere).toContain(`'${name}'`);
  });
});

/** What `--help` lists, and whether it takes options of its own: a group of verbs does not. */
async function verbsOf(words: readonly string[]): Promise<[string, boolean][]> {
  let stdout = '';
  const write = (text: string) => (stdout += text);
  await runProgram([...words, '--help'], { stdout: { write }, stderr: { write } } as never);
  const listed = stdout.slice(stdout.indexOf('Commands:')).matchAll(/^ {2}([a-z][\w-]*)( \[options\])?/gm);
  return [...listed]
    .map(([, name, options]): [string, boolean] => [name!, !!options])
    .filter(([name]) => name !== 'help');
}
