import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTocsinApi } from '../../ui/tocsin.ts';

type Known = 'wrong' | 'offline' | 'too-many-tries';
/** What the server and the client's own wire call the same things. */
const SAME: Readonly<Record<string, Known>> = {
  'not-authenticated': 'wrong',
  'wrong-credentials': 'wrong',
  'rate-limited': 'too-many-tries',
};

/** Signs in and says in words why not; a right answer replaces the screen. */
export function useSignIn() {
  const tocsin = useTocsinApi();
  const { t } = useTranslation();
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const signIn = useCallback(
    async (username: string, password: string): Promise<void> => {
      setBusy(true);
      setError('');
      const answer = await tocsin.signIn(username.trim(), password);
      setBusy(false);
      if (answer.ok) return;
      const wait = answer.retryAfterSeconds;
      const code = wait === undefined ? (SAME[answer.code] ?? answer.code) : 'too-many-tries';
      if (code === 'too-many-tries') setError(t('login.error.tooMany', { count: Math.ceil((wait ?? 60) / 60) }));
      else if (code === 'wrong') setError(t('login.error.wrong'));
      else if (code === 'offline' || !navigator.onLine) setError(t('login.error.offline'));
      else setError(t('login.error.other', { code: answer.code }));
    },
    [tocsin, t],
  );
  return { signIn, error, busy };
}
