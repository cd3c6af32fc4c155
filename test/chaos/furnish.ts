import { Console } from 'node:console';
import { join, resolve } from 'node:path';
import { createApp } from '../../server/app.ts';
import { openPostgresStore } from '../../server/log/postgres.ts';
import { openSqliteStore } from '../../server/log/sqlite.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import type { Actor } from '../../shared/domain/decision.ts';

/**
 * Furnishes a store for a server that will be killed: three organisations, their people with sessions, one operation.
 * Prints what the driver must know as one line of JSON, and ends. Run as a process of its own, so that the directory is
 * free again.
 */
const where = process.argv[2]!;
const ids = JSON.parse(process.argv[3]!) as {
  organisations: string[];
  users: string[];
  operation: string;
  root: string;
};
const out = new Console(process.stdout);

const store = where.startsWith('postgres')
  ? await openPostgresStore({ url: where, connections: 4 })
  : await openSqliteStore({ directory: resolve(where) });
const app = await createApp({ store, clientDirectory: join(import.meta.dirname, 'none') });
const root: Actor = { user: ids.root, organisation: ids.organisations[0]!, roles: ['admin'] };
let commands = 0;
const idFor = () => `00000000-0000-4000-8000-${String(++commands).padStart(12, '0')}`;
async function make(type: string, data: object): Promise<void> {
  const outcome = await app.pipeline.submitAs(DIRECTORY, root, { commandId: idFor(), type, data });
  if (outcome.outcome !== 'accepted') throw new Error(`${type}: ${outcome.code} ${outcome.message}`);
  await app.context.settled(DIRECTORY, root.user);
}
for (const organisationId of ids.organisations) {
  await make('organisation.register', { organisationId, name: 'Org', shortName: 'O', kind: 'operator', country: 'ES' });
}
await make('operation.create', {
  operationId: ids.operation,
  name: 'Op',
  kind: 'live',
  participants: ids.organisations,
});
const tokens: string[] = [];
for (const [index, userId] of ids.users.entries()) {
  const organisation = ids.organisations[index % ids.organisations.length]!;
  await make('user.register', { userId, name: 'Somebody', organisation });
  await make('user.setRoles', { userId, operation: ids.operation, roles: ['coordinator', 'owner', 'liaison'] });
  tokens.push((await app.sessions.open(userId, {})).token);
}
out.log(JSON.stringify({ tokens }));
await app.close();
