import { uuidFrom } from '../../../shared/ids.ts';

/** The server's answer, or why there is none, in words for the screen. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly status: number; readonly code: string; readonly message: string };

export interface Outcome {
  readonly outcome: 'accepted' | 'refused';
  readonly code?: string;
  readonly message?: string;
}

const TRIES = 4;
const PAUSE_MS = 300;

export const newId = (): string => uuidFrom(crypto.getRandomValues(new Uint8Array(16)));

/** Every request here is safe to send again: commands carry an id of their own, everything else says what is to be. */
export async function request<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
  for (let attempt = 1; ; attempt++) {
    const answer = await once<T>(method, path, body);
    const again = !answer.ok && (answer.status === 0 || answer.status === 503);
    if (!again || attempt === TRIES) return answer;
    await new Promise((resume) => setTimeout(resume, PAUSE_MS * attempt));
  }
}

async function once<T>(method: string, path: string, body: unknown): Promise<Answer<T>> {
  try {
    const response = await fetch(`/api/v1${path}`, {
      method,
      cache: 'no-store',
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const said: unknown = await response.json().catch(() => undefined);
    if (response.ok) return { ok: true, value: said as T };
    const { detail, title, code } = (said ?? {}) as { detail?: string; title?: string; code?: string };
    return {
      ok: false,
      status: response.status,
      code: code ?? String(response.status),
      message: detail ?? title ?? String(response.status),
    };
  } catch {
    return { ok: false, status: 0, code: 'unreachable', message: '' };
  }
}

/** Sends commands to the directory, or to an operation; each is answered on its own, in the same order. */
export async function sendCommands(
  operation: string,
  list: readonly { readonly type: string; readonly data: object }[],
): Promise<Answer<readonly Outcome[]>> {
  const commands = list.map(({ type, data }) => ({ commandId: newId(), type, data }));
  const path = `/operations/${operation}/commands`;
  const answer = await request<readonly Outcome[]>('POST', path, commands);
  const passing = answer.ok && answer.value.some(({ code }) => code === 'busy' || code === 'not-stored');
  // Said of the server, not of the command: the same ids once more.
  return passing ? request('POST', path, commands) : answer;
}

/** The first refusal among outcomes, as an answer. */
export function settle(answer: Answer<readonly Outcome[]>): Answer<undefined> {
  if (!answer.ok) return answer;
  const refused = answer.value.find(({ outcome }) => outcome === 'refused');
  if (!refused) return { ok: true, value: undefined };
  return { ok: false, status: 200, code: refused.code ?? 'refused', message: refused.message ?? '' };
}
