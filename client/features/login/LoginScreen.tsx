import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSignIn } from './useSignIn.ts';
import './login.css';

interface DemoAccount {
  readonly username: string;
  readonly password: string;
  readonly organisation: string;
  readonly roles: readonly string[];
  readonly about: string;
  readonly name?: string;
}

export function LoginScreen() {
  const { t } = useTranslation();
  const accounts = useDemoAccounts();
  const { signIn, error, busy } = useSignIn();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const id = useId();
  return (
    <main className={`lg ${accounts.length > 0 ? 'has-demo' : ''}`}>
      <section className="lg-form">
        <div className="lg-brand">
          <img src="/icon.svg" alt="" width="44" height="44" />
          <h1>{t('login.product')}</h1>
        </div>
        <p className="lg-about">{t('login.about')}</p>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void signIn(username, password);
          }}
        >
          <TextInput
            label={t('login.username')}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
            value={username}
            onChange={(event) => setUsername(event.currentTarget.value)}
          />
          <PasswordInput
            mt="sm"
            label={t('login.password')}
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <p className="lg-error" role="alert" id={id}>
            {error}
          </p>
          <Button type="submit" fullWidth loading={busy} aria-describedby={id}>
            {t('login.signIn')}
          </Button>
        </form>
        <p className="lg-foot">{t('login.foot')}</p>
      </section>
      {accounts.length > 0 && <DemoAccounts accounts={accounts} onChoose={signIn} busy={busy} />}
    </main>
  );
}

interface DemoAccountsProps {
  accounts: readonly DemoAccount[];
  onChoose: (username: string, password: string) => Promise<void>;
  busy: boolean;
}

function DemoAccounts({ accounts, onChoose, busy }: DemoAccountsProps) {
  const { t } = useTranslation();
  const groups = Map.groupBy(accounts, ({ organisation }) => organisation);
  return (
    <section className="lg-demo" aria-labelledby="demo-title">
      <header>
        <h2 id="demo-title">{t('login.demo')}</h2>
        <p>{t('login.demoHint')}</p>
      </header>
      <div className="lg-groups">
        {[...groups].map(([organisation, members]) => (
          <div key={organisation} className="lg-group">
            <h3>{organisation}</h3>
            {members.map(({ username, password, roles, about, name }) => (
              <button
                key={username}
                type="button"
                disabled={busy}
                onClick={() => void onChoose(username, password)}
                title={username}
              >
                <span className="lg-roles">
                  {roles.map((role) => t(`ui.role.${role}`)).join(', ')}
                  {name && <span className="lg-name">{name}</span>}
                </span>
                <span className="lg-what">{about}</span>
              </button>
            ))}
          </div>
        ))}
      </div>
    </section>
  );
}

/** Only while the demonstration is loaded; otherwise the address answers 404 and there is no list. */
function useDemoAccounts(): readonly DemoAccount[] {
  const [accounts, setAccounts] = useState<readonly DemoAccount[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    fetch('/api/v1/demo', { signal: stop.signal })
      .then((answer) => (answer.ok ? (answer.json() as Promise<{ accounts: DemoAccount[] }>) : { accounts: [] }))
      .then((answer) => setAccounts(answer.accounts))
      .catch(() => undefined);
    return () => stop.abort();
  }, []);
  return accounts;
}
