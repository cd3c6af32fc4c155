import { randomUUID } from 'node:crypto';
import type { User } from '../../shared/domain/directory/record.ts';
import { get } from '../../shared/domain/world.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { fromMs } from '../../shared/time.ts';
import type { App } from '../app.ts';
import { exported } from '../http/sharingRoutes.ts';
import { actorIn, rolesIn } from '../worlds/worlds.ts';
import { CannotRun, type AccountsDoor, type Commander } from './commander.ts';

/** On the store itself: whoever may read its files needs no password, and acts as the user they name. */
export async function commanderOn(app: App, username: string | undefined): Promise<Commander> {
  const user = username === undefined ? onlyAdministrator(app) : await userNamed(app, username);
  const { pipeline, desks, worlds, context } = app;
  const held = async (operation: string) => {
    await context.settled(DIRECTORY, user.id);
    // One that was made a moment ago: the tail may not have heard of it yet.
    if (!worlds.operation(operation) && directoryOf(app).operation(operation)) await app.hold(operation);
    await context.settled(operation, user.id);
  };
  return {
    user,
    async roles(operation) {
      await held(operation);
      const stream = worlds.operation(operation);
      return stream ? rolesIn(worlds.confirmedView(stream, fromMs(context.now())), user.id) : [];
    },
    async operations() {
      const time = fromMs(context.now());
      const mine = [...worlds.operations()].filter((stream) => actorIn(worlds.confirmedView(stream, time), user.id));
      return mine.flatMap(({ operation }) => directoryOf(app).operation(operation) ?? []);
    },
    async snapshot(operation) {
      await held(operation);
      const taken = await desks.of(operation)?.snapshotInSlices(user.id);
      return taken?.records;
    },
    async exported(operation, kind) {
      await held(operation);
      return exported(context, operation, user.id, [kind]);
    },
    async send(operation, commands) {
      if (!worlds.operation(operation)) await held(operation);
      return Promise.all(commands.map((command) => pipeline.submit(operation, user.id, command)));
    },
    async pack() {
      // A reading is journalled where others hear of it at once: by the server that holds the store.
      throw new CannotRun('A pack is made by a running server: --server http://localhost:4000 --as USERNAME');
    },
    accounts: accountsOf(app, user.id),
    close: () => app.close(),
  };
}

function accountsOf({ accounts, pipeline }: App, actor: string): AccountsDoor {
  return {
    create: (account) => accounts.createAccount(account),
    setPassword: (userId, password) => accounts.setPassword(userId, password),
    async setDisabled(userId, disabled) {
      const type = disabled ? 'user.disable' : 'user.enable';
      const outcome = await pipeline.submit(DIRECTORY, actor, { commandId: randomUUID(), type, data: { userId } });
      if (outcome.outcome === 'refused') return { ok: false, message: outcome.message ?? type };
      await (disabled ? accounts.disable(userId) : accounts.enable(userId));
      return { ok: true };
    },
    userIdOf: async (username) => (await accounts.findByUsername(username))?.userId,
    usernameOf: async (userId) => (await accounts.findByUserId(userId))?.username,
  };
}

export function directoryOf(app: App) {
  const view = app.worlds.confirmedView(app.worlds.directory, fromMs(app.context.now()));
  return {
    operation: (id: string) => get(view, 'operation', id),
    user: (id: string) => get(view, 'user', id),
    *users(): Iterable<User> {
      for (const key of view.directory.keys()) {
        const user = key.startsWith('user:') ? get(view, 'user', key.slice(5)) : undefined;
        if (user) yield user;
      }
    },
  };
}

export const isAdministrator = (user: User): boolean =>
  !user.disabled && (user.roles[DIRECTORY] ?? []).includes('admin');

function onlyAdministrator(app: App): User {
  const administrators = [...directoryOf(app).users()].filter(isAdministrator);
  if (administrators.length === 1) return administrators[0]!;
  throw new CannotRun(
    administrators.length === 0
      ? 'The store has no administrator yet. Make the first one: npm run tocsin -- user create-admin --username NAME --organisation "ORGANISATION" --country CC'
      : 'The store has several administrators. Say as whom: --as USERNAME',
  );
}

async function userNamed(app: App, username: string): Promise<User> {
  const account = await app.accounts.findByUsername(username);
  const user = account && directoryOf(app).user(account.userId);
  if (!user) throw new CannotRun(`There is no account with the username "${username}".`);
  if (user.disabled || account.disabled) throw new CannotRun(`The account "${username}" is disabled.`);
  return user;
}
