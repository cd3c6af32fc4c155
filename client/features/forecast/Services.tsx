import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Forecast } from '../../../shared/cascade/forecast.ts';
import type { Tlp } from '../../../shared/domain/vocabulary.ts';
import { Scroll } from '../../forecast/Scroll.tsx';
import { withoutByNation, type Horizon, type ServiceRow } from '../../forecast/rows.ts';
import { SaveCsv } from '../../ui/paper/SaveCsv.tsx';
import { useFaces } from '../../ui/tocsin.ts';
import { resilienceLoss, servedIn, servedKey } from './outputs.ts';
import { LineSample, PersonsChart } from './PersonsChart.tsx';
import { personsTable, servicesTable } from './tables.ts';

/** More lines than this cannot be told apart; the table beside them has all. */
const LINES = 4;

interface ServicesProps {
  forecast: Forecast;
  hours: Horizon;
  tlp: Tlp;
}

/** Persons without each service per nation: a chart for the eye, and a table of the same for everybody. */
export function Services({ forecast, hours, tlp }: ServicesProps) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const served = useMemo(() => servedIn(assets.values()), [assets]);
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
  const now = Date.parse(forecast.now);
  const title = t('forecast.services');
  return (
    <section className="nx-part" id="nx-people">
      <div className="nx-head">
        <h2>{title}</h2>
        {nations.length > 0 && (
          <>
            <SaveCsv
              name="person-hours"
              of={t('forecast.personHours')}
              label={t('forecast.csv.sums')}
              tlp={tlp}
              table={() => servicesTable(nations, served, hours, t)}
            />
            <SaveCsv
              name="people-without"
              of={t('forecast.curves')}
              label={t('forecast.csv.curves')}
              tlp={tlp}
              table={() => personsTable(nations, now, t)}
            />
          </>
        )}
      </div>
      <p className="nx-hint">{t(nations.length === 0 ? 'forecast.served' : 'forecast.servicesHint')}</p>
      {nations.map(({ nation, rows }) => {
        const name = nation || t('forecast.nationHidden');
        return (
          <div key={nation} className="nx-people">
            <h3>{name}</h3>
            <PersonsChart label={`${title}: ${name}`} rows={rows.slice(0, LINES)} now={now} hours={hours} />
            <Scroll label={`${title}: ${name}`}>
              <table className="nx-table is-numbers">
                <caption className="t-hidden">{`${title}: ${name}`}</caption>
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
                    <th scope="col" title={t('forecast.resilienceHint')}>
                      {t('forecast.resilience')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row, k) => (
                    <Row
                      key={row.service}
                      row={row}
                      line={k < LINES ? k : undefined}
                      served={served.get(servedKey(row.service, nation)) ?? 0}
                      hours={hours}
                    />
                  ))}
                </tbody>
              </table>
            </Scroll>
          </div>
        );
      })}
    </section>
  );
}

interface RowProps {
  row: ServiceRow;
  line: number | undefined;
  served: number;
  hours: number;
}

function Row({ row, line, served, hours }: RowProps) {
  const { t } = useTranslation();
  const count = (persons: number): string => Math.round(persons).toLocaleString('en');
  const loss = resilienceLoss(row, served, hours);
  return (
    <tr>
      <th scope="row">
        <LineSample line={line} /> {t(`ui.sector.${row.service}`)}
      </th>
      {row.at.map((persons, moment) => (
        // The moments keep their order.
        <td key={moment}>{count(persons)}</td>
      ))}
      <td>{count(row.most)}</td>
      <td>
        <strong>{count(row.personHours)}</strong>
      </td>
      <td>
        {loss
          ? t('forecast.resilienceOf', { hours: loss.hours.toFixed(1), percent: Math.round(loss.share * 100) })
          : '–'}
      </td>
    </tr>
  );
}
