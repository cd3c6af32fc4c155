import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AddressInfo } from 'node:net';
import { createApp, type App } from '../../server/app.ts';
import { DEMO_PASSWORD, loadDemo, operationOfRun } from '../../server/demo/load.ts';
import { NotStored } from '../../server/log/eventLog.ts';
import { openMemoryStore } from '../../server/log/memory.ts';
import type { Reading } from '../../server/pack/journal.ts';
import { cliHome } from '../server/cli.support.ts';
import type { SigningKey } from '../../server/pack/signing.ts';
import { checked, manifestOf, memberOf, unzipped, withLines } from './pack.support.ts';

const operation = operationOfRun(1);
const coordinator = 'coordinator@red-iberica.demo';
const home = cliHome();
const folder = mkdtempSync(join(tmpdir(), 'tocsin-pack-'));
const readings: Reading[] = [];
/** What the journal does next, beside writing down. */
let journalled: () => Promise<void> = async () => {};
let app: App;
let signing: SigningKey;
let base: string;

beforeAll(async () => {
  const store = openMemoryStore({ now: Date.now });
  app = await createApp({
    store,
    clientDirectory: '/nowhere',
  });
  ({ signing } = app.context.packs);
  // What is entered in the read journal is looked at here; that it is entered there, in test/server/readings.test.ts.
  const journal = app.context.packs.journal as { record(reading: Reading): Promise<void> };
  journal.record = async (reading) => {
    readings.push(reading);
    await journalled();
  };
  await loadDemo(app);
  await new Promise<void>((resolve) => app.http.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(app.http.address() as AddressInfo).port}`;
}, 60_000);
afterAll(async () => {
  await app.close();
  home.remove();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  readings.length = 0;
  journalled = async () => {};
});

const tokenOf = async (username: string) =>
  (await app.sessions.open((await app.accounts.findByUsername(username))!.userId, {})).token;
async function asked(body: unknown, { as = coordinator, of = operation }: { as?: string; of?: string } = {}) {
  const authorization = `Bearer ${await tokenOf(as)}`;
  const headers = { 'content-type': 'application/json', authorization };
  return fetch(`${base}/api/v1/operations/${of}/pack`, { method: 'POST', headers, body: JSON.stringify(body) });
}
const codeOf = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code];

describe('a pack over HTTP', () => {
  it('is an archive that holds, and the reading is written down with whose it was', async () => {
    const response = await asked({ reason: 'For the inquiry.' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/zip');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="tocsin-pack-[\w-]+\.zip"$/);
    const archive = Buffer.from(await response.arrayBuffer());
    expect((await checked(archive, signing.shown.fingerprint)).findings).toEqual([]);
    const manifest = manifestOf(unzipped(archive));
    expect(manifest).toMatchObject({ stamp: 'EXERCISE', reason: 'For the inquiry.' });
    expect(readings).toEqual([
      {
        what: 'pack',
        operation,
        user: manifest.madeBy.user.id,
        organisation: manifest.madeBy.organisation.id,
        owners: [...readings[0]!.owners].sort(),
        red: readings[0]!.red,
        strictest: manifest.tlp,
        reason: 'For the inquiry.',
        at: manifest.madeAt,
      },
    ]);
    expect(readings[0]!.owners).toContain(manifest.madeBy.organisation.id);
    const inside = unzipped(archive)
      .filter(({ name }) => name.startsWith('records/'))
      .flatMap(({ bytes }) => bytes.toString().trim().split('\n'))
      .map((line) => JSON.parse(line) as { id: string; tlp?: string; owner?: string });
    const owners = inside.filter(({ tlp }) => tlp?.startsWith('TLP:AMBER')).map(({ owner }) => owner!);
    expect(readings[0]!.owners).toEqual([...new Set(owners)].sort());
    // Each TLP:RED record has an entry of its own: that there is one is for its named persons.
    const red = inside.filter(({ tlp }) => tlp === 'TLP:RED').map(({ id }) => id);
    expect(readings[0]!.red.map(({ on }) => on.id).sort()).toEqual(red.sort());
  });

  it('not a byte leaves before the reading is stored', async () => {
    let stored = () => {};
    journalled = () => new Promise((resolve) => (stored = resolve));
    let answered = false;
    const response = asked({ reason: 'x' }).then((got) => {
      answered = true;
      return got;
    });
    await expect.poll(() => readings.length, { timeout: 10_000 }).toBe(1);
    // Anything that is answered later than the pack was asked for.
    for (let turn = 0; turn < 20; turn++) await fetch(`${base}/healthz`);
    expect(answered).toBe(false);
    stored();
    expect((await response).status).toBe(200);
    journalled = () => Promise.reject(new NotStored('disk-full', 'The disk is full.'));
    expect(await codeOf(await asked({ reason: 'x' }))).toEqual([507, 'not-stored']);
  });

  it('is refused in words: no reason, another form, the wrong way round, no part in it', async () => {
    for (const body of [
      {},
      { reason: '' },
      { reason: 'x', more: 1 },
      { reason: 5 },
      { reason: 'x'.repeat(501) },
      [],
      { reason: 'x', from: 'yesterday' },
      { reason: 'a\u0000b' },
    ])
      expect(await codeOf(await asked(body))).toEqual([400, 'invalid']);
    const turned = { reason: 'x', from: '2026-03-02T00:00:00Z', until: '2026-03-01T00:00:00Z' };
    expect(await codeOf(await asked(turned))).toEqual([400, 'invalid']);
    expect(await codeOf(await asked({ reason: 'x' }, { of: '00000000-0000-4000-8000-000000000000' }))).toEqual([
      404,
      'not-found',
    ]);
    expect(await codeOf(await asked({ reason: 'x' }, { of: 'directory' }))).toEqual([404, 'not-found']);
    expect(readings).toEqual([]);
    const stranger = await fetch(`${base}/api/v1/operations/${operation}/pack`, { method: 'POST', body: '{}' });
    expect(stranger.status).toBe(401);
  });

  it('one at a time for each person', async () => {
    let stored = () => {};
    journalled = () => new Promise((resolve) => (stored = resolve));
    const first = asked({ reason: 'x' });
    await expect.poll(() => readings.length, { timeout: 10_000 }).toBe(1);
    const second = await asked({ reason: 'x' });
    expect(second.headers.get('retry-after')).toBe('5');
    expect(await codeOf(second)).toEqual([503, 'busy']);
    stored();
    expect((await (await first).arrayBuffer()).byteLength).toBeGreaterThan(1000);
    journalled = async () => {};
    expect((await asked({ reason: 'x' })).status).toBe(200);
  });

  it('the key is shown to everybody, and is the one that signs', async () => {
    const shown = (await (await fetch(`${base}/api/v1/signing-key`)).json()) as {
      publicKey: string;
      fingerprint: string;
    };
    expect(shown).toEqual(signing.shown);
    const raw = Buffer.from(shown.publicKey, 'base64url');
    expect(createHash('sha256').update(raw).digest('hex')).toBe(shown.fingerprint);
  });
});

describe('the command line', () => {
  const verify = (...words: string[]) =>
    home.run(['verify', ...words], { env: { TOCSIN_DATA: join(folder, 'no store here') } });

  it(
    '[P-D11] fetches a pack, and checks one offline: 0 whole, 1 altered, 2 could not run',
    { timeout: 120_000 },
    async () => {
      const file = join(folder, 'pack.zip');
      const words = [
        'pack',
        operation,
        '--reason',
        'For the inquiry.',
        '--out',
        file,
        '--server',
        base,
        '--as',
        coordinator,
      ];
      const made = await home.run([...words, '--password-stdin', '--json'], { input: `${DEMO_PASSWORD}\n` });
      expect([made.code, made.said]).toEqual([0, '']);
      expect(made.json()).toMatchObject({ file, stamp: 'EXERCISE', signer: signing.shown.fingerprint });
      expect(existsSync(`${file}.part`)).toBe(false);

      const { fingerprint, publicKey } = signing.shown;
      const [pem, shown, wrong] = ['key.pem', 'key.json', 'wrong.txt'].map((name) => join(folder, name)) as [
        string,
        string,
        string,
      ];
      writeFileSync(pem, memberOf(unzipped(readFileSync(file)), 'signing-key.pem').bytes);
      writeFileSync(shown, JSON.stringify({ publicKey }));
      writeFileSync(wrong, 'nothing');
      const whole = await verify(file);
      expect(whole.code).toBe(0);
      expect(whole.out).toContain('Compare this with the fingerprint');
      const spaced = fingerprint.toUpperCase().match(/.{4}/g)!.join(' ');
      for (const key of [fingerprint, spaced, pem, shown]) {
        const ran = await verify(file, '--key', key, '--json');
        expect(ran.code, key).toBe(0);
        expect(ran.json()).toMatchObject({ ok: true, expected: true, signer: fingerprint });
      }
      const other = await verify(file, '--key', '0'.repeat(64));
      expect([other.code, other.out]).toEqual([1, expect.stringContaining('OTHER-KEY')]);

      const altered = join(folder, 'altered.zip');
      writeFileSync(
        altered,
        withLines(readFileSync(file), 'history.jsonl', (lines) => lines.toSpliced(4, 1)),
      );
      const found = await verify(altered);
      expect([found.code, found.out]).toEqual([1, expect.stringContaining('entry 5 is missing')]);

      const cannot = [[join(folder, 'none.zip')], [folder], [file, '--key', 'xyz'], [file, '--key', wrong]];
      for (const one of cannot) {
        const ran = await verify(...one);
        expect([ran.code, ran.out], one.join(' ')).toEqual([2, '']);
        expect(ran.said).not.toMatch(/\bat .*\.ts:\d+/);
      }
      expect((await verify('--key', fingerprint)).code).toBe(2);
    },
  );

  it('says why it could not fetch one', { timeout: 60_000 }, async () => {
    const begin = ['pack', operation, '--reason', 'x', '--server', base, '--as', coordinator, '--password-stdin'];
    const out = join(folder, 'never.zip');
    journalled = () => Promise.reject(new NotStored('disk-full', 'The disk is full.'));
    const answers = [
      await home.run([...begin, '--out', out], { input: `${DEMO_PASSWORD}\n` }),
      await home.run([...begin, '--out', out, '--from', 'yesterday'], { input: `${DEMO_PASSWORD}\n` }),
      await home.run(['pack', operation, '--out', out]),
    ];
    expect(answers.map(({ code }) => code)).toEqual([2, 2, 2]);
    expect(answers[0]!.said).toContain('could not store');
    expect(existsSync(out) || existsSync(`${out}.part`)).toBe(false);
  });
});
