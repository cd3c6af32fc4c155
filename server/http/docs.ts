import type { asyncApi } from './asyncapi.ts';
import { docsStyle } from './docsStyle.ts';
import { exampleOf, inWords } from './docsExample.ts';
import type { openApi } from './openapi.ts';
import { FORM_NAMES, type JsonSchema } from './openapiSchemas.ts';

type Components = Record<string, JsonSchema>;
interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security?: unknown[];
  parameters?: { name: string; in: string; required: boolean; description?: string; schema: JsonSchema }[];
  requestBody?: { description?: string; content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: JsonSchema }> }>;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[one]!);
/** Plain text with `code` in it. */
const prose = (text: string): string => escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');
const json = (value: unknown): string =>
  `<pre tabindex="0"><code>${escaped(JSON.stringify(value, null, 2))}</code></pre>`;
const anchor = (name: string): string => name.replace(/[^A-Za-z0-9]+/g, '-').toLowerCase();

/** Both descriptions as one page: no script, nothing from elsewhere, readable on paper. */
export function docsPage(open: ReturnType<typeof openApi>, async: ReturnType<typeof asyncApi>): string {
  const { info, tags, components } = open as unknown as {
    info: { title: string; version: string; description: string };
    tags: { name: string; description: string }[];
    components: { schemas: Components };
  };
  const { schemas } = components;
  const routes = Object.entries(open.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method,
      operation: operation as unknown as Operation,
    })),
  );
  const commands = (schemas['Command'] as unknown as { discriminator: { mapping: Record<string, string> } })
    .discriminator.mapping;
  const byNoun = Map.groupBy(Object.keys(commands), (type) => type.slice(0, type.indexOf('.')));
  const named = Object.keys(schemas)
    .filter((name) => !/(Command|Commands|Body|Answer|AnswerNot)$/.test(name))
    .sort();

  const contents = [
    ...tags.map(({ name }) =>
      link(
        `tag-${name}`,
        name,
        routes
          .filter(({ operation }) => operation.tags[0] === name)
          .map(({ operation, method, path }) =>
            link(anchor(operation.operationId), `${method.toUpperCase()} ${path.replace('/api/v1', '')}`),
          ),
      ),
    ),
    link(
      'commands',
      'commands by type',
      [...byNoun.keys()].map((noun) => link(`commands-${noun}`, noun)),
    ),
    link('socket', 'socket'),
    link('forms', 'forms'),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<title>${escaped(info.title)}: the public surface</title>
<style>${docsStyle}</style>
</head>
<body>
<nav aria-label="Contents"><p class="brand">${escaped(info.title)} <span>${escaped(info.version)}</span></p><ul>${contents.join('')}</ul></nav>
<main>
<header>
<h1>The public surface</h1>
<p>${prose(info.description)}</p>
<p>For programs: <a href="/api/openapi.json">OpenAPI 3.1</a>, <a href="/api/asyncapi.json">AsyncAPI 3.0</a>. Sign in with <a href="#signin">POST /api/v1/session</a> and send the token as <code>Authorization: Bearer …</code>.</p>
</header>
${tags
  .map(
    ({ name, description }) => `<section><h2 id="tag-${name}">${escaped(name)}</h2><p>${prose(description)}</p>
${routes
  .filter(({ operation }) => operation.tags[0] === name)
  .map(({ path, method, operation }) => routeArticle(path, method, operation, schemas))
  .join('\n')}</section>`,
  )
  .join('\n')}
<section><h2 id="commands">commands by type</h2>
<p>The same over HTTP and over the socket. Ids are made by the sender; a repeated <code>commandId</code> gets the same answer and takes effect once.</p>
${[...byNoun].map(([noun, types]) => `<h3 id="commands-${noun}">${escaped(noun)}</h3>${types.map((type) => commandArticle(type, schemas, commands[type]!)).join('\n')}`).join('\n')}
</section>
${socketSection(async)}
<section><h2 id="forms">forms</h2>
${named.map((name) => `<article id="form-${anchor(name)}"><h4>${escaped(name)}</h4>${said(schemas[name]!)}${fields(schemas[name]!)}</article>`).join('\n')}
</section>
</main>
</body>
</html>
`;
}

const link = (to: string, text: string, inner: string[] = []): string =>
  `<li><a href="#${to}">${escaped(text)}</a>${inner.length > 0 ? `<ul>${inner.join('')}</ul>` : ''}</li>`;

const said = (schema: JsonSchema): string =>
  typeof schema['description'] === 'string' ? `<p>${prose(schema['description'])}</p>` : '';

function routeArticle(path: string, method: string, operation: Operation, schemas: Components): string {
  const { operationId, summary, description, security, parameters = [], requestBody, responses } = operation;
  const body = requestBody?.content['application/json']?.schema;
  const rows = Object.entries(responses).map(([status, { description: meaning, content = {} }]) => {
    const form = content['application/json']?.schema;
    const media = Object.keys(content)[0] ?? '';
    const example = form && `<details><summary>example</summary>${json(exampleOf(form, schemas))}</details>`;
    const shown = form
      ? `${words(target(form, schemas))}${example}`
      : media.includes('problem')
        ? words({ $ref: '/Problem' })
        : escaped(media);
    return `<tr><td><code>${status}</code></td><td>${meaning.split('\n\n').map(prose).join('<br>')}</td><td>${shown}</td></tr>`;
  });
  return `<article id="${anchor(operationId)}">
<h3><span class="method ${method}">${method.toUpperCase()}</span> <code>${escaped(path)}</code></h3>
<p>${escaped(summary)}.${security?.length === 0 ? ' <span class="open">no session needed</span>' : ''}${description ? ` ${prose(description)}` : ''}</p>
${
  parameters.length > 0
    ? `<table><thead><tr><th>parameter</th><th>in</th><th>form</th><th></th></tr></thead><tbody>${parameters
        .map(
          (one) =>
            `<tr><td><code>${escaped(one.name)}</code>${one.required ? '' : ' <span class="optional">optional</span>'}</td><td>${one.in}</td><td>${words(one.schema)}</td><td>${prose(one.description ?? '')}</td></tr>`,
        )
        .join('')}</tbody></table>`
    : ''
}
${body ? `<p class="label">sends</p>${ofItsOwn(body) ? fields(target(body, schemas)) : ''}${json(exampleOf(body, schemas))}` : requestBody ? `<p class="label">sends</p><p>${prose(requestBody.description ?? '')}</p>` : ''}
<table><thead><tr><th>answer</th><th></th><th>form</th></tr></thead><tbody>${rows.join('')}</tbody></table>
</article>`;
}

/** A form that only one route uses: it is shown there, and has no entry of its own. */
const ofItsOwn = (schema: JsonSchema): boolean => /(Body|Answer|AnswerNot)$/.test(String(schema['$ref']));
/** A form of one route written out; of others what they are a list of. */
const target = (schema: JsonSchema, schemas: Components): JsonSchema =>
  ofItsOwn(schema) ? schemas[String(schema['$ref']).split('/').at(-1)!]! : schema;

/** The form of something in words; the names of forms lead to them. */
const words = (schema: JsonSchema): string =>
  escaped(inWords(schema)).replace(/\b[A-Z][A-Za-z]+\b/g, (name) =>
    FORM_NAMES.has(name) ? `<a href="#form-${anchor(name)}">${name}</a>` : name,
  );

function commandArticle(type: string, schemas: Components, reference: string): string {
  const schema = schemas[reference.slice(reference.lastIndexOf('/') + 1)]!;
  const { data } = schema['properties'] as { data: JsonSchema };
  const example = { commandId: 'c0a8012e-5d3f-4b7a-8e21-94d6f0b3a7c5', type, data: exampleOf(data, schemas) };
  return `<article id="command-${anchor(type)}"><h4><code>${escaped(type)}</code></h4>${said(schema)}${fields(data)}
<details><summary>example</summary>${json(example)}</details></article>`;
}

/** The members of an object as a table; of anything else its form in words. */
function fields(schema: JsonSchema): string {
  const properties = schema['properties'] as Record<string, JsonSchema> | undefined;
  if (!properties) return `<p>${words(schema)}</p>`;
  const required = (schema['required'] ?? []) as string[];
  const rows = Object.entries(properties).map(([name, form]) => {
    const about = typeof form['description'] === 'string' ? prose(form['description']) : '';
    const byDefault =
      'default' in form ? ` <span class="optional">default ${escaped(JSON.stringify(form['default']))}</span>` : '';
    const optional = required.includes(name) || byDefault ? '' : ' <span class="optional">optional</span>';
    return `<tr><td><code>${escaped(name)}</code>${optional}${byDefault}</td><td>${words(form)}</td><td>${about}</td></tr>`;
  });
  return rows.length > 0 ? `<table><tbody>${rows.join('')}</tbody></table>` : '<p>No members.</p>';
}

function socketSection(async: ReturnType<typeof asyncApi>): string {
  const { info, channels, operations, components } = async as unknown as {
    info: { description: string };
    channels: { socket: { messages: Record<string, { name: string; summary: string; payload: JsonSchema }> } };
    operations: Record<
      string,
      { action: string; messages: { $ref: string }[]; reply?: { messages: { $ref: string }[] } }
    >;
    components: { schemas: Components };
  };
  const at = ({ $ref }: { $ref: string }) => channels.socket.messages[$ref.slice($ref.lastIndexOf('/') + 1)]!;
  const articles = Object.entries(operations).map(([id, { action, messages, reply }]) => {
    const told = at(messages[0]!);
    const answer = reply && at(reply.messages[0]!);
    const up = action === 'receive';
    return `<article id="${anchor(id)}"><h3><span class="method ${up ? 'post' : 'get'}">${up ? 'to the server' : 'to you'}</span> <code>${escaped(told.name)}</code></h3>
<p>${prose(told.summary)}</p>${json(exampleOf(told.payload, components.schemas))}
${answer ? `<p class="label">acknowledged with</p>${json(exampleOf(answer.payload, components.schemas))}` : ''}</article>`;
  });
  return `<section><h2 id="socket">socket</h2><p>${prose(info.description)}</p>${articles.join('\n')}</section>`;
}
