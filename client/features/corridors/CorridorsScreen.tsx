import { useTranslation } from 'react-i18next';
import { NextTabs } from '../../forecast/NextTabs.tsx';
import '../../forecast/next.css';

export function CorridorsScreen() {
  const { t } = useTranslation();
  return (
    <section className="a-sheet nx" aria-labelledby="corridors-title">
      <header className="a-sheet-head">
        <h1 id="corridors-title">{t('app.base.corridors')}</h1>
      </header>
      <NextTabs />
    </section>
  );
}
