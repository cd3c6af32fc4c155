import '../laterText.ts';
import { useEffect, useState, type FormEvent } from 'react';
import { useTocsinApi } from '../../ui/tocsin.ts';
import { hasText, t } from '../text.ts';

interface DemoAccount {
  readonly username: string;
  readonly password: string;
  readonly name: string;
  readonly organisation: string;
  readonly about: string;
  readonly roles: readonly string[];
}

/** Signing in, and again after a session ended: what was queued by that person waits for them. */
export function SignIn({ expired }: { expired: boolean }) {
  const tocsin = useTocsinApi();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const accounts = useDemoAccounts();

  async function signIn(as: { username: string; password: string }): Promise<void> {
    setBusy(true);
    setRefusal(undefined);
    const answer = await tocsin.signIn(as.username, as.password);
    setBusy(false);
    if (!answer.ok) setRefusal(refusalText(answer.code, answer.retryAfterSeconds));
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    void signIn({ username: username.trim(), password });
  }

  return (
    <main className="p-signin">
      <div className="p-brand">
        <img src="/icon.svg" alt="" width={56} height={56} />
        <h1>{t('phone.name')}</h1>
        <p>{t('phone.signIn.lead')}</p>
      </div>
      {expired && (
        <p className="p-note is-warning" role="status">
          {t('phone.signIn.expired')}
        </p>
      )}
      <form onSubmit={submit}>
        <label className="p-field">
          <span>{t('phone.signIn.username')}</span>
          <input
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            required
            value={username}
            onChange={(event) => setUsername(event.target.value)}
          />
        </label>
        <label className="p-field">
          <span>{t('phone.signIn.password')}</span>
          <input
            name="password"
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        {refusal !== undefined && (
          <p className="p-note is-bad" role="alert">
            {refusal}
          </p>
        )}
        <button type="submit" className="p-button is-main is-wide" disabled={busy}>
          {busy ? t('phone.signIn.busy') : t('phone.signIn.submit')}
        </button>
      </form>
      {accounts.length > 0 && (
        <section className="p-demo" aria-labelledby="demo-accounts">
          <h2 id="demo-accounts">{t('phone.signIn.demo')}</h2>
          <p>{t('phone.signIn.demoHint')}</p>
          <ul>
            {accounts.map((account) => (
              <li key={account.username}>
                <button type="button" className="p-demo-account" disabled={busy} onClick={() => void signIn(account)}>
                  <strong>{account.name}</strong>
                  <span>{`${account.organisation} · ${account.roles.map((role) => t(`ui.role.${role}`)).join(', ')}`}</span>
                  <span className="p-soft">{account.about}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </main>
  );
}

function refusalText(code: string, seconds: number | undefined): string {
  const key = `phone.signIn.refused.${code}`;
  if (!hasText(key)) return t('phone.signIn.refused.other', { code });
  return t(key, { minutes: Math.max(1, Math.ceil((seconds ?? 60) / 60)) });
}

/** People of the field first: this is their page. */
const fieldFirst = (account: DemoAccount): number => (account.roles.includes('responder') ? 0 : 1);

function useDemoAccounts(): readonly DemoAccount[] {
  const [accounts, setAccounts] = useState<readonly DemoAccount[]>([]);
  useEffect(() => {
    const gone = new AbortController();
    fetch('/api/v1/demo', { signal: gone.signal })
      .then((response) => (response.ok ? (response.json() as Promise<{ accounts?: DemoAccount[] }>) : undefined))
      .then((answer) => {
        const list = answer?.accounts ?? [];
        setAccounts([...list].sort((a, b) => fieldFirst(a) - fieldFirst(b)));
      })
      // No demonstration here, or no network: then there is only the form.
      .catch(() => undefined);
    return () => gone.abort();
  }, []);
  return accounts;
}
