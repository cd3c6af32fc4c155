import { randomUUID } from 'node:crypto';
import type { Role } from '../../shared/domain/vocabulary.ts';
import type { Outcome, Records } from '../../shared/protocol/down.ts';
import { CannotRun, type AccountsDoor, type Answer, type Commander, type OperationListed } from './commander.ts';

interface Signed {
  readonly token: string;
  readonly user: { id: string; name: string; organisation: string; roles: Readonly<Record<string, readonly Role[]>> };
}

const TRIES = 6;
const REQUEST_MS = 60_000;
/** A pack may hold gigabytes of photos. */
const PACK_MS = 3600_000;

/** Through the server that holds the store: as whoever signs in, with what that user may do. */
export async function commanderAt(server: string, username: string, password: string): Promise<Commander> {
  if (!URL.canParse(server)) throw new CannotRun(`"${server}" is no address such as http://localhost:4000`);
  const call = caller(new URL(server).origin);
  const signedIn = await call('POST', '/api/v1/session', { username, password });
  if (signedIn.status === 429) throw new CannotRun('Too many failed tries: wait before the next one.');
  if (signedIn.status !== 200) throw new CannotRun(wordsOf(signedIn, 'The user name or the password is wrong.'));
  const { token, user } = signedIn.body as Signed;
  const authorised = (method: string, path: string, body?: unknown) => call(method, path, body, token);
  return {
    user,
    async roles(operation) {
      const now = await authorised('GET', '/api/v1/session');
      return (now.body as Signed).user?.roles[operation] ?? [];
    },
    async operations() {
      const answer = await authorised('GET', '/api/v1/operations');
      if (answer.status !== 200) throw new CannotRun(wordsOf(answer, 'The server lists no operations.'));
      return answer.body as OperationListed[];
    },
    async snapshot(operation) {
      const answer = await authorised('GET', `/api/v1/operations/${encodeURIComponent(operation)}/snapshot`);
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw new CannotRun(wordsOf(answer, 'The server gave no snapshot.'));
      return (answer.body as { records: Records }).records;
    },
    async exported(operation, kind) {
      const answer = await authorised('POST', `/api/v1/operations/${encodeURIComponent(operation)}/export`, {
        kinds: [kind],
      });
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw new CannotRun(wordsOf(answer, 'The server exported nothing.'));
      return (answer.body as { records: Records }).records;
    },
    async send(operation, commands) {
      const answer = await authorised('POST', `/api/v1/operations/${encodeURIComponent(operation)}/commands`, commands);
      if (answer.status !== 200) throw new CannotRun(wordsOf(answer, 'The server did not take the commands.'));
      return answer.body as Outcome[];
    },
    async pack(operation, wanted) {
      const response = await fetch(
        `${new URL(server).origin}/api/v1/operations/${encodeURIComponent(operation)}/pack`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: JSON.stringify(wanted),
          signal: AbortSignal.timeout(PACK_MS),
        },
      );
      if (response.ok && response.body) return response.body;
      throw new CannotRun(
        wordsOf({ status: response.status, body: parsed(await response.text()) }, 'The server made no pack.'),
      );
    },
    accounts: accountsAt(authorised),
    close: async () => {
      await authorised('DELETE', '/api/v1/session').catch(() => undefined);
    },
  };
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}
type Call = (method: string, path: string, body?: unknown, token?: string) => Promise<Reply>;

/** Commands carry ids of their own, so a request whose answer was lost is safe to send again. */
function caller(origin: string): Call {
  return async (method, path, body, token) => {
    for (let attempt = 1; ; attempt++) {
      try {
        const response = await fetch(origin + path, {
          method,
          headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(REQUEST_MS),
        });
        const text = await response.text();
        const reply = { status: response.status, body: text === '' ? undefined : parsed(text) };
        if (response.status !== 503 || attempt === TRIES) return reply;
      } catch (error) {
        if (attempt === TRIES)
          throw new CannotRun(`The server at ${origin} does not answer (${causeOf(error)}).`, { cause: error });
      }
      await new Promise((resume) => setTimeout(resume, 100 * 2 ** attempt));
    }
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const causeOf = (error: unknown): string => {
  const { cause, message } = error as Error & { cause?: { code?: string } };
  return cause?.code ?? message;
};

function wordsOf({ status, body }: Reply, otherwise: string): string {
  const { detail, title } = (body ?? {}) as { detail?: string; title?: string };
  return detail ?? title ?? `${otherwise} (${status})`;
}

interface Listed {
  readonly userId: string;
  readonly username: string;
}

/** The routes for administrators of the platform: for everybody else they do not exist. */
function accountsAt(authorised: Call): AccountsDoor {
  const path = (userId: string, act: string) => `/api/v1/accounts/${encodeURIComponent(userId)}/${act}`;
  const answered = async (reply: Promise<Reply>): Promise<Answer> => {
    const { status, body } = await reply;
    if (status < 300) return { ok: true };
    return { ok: false, message: wordsOf({ status, body }, 'The server refused it.') };
  };
  const list = async (): Promise<readonly Listed[]> => {
    const { status, body } = await authorised('GET', '/api/v1/accounts');
    return status === 200 ? (body as Listed[]) : [];
  };
  return {
    create: (account) => answered(authorised('POST', '/api/v1/accounts', account)),
    setPassword: (userId, password) => answered(authorised('PUT', path(userId, 'password'), { password })),
    async setDisabled(userId, disabled) {
      const { status, body } = await authorised('POST', path(userId, disabled ? 'disable' : 'enable'), {
        commandId: randomUUID(),
      });
      const { outcome, message } = (body ?? {}) as Partial<Outcome>;
      if (status === 200 && outcome === 'accepted') return { ok: true };
      return { ok: false, message: message ?? wordsOf({ status, body }, 'The server refused it.') };
    },
    userIdOf: async (username) =>
      (await list()).find((one) => one.username.toLowerCase() === username.toLowerCase())?.userId,
    usernameOf: async (userId) => (await list()).find((one) => one.userId === userId)?.username,
  };
}
