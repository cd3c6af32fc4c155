import { useTranslation } from 'react-i18next';
import { isTwin } from '../../../shared/domain/asset/record.ts';
import type { Predicted } from '../../../shared/cascade/forecast.ts';
import { AskWhatIf } from '../../forecast/AskWhatIf.tsx';
import { isLoss, percentOf } from '../../forecast/rows.ts';
import { When } from '../../forecast/When.tsx';
import { Why } from '../../forecast/Why.tsx';
import { assetName } from '../../ui/assetName.ts';
import { RecordLink } from '../../ui/parts/RecordLink.tsx';
import { useFace } from '../../ui/tocsin.ts';
import { Scroll } from '../../forecast/Scroll.tsx';

/** More than this nobody reads in a table; the map shows all. */
const MOST = 200;

export function Timeline({ title, list }: { title: string; list: readonly Predicted[] }) {
  const { t } = useTranslation();
  return (
    <section className="nx-part">
      <h2>
        {title} <span className="t-count">{list.length}</span>
      </h2>
      <Scroll label={title}>
        <table className="nx-table">
          <caption className="t-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t('forecast.when')}</th>
              <th scope="col">{t('forecast.asset')}</th>
              <th scope="col">{t('forecast.change')}</th>
              <th scope="col">{t('forecast.why')}</th>
              <th scope="col">{t('forecast.where')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {list.slice(0, MOST).map((one) => (
              <Row key={`${one.assetId}${one.at}${one.to}`} one={one} />
            ))}
          </tbody>
        </table>
      </Scroll>
      {list.length > MOST && <p className="nx-hint">{t('forecast.more', { count: list.length - MOST })}</p>}
    </section>
  );
}

function Row({ one }: { one: Predicted }) {
  const { t } = useTranslation();
  const face = useFace('asset', one.assetId);
  if (!face) return null;
  return (
    <tr className={isLoss(one) ? (one.to === 0 ? 'is-failing' : 'is-falling') : 'is-rising'} data-entity={face.code}>
      <td>
        <When one={one} />
      </td>
      <th scope="row">
        <RecordLink kind="asset" id={one.assetId} />
      </th>
      <td className="nx-number">{t('forecast.fromTo', { from: percentOf(one.from), to: percentOf(one.to) })}</td>
      <td>
        <Why one={one} />
      </td>
      <td>
        {!isTwin(face) && `${face.country} · `}
        {t(`ui.sector.${face.sector}`)}
      </td>
      <td>
        <AskWhatIf assetId={one.assetId} name={assetName(face, t)} compact />
      </td>
    </tr>
  );
}
