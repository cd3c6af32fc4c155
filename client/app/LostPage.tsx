import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/EmptyState.tsx';

/** An address that leads nowhere, or to an operation that is not shared: the same words for both. */
export function LostPage() {
  const { t } = useTranslation();
  return (
    <main className="a-page-middle">
      <EmptyState
        icon={<SearchX size={36} />}
        title={t('ui.notFound.title')}
        hint={t('ui.notFound.hint')}
        action={
          <Button component={Link} to="/" variant="light">
            {t('app.home')}
          </Button>
        }
      />
    </main>
  );
}
