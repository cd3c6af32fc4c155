import type { Router } from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { io } from 'socket.io-client';
import { randomUUID } from 'node:crypto';
import { createHttp } from '../../server/http/app.ts';
import { BUILT_IN } from '../../server/baseMap/baseMap.ts';
import { silentLogbook } from '../../server/logbook.ts';
import { HEARS } from '../../server/socket/hears.ts';
import { Players } from '../../server/demo/player.ts';
import { demoRoutes } from '../../server/demo/routes.ts';
import { COMMANDS } from '../../shared/domain/commands.ts';
import { REFUSALS } from '../../shared/outcome.ts';
import { ACKNOWLEDGED, DOWN } from '../../shared/protocol/down.ts';
import { UP } from '../../shared/protocol/up.ts';
import { demoServer, referencesOf, resolve, wrongBy, type DemoServer } from './api.support.ts';

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Record<string, unknown>> };
}
interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required: boolean; schema: unknown }[];
  requestBody?: { content: Record<string, { schema: unknown }> };
  responses: Record<string, { content?: Record<string, { schema: unknown }> }>;
}
interface AsyncDocument {
  channels: { socket: { messages: Record<string, { name: string; payload: unknown }> } };
  operations: Record<
    string,
    { action: string; messages: { $ref: string }[]; reply?: { messages: { $ref: string }[] } }
  >;
}

let server: DemoServer;
let document: Document;
let async: AsyncDocument;
beforeAll(async () => {
  server = await demoServer();
  document = (await (await server.call(undefined, 'GET', '/api/openapi.json')).json()) as Document;
  async = (await (await server.call(undefined, 'GET', '/api/asyncapi.json')).json()) as AsyncDocument;
});
afterAll(() => server.close());

const coordinator = 'coordinator@red-iberica.demo';

describe('[API-1] the description of HTTP', () => {
  test('has an entry for every route that Express has, and for no other', () => {
    const { app } = server;
    const edge = createHttp({
      context: app.context,
      clientDirectory: '/nowhere',
      trustProxy: false,
      ready: async () => ({ ready: true }),
      metrics: async () => undefined,
      metricsToken: undefined,
      baseMap: BUILT_IN,
      logbook: silentLogbook,
      more: [demoRoutes(app, new Players(app, () => {}), false)],
      onTrouble: () => {},
    });
    const mounted = [...routesIn(edge.router, '')].sort();
    expect(mounted.length).toBeGreaterThan(15);
    const entries = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(entries.sort()).toEqual(mounted);
  });

  test('is sound: references resolve, ids are unique, parameters are those of the path', () => {
    const all = [...referencesOf(document)];
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter((one) => resolve(document, one) === undefined)).toEqual([]);
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const { parameters = [], responses } of Object.values(methods)) {
        const inPath = parameters.filter((one) => one.in === 'path' && one.required).map(({ name }) => `{${name}}`);
        expect(inPath).toEqual(path.match(/\{\w+\}/g) ?? []);
        expect(Object.keys(responses).length).toBeGreaterThan(1);
      }
    }
    const names = Object.keys(document.components.schemas);
    expect(names.filter((name) => !/^[A-Za-z0-9._-]+$/.test(name))).toEqual([]);
  });

  test('describes every command by its type, with its data', () => {
    const { discriminator } = document.components.schemas['Command'] as {
      discriminator: { mapping: Record<string, string> };
    };
    expect(Object.keys(discriminator.mapping).sort()).toEqual(Object.keys(COMMANDS).sort());
    for (const [type, reference] of Object.entries(discriminator.mapping)) {
      const { properties } = resolve(document, reference) as { properties: { type: unknown; data: { type: string } } };
      expect(properties.type).toMatchObject({ const: type });
      expect(properties.data).toMatchObject({ type: 'object', additionalProperties: false });
    }
    const command = { commandId: randomUUID(), type: 'asset.confirm', data: { assetId: randomUUID() } };
    const commands = { $ref: '#/components/schemas/Commands' };
    expect(wrongBy(document, commands, command)).toBeUndefined();
    expect(wrongBy(document, commands, [command])).toBeUndefined();
    expect(wrongBy(document, commands, { ...command, data: { assetId: 'x' } })).toBeDefined();
    expect(wrongBy(document, commands, { ...command, data: { ...command.data, more: 1 } })).toBeDefined();
    expect(wrongBy(document, commands, [])).toBeDefined();
  });

  test('names every code a command can be refused with', () => {
    const outcome = document.components.schemas['Outcome'] as { properties: { code: { enum: string[] } } };
    expect(outcome.properties.code.enum).toEqual(Object.keys(REFUSALS));
  });
});

describe('[API-1] the description of the socket', () => {
  test('has an entry for every message up and down and every acknowledgement, and for no other', () => {
    const messages = Object.keys(async.channels.socket.messages).sort();
    const expected = [
      ...Object.keys(UP).map((name) => `${name}Up`),
      ...Object.keys(ACKNOWLEDGED).map((name) => `${name}Acknowledged`),
      ...Object.keys(DOWN).map((name) => `${name}Down`),
    ];
    expect(messages).toEqual(expected.sort());
    expect(Object.keys(async.operations)).toHaveLength(Object.keys(UP).length + Object.keys(DOWN).length);
    const all = [...referencesOf(async)];
    expect(all.filter((one) => resolve(async, one) === undefined)).toEqual([]);
  });

  test('is what the socket really listens to, acknowledges and emits', async () => {
    const said: [string, unknown][] = [];
    const sockets = await Promise.all(
      [coordinator, 'owner@red-iberica.demo'].map(async (as) =>
        io(server.base, { auth: { token: await server.tokenOf(as) }, transports: ['websocket'], forceNew: true }),
      ),
    );
    try {
      const socket = sockets[0]!;
      for (const each of sockets) each.onAny((name: string, message: unknown) => said.push([name, message]));
      const acknowledgements: [string, unknown][] = [];
      const ask = async (name: keyof typeof ACKNOWLEDGED, message: object) => {
        const answer: unknown = await socket.timeout(5000).emitWithAck(name, message);
        acknowledgements.push([name, answer]);
        return answer as { next?: string };
      };
      const operation = server.operation;
      await sockets[1]!.timeout(5000).emitWithAck('join', { operation });
      const { next } = await ask('join', { operation });
      await ask('join', { operation: randomUUID() });
      await ask('join', { operation: 1 } as never);
      const incidentId = randomUUID();
      await ask('command', {
        operation,
        commandId: randomUUID(),
        type: 'incident.report',
        data: { incidentId, title: 'Smoke' },
      });
      await ask('command', { operation, commandId: randomUUID(), type: 'nothing', data: {} });
      await ask('ping', {});
      await ask('join', { operation, cursor: next! });
      sockets[1]!.emit('presence', { operation, looking: { kind: 'incident', id: incidentId } });
      await expect
        .poll(() => said.some(([name, told]) => name === 'presence' && JSON.stringify(told).includes(incidentId)), {
          timeout: 5000,
        })
        .toBe(true);
      await expect.poll(() => said.some(([name]) => name === 'batch'), { timeout: 5000 }).toBe(true);
      socket.emit('leave', { operation });
      await server.call('owner@red-iberica.demo', 'DELETE', '/api/v1/session');
      await expect.poll(() => said.some(([name]) => name === 'bye'), { timeout: 5000 }).toBe(true);

      const { messages } = async.channels.socket;
      for (const [name, answer] of acknowledgements)
        expect(wrongBy(async, messages[`${name}Acknowledged`]!.payload, answer), name).toBeUndefined();
      for (const [name, told] of said)
        expect(wrongBy(async, messages[`${name}Down`]?.payload ?? false, told), name).toBeUndefined();
      expect([...new Set(said.map(([name]) => name))].sort()).toEqual(Object.keys(DOWN).sort());
      expect(Object.keys(HEARS).sort()).toEqual(Object.keys(UP).sort());
      expect(server.trouble).toEqual([]);
    } finally {
      for (const socket of sockets) socket.disconnect();
    }
  });
});

/** The routes in a router of Express, those of the routers in it included. A mount's path is only known by asking it. */
function* routesIn(router: Router, prefix: string): Iterable<string> {
  for (const layer of router.stack as unknown as Layer[]) {
    if (layer.route) {
      if (typeof layer.route.path !== 'string') continue;
      const path = (prefix + layer.route.path).replace(/:(\w+)/g, '{$1}');
      for (const method of Object.keys(layer.route.methods)) yield `${method} ${path}`;
    } else if (Array.isArray((layer.handle as Partial<Router>).stack)) {
      const at = layer.slash ? '' : ['/api/v1'].find((path) => layer.match(path));
      if (at === undefined) throw new Error('A router is mounted at a path that this test does not know');
      yield* routesIn(layer.handle as Router, prefix + at);
    }
  }
}
interface Layer {
  route?: { path: unknown; methods: Record<string, boolean> };
  handle: unknown;
  slash: boolean;
  match(path: string): boolean;
}
