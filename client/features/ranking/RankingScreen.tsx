import { useTranslation } from 'react-i18next';
import { NextTabs } from '../../forecast/NextTabs.tsx';
import '../../forecast/next.css';

export function RankingScreen() {
  const { t } = useTranslation();
  return (
    <section className="a-sheet nx" aria-labelledby="ranking-title">
      <header className="a-sheet-head">
        <h1 id="ranking-title">{t('app.base.ranking')}</h1>
      </header>
      <NextTabs />
    </section>
  );
}
