import type { JsonSchema } from './openapiSchemas.ts';

const ID = '7f1c2b6e-3a54-4d0b-9c8e-5b1f0e6a2d43';
/** Names whose meaning no schema tells. */
const BY_NAME: Readonly<Record<string, unknown>> = {
  commandId: 'c0a8012e-5d3f-4b7a-8e21-94d6f0b3a7c5',
  operation: '2d9f6a10-8b7e-4c35-a1d4-6e0c9b8f7a52',
  organisation: 'b6e3d5f0-1c2a-4e9b-8d47-03a5c7f9e1b2',
  version: 4503599627370495,
  ifVersion: 4503599627370495,
  cursor: 'kq3…',
  prev: 'kq3…',
  next: 'Zx8…',
  code: 'stale',
  name: 'Substation Aldea Norte',
  title: 'Smoke over the substation',
  text: 'The first crew has arrived.',
  note: 'Seen from the road.',
  reason: 'Entered twice.',
  country: 'ES',
  kind: 'substation',
  lat: 40.4168,
  lon: -3.7038,
  token: '…',
  hash: '9f86d081884c7d65…',
  username: 'coordinator@red-iberica.demo',
  password: '…',
};

/** An example of a schema: what is required, and nothing else, in the schema's own words where it has any. */
export function exampleOf(schema: JsonSchema, components: Record<string, JsonSchema>, name = '', depth = 0): unknown {
  if (typeof schema['$ref'] === 'string') {
    const target = schema['$ref'].slice(schema['$ref'].lastIndexOf('/') + 1);
    if (target === 'Id') return BY_NAME[name] ?? ID;
    if (target === 'Instant') return '2025-04-28T10:32:57.000Z';
    return exampleOf(components[target]!, components, name, depth + 1);
  }
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'].includes(BY_NAME[name]) ? BY_NAME[name] : schema['enum'][0];
  const options = (schema['oneOf'] ?? schema['anyOf'] ?? schema['allOf']) as JsonSchema[] | undefined;
  // Of "a word or an id" the id says more.
  if (options && schema['type'] !== 'string')
    return exampleOf(options.find((one) => '$ref' in one) ?? options[0]!, components, name, depth + 1);
  if ('default' in schema) return schema['default'];
  switch (schema['type']) {
    case 'object': {
      const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>;
      const required = (schema['required'] ?? []) as string[];
      return Object.fromEntries(
        required
          .filter((key) => key in properties)
          .map((key) => [key, exampleOf(properties[key]!, components, key, depth + 1)]),
      );
    }
    case 'array':
      return depth > 6 ? [] : [exampleOf((schema['items'] ?? {}) as JsonSchema, components, name, depth + 1)];
    case 'integer':
    case 'number':
      return BY_NAME[name] ?? schema['minimum'] ?? 1;
    case 'boolean':
      return true;
    case 'string':
      return (
        BY_NAME[name] ??
        (schema['format'] === 'date-time'
          ? '2025-04-28T10:32:57.000Z'
          : name === 'id' || name.endsWith('Id')
            ? ID
            : '…')
      );
    default:
      return {};
  }
}

/** A schema in a few words, for a table: `integer 0…1000000`, `one of a | b`. */
export function inWords(schema: JsonSchema): string {
  if (typeof schema['$ref'] === 'string') return schema['$ref'].slice(schema['$ref'].lastIndexOf('/') + 1);
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].join(' | ');
  const options = (schema['oneOf'] ?? schema['anyOf']) as JsonSchema[] | undefined;
  if (options) return options.map(inWords).join(' | ');
  switch (schema['type']) {
    case 'array':
      return `list of ${inWords((schema['items'] ?? {}) as JsonSchema)}${schema['maxItems'] ? `, at most ${String(schema['maxItems'])}` : ''}`;
    case 'integer':
    case 'number': {
      const { minimum, maximum } = schema as { minimum?: number; maximum?: number };
      const bounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
      return `${schema['type']}${bounded ? ` ${minimum ?? '…'} to ${maximum}` : minimum === undefined ? '' : ` from ${minimum}`}`;
    }
    case 'string':
      return `${schema['format'] === 'date-time' ? 'instant' : 'text'}${schema['maxLength'] ? `, at most ${String(schema['maxLength'])}` : ''}`;
    case 'object':
      return Object.keys((schema['properties'] ?? {}) as object).length > 0
        ? `{ ${Object.keys(schema['properties'] as object).join(', ')} }`
        : 'object';
    default:
      return typeof schema['type'] === 'string' ? schema['type'] : 'anything';
  }
}
