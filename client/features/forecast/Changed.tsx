import { useTranslation } from 'react-i18next';
import type { Tlp } from '../../../shared/domain/vocabulary.ts';
import { useForecast } from '../../forecast/useForecast.ts';
import { SaveCsv } from '../../ui/paper/SaveCsv.tsx';
import { RecordLink } from '../../ui/parts/RecordLink.tsx';
import { zuluDay } from '../../ui/time.ts';
import { TimeText } from '../../ui/times.tsx';
import { useFaces } from '../../ui/tocsin.ts';
import { changedTable } from './tables.ts';

const MOST = 50;

/** What the prediction says now that the one before did not. */
export function Changed({ tlp }: { tlp: Tlp }) {
  const { t } = useTranslation();
  const { changed, changedAt } = useForecast();
  const assets = useFaces('asset');
  const shown = changed.filter(({ assetId }) => assets.has(assetId));
  if (shown.length === 0 || changedAt === undefined) return null;
  return (
    <section className="nx-part">
      <div className="nx-head">
        <h2>
          {t('forecast.changed')} <span className="t-count">{shown.length}</span>
        </h2>
        <SaveCsv
          name="changed-predictions"
          of={t('forecast.changed')}
          tlp={tlp}
          table={() => changedTable(shown, assets, t)}
        />
      </div>
      <p className="nx-hint">{t('forecast.changedAt', { time: zuluDay(Date.parse(changedAt)) })}</p>
      <ul className="nx-plain">
        {shown.slice(0, MOST).map(({ assetId, kind, before, after }) => (
          <li key={assetId}>
            <RecordLink kind="asset" id={assetId} /> <strong>{t(`forecast.kind.${kind}`)}</strong>{' '}
            {after && <TimeText at={after.at} />}{' '}
            {before && kind !== 'deeper' && kind !== 'milder' && (
              <span className="nx-hint">{t('forecast.before', { time: zuluDay(Date.parse(before.at)) })}</span>
            )}
          </li>
        ))}
      </ul>
      {shown.length > MOST && <p className="nx-hint">{t('forecast.more', { count: shown.length - MOST })}</p>}
    </section>
  );
}
