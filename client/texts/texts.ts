import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

type Words = Record<string, string>;
const files: Record<string, { default: Words }> = {
  // The phone carries its own words.
  ...import.meta.glob<{ default: Words }>(['./en/*.json', '!./en/phone*.json'], { eager: true }),
  ...import.meta.glob<{ default: Words }>('../map/texts.en.json', { eager: true }),
};

/** Keys are whole (`feed.title`), so that a search for one finds it. Each feature brings `en/<feature>.json`. */
export function prepareTexts(): void {
  const words: Words = {};
  for (const file of Object.values(files)) Object.assign(words, file.default);
  void i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: words } },
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    // React escapes.
    interpolation: { escapeValue: false },
  });
}
