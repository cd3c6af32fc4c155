export type Entry = { readonly ok: true } | { readonly ok: false; readonly code: string };

const TRIES = 3;
const PAUSE_MS = 700;

/** Opens a link. Safe to repeat: the device says each time that it is the same one. */
export async function enter(secret: string, device: string): Promise<Entry> {
  for (let attempt = 1; ; attempt++) {
    const answer = await once(secret, device);
    const again = !answer.ok && (answer.code === 'unreachable' || answer.code === 'busy');
    if (!again || attempt === TRIES) return answer;
    await new Promise((resume) => setTimeout(resume, PAUSE_MS * attempt));
  }
}

async function once(token: string, device: string): Promise<Entry> {
  try {
    const response = await fetch('/api/v1/guest', {
      method: 'POST',
      cache: 'no-store',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, device }),
    });
    if (response.ok) return { ok: true };
    const said = (await response.json().catch(() => ({}))) as { code?: string };
    return { ok: false, code: said.code ?? (response.status >= 500 ? 'busy' : 'other') };
  } catch {
    return { ok: false, code: 'unreachable' };
  }
}

/** Who is signed in on this device with an account: opening a link takes their place. */
export async function whoIsHere(): Promise<string | undefined> {
  try {
    const response = await fetch('/api/v1/session', { cache: 'no-store' });
    if (!response.ok) return undefined;
    const { user } = (await response.json()) as { user?: { name: string; guest?: object } };
    return user && !user.guest ? user.name : undefined;
  } catch {
    return undefined;
  }
}
