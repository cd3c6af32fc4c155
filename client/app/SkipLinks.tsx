import { Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useGo, useHere } from '../ui/entities.ts';

/** First in the order of the keyboard: past header and rail, to what one came for. */
export function SkipLinks() {
  const { t } = useTranslation();
  const go = useGo();
  const { drawer } = useHere();
  return (
    <nav className="skip" aria-label={t('app.skip.title')}>
      <a href="#map" onClick={(event) => goTo(event, '.map-canvas-host')}>
        {t('app.skip.map')}
      </a>
      <a href="#list" onClick={(event) => goTo(event, '#list')}>
        {t('app.skip.list')}
      </a>
      <button
        type="button"
        onClick={() => {
          go.base('assets');
          go.search({ inview: '1' });
        }}
      >
        {t('app.skip.inView')}
      </button>
      {drawer && (
        <a href="#drawer" onClick={(event) => goTo(event, '#drawer h2')}>
          {t('app.skip.drawer')}
        </a>
      )}
    </nav>
  );
}

/** The address carries the view, so a skip link moves the focus and leaves the address alone. */
function goTo(event: React.MouseEvent, selector: string): void {
  event.preventDefault();
  document.querySelector<HTMLElement>(selector)?.focus();
}

export function Loading() {
  const { t } = useTranslation();
  return (
    <div className="a-loading" role="status">
      <Loader size="xs" color="gray" />
      <span>{t('app.loading')}</span>
    </div>
  );
}
