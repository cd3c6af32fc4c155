import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DIRECTORY, isId } from '../../shared/ids.ts';
import type { Outcome } from '../../shared/protocol/down.ts';
import { demoServer, type DemoServer } from './api.support.ts';

let server: DemoServer;
/** In the caller's operation, and RED to somebody else. */
const hidden = { incident: randomUUID(), asset: randomUUID(), task: randomUUID(), note: randomUUID(), attachment: '' };
/** An operation that the caller has no part in. */
const foreign = randomUUID();
const owner = 'owner@red-iberica.demo';
const caller = 'coordinator@rede-lusa.demo';
let outsider: string;

beforeAll(async () => {
  server = await demoServer();
  const { app, call } = server;
  const at = `/api/v1/operations/${server.operation}`;
  const red = { tlp: 'TLP:RED' };
  const uploaded = (await (
    await call(owner, 'POST', `${at}/attachments`, new TextEncoder().encode('secret'))
  ).json()) as { id: string };
  hidden.attachment = uploaded.id;
  const make = [
    { type: 'incident.report', data: { incidentId: hidden.incident, title: 'Secret', marking: red } },
    {
      type: 'asset.register',
      data: {
        assetId: hidden.asset,
        name: 'Secret',
        sector: 'energy',
        kind: 'substation',
        country: 'ES',
        location: { lat: 40, lon: -3 },
        marking: red,
      },
    },
    { type: 'task.create', data: { taskId: hidden.task, title: 'Secret', marking: red } },
    {
      type: 'incident.addNote',
      data: { incidentId: hidden.incident, noteId: hidden.note, text: 'Secret', marking: red },
    },
    {
      type: 'attachment.add',
      data: {
        attachmentId: hidden.attachment,
        on: { kind: 'incident', id: hidden.incident },
        name: 'secret.txt',
        mediaType: 'text/plain',
        bytes: 6,
        marking: red,
      },
    },
  ].map((one) => ({ commandId: randomUUID(), ...one }));
  const outcomes = (await (await call(owner, 'POST', `${at}/commands`, make)).json()) as Outcome[];
  expect(outcomes.map(({ code, message }) => code && `${code} ${message}`)).toEqual(make.map(() => undefined));
  const user = (await app.accounts.findByUsername(owner))!.userId;
  const snapshot = (await (await call(owner, 'GET', `${at}/snapshot`)).json()) as {
    records: { user: { id: string; organisation: string }[] };
  };
  outsider = snapshot.records.user.find(({ id }) => id === user)!.organisation;
  const actor = { user, organisation: outsider, roles: ['admin'] as const };
  const made = await app.pipeline.submitAs(DIRECTORY, actor, {
    commandId: randomUUID(),
    type: 'operation.create',
    data: { operationId: foreign, name: 'Secret', kind: 'live', participants: [outsider] },
  });
  expect(made).toMatchObject({ outcome: 'accepted' });
  const roles = { userId: user, operation: foreign, roles: ['coordinator'] };
  expect(
    await app.pipeline.submitAs(DIRECTORY, actor, { commandId: randomUUID(), type: 'user.setRoles', data: roles }),
  ).toMatchObject({ outcome: 'accepted' });
  await app.context.settled(DIRECTORY, user);
  expect((await call(owner, 'GET', `/api/v1/operations/${foreign}/snapshot`)).status).toBe(200);
});
afterAll(() => server.close());

/** Everything a reader is given, with what differs by nature taken out: the date, and the ids it sent itself. */
async function told(method: string, path: string, body?: unknown) {
  const response = await server.call(caller, method, path, body);
  const bytes = Buffer.from(await response.arrayBuffer());
  const headers = [...response.headers].filter(([name]) => name !== 'date');
  const text = bytes.toString().replace(/[0-9a-f-]{36}/g, (one) => (isId(one) ? 'ID' : one));
  return { status: response.status, headers, size: bytes.length, text };
}

const command = (type: string, data: object) => ({ commandId: randomUUID(), type, data });
const operation = () => `/api/v1/operations/${server.operation}`;

/** Each asked once with an id that is hidden from the caller and once with one that nobody ever used. */
const records: Record<string, (id: typeof hidden) => readonly [method: string, path: string, body?: unknown]> = {
  'history of an incident': (id) => ['GET', `${operation()}/history/incident/${id.incident}`],
  'history of an asset': (id) => ['GET', `${operation()}/history/asset/${id.asset}`],
  'history of a task': (id) => ['GET', `${operation()}/history/task/${id.task}`],
  'history of a note': (id) => ['GET', `${operation()}/history/note/${id.note}`],
  'history of an attachment': (id) => ['GET', `${operation()}/history/attachment/${id.attachment}`],
  'an attachment': (id) => ['GET', `${operation()}/attachments/${id.attachment}`],
  'incident.setStatus': (id) => [
    'POST',
    `${operation()}/commands`,
    command('incident.setStatus', { incidentId: id.incident, status: 'confirmed' }),
  ],
  'incident.acknowledge': (id) => [
    'POST',
    `${operation()}/commands`,
    command('incident.acknowledge', { incidentId: id.incident }),
  ],
  'incident.merge': (id) => [
    'POST',
    `${operation()}/commands`,
    command('incident.merge', { incidentId: id.incident, into: id.incident }),
  ],
  'incident.linkAssets': (id) => [
    'POST',
    `${operation()}/commands`,
    command('incident.linkAssets', { incidentId: id.incident, assetIds: [id.asset] }),
  ],
  'incident.report about an asset': (id) => [
    'POST',
    `${operation()}/commands`,
    command('incident.report', { incidentId: randomUUID(), title: 'x', assetIds: [id.asset] }),
  ],
  'incident.addNote': (id) => [
    'POST',
    `${operation()}/commands`,
    command('incident.addNote', { incidentId: id.incident, noteId: randomUUID(), text: 'x' }),
  ],
  'asset.setStatus': (id) => [
    'POST',
    `${operation()}/commands`,
    command('asset.setStatus', { assetId: id.asset, status: 'failed' }),
  ],
  'asset.setNeeds': (id) => [
    'POST',
    `${operation()}/commands`,
    command('asset.setNeeds', { assetId: id.asset, needs: [] }),
  ],
  'task.accept': (id) => ['POST', `${operation()}/commands`, command('task.accept', { taskId: id.task })],
  'task.create for an incident': (id) => [
    'POST',
    `${operation()}/commands`,
    command('task.create', { taskId: randomUUID(), title: 'x', incidentId: id.incident }),
  ],
  'task.create blocked by a task': (id) => [
    'POST',
    `${operation()}/commands`,
    command('task.create', { taskId: randomUUID(), title: 'x', blockedBy: [id.task] }),
  ],
  'sharing.mark': (id) => [
    'POST',
    `${operation()}/commands`,
    command('sharing.mark', {
      entity: { kind: 'incident', id: id.incident },
      marking: { tlp: 'TLP:CLEAR' },
      reason: 'x',
    }),
  ],
  'attachment.add': (id) => [
    'POST',
    `${operation()}/commands`,
    command('attachment.add', {
      attachmentId: randomUUID(),
      on: { kind: 'incident', id: id.incident },
      name: 'x',
      mediaType: 'text/plain',
      bytes: 1,
    }),
  ],
};

test.each(Object.keys(records))('[P-C4] hidden and absent are told alike: %s', async (name) => {
  const absent = {
    incident: randomUUID(),
    asset: randomUUID(),
    task: randomUUID(),
    note: randomUUID(),
    attachment: randomUUID(),
  };
  const answers = [await told(...records[name]!(hidden)), await told(...records[name]!(absent))];
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]!.text).toContain('not-found');
});

const operations: Record<string, (at: string) => readonly [method: string, path: string, body?: unknown]> = {
  snapshot: (at) => ['GET', `${at}/snapshot`],
  changes: (at) => ['GET', `${at}/changes?after=x`],
  'a command': (at) => ['POST', `${at}/commands`, command('incident.report', { incidentId: randomUUID(), title: 'x' })],
  'a command of the wrong form': (at) => ['POST', `${at}/commands`, command('incident.report', { incidentId: 'x' })],
  'a command of the directory': (at) => ['POST', `${at}/commands`, command('user.disable', { userId: randomUUID() })],
  'an upload': (at) => ['POST', `${at}/attachments`, new TextEncoder().encode('x')],
  'an attachment': (at) => ['GET', `${at}/attachments/${hidden.attachment}`],
  history: (at) => ['GET', `${at}/history/incident/${hidden.incident}`],
  places: (at) => ['GET', `${at}/places`],
  player: (at) => ['GET', `${at}/player`],
};

test.each(Object.keys(operations))(
  '[P-C4] an operation without a part in it and one that is not there are told alike: %s',
  async (name) => {
    const [there, nowhere] = [`/api/v1/operations/${foreign}`, `/api/v1/operations/${randomUUID()}`];
    const answers = [await told(...operations[name]!(there)), await told(...operations[name]!(nowhere))];
    expect(answers[0]).toEqual(answers[1]);
  },
);

test('[P-C4] nor does the receipt of a command tell whether an operation is there, nor a second try under its id', async () => {
  const seen = [];
  for (const at of [foreign, randomUUID()]) {
    const sent = command('incident.report', { incidentId: randomUUID(), title: 'x' });
    const path = `/api/v1/operations/${at}/commands`;
    const steps = [
      await told('POST', path, sent),
      await told('GET', `/api/v1/commands/${sent.commandId}`),
      await told('POST', path, sent),
      await told('POST', path, { ...sent, data: { ...sent.data, title: 'y' } }),
      await told('POST', `${operation()}/commands`, sent),
    ];
    seen.push(steps);
  }
  expect(seen[0]).toEqual(seen[1]);
});
