import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ColumnSnapshots, utf8 } from '../../server/desk/columns.ts';
import { canonicalJson } from '../../shared/canonical.ts';
import { decodeColumns } from '../../shared/columns/decode.ts';
import { COLUMNS_TYPE } from '../../shared/columns/format.ts';
import { uuidFrom } from '../../shared/ids.ts';
import { demoServer } from './api.support.ts';

const owner = 'owner@red-iberica.demo';
const coordinator = 'coordinator@hospitales.demo';
const DECOMPRESS = { br: brotliDecompressSync, gzip: gunzipSync, identity: (bytes: Buffer) => bytes };

let server: Awaited<ReturnType<typeof demoServer>>;
let at: string;
beforeAll(async () => {
  server = await demoServer();
  at = `/api/v1/operations/${server.operation}`;
}, 60_000);
afterAll(() => server.app.close());

/** As it came over the wire: `fetch` would decompress it in silence. */
async function raw(as: string, path: string, headers: Record<string, string>) {
  const authorization = `Bearer ${await server.tokenOf(as)}`;
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    request(server.base + path, { headers: { authorization, ...headers } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }),
      );
    })
      .on('error', reject)
      .end();
  });
}

test('[P-S8] columns hold the faces of the JSON form at its cursor, in whatever encoding they are asked for', async () => {
  for (const who of [coordinator, owner]) {
    const json = (await (await server.call(who, 'GET', `${at}/snapshot`)).json()) as {
      cursor: string;
      records: Record<string, object[]>;
    };
    for (const encoding of ['br', 'gzip', 'identity'] as const) {
      const answer = await raw(who, `${at}/snapshot`, { accept: COLUMNS_TYPE, 'accept-encoding': encoding });
      expect(answer.status).toBe(200);
      expect(answer.headers).toMatchObject({
        'content-type': COLUMNS_TYPE,
        'cache-control': 'no-store',
        vary: expect.stringMatching(/Accept.*Accept-Encoding/) as string,
      });
      expect(answer.headers['content-encoding']).toBe(encoding === 'identity' ? undefined : encoding);
      expect(answer.headers['content-length']).toBe(String(answer.body.length));
      const columns = decodeColumns(DECOMPRESS[encoding](answer.body), utf8);
      if ('refused' in columns) throw new Error(columns.refused);
      expect(columns).toMatchObject({ operation: server.operation, cursor: json.cursor });
      const records = Object.fromEntries([...columns.kinds].map(([kind, { rows, faces }]) => [kind, faces(0, rows)]));
      expect(canonicalJson(records)).toBe(canonicalJson(json.records));
    }
  }
});

/** One that only they take part in. */
async function operationOf(username: string): Promise<string> {
  const { accounts, pipeline, context } = server.app;
  const user = (await accounts.findByUsername(username))!.userId;
  const snapshot = (await (await server.call(username, 'GET', `${at}/snapshot`)).json()) as {
    records: { user: { id: string; organisation: string }[] };
  };
  const { organisation } = snapshot.records.user.find(({ id }) => id === user)!;
  const operationId = crypto.randomUUID();
  for (const [type, data] of [
    ['operation.create', { operationId, name: 'Secret', kind: 'live', participants: [organisation] }],
    ['user.setRoles', { userId: user, operation: operationId, roles: ['coordinator'] }],
  ] as const) {
    const said = { commandId: crypto.randomUUID(), type, data };
    expect(await pipeline.submitAs('directory', { user, organisation, roles: ['admin'] }, said)).toMatchObject({
      outcome: 'accepted',
    });
  }
  await context.settled('directory', user);
  return operationId;
}

test('[P-C4] who may not see an operation is told the same as of one that is not there, and strangers are told to sign in', async () => {
  const absent = `/api/v1/operations/${uuidFrom(new Uint8Array(16).fill(7))}`;
  const hidden = `/api/v1/operations/${await operationOf(owner)}`;
  expect((await raw(owner, `${hidden}/snapshot`, { accept: COLUMNS_TYPE })).status).toBe(200);
  const of = async (path: string) => {
    const { status, headers, body } = await raw(coordinator, `${path}/snapshot`, { accept: COLUMNS_TYPE });
    const { date: _date, 'x-request-id': _id, ...rest } = headers;
    return { status, headers: rest, body: String(body) };
  };
  expect((await of(absent)).status).toBe(404);
  expect(await of(absent)).toEqual(await of(hidden));
  expect((await server.call(undefined, 'GET', `${at}/snapshot`, undefined, { accept: COLUMNS_TYPE })).status).toBe(401);
});

test('whoever accepts anything is given JSON', async () => {
  for (const accept of ['*/*', 'application/json', `application/json, ${COLUMNS_TYPE};q=0.5`]) {
    const answer = await server.call(coordinator, 'GET', `${at}/snapshot`, undefined, { accept });
    expect(answer.headers.get('content-type')).toContain('application/json');
  }
});

test('[P-S8] columns are made once for all of an audience who ask at the same view, one that failed is made anew', async () => {
  const snapshots = new ColumnSnapshots();
  const records = { asset: [{ id: 'a' }] };
  const taken = { cursor: 'c', records };
  const [one, another] = await Promise.all([snapshots.of('o', taken, 'br'), snapshots.of('o', taken, 'br')]);
  expect(another).toBe(one);
  expect(await snapshots.of('o', { cursor: 'd', records }, 'br')).not.toBe(one);
  let fails = true;
  const failing = {
    cursor: 'c',
    records: {
      get asset() {
        if (fails) throw new Error('for once');
        return [{ id: 'a' }];
      },
    },
  };
  await expect(snapshots.of('o', failing, 'gzip')).rejects.toThrow('for once');
  fails = false;
  expect((await snapshots.of('o', failing, 'gzip')).length).toBeGreaterThan(0);
});

test('[P-C5] what was shared no more while columns were made is in none that leave', async () => {
  const [assetId, commandId] = [crypto.randomUUID(), crypto.randomUUID()];
  const say = async (type: string, data: object, id = crypto.randomUUID()) => {
    const answer = await server.call(owner, 'POST', `${at}/commands`, { commandId: id, type, data });
    expect(await answer.json()).toMatchObject([{ outcome: 'accepted' }]);
  };
  const asset = { name: 'shown for a while', sector: 'energy', kind: 'substation', country: 'ES' };
  await say(
    'asset.register',
    { assetId, ...asset, location: { lat: 40, lon: -3 }, marking: { tlp: 'TLP:GREEN' } },
    commandId,
  );
  const shown = async () => {
    const headers = { accept: COLUMNS_TYPE, 'accept-encoding': 'identity' };
    return String((await raw(coordinator, `${at}/snapshot?for=joining`, headers)).body).includes(asset.name);
  };
  expect(await shown()).toBe(true);
  const red = { tlp: 'TLP:AMBER+STRICT' };
  await say('sharing.mark', { entity: { kind: 'asset', id: assetId }, marking: red, reason: 'a test' });
  expect(await shown()).toBe(false);
});
