import { z } from 'zod';
import { LIMITS } from '../../shared/limits.ts';
import { PROTOCOL_VERSION } from '../../shared/protocol/version.ts';
import { commands } from '../../shared/protocol/up.ts';
import { problemsOf, type DescribedRoute, type Payload, type RouteDoc } from './describe.ts';
import { jsonSchemas, reference, type JsonSchema, type Schemas } from './openapiSchemas.ts';
import { PROBLEMS, type ProblemCode } from './problem.ts';

export const API_VERSION = `${PROTOCOL_VERSION}.0.0`;

const TAGS = {
  session: 'Signing in and out.',
  accounts: 'Who can sign in. For administrators of the platform; for everybody else these addresses do not exist.',
  operations: 'What is shown to you of an operation: a snapshot, then changes from its cursor.',
  commands: 'What you do. The same commands travel over the socket.',
  sharing:
    'Who sees what: the inspector, the preview before sending, guests, exports and break-glass. All of it is journalled.',
  attachments: 'Photos and documents.',
  demonstration: 'Only while the demonstration is loaded.',
  service: 'The server itself.',
} as const satisfies Record<RouteDoc['tag'], string>;

const PARAMETERS: Readonly<Record<string, JsonSchema & { description: string }>> = {
  op: {
    anyOf: [{ const: 'directory' }, reference('Id')],
    description: 'An operation, or `directory`: organisations, persons, circles and operations.',
  },
  id: { ...reference('Id'), description: 'The id of the thing.' },
  organisation: { ...reference('Id'), description: 'An organisation of the operation.' },
};

const pascal = (name: string): string => name[0]!.toUpperCase() + name.slice(1);

/** OpenAPI 3.1 of the routes that are mounted, made of the forms that validate what they take. */
export function openApi(
  routes: readonly DescribedRoute[],
): { openapi: string; paths: Record<string, Record<string, JsonSchema>> } & JsonSchema {
  const names = new Map<z.ZodType, string>();
  for (const route of routes) {
    if (isForm(route.body) && route.body !== commands) names.set(route.body, `${pascal(route.id)}Body`);
    for (const [status, answer] of Object.entries(route.answers)) {
      if (isForm(answer) && !names.has(answer))
        names.set(answer, `${pascal(route.id)}Answer${status === '503' ? 'Not' : ''}`);
    }
  }
  const schemas = jsonSchemas(names);
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method] = operationOf(route, schemas);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tocsin',
      version: API_VERSION,
      description:
        'The live common operational picture. Every answer is what its reader may see and nothing more; what is hidden and what does not exist are answered alike. Forms of answers may gain fields.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    security: [{ bearer: [] }, { cookie: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'The token that signing in answers.' },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: 'tocsin_session',
          description: 'Set by signing in. A request that changes state must come from the same origin.',
        },
      },
      schemas: schemas.components,
    },
  };
}

const isForm = (payload: Payload | undefined): payload is z.ZodType =>
  payload !== undefined && typeof payload !== 'string';

function operationOf(route: DescribedRoute, schemas: Schemas): JsonSchema {
  const { id: name, tag, summary, description, open, body, answers, alsoAs } = route;
  const parameters = parametersOf(route);
  const responses: Record<string, JsonSchema> = {};
  const also = (alsoAs ?? []).map((type) => [type, { schema: { type: 'string', format: 'binary' } }]);
  for (const [status, answer] of Object.entries(answers)) {
    const { content } = contentOf(answer, schemas, route.path);
    responses[status] = {
      description: status === '503' ? 'Not ready.' : 'Done.',
      ...(content && { content: { ...content, ...Object.fromEntries(also) } }),
    };
  }
  for (const [status, codes] of byStatus(problemsOf(route))) {
    const refusal = {
      description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code][1]}`).join('\n\n'),
      content: {
        'application/problem+json': {
          schema: { allOf: [reference('Problem'), { type: 'object', properties: { code: { enum: codes } } }] },
        },
      },
      ...((status === '429' || codes.includes('busy')) && {
        headers: {
          'Retry-After': { description: 'Seconds after which to try again.', schema: { type: 'integer', minimum: 1 } },
        },
      }),
    };
    responses[status] = responses[status] ?? refusal;
  }
  return {
    operationId: name,
    tags: [tag],
    summary,
    ...(description && { description }),
    ...(open && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, ...bodyOf(body, schemas) } }),
    responses,
  };
}

function byStatus(codes: readonly ProblemCode[]): [string, ProblemCode[]][] {
  const sorted = new Map<string, ProblemCode[]>();
  for (const code of codes) {
    const status = String(PROBLEMS[code][0]);
    sorted.set(status, [...(sorted.get(status) ?? []), code]);
  }
  return [...sorted].sort(([a], [b]) => (a < b ? -1 : 1));
}

function parametersOf({ path, params, query }: DescribedRoute): JsonSchema[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => {
    const own = params?.[name!];
    const { description, ...schema } = own ? { description: 'One of these.', ...plain(own) } : PARAMETERS[name!]!;
    return { name, in: 'path', required: true, description, schema };
  });
  if (!query) return inPath;
  const { properties = {}, required = [] } = plain(query) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return [
    ...inPath,
    ...Object.entries(properties).map(([name, schema]) => ({
      name,
      in: 'query',
      required: required.includes(name),
      schema,
    })),
  ];
}

function plain(form: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(form, { io: 'input', unrepresentable: 'any' });
  return schema;
}

function bodyOf(body: Payload, schemas: Schemas): JsonSchema {
  if (body !== 'file') return contentOf(body, schemas, '');
  return {
    description: `The bytes of one file, at most ${LIMITS.attachmentBytes}. What it is is read from the bytes.`,
    content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
  };
}

function contentOf(payload: Payload, schemas: Schemas, path: string): { content?: Record<string, JsonSchema> } {
  if (payload === 'nothing') return {};
  if (payload === 'text')
    return { content: { [path === '/docs' ? 'text/html' : 'text/plain']: { schema: { type: 'string' } } } };
  if (payload === 'file') return { content: { '*/*': { schema: { type: 'string', format: 'binary' } } } };
  return { content: { 'application/json': { schema: schemas.of(payload) } } };
}
