import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { pathOfBase, useHere } from '../ui/entities.ts';

const SCREENS = ['next', 'what-if', 'corridors', 'ranking'] as const;

/** The screens of what fails next, each with an address of its own. */
export function NextTabs() {
  const { t } = useTranslation();
  const { op, base } = useHere();
  return (
    <nav className="nx-tabs" aria-label={t('forecast.screens')}>
      {SCREENS.map((to) => (
        <Link
          key={to}
          to={pathOfBase(op, to) as never}
          search={((all: object) => ({ ...all, on: undefined, tab: undefined })) as never}
          className={to === base ? 'is-here' : ''}
          aria-current={to === base ? 'page' : undefined}
        >
          {t(`app.base.${to}`)}
        </Link>
      ))}
    </nav>
  );
}
