import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { createApp, type App } from '../../server/app.ts';
import { DEMO_PASSWORD, loadDemo, operationOfRun } from '../../server/demo/load.ts';
import { Players } from '../../server/demo/player.ts';
import { demoRoutes } from '../../server/demo/routes.ts';
import { openMemoryStore } from '../../server/log/memory.ts';

interface JsonSchema {
  [key: string]: unknown;
}

/** The demonstration, listening, with every route that `npm start` has. */
export async function demoServer() {
  const trouble: unknown[] = [];
  let players: Players | undefined;
  const app: App = await createApp({
    store: openMemoryStore({ now: Date.now }),
    clientDirectory: '/nowhere',
    onTrouble: (error) => trouble.push(error),
    routes: (made) => {
      players = new Players(made, (error) => trouble.push(error));
      return [demoRoutes(made, players, false)];
    },
  });
  await loadDemo(app);
  await new Promise<void>((resolve) => app.http.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(app.http.address() as AddressInfo).port}`;
  const tokens = new Map<string, string>();
  const call = async (
    as: string | undefined,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) => {
    if (as !== undefined && !tokens.has(as)) {
      const { token } = await app.sessions.open((await app.accounts.findByUsername(as))!.userId, {});
      tokens.set(as, token);
    }
    return fetch(base + path, {
      method,
      headers: {
        ...(as !== undefined && { authorization: `Bearer ${tokens.get(as)}` }),
        ...(body !== undefined && !(body instanceof Uint8Array) && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body) }),
    });
  };
  return {
    app,
    base,
    call,
    trouble,
    password: DEMO_PASSWORD,
    operation: operationOfRun(1),
    tokenOf: async (as: string) => {
      await call(as, 'GET', '/api/v1/session');
      return tokens.get(as)!;
    },
    async close() {
      players?.stop();
      await app.close();
    },
  };
}
export type DemoServer = Awaited<ReturnType<typeof demoServer>>;

/** Every `$ref` of a document, and where it points. */
export function* referencesOf(part: unknown): Iterable<string> {
  if (typeof part !== 'object' || part === null) return;
  const { $ref } = part as { $ref?: unknown };
  if (typeof $ref === 'string') yield $ref;
  for (const each of Object.values(part)) yield* referencesOf(each);
}

export function resolve(document: object, reference: string): unknown {
  let at: unknown = document;
  for (const name of reference.replace(/^#\//, '').split('/'))
    at = (at as JsonSchema | undefined)?.[decodeURIComponent(name)];
  return at;
}

/** A schema of a document with its references written out, and, to find what is sent but not described, closed. */
export function written(document: object, schema: unknown, closed = true): JsonSchema {
  if (Array.isArray(schema)) return schema.map((each) => written(document, each, closed)) as unknown as JsonSchema;
  if (typeof schema !== 'object' || schema === null) return schema as JsonSchema;
  const { $ref } = schema as { $ref?: string };
  if ($ref) return written(document, resolve(document, $ref), closed);
  const made = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, written(document, value, closed)]),
  ) as JsonSchema;
  const open = closed && 'properties' in made && made['type'] === 'object' && !('additionalProperties' in made);
  return open ? { ...made, additionalProperties: false } : made;
}

/** What is wrong with a value by a schema of a document; undefined when it is right. */
export function wrongBy(document: object, schema: unknown, value: unknown, closed = true): string | undefined {
  const read = z.fromJSONSchema(written(document, schema, closed) as never).safeParse(value);
  return read.success ? undefined : `${z.prettifyError(read.error)} in ${JSON.stringify(value).slice(0, 300)}`;
}
