import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../ui/Confirm.tsx';
import { useMe, useTocsin, useTocsinApi } from '../../ui/tocsin.ts';
import { Admin } from './index.tsx';

/** The same screen with no operation open: where an administrator of an empty house begins. */
export function AdminPage() {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const me = useMe();
  const unsent = useTocsin((state) => state.pending.length);
  const [asking, setAsking] = useState(false);
  const some = useTocsin((state) => state.operations.length > 0);
  return (
    <div className="ad-page">
      <div className="ad-page-head" role="region" aria-label={t('login.product')}>
        <img src="/icon.svg" alt="" width="26" height="26" />
        <strong>{t('login.product')}</strong>
        <span className="ad-page-space" />
        <span>{me?.name}</span>
        {some && (
          <Button size="xs" variant="light" component={Link} to="/" search={{} as never}>
            {t('app.home')}
          </Button>
        )}
        <Button size="xs" variant="default" onClick={() => void tocsin.signOut().then((left) => setAsking(!left))}>
          {t('app.signOut')}
        </Button>
      </div>
      <main>
        <Admin />
      </main>
      <Confirm
        opened={asking}
        title={t('app.signOut')}
        confirm={t('app.signOutAnyway')}
        danger
        onConfirm={() => void tocsin.signOut({ force: true })}
        onClose={() => setAsking(false)}
      >
        <p>{t('app.unsentLost', { count: unsent })}</p>
      </Confirm>
    </div>
  );
}
