import { randomUUID } from 'node:crypto';
import { codeOf } from '../../shared/code.ts';
import { unzipped } from '../pack/pack.support.ts';
import type { Reader } from './canaries.ts';
import type { Exit } from './exits.ts';
import { commandsNaming } from './namings.ts';
import type { CanaryWorld } from './world.ts';

interface Attempt {
  readonly exit: Exit;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: object;
}
const MARKED = ['asset', 'incident', 'task', 'note', 'attachment'];

/** One request, and everything that comes back: the status, the headers, the bytes, and what is packed in those. */
export async function ask(
  world: CanaryWorld,
  reader: Reader,
  attempt: Attempt,
): Promise<{ status: number; text: string }> {
  const { canaries } = world;
  const { exit, path, body, headers } = attempt;
  const response = await world.call(reader, exit.slice(0, exit.indexOf(' ')), path, body, headers);
  const bytes = Buffer.from(await response.arrayBuffer());
  const packed =
    bytes.subarray(0, 2).toString() === 'PK' ? unzipped(bytes).map((one) => `${one.name}\n${one.bytes}`) : [];
  const text = [bytes.toString(), ...packed].join('\n');
  const said = `${path} ${typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body).toString() : JSON.stringify(body)} ${JSON.stringify(headers)}`;
  canaries.requests += 1;
  canaries.heard(reader, 'headers of every response', JSON.stringify([...response.headers]), said);
  if (response.headers.get('content-type')?.startsWith('application/problem+json'))
    canaries.heard(reader, 'bodies of every problem', text, said);
  canaries.heard(reader, exit, text, said);
  return { status: response.status, text };
}

/** What is tried by everybody: with what is theirs, with what is hidden from them, and with nonsense. */
export function* attempts(world: CanaryWorld, reader: Reader, cursors: readonly string[]): Iterable<Attempt> {
  const { operation, elsewhere } = world;
  const known = [...world.ids].map(([name, id]) => ({ kind: kindOf(name), id }));
  const operations = [operation, elsewhere, 'directory', randomUUID(), 'no-id', '..%2f..'];
  const at = (name: string) => `/api/v1/operations/${name}`;

  for (const exit of [
    'GET /healthz',
    'GET /readyz',
    'GET /metrics',
    'GET /api/openapi.json',
    'GET /api/asyncapi.json',
    'GET /docs',
    'GET /api/v1/limits',
    'GET /api/v1/signing-key',
    'GET /api/v1/demo',
    'GET /api/v1/session',
    'GET /api/v1/operations',
    'GET /api/v1/base-map',
    'GET /api/v1/base-map/file',
    'GET /api/v1/platform',
    'GET /api/v1/platform/health',
    'GET /api/v1/accounts',
  ] as const)
    yield { exit, path: exit.slice(4) };
  yield { exit: 'GET /metrics', path: '/metrics', headers: { 'x-forwarded-for': '192.0.2.1' } };

  for (const [index, name] of operations.entries()) {
    const real = index < 3;
    yield { exit: 'GET /api/v1/operations/{op}/snapshot', path: `${at(name)}/snapshot` };
    yield { exit: 'GET /api/v1/operations/{op}/places', path: `${at(name)}/places` };
    yield { exit: 'GET /api/v1/operations/{op}/player', path: `${at(name)}/player` };
    yield { exit: 'POST /api/v1/operations/{op}/player', path: `${at(name)}/player`, body: { action: 'restart' } };
    for (const limit of real ? ['1', '1000', '0', '1001', '2&sort=version&order=desc'] : ['1'])
      for (const cursor of limit === '1' || limit === '1000' ? cursors : cursors.slice(0, 1))
        yield {
          exit: 'GET /api/v1/operations/{op}/changes',
          path: `${at(name)}/changes?after=${encodeURIComponent(cursor)}&limit=${limit}`,
        };
    for (const query of real ? ['', '?hours=720&deadlines=100', '?hours=x'] : [''])
      yield { exit: 'GET /api/v1/operations/{op}/forecast', path: `${at(name)}/forecast${query}` };
    for (const query of [
      ...cursors.map((cursor) => `after=${encodeURIComponent(cursor)}`),
      'since=2026-01-01T00:00:00Z',
      'since=never',
    ])
      yield { exit: 'GET /api/v1/operations/{op}/warnings', path: `${at(name)}/warnings?${query}` };
    for (const kinds of real ? [MARKED, ['reading'], 'asset'] : [MARKED])
      yield { exit: 'POST /api/v1/operations/{op}/export', path: `${at(name)}/export`, body: { kinds } };
    const reason = reader === 'ben' ? world.reasons.pack : 'An inquiry.';
    const wanted: object[] = !real
      ? [{ reason }]
      : [{}, { reason }, { reason, from: '2099-01-01T00:00:00Z' }, { reason: 7 }];
    for (const body of wanted) yield { exit: 'POST /api/v1/operations/{op}/pack', path: `${at(name)}/pack`, body };
    for (const { id } of real ? known.filter(({ kind }) => kind === 'organisation') : [])
      yield { exit: 'GET /api/v1/operations/{op}/preview/{organisation}', path: `${at(name)}/preview/${id}` };
  }
  const histories = 'GET /api/v1/operations/{op}/history/{kind}/{id}';
  for (const { kind, id } of known) {
    if (kind === 'user') {
      yield { exit: 'GET /api/v1/accounts/{userId}/sessions', path: `/api/v1/accounts/${id}/sessions` };
      yield { exit: 'GET /api/v1/commands/{id}', path: `/api/v1/commands/${id}` };
    }
    if (!MARKED.includes(kind)) continue;
    yield { exit: histories, path: `${at(operation)}/history/${kind}/${id}` };
    yield { exit: 'GET /api/v1/operations/{op}/sharing/{kind}/{id}', path: `${at(operation)}/sharing/${kind}/${id}` };
    if (kind === 'attachment')
      yield { exit: 'GET /api/v1/operations/{op}/attachments/{id}', path: `${at(operation)}/attachments/${id}` };
    if (reader !== 'chief') continue;
    for (const reason of ['', world.reasons.breakGlass]) yield breakGlass(at(operation), codeOf(kind, id), reason);
  }
  for (const name of PROBED) {
    const [kind, id] = [kindOf(name), world.id(name)];
    yield { exit: histories, path: `${at(elsewhere)}/history/${kind}/${id}` };
    yield { exit: histories, path: `${at('directory')}/history/${kind}/${id}` };
    yield { exit: histories, path: `${at(operation)}/history/incident/${id}` };
    yield { exit: 'GET /api/v1/operations/{op}/attachments/{id}', path: `${at(operation)}/attachments/${id}` };
    yield { exit: 'GET /api/v1/operations/{op}/attachments/{id}', path: `${at(elsewhere)}/attachments/${id}` };
    yield breakGlass(at(operation), codeOf(kind, id), 'Somebody is hurt.'.slice(0, reader === 'chief' ? 0 : 99));
    yield* previews(`${at(operation)}/sharing/preview`, kind, id, world);
  }

  for (const name of ['red', 'strict', 'elsewhere', 'unknown']) {
    const commands = commandsNaming(world, name, reader);
    for (const to of new Set([operation, elsewhere, 'directory'])) {
      const exit = 'POST /api/v1/operations/{op}/commands';
      yield { exit, path: `${at(to)}/commands`, body: commands };
    }
  }
  yield { exit: 'POST /api/v1/operations/{op}/commands', path: `${at(operation)}/commands`, body: '{"not json' };
  yield {
    exit: 'POST /api/v1/operations/{op}/attachments',
    path: `${at(operation)}/attachments`,
    body: new Uint8Array([0, 1, 2]),
  };
  yield {
    exit: 'POST /api/v1/operations/{op}/attachments',
    path: `${at(elsewhere)}/attachments`,
    body: new Uint8Array([65]),
  };

  for (const [body, format] of [
    ['name,sector,kind,country,lat,lon\nA,energy,site,ES,1,1\n', 'csv'],
    ['{"type":"FeatureCollection","features":[]}', 'geojson'],
    ['nonsense', 'csv'],
  ])
    for (const [exit, end] of [
      ['POST /api/v1/operations/{op}/import/preview', 'import/preview'],
      ['POST /api/v1/operations/{op}/import', 'import'],
    ] as const)
      for (const name of [operation, elsewhere])
        yield {
          exit,
          path: `${at(name)}/${end}?format=${format}&marking=${encodeURIComponent('{"tlp":"TLP:RED"}')}`,
          body,
          headers: { 'content-type': 'text/plain' },
        };
}

/** Hidden in every way there is, and one that is not. */
const PROBED = [
  'asset red',
  'incident strict',
  'note red with ben',
  'attachment strict',
  'exact asset',
  'twin',
  'asset elsewhere',
  'task green',
];

const breakGlass = (at: string, code: string, reason: string): Attempt => ({
  exit: 'POST /api/v1/operations/{op}/break-glass',
  path: `${at}/break-glass`,
  body: { code, reason },
});

function* previews(path: string, kind: string, id: string, world: CanaryWorld): Iterable<Attempt> {
  const exit = 'POST /api/v1/operations/{op}/sharing/preview';
  yield { exit, path, body: { kind, entity: { kind, id } } };
  yield { exit, path, body: { kind, entity: { kind, id }, marking: { tlp: 'TLP:GREEN' } } };
  if (kind === 'note') return;
  yield { exit, path, body: { kind: 'note', on: { kind, id } } };
  yield { exit, path, body: { kind, marking: { tlp: 'TLP:AMBER', circles: [world.id('circle elsewhere')] } } };
  yield { exit, path, body: { kind, marking: { tlp: 'TLP:RED', persons: [world.id('cev')] } } };
}

/** What ends sessions, or makes and unmakes: after everything else, on somebody who is there for that. */
export function* lastAttempts(world: CanaryWorld, reader: Reader): Iterable<Attempt> {
  const accounts = '/api/v1/accounts';
  for (const person of ['pat', 'hal', 'nobody at all']) {
    const of = `${accounts}/${world.id(person)}`;
    yield {
      exit: 'POST /api/v1/accounts',
      path: accounts,
      body: { username: `${reader} ${person}`, userId: world.id(person), password: 'a long enough password' },
    };
    yield {
      exit: 'PUT /api/v1/accounts/{userId}/password',
      path: `${of}/password`,
      body: { password: 'another long enough password' },
    };
    yield { exit: 'DELETE /api/v1/accounts/{userId}/sessions/{sessionId}', path: `${of}/sessions/none` };
    yield { exit: 'POST /api/v1/accounts/{userId}/disable', path: `${of}/disable`, body: { commandId: randomUUID() } };
    yield { exit: 'POST /api/v1/accounts/{userId}/enable', path: `${of}/enable`, body: { commandId: randomUUID() } };
    yield { exit: 'DELETE /api/v1/accounts/{userId}/sessions', path: `${of}/sessions` };
  }
  for (const guest of ['link', 'narrow', 'gus', 'incident red', 'nobody at all'])
    if (reader !== 'ann' && reader !== 'root')
      yield { exit: 'POST /api/v1/guests/{id}/link', path: `/api/v1/guests/${world.id(guest)}/link` };
  yield { exit: 'POST /api/v1/guest', path: '/api/v1/guest', body: { token: 'x'.repeat(43) } };
  yield { exit: 'POST /api/v1/guest', path: '/api/v1/guest', body: { token: 7 } };
  const own = { username: 'nobody', password: 'a wrong password' };
  yield { exit: 'POST /api/v1/session', path: '/api/v1/session', body: own };
  yield {
    exit: 'POST /api/v1/session',
    path: '/api/v1/session',
    body: own,
    headers: { origin: 'https://elsewhere.example' },
  };
  yield {
    exit: 'PUT /api/v1/session/password',
    path: '/api/v1/session/password',
    body: { current: 'wrong', next: 'a long enough password' },
  };
}

const NOT_HERE = ['/', '/m', '/m/incident', '/sw.js', '/index.html', '/incident/INC-7K3Q'];
const NOWHERE = [
  '/api/v1/records',
  '/api/v1/operations/',
  '/api/v2/operations',
  '/assets/none.js',
  '/.env',
  '/api/v1/operations/%00/snapshot',
];

/** The pages of the client, and addresses that lead nowhere. */
export function* pages(): Iterable<Attempt> {
  for (const path of NOT_HERE) yield { exit: 'pages of the client', path };
  for (const path of NOWHERE) yield { exit: 'addresses that there are none of', path };
}

/** By the name it was made under: `incident strict in a circle`. */
export function kindOf(name: string): string {
  const [first] = name.split(' ');
  if (name === 'exact asset' || name === 'twin') return 'asset';
  if (name === 'offered task') return 'task';
  if (name.startsWith('request')) return 'release';
  if (['alfa', 'bravo', 'charlie', 'delta', 'golf', 'hotel', 'foxtrot', 'india'].includes(name)) return 'organisation';
  return [...MARKED, 'circle', 'agreement'].includes(first!) ? first! : 'user';
}
