import { useTranslation } from 'react-i18next';
import { isTwin } from '../../../shared/domain/asset/record.ts';
import type { SituationReport } from '../../store/derive/sitrep.ts';
import { areaWords, assetName } from '../../ui/assetName.ts';
import { zulu } from '../../ui/time.ts';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useFaces, useMe } from '../../ui/tocsin.ts';
import { isAcknowledgedBy } from '../../store/derive/alerts.ts';

/** More than this fills pages that nobody reads; the rest is a number. */
const MOST_ASSETS = 40;

export function SitrepBody({ report }: { report: SituationReport }) {
  const { t } = useTranslation();
  const me = useMe();
  const organisations = useFaces('organisation');
  const name = (id: string | undefined): string =>
    (id && organisations.get(id)?.shortName) || t('ui.organisation.unknown');
  const { numbers, sectors, incidents, down, tasks, leads } = report;
  const late = new Set(report.overdue.map(({ id }) => id));
  const facts: readonly (readonly [string, number])[] = [
    [t('cop.critical'), numbers.critical],
    [t('cop.major'), numbers.major],
    [t('cop.unacknowledged'), numbers.unacknowledged],
    [t('cop.failed'), numbers.failed],
    [t('cop.degraded'), numbers.degraded],
    [t('sitrep.openTasks'), numbers.openTasks],
    [t('cop.tasksUnanswered'), numbers.unanswered],
    [t('cop.tasksOverdue'), numbers.overdue],
  ];
  return (
    <>
      <h3>{t('sitrep.numbers')}</h3>
      <div className="sr-numbers">
        {facts.map(([label, value]) => (
          <div key={label}>
            <strong>{value}</strong>
            <span>{label}</span>
          </div>
        ))}
      </div>

      <h3>{t('sitrep.incidents', { count: incidents.length })}</h3>
      {incidents.length === 0 ? (
        <p>{t('cop.noIncidents')}</p>
      ) : (
        <table className="sr-table">
          <thead>
            <tr>
              <th>{t('sitrep.severity')}</th>
              <th>{t('sitrep.code')}</th>
              <th>{t('sitrep.what')}</th>
              <th>{t('sitrep.status')}</th>
              <th>{t('cop.lead')}</th>
              <th>{t('sitrep.since')}</th>
              <th>{t('sitrep.marking')}</th>
            </tr>
          </thead>
          <tbody>
            {incidents.map((one) => (
              <tr key={one.id}>
                <td>{t(`ui.severity.${one.severity}`)}</td>
                <td className="sr-code">{one.code}</td>
                <td>
                  {one.title}
                  {one.severity >= 3 && !isAcknowledgedBy(one, me?.organisation) && <em> {t('ui.unacknowledged')}</em>}
                </td>
                <td>{t(`ui.incidentStatus.${one.status}`)}</td>
                <td>{one.lead ? name(one.lead) : t('cop.noLead')}</td>
                <td>{zulu(Date.parse(one.at))}</td>
                <td>
                  <TlpBadge tlp={one.tlp} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}

      <h3>{t('sitrep.leads')}</h3>
      <ul className="sr-leads">
        {leads.map(({ organisation, incidents: led }) => (
          <li key={organisation}>
            <strong>{organisation === '' ? t('cop.noLead') : name(organisation)}</strong>{' '}
            {led.map(({ code }) => code).join(', ')}
          </li>
        ))}
        {leads.length === 0 && <li>{t('sitrep.nothing')}</li>}
      </ul>

      <h3>{t('cop.sectors')}</h3>
      <table className="sr-table is-numbers">
        <thead>
          <tr>
            <th>{t('cop.sector')}</th>
            {(['operational', 'degraded', 'failed', 'unknown'] as const).map((status) => (
              <th key={status}>{t(`ui.status.${status}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sectors.map((one) => (
            <tr key={one.sector}>
              <td>{t(`ui.sector.${one.sector}`)}</td>
              <td>{one.operational}</td>
              <td>{one.degraded}</td>
              <td>{one.failed}</td>
              <td>{one.unknown}</td>
            </tr>
          ))}
        </tbody>
      </table>

      <h3>{t('cop.down')}</h3>
      {down.length === 0 && <p>{t('cop.nothingDown')}</p>}
      {down.map(({ sector, assets }) => (
        <div key={sector}>
          <h4>{t(`ui.sector.${sector}`)}</h4>
          <table className="sr-table">
            <tbody>
              {assets.slice(0, MOST_ASSETS).map((one) => (
                <tr key={one.id}>
                  <td className="sr-narrow">{t(`ui.status.${one.status}`)}</td>
                  <td className="sr-code">{one.code}</td>
                  <td>{assetName(one, t)}</td>
                  <td className="sr-narrow">{isTwin(one) ? '' : one.country}</td>
                  <td>{isTwin(one) ? areaWords(one.cell, t) : name(one.organisation ?? one.owner)}</td>
                  <td className="sr-narrow">
                    {isTwin(one) ? t('ui.twin.areaOnly') : one.basis ? t(`ui.basis.${one.basis}`) : ''}
                  </td>
                  <td className="sr-narrow">{one.since ? zulu(Date.parse(one.since)) : ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {assets.length > MOST_ASSETS && <p>{t('sitrep.more', { count: assets.length - MOST_ASSETS })}</p>}
        </div>
      ))}

      <h3>{t('sitrep.tasks', { count: tasks.length })}</h3>
      {tasks.length === 0 ? (
        <p>{t('sitrep.nothing')}</p>
      ) : (
        <table className="sr-table">
          <thead>
            <tr>
              <th>{t('sitrep.due')}</th>
              <th>{t('sitrep.code')}</th>
              <th>{t('sitrep.what')}</th>
              <th>{t('sitrep.status')}</th>
              <th>{t('sitrep.with')}</th>
            </tr>
          </thead>
          <tbody>
            {tasks.map((one) => (
              <tr key={one.id} className={late.has(one.id) ? 'is-late' : ''}>
                <td>
                  {one.due ? zulu(Date.parse(one.due)) : '–'} {late.has(one.id) && <em>{t('sitrep.overdue')}</em>}
                </td>
                <td className="sr-code">{one.code}</td>
                <td>{one.title}</td>
                <td>{t(`ui.taskStatus.${one.status}`)}</td>
                <td>{one.assignee ? name(one.assignee.organisation) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
