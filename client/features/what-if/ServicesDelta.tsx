import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { stepPath, type ServiceRow } from '../../forecast/rows.ts';
import { Scroll } from '../../forecast/Scroll.tsx';
import { SaveCsv } from '../../ui/paper/SaveCsv.tsx';
import type { Tlp } from '../../../shared/domain/vocabulary.ts';
import { servicesTable } from './tables.ts';
import { serviceDeltas, type ServiceDelta } from './compare.ts';
import { Delta } from './Delta.tsx';
import type { Run } from '../../forecast/useRun.ts';

/** Drawn for each nation; the table has all. */
const CHARTS = 3;

/** Persons without each service: as it is predicted, and as it would be. */
export function ServicesDelta({ run, tlp }: { run: Run; tlp: Tlp }) {
  const { t } = useTranslation();
  const { present, made, hours } = run;
  const nations = useMemo(() => serviceDeltas(present, made, hours), [present, made, hours]);
  const nameOf = (nation: string): string => nation || t('forecast.nationHidden');
  return (
    <section className="nx-part">
      <h2>
        {t('forecast.services')}
        <span className="wi-space" />
        {nations.length > 0 && (
          <SaveCsv
            name="what-if-services"
            of={t('forecast.services')}
            tlp={tlp}
            table={() => servicesTable(nations, t)}
          />
        )}
      </h2>
      <p className="nx-hint">{t(nations.length === 0 ? 'what-if.sameServed' : 'what-if.servicesHint')}</p>
      {nations.map(({ nation, rows }) => (
        <div key={nation} className="wi-nation">
          <h3>{nameOf(nation)}</h3>
          <div className="wi-charts">
            {rows.slice(0, CHARTS).map((row) => (
              <Lines key={row.service} row={row} seconds={hours * 3600} />
            ))}
          </div>
          <Scroll label={`${t('forecast.services')}: ${nameOf(nation)}`}>
            <Table rows={rows} name={nameOf(nation)} />
          </Scroll>
        </div>
      ))}
    </section>
  );
}

function Table({ rows, name }: { rows: readonly ServiceDelta[]; name: string }) {
  const { t } = useTranslation();
  const count = (persons: number | undefined): string => Math.round(persons ?? 0).toLocaleString('en');
  return (
    <table className="nx-table is-numbers">
      <caption className="t-hidden">
        {t('forecast.services')}: {name}
      </caption>
      <thead>
        <tr>
          <td rowSpan={2} />
          <th scope="colgroup" colSpan={3}>
            {t('what-if.mostWithout')}
          </th>
          <th scope="colgroup" colSpan={3}>
            {t('forecast.personHours')}
          </th>
        </tr>
        <tr>
          {[0, 1].flatMap((group) =>
            (['present', 'made', 'difference'] as const).map((column) => (
              <th key={`${group}${column}`} scope="col">
                {t(`what-if.${column}`)}
              </th>
            )),
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ service, present, made, most, personHours }) => (
          <tr key={service}>
            <th scope="row">{t(`ui.sector.${service}`)}</th>
            <td>{count(present?.most)}</td>
            <td>{count(made?.most)}</td>
            <Delta value={most} />
            <td>{count(present?.personHours)}</td>
            <td>{count(made?.personHours)}</td>
            <Delta value={personHours} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const [WIDE, HIGH] = [360, 64];

/** For the eye only: the table beside it says the same. */
function Lines({ row, seconds }: { row: ServiceDelta; seconds: number }) {
  const { t } = useTranslation();
  const { present, made, service } = row;
  const most = Math.max(present?.most ?? 0, made?.most ?? 0);
  const line = (steps: ServiceRow['steps'] = [[0, 0]]): string => stepPath(steps, seconds, most, WIDE, HIGH);
  return (
    <figure className="wi-chart" aria-hidden="true">
      <figcaption>{t(`ui.sector.${service}`)}</figcaption>
      <svg viewBox={`-2 -3 ${WIDE + 4} ${HIGH + 6}`} preserveAspectRatio="none">
        <path className="nx-ground" d={`M0 ${HIGH}H${WIDE}`} />
        <path className="is-present" d={line(present?.steps)} />
        <path className="is-made" d={line(made?.steps)} />
      </svg>
      <p>
        <span className="wi-key is-made" /> {t('what-if.made')} <span className="wi-key is-present" />{' '}
        {t('what-if.present')}
      </p>
    </figure>
  );
}
