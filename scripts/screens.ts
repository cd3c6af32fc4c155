// npm run screens: pictures of the real thing, for the README and for looking at. Starts a server of its own on an empty
// data folder, signs in as demonstration accounts and photographs each screen in dark, light and phone size.
// npm run screens -- [--out docs/screens] [--seconds 20] [PATH …]   PATH: addresses besides `/`, e.g. /tasks
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../test/support/chromium.ts';
import { ensureClientBuilt } from './parts/client-build.mjs';
import { projectRoot, say } from './parts/words.mjs';

interface DemoAccount {
  readonly username: string;
  readonly password: string;
  readonly organisation: string;
}

interface View {
  readonly name: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly colorScheme: 'dark' | 'light';
  readonly phone: boolean;
}

const views: readonly View[] = [
  { name: 'dark', size: { width: 1440, height: 900 }, colorScheme: 'dark', phone: false },
  { name: 'light', size: { width: 1440, height: 900 }, colorScheme: 'light', phone: false },
  { name: 'phone', size: { width: 390, height: 844 }, colorScheme: 'dark', phone: true },
];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: join('docs', 'screens') },
    // How long the demonstration plays before the first picture.
    seconds: { type: 'string', default: '20' },
    account: { type: 'string' },
  },
});

async function main(): Promise<void> {
  if (!(await ensureClientBuilt())) throw new Error('there is no client to photograph');
  const data = await mkdtemp(join(tmpdir(), 'tocsin-screens-'));
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const server = spawn(process.execPath, [join('server', 'main.ts')], {
    cwd: projectRoot,
    env: { ...process.env, PORT: String(port), TOCSIN_DATA: data },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const browser = await launchBrowser();
  try {
    await answers(`${address}/readyz`, 30_000);
    await photograph(browser, address);
  } finally {
    await browser.close();
    await ended(server);
    await rm(data, { recursive: true, force: true });
  }
}

async function photograph(browser: Browser, address: string): Promise<void> {
  const folder = join(projectRoot, options.out);
  await mkdir(folder, { recursive: true });
  const account = await chosenAccount(address);
  for (const view of views) {
    const context = await browser.newContext({
      viewport: view.size,
      colorScheme: view.colorScheme,
      deviceScaleFactor: view.phone ? 2 : 1,
      isMobile: view.phone,
      hasTouch: view.phone,
    });
    // The tour is for people; the theme follows the view.
    await context.addInitScript(() => {
      localStorage.setItem('tocsin.device', JSON.stringify({ tourSeen: true, theme: 'system', sound: false }));
    });
    const { username, password } = account;
    const session = await context.request.post(`${address}/api/v1/session`, {
      data: { username, password },
      headers: { origin: address },
    });
    if (!session.ok()) throw new Error(`signing in as ${username} was answered ${session.status()}`);
    const page = await context.newPage();
    for (const path of view.phone ? ['/m'] : ['/', ...positionals]) {
      await page.goto(address + path);
      // Opening starts the demonstration; the first picture waits until it has come to life.
      await page.waitForTimeout((path === '/' && view.name === 'dark' ? Number(options.seconds) : 3) * 1000);
      const file = `${view.name}${path.replace(/^\/m?$/, '').replace(/[^a-z0-9]+/gi, '-')}.png`;
      await page.screenshot({ path: join(folder, file) });
      say(join(options.out, file));
    }
    await context.close();
  }
}

async function chosenAccount(address: string): Promise<DemoAccount> {
  const { accounts } = (await (await fetch(`${address}/api/v1/demo`)).json()) as { accounts: DemoAccount[] };
  const account = accounts.find(({ username }) => options.account === undefined || username === options.account);
  if (account === undefined) throw new Error(`there is no demonstration account ${options.account ?? ''}`);
  return account;
}

async function answers(url: string, deadlineMs: number): Promise<void> {
  const until = performance.now() + deadlineMs;
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    if (performance.now() > until) throw new Error(`${url} was not ready within ${deadlineMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) return resolve();
    server.once('exit', () => resolve());
    server.kill('SIGTERM');
  });
}

await main();
