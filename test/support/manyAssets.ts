import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Actor } from '../../shared/domain/decision.ts';
import { ASSET_STATUSES, type Sector } from '../../shared/domain/vocabulary.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { createApp, type App } from '../../server/app.ts';
import { openMemoryStore } from '../../server/log/memory.ts';
import { projectRoot } from '../../scripts/parts/words.mjs';
import { seeded } from './handCranked.ts';

/** Commands handed over at once: what one transaction takes well. */
const AT_ONCE = 1000;
const SYLLABLES = 'al ber ca dor en fal gro hal in jor kel lin mar nor os per qui ros san tor um val wes yl zam'.split(
  ' ',
);
const KINDS = {
  energy: 'substation',
  transport: 'station',
  health: 'hospital',
  digital: 'mast',
  food: 'depot',
} satisfies Partial<Record<Sector, string>>;

export interface ManyAssets {
  readonly app: App;
  readonly address: string;
  readonly operation: string;
  readonly user: string;
  readonly assets: readonly string[];
  /** So many changes of status by their owners, each of another asset; resolves when they are stored. */
  change(count: number): Promise<void>;
  /** A browser of that user's own, signed in. */
  visit(browser: Browser, path?: string): Promise<{ context: BrowserContext; page: Page; errors: string[] }>;
  close(): Promise<void>;
}

/** A real server with an operation of so many assets all over Europe, whose statuses are known, and one who may see all. */
export async function manyAssets(count: number, options: { readonly client?: string } = {}): Promise<ManyAssets> {
  const fraction = seeded(7);
  const below = (limit: number): number => Math.floor(fraction() * limit);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)]!;
  const troubles: unknown[] = [];
  const app = await createApp({
    store: openMemoryStore({ now: Date.now }),
    clientDirectory: options.client ?? join(projectRoot, 'dist', 'client'),
    onTrouble: (error) => troubles.push(error),
  });
  await new Promise<void>((listening) => app.http.listen(0, '127.0.0.1', listening));
  const operation = randomUUID();
  const organisations = Array.from({ length: 40 }, () => randomUUID());
  const users = organisations.map(() => randomUUID());
  const admin: Actor = { user: randomUUID(), organisation: organisations[0]!, roles: ['admin'] };
  const direct = async (type: string, data: object): Promise<void> => {
    const { outcome, message } = await app.pipeline.submitAs(DIRECTORY, admin, { commandId: randomUUID(), type, data });
    if (outcome !== 'accepted') throw new Error(`${type}: ${message}`);
  };
  for (const [index, organisationId] of organisations.entries()) {
    const named = { name: `Operator ${index}`, shortName: `O${index}`, kind: 'operator', country: 'ES' };
    await direct('organisation.register', { organisationId, ...named });
    await direct('user.register', { userId: users[index]!, name: `Owner ${index}`, organisation: organisationId });
  }
  const named = { name: 'Many assets', kind: 'live', defaultTlp: 'TLP:GREEN', participants: organisations };
  await direct('operation.create', { operationId: operation, ...named });
  for (const userId of users) await direct('user.setRoles', { userId, operation, roles: ['owner', 'coordinator'] });
  await app.hold(operation);
  await app.context.settled(DIRECTORY, admin.user);
  const say = async (commands: readonly { user: string; type: string; data: object }[]): Promise<void> => {
    const said = commands.map(({ user, ...command }) =>
      app.pipeline.submit(operation, user, { commandId: randomUUID(), ...command }),
    );
    for (const { outcome, code, message } of await Promise.all(said)) {
      if (outcome !== 'accepted') throw new Error(`${code}: ${message}`);
    }
  };
  const word = (): string => SYLLABLES[below(SYLLABLES.length)]! + SYLLABLES[below(SYLLABLES.length)]!;
  const assets = Array.from({ length: count }, () => randomUUID());
  const registered = assets.map((assetId, index) => {
    const sector = pick(Object.keys(KINDS) as (keyof typeof KINDS)[]);
    // Towns: assets stand in crowds, not evenly.
    const town = seeded(1 + Math.floor(fraction() ** 2 * 400));
    const [lat, lon] = [37 + town() * 25, -8 + town() * 32];
    const spread = () => (fraction() + fraction() + fraction() - 1.5) * 0.9;
    const at = (value: number) => Math.round(value * 1e5) / 1e5;
    return {
      user: users[index % users.length]!,
      type: 'asset.register',
      data: {
        assetId,
        name: `${KINDS[sector]} ${word()} ${word()} ${1 + below(30)}`,
        sector,
        kind: KINDS[sector],
        country: pick(['ES', 'PT', 'FR', 'DE', 'IT', 'PL']),
        location: { lat: at(lat + spread()), lon: at(lon + spread()) },
        served: 100 * (1 + below(300)),
      },
    };
  });
  const stated = assets.map((assetId, index) => ({
    user: users[index % users.length]!,
    type: 'asset.setStatus',
    data: { assetId, status: index % 40 === 0 ? 'failed' : index % 15 === 0 ? 'degraded' : 'operational' },
  }));
  for (const commands of [registered, stated]) {
    for (let at = 0; at < count; at += AT_ONCE) await say(commands.slice(at, at + AT_ONCE));
  }
  await app.context.settled(operation, users[0]!);
  let next = 0;
  const { port } = app.http.address() as AddressInfo;
  const address = `http://localhost:${port}`;
  return {
    app,
    address,
    operation,
    user: users[0]!,
    assets,
    change: (many) =>
      say(
        Array.from({ length: many }, () => {
          const index = (next++ * 7919) % count;
          const status = ASSET_STATUSES[(index + next) % 3]!;
          return {
            user: users[index % users.length]!,
            type: 'asset.setStatus',
            data: { assetId: assets[index], status },
          };
        }),
      ),
    async visit(browser, path = '') {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      await context.addInitScript(() => localStorage.setItem('tocsin.device', JSON.stringify({ tourSeen: true })));
      const { token } = await app.sessions.open(users[0]!, {});
      await context.addCookies([{ name: 'tocsin_session', value: token, url: address, httpOnly: true }]);
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      await page.goto(`${address}/op/${operation}/${path}`);
      return { context, page, errors };
    },
    async close() {
      await app.close();
      if (troubles.length > 0) throw new Error(`The server had trouble: ${String(troubles[0])}`);
    },
  };
}
