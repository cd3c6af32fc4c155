import { FlaskConical } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useDraft, useDraftKeeper } from '../../forecast/draft.ts';
import { useGo } from '../../ui/entities.ts';
import { useFaces } from '../../ui/tocsin.ts';
import { actWords, whenWords } from './words.ts';
import './draw.css';

/** Over a map of what would follow: nobody takes it for what is predicted. */
export function OnMap() {
  const { t } = useTranslation();
  const go = useGo();
  const keeper = useDraftKeeper();
  const assets = useFaces('asset');
  const { acts, onMap } = useDraft();
  const [first] = acts;
  if (!onMap || !first) return null;
  return (
    <section className="wi-on-map" aria-label={t('what-if.onMapTitle')}>
      <p>
        <FlaskConical size={15} aria-hidden="true" /> <strong>{t('what-if.onMapTitle')}</strong>{' '}
        {acts.length === 1
          ? `${whenWords(first.when, t)}: ${actWords(first, assets, t)}`
          : t('what-if.stepCount', { count: acts.length })}
        . {t('what-if.onMapHint')}
      </p>
      <span>
        <button type="button" onClick={() => go.base('what-if')}>
          {t('what-if.onMapBack')}
        </button>
        <button type="button" onClick={() => keeper.showOnMap(false)}>
          {t('what-if.onMapEnd')}
        </button>
      </span>
    </section>
  );
}
