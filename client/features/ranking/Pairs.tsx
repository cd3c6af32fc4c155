import { Link2Off } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tlp } from '../../../shared/domain/vocabulary.ts';
import { Scroll } from '../../forecast/Scroll.tsx';
import { TOP } from '../../ranking/messages.ts';
import type { RankingState } from '../../ranking/RankingSource.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { SaveCsv } from '../../ui/paper/SaveCsv.tsx';
import { RecordLink } from '../../ui/parts/RecordLink.tsx';
import { useFaces } from '../../ui/tocsin.ts';
import { pairsTable } from './csv.ts';
import { shownPairs } from './rows.ts';

/** More than this nobody reads; the file has all. */
const MOST = 100;

/** Pairs of the most critical whose joint loss is more than the sum of their single ones. */
export function Pairs({ found, tlp }: { found: RankingState; tlp: Tlp }) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const pairs = useMemo(() => shownPairs(found.pairs, assets), [found.pairs, assets]);
  const hours = (value: number): string => Math.round(value).toLocaleString('en');
  const title = t('ranking.pairs');
  return (
    <section className="nx-part">
      <div className="rk-head">
        <h2>
          {title} {found.pairs && <span className="t-count">{pairs.length}</span>}
        </h2>
        <SaveCsv name="redundancy-pairs" of={title} tlp={tlp} table={() => pairsTable(pairs, assets, t)} />
      </div>
      <p className="nx-hint">{t('ranking.pairsHint', { count: TOP })}</p>
      {pairs.length === 0 ? (
        <EmptyState
          icon={<Link2Off size={26} />}
          title={t(found.pairs ? 'ranking.noPairs' : 'ranking.pairsComing')}
          hint={found.pairs ? t('ranking.noPairsHint', { count: TOP }) : t('ranking.loadingHint')}
        />
      ) : (
        <Scroll label={title}>
          <table className="nx-table rk-table">
            <caption className="t-hidden">{title}</caption>
            <thead>
              <tr>
                <th scope="col">{t('ranking.first')}</th>
                <th scope="col">{t('ranking.second')}</th>
                <th scope="col" className="rk-number">
                  {t('ranking.together')}
                </th>
                <th scope="col" className="rk-number">
                  {t('ranking.apart')}
                </th>
                <th scope="col" className="rk-number">
                  {t('ranking.excess')}
                </th>
              </tr>
            </thead>
            <tbody>
              {pairs.slice(0, MOST).map(({ first, second, together, apart }) => (
                <tr key={`${first}${second}`}>
                  <th scope="row">
                    <RecordLink kind="asset" id={first} />
                  </th>
                  <td>
                    <RecordLink kind="asset" id={second} />
                  </td>
                  <td className="rk-number">{hours(together)}</td>
                  <td className="rk-number">{hours(apart)}</td>
                  <td className="rk-number">
                    <strong>+ {hours(together - apart)}</strong>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}
