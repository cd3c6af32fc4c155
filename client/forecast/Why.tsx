import { useTranslation } from 'react-i18next';
import type { Predicted } from '../../shared/cascade/forecast.ts';
import { RecordLink } from '../ui/parts/RecordLink.tsx';
import { TimeText } from '../ui/times.tsx';
import { useFaces } from '../ui/tocsin.ts';
import { percentOf } from './rows.ts';
import { becauseWords } from './words.ts';

/** Why something is predicted: the need that binds, unless that is said above, what led there, borders on the way, and what is in doubt. */
export function Why({ one, said = false }: { one: Predicted; said?: boolean }) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const { chain, borders, restsOn, skipped, contradicted } = one;
  return (
    <div className="fc-why">
      {!said && <p>{becauseWords(one, assets, t)}</p>}
      {borders.map(({ from, to }) => (
        <p key={`${from}${to}`} className="fc-flag is-border">
          {t('forecast.border', { from, to })}
        </p>
      ))}
      {contradicted && <p className="fc-flag">{t('forecast.contradicted')}</p>}
      {restsOn.length > 0 && (
        <details>
          <summary className="fc-flag">{t('forecast.unsure', { count: restsOn.length })}</summary>
          <ul className="fc-list">
            {restsOn.map(({ assetId, doubt }) => (
              <li key={`${assetId}${doubt}`}>
                <RecordLink kind="asset" id={assetId} /> {t(`forecast.doubt.${doubt}`)}
              </li>
            ))}
          </ul>
        </details>
      )}
      {chain.length > 0 && (
        <details>
          <summary>{t('forecast.chain', { count: chain.length + skipped })}</summary>
          <ol className="fc-list">
            {chain.map((link, k) => (
              <li key={`${link.assetId}${link.at}`}>
                {skipped > 0 && k === chain.length - 1 && <em>{t('forecast.skipped', { count: skipped })} </em>}
                <RecordLink kind="asset" id={link.assetId} /> {t('forecast.chainTo', { percent: percentOf(link.to) })}{' '}
                <TimeText at={link.at} mode="clock" />
                {k === chain.length - 1 && <em> {t('forecast.chainRoot')}</em>}
              </li>
            ))}
          </ol>
        </details>
      )}
    </div>
  );
}
