import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Forecast } from '../../../shared/cascade/forecast.ts';
import { stepPath, withoutByNation, type Horizon, type ServiceRow } from '../../forecast/rows.ts';
import { Scroll } from '../../forecast/Scroll.tsx';

/** More lines than this cannot be told apart; the table beside them has all. */
const LINES = 4;

/** Persons without each service per nation: a line for the eye, and a table of the same for everybody. */
export function Services({ forecast, hours }: { forecast: Forecast; hours: Horizon }) {
  const { t } = useTranslation();
  const after = useMemo(() => [hours / 6, hours / 2, hours], [hours]);
  const nations = useMemo(
    () =>
      withoutByNation(
        forecast,
        hours,
        [0, ...after].map((hour) => hour * 3600),
      ),
    [forecast, hours, after],
  );
  const count = (persons: number): string => Math.round(persons).toLocaleString('en');
  return (
    <section className="nx-part">
      <h2>{t('forecast.services')}</h2>
      <p className="nx-hint">{t(nations.length === 0 ? 'forecast.served' : 'forecast.servicesHint')}</p>
      {nations.map(({ nation, rows }) => (
        <div key={nation} className="nx-nation">
          <h3>{nation || t('forecast.nationHidden')}</h3>
          <Lines rows={rows.slice(0, LINES)} seconds={hours * 3600} />
          <Scroll label={`${t('forecast.services')}: ${nation || t('forecast.nationHidden')}`}>
            <table className="nx-table is-numbers">
              <caption className="t-hidden">
                {t('forecast.services')}: {nation || t('forecast.nationHidden')}
              </caption>
              <thead>
                <tr>
                  <th scope="col">{t('forecast.service')}</th>
                  <th scope="col">{t('forecast.now')}</th>
                  {after.map((hour) => (
                    <th key={hour} scope="col">
                      {t('forecast.after', { hours: hour })}
                    </th>
                  ))}
                  <th scope="col">{t('forecast.most')}</th>
                  <th scope="col">{t('forecast.personHours')}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row, k) => (
                  <tr key={row.service}>
                    <th scope="row">
                      <span className={`nx-line is-${k < LINES ? k : 'none'}`} aria-hidden="true" />{' '}
                      {t(`ui.sector.${row.service}`)}
                    </th>
                    {row.at.map((persons, moment) => (
                      // The moments keep their order.
                      <td key={moment}>{count(persons)}</td>
                    ))}
                    <td>{count(row.most)}</td>
                    <td>{count(row.personHours)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        </div>
      ))}
    </section>
  );
}

const [WIDE, HIGH] = [360, 100];

function Lines({ rows, seconds }: { rows: readonly ServiceRow[]; seconds: number }) {
  const most = Math.max(...rows.map((row) => row.most));
  return (
    <svg className="nx-chart" viewBox={`-2 -3 ${WIDE + 4} ${HIGH + 6}`} preserveAspectRatio="none" aria-hidden="true">
      <path className="nx-ground" d={`M0 ${HIGH}H${WIDE}`} />
      {rows.map((row, k) => (
        <path key={row.service} className={`is-${k}`} d={stepPath(row.steps, seconds, most, WIDE, HIGH)} />
      ))}
    </svg>
  );
}
