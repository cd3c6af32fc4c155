import { useTranslation } from 'react-i18next';
import type { Forecast } from '../../shared/cascade/forecast.ts';

/** What the model left out or cut short: a prediction that hides this would look surer than it is. */
export function Odd({ odd }: Pick<Forecast, 'odd'>) {
  const { t, i18n } = useTranslation();
  const counts = new Map<string, number>();
  for (const { code } of odd) counts.set(code, (counts.get(code) ?? 0) + 1);
  const words = (code: string, count: number, message: string): string =>
    i18n.exists(`forecast.odd.${code}`, { count }) ? t(`forecast.odd.${code}`, { count }) : message;
  if (odd.length === 0) return null;
  return (
    <section className="nx-part">
      <h2>{t('forecast.odd')}</h2>
      <ul className="nx-plain">
        {[...counts].map(([code, count]) => (
          <li key={code}>{words(code, count, odd.find((one) => one.code === code)?.message ?? code)}</li>
        ))}
      </ul>
    </section>
  );
}
