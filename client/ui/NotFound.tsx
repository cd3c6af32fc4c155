import { Button } from '@mantine/core';
import { SearchX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Drawer } from './Drawer.tsx';
import { EmptyState } from './EmptyState.tsx';
import { useGo } from './entities.ts';

/** The same words for what does not exist and for what is not shared: nobody learns from it which of the two it is. */
export function NotFound() {
  const { t } = useTranslation();
  const go = useGo();
  return (
    <Drawer title={t('ui.notFound.title')} onClose={go.close}>
      <EmptyState
        icon={<SearchX size={28} />}
        title={t('ui.notFound.sentence')}
        hint={t('ui.notFound.hint')}
        action={
          <Button variant="light" onClick={go.close}>
            {t('ui.notFound.back')}
          </Button>
        }
      />
    </Drawer>
  );
}
