import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownerOf } from '../../server/demo/content/story/build.ts';
import { idOf } from '../../server/demo/names.ts';
import { createForecasts } from '../../server/forecast/forecasts.ts';
import { demoUsers } from '../../server/demo/content/users.ts';
import { director, sendAs } from '../../server/demo/load.ts';
import { crossingsOf } from '../../shared/cascade/crossings.ts';
import type { AnyFace } from '../../shared/cascade/faces.ts';
import { forecast, type Forecast } from '../../shared/cascade/forecast.ts';
import { LIVE } from '../../shared/cascade/live.ts';
import type { Warning } from '../../server/forecast/warnings.ts';
import { demoServer, wrongBy, type DemoServer } from '../server/api.support.ts';

let server: DemoServer;
let document: { paths: Record<string, Record<string, { responses: Record<string, Answer> }>> };
type Answer = { content: Record<string, { schema: unknown }> };
const LOST = ['ss-villaviciosa', 'ss-morata', 'ss-reyes', 'ss-fanhoes', 'ss-alto-mira'];
const WATCHERS = [
  'coordinator@pc-es.demo',
  'coordinator@pc-pt.demo',
  'owner@red-iberica.demo',
  'owner@hospitales.demo',
];
const HOSPITALS = 'owner@hospitales.demo';
const DIRECTOR = director.key;

interface Warnings {
  from: string;
  now: string;
  moments: number;
  coarser: boolean;
  warnings: Warning[];
}
const at = (path: string) => `/api/v1/operations/${server.operation}${path}`;
async function read<T>(as: string, path: string): Promise<T> {
  const response = await server.call(as, 'GET', at(path));
  expect(response.status, await response.clone().text()).toBe(200);
  return (await response.json()) as T;
}
const facesOf = async (as: string) => (await read<{ records: { asset: AnyFace[] } }>(as, '/snapshot')).records.asset;
let said = 0;
const say = (asset: string, type: string, data: object) =>
  sendAs(server.app, server.operation, ownerOf(asset), `forecast test ${++said}`, type, {
    assetId: idOf(server.operation, 'asset', asset),
    ...data,
  });
/** As it is after it has travelled: members that are undefined do not. */
const travelled = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

beforeAll(async () => {
  server = await demoServer();
  document = (await (await server.call(undefined, 'GET', '/api/openapi.json')).json()) as typeof document;
}, 60_000);
afterAll(async () => {
  await server.close();
  expect(server.trouble).toEqual([]);
});

describe('GET forecast', () => {
  it('[L9] [CAS-13] equals the engine on the faces of the same audience’s snapshot, for each of them another', async () => {
    for (const asset of LOST) await say(asset, 'asset.setStatus', { status: 'failed', because: 'damage' });
    const seen = new Set<string>();
    for (const watcher of WATCHERS) {
      const made = await read<Forecast>(watcher, '/forecast');
      expect(made).toEqual(travelled(forecast(await facesOf(watcher), made.now, LIVE)));
      expect(made.changes.length, watcher).toBeGreaterThan(10);
      expect(wrongBy(document, schemaOf('forecast'), made)).toBeUndefined();
      seen.add(JSON.stringify(made.changes));
    }
    expect(seen.size).toBeGreaterThan(1);
  });

  it('takes a horizon and a number of deadlines, and refuses others in words', async () => {
    const [watcher] = WATCHERS as [string];
    const made = await read<Forecast>(watcher, '/forecast?hours=6&deadlines=3');
    const faces = await facesOf(watcher);
    expect(made).toEqual(travelled(forecast(faces, made.now, { ...LIVE, horizon: 6 * 3600, deadlines: 3 })));
    expect(Date.parse(made.until) - Date.parse(made.now)).toBe(6 * 3_600_000);
    for (const query of ['hours=0', 'hours=721', 'hours=a', 'deadlines=101', 'hours=1.5']) {
      const refused = await server.call(watcher, 'GET', at(`/forecast?${query}`));
      expect(refused.status, query).toBe(400);
      expect(await refused.json()).toMatchObject({ code: 'invalid' });
    }
  });
});

describe('GET warnings', () => {
  const named = (warnings: readonly Warning[], asset: string) =>
    warnings.filter(({ crossing }) => crossing.kind === 'loss' && crossing.prediction.assetId === assetId(asset));

  it('[L9] tells whoever was away what newly called for them, and what became of it', async () => {
    const left = new Date().toISOString();
    const { cursor } = await read<{ cursor: string }>(HOSPITALS, '/snapshot');
    expect((await read<Warnings>(HOSPITALS, `/warnings?after=${cursor}`)).warnings).toEqual([]);
    const { now } = await read<Forecast>(HOSPITALS, '/forecast');
    const jump = (hours: number) =>
      sendAs(server.app, server.operation, DIRECTOR, `jump ${++said}`, 'clock.jump', {
        at: new Date(Date.parse(now) + hours * 3_600_000).toISOString(),
      });
    const hospitals = ['ho-ramon-cajal', 'ho-toledo', 'ho-servet'];
    await say('ss-fuencarral', 'asset.setStatus', { status: 'failed', because: 'damage' });
    await say('ss-aceca', 'asset.setStatus', { status: 'failed', because: 'damage' });
    await jump(2);
    await say('ss-aceca', 'asset.setStatus', { status: 'operational' });
    await jump(20);
    await say('ho-ramon-cajal', 'asset.setStatus', { status: 'failed', because: 'supply' });
    for (const query of [`after=${cursor}`, `since=${left}`]) {
      const answer = await read<Warnings>(HOSPITALS, `/warnings?${query}`);
      expect(wrongBy(document, schemaOf('warnings'), answer)).toBeUndefined();
      expect(answer).toMatchObject({ moments: 4, coarser: false, from: now });
      const [cajal, toledo, servet] = hospitals.map((one) => named(answer.warnings, one));
      expect(cajal).toMatchObject([{ arose: now, outcome: 'came-true' }]);
      expect(toledo).toMatchObject([{ arose: now, outcome: 'averted', ended: hoursAfter(now, 2) }]);
      expect(servet).toEqual([]);
    }
    // What still stands is what a screen that is open now shows.
    const faces = await facesOf(HOSPITALS);
    const made = await read<Forecast>(HOSPITALS, '/forecast');
    const me = { organisation: idOf('', 'organisation', 'hospitales'), country: 'ES' };
    const shown = new Set(crossingsOf(made, new Map(faces.map((face) => [face.id, face])), me).map(({ key }) => key));
    const { warnings } = await read<Warnings>(HOSPITALS, `/warnings?since=${left}`);
    const standing = warnings.filter(({ outcome }) => outcome === 'predicted');
    expect(standing.length).toBeGreaterThan(0);
    for (const { crossing } of standing) expect(shown).toContain(crossing.key);
  });

  it('refuses a cursor that is not the caller’s, and an address that is none', async () => {
    const { cursor } = await read<{ cursor: string }>(WATCHERS[0]!, '/snapshot');
    const gone = await server.call(HOSPITALS, 'GET', at(`/warnings?after=${cursor}`));
    expect([gone.status, ((await gone.json()) as { code: string }).code]).toEqual([410, 'cursor-expired']);
    for (const query of ['', '?after=', '?since=yesterday'])
      expect((await server.call(HOSPITALS, 'GET', at(`/warnings${query}`))).status, query).toBe(400);
    for (const path of ['forecast', 'warnings?since=2026-01-01T00:00:00Z']) {
      for (const operation of ['directory', 'no-id', assetId('ss-reyes')]) {
        const none = await server.call(HOSPITALS, 'GET', `/api/v1/operations/${operation}/${path}`);
        expect(none.status, `${operation} ${path}`).toBe(404);
      }
      expect((await server.call(undefined, 'GET', at(`/${path}`))).status).toBe(401);
    }
  });
});

describe('both', () => {
  it('[P-R4] one question of each person at once: busy, with when to try again', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => server.call(WATCHERS[1], 'GET', at('/forecast?hours=700'))));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toContain(200);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('1');
    }
  });

  it('[DLV-6] what is withdrawn while it is being worked out does not leave any more', async () => {
    const { app, operation } = server;
    const desk = app.desks.of(operation)!;
    const user = idOf('', 'user', 'coordinator@pc-pt');
    const hospital = assetId('ho-servet');
    const forecasts = createForecasts((error) => server.trouble.push(error));
    await say('ss-penaflor', 'asset.setStatus', { status: 'failed', because: 'damage' });
    await say('ss-escatron', 'asset.setStatus', { status: 'failed', because: 'damage' });
    const before = forecasts.forecast(desk, user, { hours: 71, deadlines: 0 });
    expect(words(await before)).toContain(hospital);
    const asked = forecasts.forecast(desk, user, { hours: 70, deadlines: 0 });
    await sendAs(app, operation, ownerOf('ho-servet'), 'recalled', 'sharing.mark', {
      entity: { kind: 'asset', id: hospital },
      marking: { tlp: 'TLP:AMBER+STRICT' },
      reason: 'The cell decided so.',
    });
    await app.context.settled(operation, idOf('', 'user', ownerOf('ho-servet')));
    expect(words(await asked)).not.toContain(hospital);
    await forecasts.close();
  });

  it('guests are told nothing of it', async () => {
    const guest = demoUsers.find(({ roles }) => roles.every((role) => role === 'guest'))!;
    for (const path of ['/forecast', '/warnings?since=2026-01-01T00:00:00Z']) {
      const answer = await server.call(guest.username, 'GET', at(path));
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([403, 'not-allowed']);
    }
  });
});

const words = (answer: Uint8Array | string): string =>
  typeof answer === 'string' ? answer : Buffer.from(answer).toString();
const assetId = (key: string): string => idOf(server.operation, 'asset', key);
const hoursAfter = (instant: string, hours: number): string =>
  new Date(Date.parse(instant) + hours * 3_600_000).toISOString();
const schemaOf = (name: string) =>
  document.paths[`/api/v1/operations/{op}/${name}`]!['get']!.responses['200']!.content['application/json']!.schema;
