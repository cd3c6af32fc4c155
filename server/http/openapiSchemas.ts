import { z } from 'zod';
import { COMMANDS, belongsToDirectory, type CommandType } from '../../shared/domain/commands.ts';
import { area, coarse, id, instant, marking, place } from '../../shared/domain/fields.ts';
import { need, supplier } from '../../shared/domain/asset/commands.ts';
import { LIMITS } from '../../shared/limits.ts';
import * as down from '../../shared/protocol/down.ts';
import * as up from '../../shared/protocol/up.ts';

export type JsonSchema = { [key: string]: unknown };

/** What has a name of its own in both descriptions. Everything else is written out where it is used. */
const NAMED = {
  Id: id,
  Instant: instant,
  Place: place,
  Area: area,
  Marking: marking,
  Coarse: coarse,
  Need: need,
  Supplier: supplier,
  Outcome: down.outcome,
  Change: down.change,
  Batch: down.batch,
  Reset: down.reset,
  Bye: down.bye,
  Joined: down.joined,
  Pong: down.pong,
  Presence: down.presenceHere,
  Snapshot: down.snapshot,
  ChangesPage: down.changesPage,
  Problem: down.problem,
  User: down.user,
  OperationSummary: down.operationSummary,
  Join: up.join,
  Leave: up.leave,
  PresenceUpdate: up.presence,
  Ping: up.ping,
} as const satisfies Record<string, z.ZodType>;

export const FORM_NAMES: ReadonlySet<string> = new Set(Object.keys(NAMED));

/** What a JSON Schema cannot say of itself. */
const SAID: Partial<Record<keyof typeof NAMED, JsonSchema>> = {
  Id: { description: 'A UUIDv4 in lower case, made by whoever makes the thing.' },
  Instant: { format: 'date-time', description: 'ISO 8601 with any offset; kept as UTC with milliseconds.' },
  Marking: {
    description:
      'Who may see it. Strictness is CLEAR < GREEN < AMBER < AMBER+STRICT < RED; the owner is the author’s organisation.',
  },
  Outcome: { description: 'What became of one command. `code` is stable; `message` is for people.' },
  Change: {
    description:
      'Applied as `record[id] = { ...record[id], ...set }`, a `null` removes the field; `record.revealed` replaces the record, `record.withdrawn` removes it.',
  },
  Problem: { description: 'RFC 9457. `code` is stable.' },
};

export const commandSchemaName = (type: string): string =>
  `${type.replace(/(^|\.)(.)/g, (_all, _dot: string, first: string) => first.toUpperCase())}Command`;

const commandTypes = Object.keys(COMMANDS) as CommandType[];

export interface Schemas {
  /** Under `components.schemas`. */
  readonly components: Record<string, JsonSchema>;
  /** The schema of a form: a reference if it has a name. */
  of(form: z.ZodType): JsonSchema;
}

/** The very forms that validate, as JSON Schema. Forms without a name are given one, by `names`. */
export function jsonSchemas(names: ReadonlyMap<z.ZodType, string>): Schemas {
  const registry = z.registry<{ id: string }>();
  const nameOf = new Map<z.ZodType, string>();
  const register = (form: z.ZodType, name: string) => {
    if (nameOf.has(form)) return;
    nameOf.set(form, name);
    registry.add(form, { id: name });
  };
  for (const [name, form] of Object.entries(NAMED)) register(form, name);
  for (const type of commandTypes) register(commandForm(type), commandSchemaName(type));
  for (const [form, name] of names) register(form, name);

  const { schemas } = z.toJSONSchema(registry, {
    io: 'input',
    unrepresentable: 'any',
    uri: (name) => `#/components/schemas/${name}`,
  });
  const components: Record<string, JsonSchema> = {};
  for (const [name, schema] of Object.entries(schemas)) {
    const { $schema: _dialect, $id: _id, ...rest } = schema as JsonSchema;
    components[name] = { ...rest, ...SAID[name as keyof typeof NAMED] };
  }
  for (const type of commandTypes) {
    const schema = components[commandSchemaName(type)]!;
    schema['description'] = belongsToDirectory(type) ? 'Sent to the operation `directory`.' : 'Sent to an operation.';
  }
  components['Command'] = {
    description: 'One command: its data is that of its type.',
    oneOf: commandTypes.map((type) => reference(commandSchemaName(type))),
    discriminator: {
      propertyName: 'type',
      mapping: Object.fromEntries(
        commandTypes.map((type) => [type, `#/components/schemas/${commandSchemaName(type)}`]),
      ),
    },
  };
  components['Commands'] = {
    oneOf: [
      reference('Command'),
      { type: 'array', items: reference('Command'), minItems: 1, maxItems: LIMITS.commandsPerRequest },
    ],
  };
  return {
    components,
    of: (form) => {
      if (form === up.commands) return reference('Commands');
      const name = nameOf.get(form);
      if (!name) throw new Error('This form was not named');
      return reference(name);
    },
  };
}

export const reference = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

const commandForms = new Map<CommandType, z.ZodType>();
function commandForm(type: CommandType): z.ZodType {
  const held = commandForms.get(type);
  if (held) return held;
  const form = up.command.extend({ type: z.literal(type), data: COMMANDS[type] });
  commandForms.set(type, form);
  return form;
}
