import type { Accounts } from './accounts.ts';
import type { DeviceCookies } from './devices.ts';
import type { Gate } from './gate.ts';
import type { Passwords } from './passwords.ts';
import type { Session, SessionMeta, Sessions } from './sessions.ts';
import type { Throttle } from './throttle.ts';
import { usernameKey } from './usernames.ts';

export interface LoginAttempt {
  username: string;
  password: string;
  /** Of the peer, or what a trusted proxy says it is; `local` paths such as the command line count as one address. */
  address: string;
  deviceCookie?: string | undefined;
  meta?: SessionMeta;
}

export type LoginOutcome =
  | { ok: true; token: string; userId: string; session: Session; deviceCookie: string }
  | { ok: false; code: 'wrong-credentials' }
  | { ok: false; code: 'too-many-tries' | 'busy'; retryAfterSeconds: number };

export type Login = (attempt: LoginAttempt) => Promise<LoginOutcome>;

interface Dependencies {
  accounts: Pick<Accounts, 'findByUsername'>;
  passwords: Pick<Passwords, 'verifyPassword'>;
  sessions: Pick<Sessions, 'open' | 'revoke'>;
  throttle: Throttle;
  devices: DeviceCookies;
  gate: Gate;
}

const WRONG: LoginOutcome = { ok: false, code: 'wrong-credentials' };

/** The one way in. Up to the verdict a name that exists and one that does not take the same steps. */
export function createLogin({ accounts, passwords, sessions, throttle, devices, gate }: Dependencies): Login {
  return async ({ username, password, address, deviceCookie, meta }) => {
    const nameKey = usernameKey(username);
    const deviceId = devices.recognise(deviceCookie, nameKey);
    const taken = await throttle.take({ nameKey, address, deviceId });
    if (!taken.ok) return { ok: false, code: 'too-many-tries', retryAfterSeconds: taken.retryAfterSeconds };

    const account = await accounts.findByUsername(username);
    const verified = await gate.run(deviceId === undefined ? 'stranger' : 'known', () =>
      passwords.verifyPassword(account?.passwordHash, password),
    );
    if (!verified.ok) {
      await taken.giveBack();
      return { ok: false, code: 'busy', retryAfterSeconds: 1 };
    }
    if (!account || !verified.value || account.disabled) return WRONG;

    await taken.giveBack();
    const { token, session } = await sessions.open(account.userId, { address, ...meta });
    // Disabled, or given another password, while we verified: whoever did that may not have seen this session.
    const still = await accounts.findByUsername(username);
    if (!still || still.disabled || still.userId !== account.userId || still.passwordHash !== account.passwordHash) {
      await sessions.revoke(session.sessionId);
      return WRONG;
    }
    return { ok: true, token, userId: account.userId, session, deviceCookie: devices.issue(deviceCookie, nameKey) };
  };
}
