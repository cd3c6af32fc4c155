import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFaces } from '../tocsin.ts';
import type { Telling } from './words.ts';

/** Words and names for the sentences about who sees what. */
export function useTelling(): Telling {
  const { t, i18n } = useTranslation();
  const organisations = useFaces('organisation');
  const circles = useFaces('circle');
  const users = useFaces('user');
  return useMemo(() => {
    const lists = new Intl.ListFormat(i18n.language === 'en' ? 'en-GB' : i18n.language, { type: 'conjunction' });
    return {
      say: t,
      list: (words) => lists.format(words),
      organisation: (id) => organisations.get(id)?.shortName ?? t('ui.organisation.unknown'),
      circle: (id) => circles.get(id)?.name ?? t('parts.notShown'),
      person: (id) => users.get(id)?.name ?? t('parts.notShown'),
    };
  }, [t, i18n.language, organisations, circles, users]);
}
