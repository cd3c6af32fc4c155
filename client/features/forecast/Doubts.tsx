import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Predicted } from '../../../shared/cascade/forecast.ts';
import type { Tlp } from '../../../shared/domain/vocabulary.ts';
import { Scroll } from '../../forecast/Scroll.tsx';
import { When } from '../../forecast/When.tsx';
import { operatorOf } from '../../store/derive/shownAsset.ts';
import { OrganisationName } from '../../ui/names.tsx';
import { SaveCsv } from '../../ui/paper/SaveCsv.tsx';
import { RecordLink } from '../../ui/parts/RecordLink.tsx';
import { useFaces } from '../../ui/tocsin.ts';
import { doubtsIn, sureOf } from './outputs.ts';
import { doubtsTable } from './tables.ts';

/** More than this nobody asks after; the file has all. */
const MOST = 12;

/** What the predictions rest on that nobody has confirmed, and whom to ask first. */
export function Doubts({ changes, tlp }: { changes: readonly Predicted[]; tlp: Tlp }) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const rows = useMemo(() => doubtsIn(changes).filter(({ assetId }) => assets.has(assetId)), [changes, assets]);
  const sure = sureOf(changes);
  const title = t('forecast.quality');
  if (changes.length === 0) return null;
  return (
    <section className="nx-part" id="nx-doubts">
      <div className="nx-head">
        <h2>
          {title} <span className="t-count">{rows.length}</span>
        </h2>
        {rows.length > 0 && (
          <SaveCsv name="rests-on-doubts" of={title} tlp={tlp} table={() => doubtsTable(rows, assets, t)} />
        )}
      </div>
      <p className="nx-hint">
        {t('forecast.qualityOf', { sure, count: changes.length })}{' '}
        {t(rows.length > 0 ? 'forecast.qualityAsk' : 'forecast.qualityAll')}
      </p>
      {rows.length > 0 && (
        <Scroll label={title}>
          <table className="nx-table">
            <caption className="t-hidden">{title}</caption>
            <thead>
              <tr>
                <th scope="col">{t('forecast.asset')}</th>
                <th scope="col">{t('forecast.doubts')}</th>
                <th scope="col">{t('forecast.doubtPredictions')}</th>
                <th scope="col">{t('forecast.doubtFirst')}</th>
                <th scope="col">{t('forecast.doubtAsk')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, MOST).map(({ assetId, doubts, predictions, assets: count, first }) => {
                const asset = assets.get(assetId);
                const operator = asset && operatorOf(asset);
                return (
                  <tr key={assetId} className="is-falling">
                    <th scope="row">
                      <RecordLink kind="asset" id={assetId} />
                    </th>
                    <td>{doubts.map((doubt) => t(`forecast.doubt.${doubt}`)).join(', ')}</td>
                    <td>{t('forecast.doubtCount', { predictions, count })}</td>
                    <td>
                      <RecordLink kind="asset" id={first.assetId} /> <When one={first} />
                    </td>
                    <td>{operator === undefined ? t('forecast.nobodyTold') : <OrganisationName id={operator} />}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Scroll>
      )}
      {rows.length > MOST && <p className="nx-hint">{t('forecast.moreDoubts', { count: rows.length - MOST })}</p>}
    </section>
  );
}
