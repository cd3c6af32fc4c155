import { ACKNOWLEDGED, DOWN } from '../../shared/protocol/down.ts';
import { UP } from '../../shared/protocol/up.ts';
import { LIMITS } from '../../shared/limits.ts';
import { API_VERSION } from './openapi.ts';
import { jsonSchemas, reference, type JsonSchema } from './openapiSchemas.ts';

const UP_SAYS: Record<keyof typeof UP, string> = {
  join: 'Opens an operation. With a cursor that still holds, what changed since follows as a batch; else a reset does.',
  leave: 'Closes an operation. Not acknowledged.',
  command: 'Does something. Acknowledged once its outcome is stored.',
  presence:
    'Where somebody is looking: volatile, never stored, shown only to those who see the record. Not acknowledged.',
  ping: 'The round trip, and the server’s real time.',
};
const DOWN_SAYS: Record<keyof typeof DOWN, string> = {
  batch: 'What changed. A batch whose `prev` is not the cursor you hold is a gap: join again with your cursor.',
  reset: 'Everything shown to you now, in parts when it is much. What you held before is dropped.',
  bye: 'The connection, or with `operation` that operation, ends, and why. Try again after `retryAfterMs`, if it says so.',
  presence: 'Who else has the operation open, as you may know it.',
};

const pascal = (name: string): string => name[0]!.toUpperCase() + name.slice(1);
const message = (name: string): JsonSchema => ({ $ref: `#/channels/socket/messages/${name}` });

/** AsyncAPI 3.0 of the socket, made of the tables that the socket's own types are made of. */
export function asyncApi(): { asyncapi: string; operations: Record<string, JsonSchema> } & JsonSchema {
  const schemas = jsonSchemas(new Map());
  const messages: Record<string, JsonSchema> = {};
  const operations: Record<string, JsonSchema> = {};
  const channel = { $ref: '#/channels/socket' };

  for (const [event, form] of Object.entries(UP)) {
    const name = `${event}Up`;
    const payload = event === 'command' ? socketCommand(schemas.components) : schemas.of(form);
    messages[name] = { name: event, summary: UP_SAYS[event as keyof typeof UP], payload };
    const acknowledgement = ACKNOWLEDGED[event as keyof typeof ACKNOWLEDGED];
    if (acknowledgement) {
      messages[`${event}Acknowledged`] = {
        name: event,
        summary: `The acknowledgement of \`${event}\`.`,
        payload: schemas.of(acknowledgement),
      };
    }
    operations[`hear${pascal(event)}`] = {
      action: 'receive',
      channel,
      summary: UP_SAYS[event as keyof typeof UP],
      messages: [message(name)],
      ...(acknowledgement && { reply: { channel, messages: [message(`${event}Acknowledged`)] } }),
    };
  }
  for (const [event, form] of Object.entries(DOWN)) {
    const name = `${event}Down`;
    messages[name] = { name: event, summary: DOWN_SAYS[event as keyof typeof DOWN], payload: schemas.of(form) };
    operations[`say${pascal(event)}`] = {
      action: 'send',
      channel,
      summary: DOWN_SAYS[event as keyof typeof DOWN],
      messages: [message(name)],
    };
  }
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Tocsin, live',
      version: API_VERSION,
      description: `Socket.IO in the default namespace. Handshake \`auth: { token }\`, or the session cookie from the same origin. A frame is at most ${LIMITS.frameBytes} bytes: a larger one closes the connection without an answer. Every message is one JSON argument, acknowledgements by Socket.IO’s own.`,
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      here: {
        host: 'localhost:4000',
        protocol: 'wss',
        description: 'Socket.IO 4, wherever this description came from.',
      },
    },
    channels: { socket: { address: '/socket.io', title: 'The socket', messages } },
    operations,
    components: { schemas: schemas.components },
  };
}

/** The commands of HTTP, each with the operation it is sent to. */
function socketCommand(components: Record<string, JsonSchema>): JsonSchema {
  const variants = (components['Command'] as { oneOf: { $ref: string }[] }).oneOf;
  components['SocketCommand'] = {
    description: 'One command and the operation it is sent to.',
    oneOf: variants.map(({ $ref }) => {
      const form = components[$ref.slice($ref.lastIndexOf('/') + 1)] as {
        properties: JsonSchema;
        required: string[];
      } & JsonSchema;
      const operation = { anyOf: [{ const: 'directory' }, reference('Id')] };
      return { ...form, properties: { operation, ...form.properties }, required: ['operation', ...form.required] };
    }),
  };
  return reference('SocketCommand');
}
