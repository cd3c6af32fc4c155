import { useTranslation } from 'react-i18next';
import type { Similar } from '../../../shared/domain/incident/similar.ts';
import { ageOf } from '../time.ts';

/** How near in place and time: `300 m away, 4 min earlier`. */
export function SimilarAbout({ similar }: { similar: Similar }) {
  const { t } = useTranslation();
  const { unit, count } = ageOf(similar.earlierMs);
  const age = t(`ui.age.${unit}`, { count });
  const where =
    similar.metres === 0
      ? t('parts.similar.sameAsset')
      : t('parts.similar.away', { metres: Math.max(10, Math.round(similar.metres / 10) * 10) });
  const when =
    unit === 'now'
      ? t('parts.similar.sameTime')
      : t(similar.earlierMs >= 0 ? 'parts.similar.earlier' : 'parts.similar.later', { age });
  return <>{t('parts.similar.about', { where, when })}</>;
}
