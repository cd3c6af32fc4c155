import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMANDS } from '../../shared/domain/commands.ts';
import { DOWN } from '../../shared/protocol/down.ts';
import { UP } from '../../shared/protocol/up.ts';
import { demoServer, type DemoServer } from './api.support.ts';

let server: DemoServer;
beforeAll(async () => {
  server = await demoServer();
});
afterAll(() => server.close());

test('the page shows every route, command and message, without a script and with nothing from elsewhere', async () => {
  const page = await (await server.call(undefined, 'GET', '/docs')).text();
  const { paths } = (await (await server.call(undefined, 'GET', '/api/openapi.json')).json()) as { paths: object };
  const shown = [...Object.keys(paths), ...Object.keys(COMMANDS), ...Object.keys(UP), ...Object.keys(DOWN)];
  expect(shown.filter((name) => !page.includes(`<code>${name}</code>`))).toEqual([]);
  expect(page).not.toMatch(/<script|<link|\son\w+=|url\(|https?:\/\//i);
  const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target!);
  expect(targets.length).toBeGreaterThan(100);
  expect([...new Set(targets)].filter((target) => !page.includes(`id="${target}"`))).toEqual([]);
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, one]) => one!);
  expect(ids.filter((one, index) => ids.indexOf(one) !== index)).toEqual([]);
  expect(page).not.toContain('undefined');
});
