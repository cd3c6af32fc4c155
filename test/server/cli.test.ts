import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../server/app.ts';
import { openSqliteStore } from '../../server/log/sqlite.ts';
import { cliHome, fixture, PASSWORD, type CliHome } from './cli.support.ts';

const SLOW = 60_000;
let home: CliHome;
let operation: string;

beforeAll(async () => {
  home = cliHome();
  await home.begun();
  await home.run(['org', 'create', '--name', 'Alpine Grid', '--short', 'AG', '--country', 'AT']);
  operation = await home.operation('Winter', '--participants', 'AG');
  await home.run([
    'import',
    'assets',
    fixture('dirty.geojson'),
    '--operation',
    'Winter',
    '--refused',
    join(home.folder, 'report.csv'),
  ]);
}, SLOW);
afterAll(() => home.remove());

describe('the command line', () => {
  it('says in words what it cannot do, and ends with 2', { timeout: SLOW }, async () => {
    const answers = await Promise.all([
      home.run(['nonsense']),
      home.run(['config'], { env: { PORT: 'x' } }),
      home.run(['org', 'create', '--name', 'X', '--country', 'Atlantis']),
      home.run(['export', 'assets', '--operation', 'Nowhere']),
      home.run(['verify'], { env: { TOCSIN_DATA: join(home.folder, 'none') } }),
    ]);
    expect(answers.map(({ code, out }) => [code, out])).toEqual(answers.map(() => [2, '']));
    for (const { said } of answers) expect(said).not.toMatch(/\bat .*\.ts:\d+/);
  });

  it('shows the settings in force and no secret', { timeout: SLOW }, async () => {
    const { code, out } = await home.run(['config', '--json'], { env: { DATABASE_URL: 'postgres://u:hidden@h/d' } });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ PORT: '4000', DATABASE_URL: '(set)', TOCSIN_DATA: home.data });
    expect(out).not.toContain('hidden');
  });

  it('administers organisations, circles, people and operations', { timeout: 2 * SLOW }, async () => {
    const did = async (...words: string[]) => {
      const ran = await home.run([...words, '--json']);
      expect([words, ran.code, ran.said]).toEqual([words, 0, '']);
      return JSON.parse(ran.out) as Record<string, unknown> & Record<string, unknown>[];
    };
    const again = await home.run(
      ['user', 'create-admin', '--username', 'b', '--organisation', 'B', '--country', 'AT', '--password-stdin'],
      { input: `${PASSWORD}\n` },
    );
    expect([again.code, again.said]).toEqual([2, expect.stringContaining('has an administrator already')]);
    const made = await home.run(
      [
        'user',
        'create',
        '--username',
        'eva',
        '--name',
        'Eva',
        '--organisation',
        'AG',
        '--operation',
        'Winter',
        '--roles',
        'viewer',
        '--password-stdin',
        '--json',
      ],
      { input: `${PASSWORD}\n` },
    );
    expect(made.code).toBe(0);
    await did('circle', 'create', '--name', 'Grid', '--members', 'AG');
    expect(await did('circle', 'members', 'Grid', '--set', 'AG,Crisis Cell')).toMatchObject({
      members: [expect.any(String), expect.any(String)],
    });
    await did('org', 'clients', 'Crisis Cell', '--set', 'AG');
    await did('user', 'roles', 'eva', '--operation', 'Winter', '--set', 'owner,liaison');
    await did('user', 'disable', 'eva');
    const users = await did('user', 'list');
    expect(users.find((one) => one['username'] === 'eva')).toMatchObject({
      disabled: true,
      organisation: 'Alpine Grid',
      roles: { Winter: ['liaison', 'owner'] },
    });
    const disabled = await home.run(['export', 'assets', '--operation', 'Winter', '--as', 'eva']);
    expect([disabled.code, disabled.out]).toEqual([2, '']);
    const short = await home.operation('Short');
    await did('operation', 'start', short);
    expect(await did('operation', 'end', 'Short', '--reason', 'done')).toMatchObject({ phase: 'ended' });
    const closed = await home.run(['import', 'assets', fixture('dirty.geojson'), '--operation', 'Short']);
    expect([closed.code, closed.said]).toEqual([2, expect.stringContaining('has ended')]);
    expect((await did('operation', 'list')).map((one) => one['name'])).toEqual(
      expect.arrayContaining(['Winter', 'Short']),
    );
  });

  it('[P-D11] verify finds any change, and says precisely where', { timeout: SLOW }, async () => {
    const broken = join(home.folder, 'broken');
    await home.run(['backup', join(home.folder, 'copy')]);
    await home.run(['restore', join(home.folder, 'copy')], { env: { TOCSIN_DATA: broken } });
    const altered = async (sql: string, ...values: string[]) => {
      const database = new DatabaseSync(join(broken, 'tocsin.db'));
      database.prepare(sql).run(...values);
      database.close();
      const ran = await home.run(['verify', '--json'], { env: { TOCSIN_DATA: broken } });
      const { operations } = JSON.parse(ran.out) as {
        operations: { operation: string; ok: boolean; position?: number; reason?: string }[];
      };
      return [
        ran.code,
        operations.filter(({ ok }) => !ok).map(({ operation: name, position, reason }) => [name, position, reason]),
      ];
    };
    expect(await altered("UPDATE tocsin_event SET body = replace(body, 'BAD', 'GOOD')")).toEqual([
      1,
      [[operation, 3, 'event 3 is not what was written']],
    ]);
    await altered("UPDATE tocsin_event SET body = replace(body, 'GOOD', 'BAD')");
    expect(await altered('DELETE FROM tocsin_head WHERE operation = ?', operation)).toEqual([
      1,
      [[operation, 1, 'the recorded head is missing']],
    ]);
    expect(
      (await altered("DELETE FROM tocsin_event WHERE operation = 'directory' AND position = 2"))[1],
    ).toContainEqual(['directory', 2, 'event 2 is missing']);
    const sound = await home.run(['verify', '--operation', operation]);
    expect([sound.code, sound.out]).toEqual([0, expect.stringContaining('unaltered')]);
  });

  it(
    'backs up beside a running server, which the lock tells of; over HTTP the same verbs work',
    { timeout: 2 * SLOW },
    async () => {
      const app = await createApp({
        store: await openSqliteStore({ directory: home.data }),
        clientDirectory: join(home.folder, 'none'),
      });
      await new Promise<void>((listening) => app.http.listen(0, '127.0.0.1', listening));
      const server = `http://127.0.0.1:${(app.http.address() as AddressInfo).port}`;
      try {
        const locked = await home.run(['org', 'list']);
        expect([locked.code, locked.said]).toEqual([2, expect.stringMatching(/in use by process \d+ .*--server/s)]);
        const through = ['--server', server, '--as', 'watch', '--password-stdin'];
        const input = `${PASSWORD}\n${PASSWORD}-2\n`;
        const there = await home.operation('Over there', ...[]).catch((error: Error) => error.message);
        expect(there).toContain('in use');
        const made = await home.run(
          ['operation', 'create', '--name', 'Over there', '--kind', 'live', '--json', ...through],
          { input },
        );
        expect([made.code, made.said]).toEqual([0, '']);
        const report = join(home.folder, 'there.csv');
        const loaded = await home.run(
          [
            'import',
            'assets',
            fixture('dirty.geojson'),
            '--operation',
            'Over there',
            '--refused',
            report,
            '--json',
            ...through,
          ],
          { input },
        );
        expect([loaded.code, loaded.json()]).toMatchObject([1, { made: 7, refused: 9 }]);
        const repeated = await home.run(
          [
            'import',
            'assets',
            fixture('dirty.geojson'),
            '--operation',
            'Over there',
            '--refused',
            report,
            '--json',
            ...through,
          ],
          { input },
        );
        expect(repeated.json()).toMatchObject({ made: 0, unchanged: 7 });
        const account = await home.run(
          ['user', 'create', '--username', 'otto', '--name', 'Otto', '--organisation', 'AG', ...through],
          { input },
        );
        expect([account.code, account.said]).toEqual([0, '']);
        expect((await home.run(['user', 'disable', 'otto', ...through], { input })).code).toBe(0);
        const wrong = await home.run(['org', 'list', ...through], { input: 'not the password\n' });
        expect([wrong.code, wrong.said]).toEqual([2, expect.stringContaining('wrong')]);
        const copied = await home.run(['backup', join(home.folder, 'live')]);
        expect([copied.code, copied.out]).toEqual([0, expect.stringContaining('verified')]);
        expect((await home.run(['backup', join(home.folder, 'live')])).code, 'never over another').toBe(2);
      } finally {
        await app.close();
      }
      const elsewhere = { TOCSIN_DATA: join(home.folder, 'elsewhere') };
      expect((await home.run(['restore', join(home.folder, 'live')], { env: elsewhere })).code).toBe(0);
      expect(readdirSync(elsewhere.TOCSIN_DATA)).toEqual(['tocsin.db']);
      const refusedTwice = await home.run(['restore', join(home.folder, 'live')], { env: elsewhere });
      expect([refusedTwice.code, refusedTwice.said]).toEqual([2, expect.stringContaining('not empty')]);
      const database = new DatabaseSync(join(elsewhere.TOCSIN_DATA, 'tocsin.db'), { readOnly: true });
      const left = database
        .prepare(
          "SELECT name, key FROM tocsin_table WHERE name IN ('session', 'session-of-user') OR key = 'cursor-sealing'",
        )
        .all();
      database.close();
      expect(left, 'old cursors and sessions are void').toEqual([]);
      const names = await home.run(['operation', 'list'], { env: elsewhere });
      expect(names.out).toContain('Over there');
    },
  );

  it('[P-A7] exports what a user sees, with its marking, in three formats', { timeout: SLOW }, async () => {
    const geojson = await home.run(['export', 'assets', '--operation', 'Winter']);
    expect(JSON.parse(geojson.out)).toMatchObject({
      type: 'FeatureCollection',
      exercise: false,
      tlp: 'TLP:RED',
      features: expect.arrayContaining([expect.objectContaining({ id: 'demo-2' })]),
    });
    const out = join(home.folder, 'drill.csv');
    const drill = await home.run(['operation', 'create', '--name', 'Drill', '--kind', 'exercise', '--json']);
    await home.run([
      'import',
      'assets',
      fixture('dirty.csv'),
      '--operation',
      String(drill.json()['operation']),
      '--map',
      'name=Station',
      '--refused',
      join(home.folder, 'r.csv'),
    ]);
    await home.run(['export', 'assets', '--operation', 'Drill', '--format', 'csv', '--out', out]);
    const lines = readFileSync(out, 'utf8').split('\r\n').slice(0, -1);
    expect(lines[0]).toMatch(/,tlp,exercise$/);
    expect(lines.filter((line) => line.endsWith(',TLP:GREEN,EXERCISE'))).toHaveLength(2);
    const crossed = await home.run([
      'import',
      'assets',
      out,
      '--operation',
      'Winter',
      '--refused',
      join(home.folder, 'x.csv'),
      '--json',
    ]);
    expect([crossed.code, crossed.json()], 'nothing of an exercise enters a live operation').toMatchObject([
      1,
      { made: 0, refused: 2 },
    ]);
    expect(existsSync(join(home.folder, 'x.csv'))).toBe(true);
  });
});
