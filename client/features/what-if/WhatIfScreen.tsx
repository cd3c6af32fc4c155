import { useTranslation } from 'react-i18next';
import { NextTabs } from '../../forecast/NextTabs.tsx';
import '../../forecast/next.css';

export function WhatIfScreen() {
  const { t } = useTranslation();
  return (
    <section className="a-sheet nx" aria-labelledby="what-if-title">
      <header className="a-sheet-head">
        <h1 id="what-if-title">{t('app.base.what-if')}</h1>
      </header>
      <NextTabs />
    </section>
  );
}
