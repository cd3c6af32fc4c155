import type { Tables } from '../log/tables.ts';
import { PASSWORD_MAX_CHARACTERS, PASSWORD_MIN_CHARACTERS } from './passwords.ts';
import type { Passwords } from './passwords.ts';
import { usernameAcceptable, usernameKey } from './usernames.ts';

// One fact a row, each written by one put: a change of password that crosses a disabling can then not undo it.
const NAMES = 'account-name'; // username key -> { userId, username }
const USERS = 'account-user'; // userId -> { nameKey }
const PASSWORDS = 'account-password'; // userId -> { hash }
const DISABLED = 'account-disabled'; // userId -> { at }

// Read in place of a user who does not exist, so that a missing name costs the same number of reads.
const NOBODY = 'nobody';

export interface Account {
  userId: string;
  username: string;
  passwordHash: string | undefined;
  disabled: boolean;
}

type Refusal<Code extends string> = { ok: false; code: Code; message: string };
export type CreateOutcome =
  | { ok: true; userId: string; username: string }
  | Refusal<'username-invalid' | 'username-taken' | 'user-has-account' | 'password-unfit'>;
export type SetPasswordOutcome = { ok: true } | Refusal<'not-found' | 'password-unfit'>;

export interface Accounts {
  createAccount(wanted: { username: string; userId: string; password: string }): Promise<CreateOutcome>;
  /** Ends every session of the user: whoever knew the old password is out. */
  setPassword(userId: string, password: string): Promise<SetPasswordOutcome>;
  /** Ends every session of the user. Says nothing about whether there was such a user. */
  disable(userId: string): Promise<void>;
  enable(userId: string): Promise<void>;
  findByUsername(username: string): Promise<Account | undefined>;
  findByUserId(userId: string): Promise<Account | undefined>;
  /** Every account, by its user: for administrators, who are the only ones to be told which names exist. */
  list(): Promise<readonly Pick<Account, 'userId' | 'username' | 'disabled'>[]>;
}

interface Dependencies {
  tables: Tables;
  passwords: Pick<Passwords, 'hashPassword'>;
  sessions: { revokeUser(userId: string): Promise<void> };
  now: () => number;
}

function passwordRefusal(password: string): Refusal<'password-unfit'> | undefined {
  if (password.length >= PASSWORD_MIN_CHARACTERS && password.length <= PASSWORD_MAX_CHARACTERS) return undefined;
  return {
    ok: false,
    code: 'password-unfit',
    message: `A password has ${PASSWORD_MIN_CHARACTERS} to ${PASSWORD_MAX_CHARACTERS} characters.`,
  };
}

export function createAccounts({ tables, passwords, sessions, now }: Dependencies): Accounts {
  const row = async <T>(table: string, key: string): Promise<T | undefined> => {
    const stored = await tables.get(table, key);
    return stored === undefined ? undefined : (JSON.parse(stored) as T);
  };

  async function storePassword(userId: string, password: string): Promise<void> {
    await tables.put(PASSWORDS, userId, JSON.stringify({ hash: await passwords.hashPassword(password) }));
  }

  async function findByKey(key: string): Promise<Account | undefined> {
    const named = await row<{ userId: string; username: string }>(NAMES, key);
    const userId = named?.userId ?? NOBODY;
    const [password, disabled] = await Promise.all([
      row<{ hash: string }>(PASSWORDS, userId),
      row<{ at: number }>(DISABLED, userId),
    ]);
    if (!named) return undefined;
    return { userId, username: named.username, passwordHash: password?.hash, disabled: disabled !== undefined };
  }

  /** False also where a creation died between two rows: the user row then names nobody's account, or someone else's. */
  async function holdsAccount(userId: string): Promise<boolean> {
    const user = await row<{ nameKey: string }>(USERS, userId);
    return user !== undefined && (await row<{ userId: string }>(NAMES, user.nameKey))?.userId === userId;
  }

  return {
    async createAccount({ username, userId, password }) {
      if (!usernameAcceptable(username)) {
        return {
          ok: false,
          code: 'username-invalid',
          message: 'A username has 1 to 128 characters, without spaces and control characters.',
        };
      }
      const unfit = passwordRefusal(password);
      if (unfit) return unfit;
      const name = username.normalize('NFC');
      const nameKey = usernameKey(name);
      const created = { ok: true, userId, username: name } as const;
      if (await holdsAccount(userId)) {
        const interrupted =
          (await row(PASSWORDS, userId)) === undefined && (await findByKey(nameKey))?.userId === userId;
        if (!interrupted) return { ok: false, code: 'user-has-account', message: 'This user already has an account.' };
        await storePassword(userId, password);
        return created;
      }
      // The pointer before the name: a creation that dies between the two can then be done again.
      await tables.put(USERS, userId, JSON.stringify({ nameKey }));
      if (!(await tables.putIfAbsent(NAMES, nameKey, JSON.stringify({ userId, username: name })))) {
        await tables.remove(USERS, userId);
        return { ok: false, code: 'username-taken', message: 'This username is taken.' };
      }
      await storePassword(userId, password);
      return created;
    },

    async setPassword(userId, password) {
      const unfit = passwordRefusal(password);
      if (unfit) return unfit;
      if (!(await holdsAccount(userId))) return { ok: false, code: 'not-found', message: 'There is no such account.' };
      await storePassword(userId, password);
      await sessions.revokeUser(userId);
      return { ok: true };
    },

    async disable(userId) {
      // First the row, then the sessions: a login that crosses reads the row after it has stored its session.
      await tables.put(DISABLED, userId, JSON.stringify({ at: now() }));
      await sessions.revokeUser(userId);
    },

    async enable(userId) {
      await tables.remove(DISABLED, userId);
    },

    findByUsername: (username) => findByKey(usernameKey(username)),

    async findByUserId(userId) {
      const user = await row<{ nameKey: string }>(USERS, userId);
      const account = user && (await findByKey(user.nameKey));
      return account?.userId === userId ? account : undefined;
    },

    async list() {
      const [names, disabled] = await Promise.all([tables.list(NAMES), tables.list(DISABLED)]);
      const closed = new Set(disabled.map(({ key }) => key));
      return names.map(({ value }) => {
        const { userId, username } = JSON.parse(value) as { userId: string; username: string };
        return { userId, username, disabled: closed.has(userId) };
      });
    },
  };
}
