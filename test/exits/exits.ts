/**
 * Every way in which bytes leave Tocsin, by the name that the walk notes when it has been that way. What is added to the
 * product without being added here makes `complete.test.ts` fail; what stands here and is not walked, `canary.test.ts`.
 */
export const HTTP = [
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'GET /api/openapi.json',
  'GET /api/asyncapi.json',
  'GET /docs',
  'GET /api/v1/limits',
  'POST /api/v1/session',
  'GET /api/v1/session',
  'DELETE /api/v1/session',
  'PUT /api/v1/session/password',
  'GET /api/v1/accounts',
  'POST /api/v1/accounts',
  'PUT /api/v1/accounts/{userId}/password',
  'POST /api/v1/accounts/{userId}/disable',
  'POST /api/v1/accounts/{userId}/enable',
  'GET /api/v1/accounts/{userId}/sessions',
  'DELETE /api/v1/accounts/{userId}/sessions',
  'DELETE /api/v1/accounts/{userId}/sessions/{sessionId}',
  'GET /api/v1/base-map',
  'GET /api/v1/base-map/file',
  'GET /api/v1/platform',
  'GET /api/v1/platform/health',
  'GET /api/v1/operations',
  'GET /api/v1/operations/{op}/snapshot',
  'GET /api/v1/operations/{op}/changes',
  'POST /api/v1/operations/{op}/commands',
  'GET /api/v1/commands/{id}',
  'GET /api/v1/operations/{op}/history/{kind}/{id}',
  'POST /api/v1/operations/{op}/attachments',
  'GET /api/v1/operations/{op}/attachments/{id}',
  'GET /api/v1/operations/{op}/sharing/{kind}/{id}',
  'POST /api/v1/operations/{op}/sharing/preview',
  'GET /api/v1/operations/{op}/preview/{organisation}',
  'POST /api/v1/operations/{op}/export',
  'POST /api/v1/operations/{op}/break-glass',
  'POST /api/v1/guests/{id}/link',
  'POST /api/v1/guest',
  'POST /api/v1/operations/{op}/import/preview',
  'POST /api/v1/operations/{op}/import',
  'GET /api/v1/operations/{op}/forecast',
  'GET /api/v1/operations/{op}/warnings',
  'GET /api/v1/signing-key',
  'POST /api/v1/operations/{op}/pack',
  'GET /api/v1/demo',
  'GET /api/v1/operations/{op}/places',
  'GET /api/v1/operations/{op}/player',
  'POST /api/v1/operations/{op}/player',
] as const;

/** By their names in the AsyncAPI document. */
export const SOCKET = [
  'joinAcknowledged',
  'commandAcknowledged',
  'pingAcknowledged',
  'batchDown',
  'resetDown',
  'byeDown',
  'presenceDown',
] as const;

/** Verbs of the command line that tell what somebody is shown. */
export const COMMAND_LINE = [
  'user list',
  'org list',
  'org clients',
  'circle list',
  'circle members',
  'operation list',
  'operation participants',
  'import assets',
  'export assets',
  'export incidents',
  'export tasks',
  'pack',
] as const;

/** Verbs that tell nothing of records, or whose reader holds the files of the store in their hand. */
export const COMMAND_LINE_TELLS_NOTHING: Readonly<Record<string, string>> = {
  config: 'settings, secrets masked',
  cascade: 'a file that its reader holds, run through the model',
  verify: 'positions of a chain, or a pack that its reader holds already',
  backup: 'the store itself, for whoever may read its file',
  restore: 'the same',
  'user create-admin': 'what was typed',
  'user create': 'what was typed',
  'user set-password': 'what was typed',
  'user disable': 'what was typed',
  'user enable': 'what was typed',
  'user roles': 'what was typed',
  'org create': 'what was typed',
  'circle create': 'what was typed',
  'operation create': 'what was typed',
  'operation start': 'what was typed',
  'operation end': 'what was typed',
};

export const OTHER = [
  'headers of every response',
  'bodies of every problem',
  'pages of the client',
  'addresses that there are none of',
  'refused handshakes of the socket',
  'the socket over long polling',
  'log of the server',
] as const;

/** Walked where there is a PostgreSQL: `test/cluster/exits.test.ts`. */
export const POSTGRES = ['notifications of PostgreSQL'] as const;

export type Exit = (typeof HTTP | typeof SOCKET | typeof COMMAND_LINE | typeof OTHER | typeof POSTGRES)[number];
export const EXITS: readonly Exit[] = [...HTTP, ...SOCKET, ...COMMAND_LINE, ...OTHER, ...POSTGRES];
