import { Button, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTocsin, useTocsinApi } from '../../ui/tocsin.ts';
import { useSignIn } from './useSignIn.ts';

/** The session has ended while work was open: nothing is lost, it waits behind this question. */
export function SignInAgain({ name }: { name: string | undefined }) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const unsent = useTocsin((state) => state.pending.length);
  const { signIn, error, busy } = useSignIn();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  return (
    <Modal opened onClose={() => undefined} withCloseButton={false} centered title={t('login.again')}>
      <p>{name === undefined ? t('login.againNobody') : t('login.againHint', { name })}</p>
      {unsent > 0 && <p>{t('login.unsent', { count: unsent })}</p>}
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
          required
          withAsterisk={false}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          data-autofocus
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
        <p className="lg-error" role="alert">
          {error}
        </p>
        <Button type="submit" fullWidth loading={busy}>
          {t('login.signIn')}
        </Button>
        <Button mt="xs" fullWidth variant="subtle" color="gray" onClick={() => void tocsin.signOut()}>
          {t('login.someoneElse')}
        </Button>
      </form>
    </Modal>
  );
}
