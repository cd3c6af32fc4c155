import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tlp } from '../../../shared/domain/vocabulary.ts';
import { Scroll } from '../../forecast/Scroll.tsx';
import { SectorSymbol } from '../../map/symbols/SectorSymbol.tsx';
import type { RankingState } from '../../ranking/RankingSource.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { SaveCsv } from '../../ui/paper/SaveCsv.tsx';
import { useFaces } from '../../ui/tocsin.ts';
import { sectorsTable } from './csv.ts';
import { sectorRows } from './rows.ts';

/** How much the sectors hang on each other: the inoperability input-output model, read off the needs. */
export function Sectors({ found, tlp }: { found: RankingState; tlp: Tlp }) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const rows = useMemo(() => sectorRows(found, assets), [found, assets]);
  const most = rows.reduce((high, row) => Math.max(high, row.influence, row.dependence), 0.001);
  const title = t('ranking.sectors');
  const cell = (value: number, tone: string) => (
    <td className="rk-number rk-hours">
      <strong>{value.toFixed(2)}</strong>
      <span className={`rk-meter ${tone}`} aria-hidden="true">
        <i style={{ width: `${(value / most) * 100}%` }} />
      </span>
    </td>
  );
  return (
    <section className="nx-part">
      <div className="rk-head">
        <h2>{title}</h2>
        <SaveCsv name="sector-influence" of={title} tlp={tlp} table={() => sectorsTable(rows, t)} />
      </div>
      <p className="nx-hint">{t('ranking.sectorsHint')}</p>
      {rows.length === 0 ? (
        <EmptyState title={t(found.sectors === null ? 'ranking.noInfluence' : 'ranking.loading')} />
      ) : (
        <Scroll label={title}>
          <table className="nx-table rk-table">
            <caption className="t-hidden">{title}</caption>
            <thead>
              <tr>
                <th scope="col">{t('ranking.sector')}</th>
                <th scope="col" className="rk-number">
                  {t('ranking.assets')}
                </th>
                <th scope="col" className="rk-number">
                  {t('ranking.c5')}
                </th>
                <th scope="col" className="rk-number">
                  {t('ranking.dependence')}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ sector, assets: count, influence, dependence }) => (
                <tr key={sector}>
                  <th scope="row">
                    <SectorSymbol sector={sector} size={13} /> {t(`ui.sector.${sector}`)}
                  </th>
                  <td className="rk-number">{count}</td>
                  {cell(influence, '')}
                  {cell(dependence, 'is-cool')}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}
