import { ROLES, type Role } from '../../../shared/domain/vocabulary.ts';
import { DIRECTORY } from '../../../shared/ids.ts';
import type { App } from '../../app.ts';
import { PASSWORD_MIN_CHARACTERS } from '../../accounts/passwords.ts';
import { countryOf } from '../../import/countries.ts';
import { CannotRun, type Commander } from '../commander.ts';
import { directoryOf as storedDirectory, isAdministrator } from '../inProcess.ts';
import { carriedOut, directoryOf, listed, named, newId, type DirectoryShown } from '../names.ts';
import { table, type Output } from '../output.ts';
import type { Passwords } from '../password.ts';

/** The first administrator, on a store that has none: by the node itself, because there is nobody yet who might. */
export async function createAdministrator(
  app: App,
  wanted: { username: string; organisation: string; country: string; name: string },
  passwords: Passwords,
  output: Output,
): Promise<void> {
  const directory = storedDirectory(app);
  for (const user of directory.users()) {
    const account = isAdministrator(user) ? await app.accounts.findByUserId(user.id) : undefined;
    if (account)
      throw new CannotRun(
        `The store has an administrator already (${account.username}). Others are made with: user create --admin`,
      );
  }
  const country = countryOf(wanted.country);
  if (!country) throw new CannotRun(`"${wanted.country}" is no country: write its ISO 3166-1 code.`);
  const userId = newId();
  const organisationId = newId();
  const password = await passwords.ask(wanted.username);
  // The account first: it is what may still be refused (a name that is taken, a password that is too short).
  const made = await app.accounts.createAccount({ username: wanted.username, userId, password });
  if (!made.ok) throw new CannotRun(made.message);
  const actor = { user: userId, organisation: organisationId, roles: ['admin'] as const };
  const steps: readonly (readonly [string, object])[] = [
    [
      'organisation.register',
      {
        organisationId,
        name: wanted.organisation,
        shortName: shortNameOf(wanted.organisation),
        kind: 'authority',
        country,
      },
    ],
    ['user.register', { userId, name: wanted.name, organisation: organisationId }],
    ['user.setRoles', { userId, operation: DIRECTORY, roles: ['admin'] }],
  ];
  for (const [type, data] of steps) {
    const outcome = await app.pipeline.submitAs(DIRECTORY, actor, { commandId: newId(), type, data });
    if (outcome.outcome === 'refused') throw new CannotRun(outcome.message ?? 'The store refused it.');
  }
  output.result({ user: userId, organisation: organisationId, username: made.username }, [
    `${made.username} is the administrator of ${wanted.organisation}.`,
  ]);
}

export function shortNameOf(name: string): string {
  if (name.length <= 24) return name;
  const initials = name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .join('');
  return initials.length >= 3 ? initials.slice(0, 24) : name.slice(0, 24).trim();
}

export function rolesFrom(text: string): Role[] {
  const roles = listed(text);
  const unknown = roles.find((role) => !(ROLES as readonly string[]).includes(role));
  if (unknown !== undefined) throw new CannotRun(`"${unknown}" is no role. There are: ${ROLES.join(', ')}.`);
  return roles as Role[];
}

/** A user by username where this home can tell, else by id, code or name. */
export async function userNamed(commander: Commander, directory: DirectoryShown, text: string) {
  const id = await commander.accounts.userIdOf(text);
  return named(directory.user, 'user', id ?? text);
}

export async function createUser(
  commander: Commander,
  wanted: {
    username: string;
    name: string;
    organisation: string;
    admin: boolean;
    operation?: string;
    roles: readonly Role[];
  },
  passwords: Passwords,
  output: Output,
): Promise<void> {
  const directory = await directoryOf(commander);
  const organisation = named(directory.organisation, 'organisation', wanted.organisation);
  const operation =
    wanted.operation === undefined ? undefined : named(directory.operation, 'operation', wanted.operation);
  const roles = await commander.roles(DIRECTORY);
  if (!roles.includes('admin')) throw new CannotRun('Only an administrator makes accounts.');
  // What may be refused is looked at first: a person without an account would be left behind.
  if (await commander.accounts.userIdOf(wanted.username))
    throw new CannotRun(`The username "${wanted.username}" is taken.`);
  const password = await passwords.ask(wanted.username);
  if (password.length < PASSWORD_MIN_CHARACTERS)
    throw new CannotRun(`A password has at least ${PASSWORD_MIN_CHARACTERS} characters.`);
  const userId = newId();
  await carriedOut(commander, DIRECTORY, 'user.register', { userId, name: wanted.name, organisation: organisation.id });
  const made = await commander.accounts.create({ username: wanted.username, userId, password });
  if (!made.ok) throw new CannotRun(made.message);
  if (wanted.admin)
    await carriedOut(commander, DIRECTORY, 'user.setRoles', { userId, operation: DIRECTORY, roles: ['admin'] });
  if (operation && wanted.roles.length > 0) {
    await carriedOut(commander, DIRECTORY, 'user.setRoles', { userId, operation: operation.id, roles: wanted.roles });
  }
  output.result({ user: userId, username: wanted.username }, [
    `${wanted.username} can sign in, for ${organisation.name}.`,
  ]);
}

export async function setPassword(
  commander: Commander,
  text: string,
  passwords: Passwords,
  output: Output,
): Promise<void> {
  const user = await userNamed(commander, await directoryOf(commander), text);
  if (!(await commander.roles(DIRECTORY)).includes('admin'))
    throw new CannotRun('Only an administrator sets passwords.');
  const answer = await commander.accounts.setPassword(user.id, await passwords.ask(text));
  if (!answer.ok) throw new CannotRun(answer.message);
  output.result({ user: user.id }, [`${user.name} has a new password. All their sessions have ended.`]);
}

export async function setDisabled(
  commander: Commander,
  text: string,
  disabled: boolean,
  output: Output,
): Promise<void> {
  const user = await userNamed(commander, await directoryOf(commander), text);
  const answer = await commander.accounts.setDisabled(user.id, disabled);
  if (!answer.ok) throw new CannotRun(answer.message);
  output.result({ user: user.id, disabled }, [`${user.name} is ${disabled ? 'disabled' : 'enabled'}.`]);
}

export async function setRoles(
  commander: Commander,
  wanted: { user: string; operation?: string; roles: readonly Role[] },
  output: Output,
): Promise<void> {
  const directory = await directoryOf(commander);
  const user = await userNamed(commander, directory, wanted.user);
  const operation =
    wanted.operation === undefined ? undefined : named(directory.operation, 'operation', wanted.operation);
  const data = { userId: user.id, operation: operation?.id ?? DIRECTORY, roles: wanted.roles };
  await carriedOut(commander, DIRECTORY, 'user.setRoles', data);
  const where = operation?.name ?? 'the directory';
  output.result(data, [`${user.name} has in ${where}: ${wanted.roles.join(', ') || 'no role'}.`]);
}

export async function listUsers(commander: Commander, output: Output): Promise<void> {
  const directory = await directoryOf(commander);
  const names = new Map([...directory.organisation, ...directory.operation].map(({ id, name }) => [id, name]));
  const users = await Promise.all(
    directory.user.map(async (user) => ({
      id: user.id,
      username: await commander.accounts.usernameOf(user.id),
      name: user.name,
      organisation: names.get(user.organisation) ?? user.organisation,
      disabled: user.disabled === true,
      roles: Object.fromEntries(
        Object.entries(user.roles)
          .filter(([, roles]) => roles.length > 0)
          .map(([operation, roles]) => [names.get(operation) ?? operation, roles]),
      ),
    })),
  );
  const rows = users.map(({ id, username, name, organisation, disabled, roles }) => [
    username ?? id,
    name,
    organisation,
    Object.entries(roles)
      .map(([operation, held]) => `${operation}: ${held.join(' ')}`)
      .join('; ') + (disabled ? ' (disabled)' : ''),
  ]);
  output.result(users, table(rows));
}
