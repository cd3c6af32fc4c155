import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cruiseRooms } from '../../scripts/parts/cruise.mjs';

describe('[ARC-1] the arrows between the rooms', () => {
  it('hold in every module, and modules were seen', async () => {
    const { modules, violations } = await cruiseRooms();
    expect(modules).toBeGreaterThan(0);
    expect(violations).toEqual([]);
  });
});

/** Each line is a file that breaks one rule: path, what it imports, the rule that must say so. */
const offenders: readonly (readonly [path: string, imports: string, rule: string])[] = [
  ['client/ui/panel.ts', '../../server/log/log.ts', 'client-without-server'],
  ['server/http/routes.ts', '../../client/ui/panel.ts', 'server-without-client'],
  ['server/http/query.ts', '../log/sqlite.ts', 'homes-are-chosen-once'],
  ['shared/time.ts', 'node:fs', 'shared-stands-alone'],
  ['shared/cascade/engine.ts', '../sharing/face.ts', 'cascade-without-sharing'],
  ['shared/domain/world.ts', '../protocol/batch.ts', 'domain-without-protocol'],
  ['server/commands/pipeline.ts', '../socket/rooms.ts', 'commands-tell-nobody'],
  ['server/log/log.ts', '../../shared/domain/event.ts', 'log-knows-no-domain'],
  ['server/tail/tail.ts', '../desk/desk.ts', 'tail-without-readers'],
  ['server/desk/desk.ts', '../log/log.ts', 'desk-without-edges'],
  ['server/policy/may.ts', '../log/log.ts', 'policy-is-pure'],
  ['client/sync/outbox.ts', '../store/store.ts', 'sync-without-screen'],
  ['client/store/store.ts', '../features/feed/feed.ts', 'store-without-screen'],
  ['client/map/layer.ts', '../sync/outbox.ts', 'map-without-wire'],
  ['client/features/feed/feed.ts', '../board/board.ts', 'screens-apart'],
  ['client/phone/report.ts', '../features/feed/feed.ts', 'phone-is-light'],
  ['shared/sharing/face.ts', '../../test/help.ts', 'nobody-imports-tests'],
  ['shared/sharing/audience.ts', './marking.ts', 'no-circles'],
  ['shared/geo.ts', './nowhere.ts', 'no-missing'],
  ['shared/ids.ts', 'pg', 'shared-stands-alone'],
  ['shared/cascade/graph.ts', 'zod', 'cascade-without-schemas'],
  ['server/socket/history.ts', 'pg', 'edges-without-storage'],
  ['client/sync/status.ts', 'react', 'sync-without-screen'],
  ['client/store/bounds.ts', 'leaflet', 'store-without-screen'],
  ['client/map/live.ts', 'socket.io-client', 'map-without-wire'],
  ['client/phone/form.ts', 'zod', 'phone-is-light'],
];

const libraries = ['zod', 'pg', 'react', 'leaflet', 'socket.io-client'];

const innocents: Readonly<Record<string, string>> = {
  'server/log/sqlite.ts': '',
  'server/main.ts': `import '../server/log/sqlite.ts';`,
  'server/socket/rooms.ts': '',
  'shared/domain/event.ts': `import 'zod';`,
  'shared/protocol/batch.ts': `import '../domain/event.ts';`,
  'shared/sharing/marking.ts': `import './audience.ts';`,
  'client/sync/connection.ts': `import 'socket.io-client';`,
  'client/map/host.ts': `import 'leaflet';`,
  'client/features/board/board.ts': `import './card.ts';`,
  'client/features/board/card.ts': `import '../../../shared/domain/event.ts';`,
  'test/help.ts': '',
};

describe('each rule fires on a file that breaks it', () => {
  let house: string;
  let found: Awaited<ReturnType<typeof cruiseRooms>>;

  beforeAll(async () => {
    house = await mkdtemp(join(tmpdir(), 'tocsin-house-'));
    const files = new Map(Object.entries(innocents));
    for (const [path, imports] of offenders) files.set(path, `import '${imports}';`);
    for (const library of libraries) {
      files.set(`node_modules/${library}/package.json`, JSON.stringify({ name: library, main: 'index.js' }));
      files.set(`node_modules/${library}/index.js`, '');
    }
    for (const [path, text] of files) {
      await mkdir(dirname(join(house, path)), { recursive: true });
      await writeFile(join(house, path), path.endsWith('.json') ? text : `${text}\nexport const here = true;\n`);
    }
    found = await cruiseRooms(house);
  });

  afterAll(() => rm(house, { recursive: true, force: true }));

  it.each(offenders)('%s may not import %s: %s', (path, _imports, rule) => {
    const message = found.violations.find((violation) => violation.rule === rule && violation.from === path);
    expect(message, JSON.stringify(found.violations)).toBeDefined();
    expect(message?.advice.length).toBeGreaterThan(40);
  });

  it('and files that keep the rules are left in peace', () => {
    const accused = new Set(found.violations.map(({ from }) => from));
    expect(Object.keys(innocents).filter((path) => accused.has(path))).toEqual([]);
  });
});
