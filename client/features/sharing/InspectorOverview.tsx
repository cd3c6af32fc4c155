import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useTick } from '../../ui/ticking.ts';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useFaces, useTocsinApi } from '../../ui/tocsin.ts';
import { byLabel, toCome, type OwnRecord } from './inspectorRows.ts';
import { Moment } from '../../ui/guests/Moment.tsx';

const SOONEST = 5;
/** Names that are written out; of more, the number, and all in the tooltip. */
const NAMED = 4;

interface InspectorOverviewProps {
  records: readonly OwnRecord[];
  onChoose: (record: OwnRecord) => void;
}

/** All of one's own records at a glance: under which label, whom they reach, what changes by itself next. */
export function InspectorOverview({ records, onChoose }: InspectorOverviewProps) {
  const { t } = useTranslation();
  const rows = useMemo(() => byLabel(records), [records]);
  return (
    <div className="in-two is-overview">
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard */}
      <div className="in-scroll" role="region" aria-label={t('inspection.overview')} tabIndex={0}>
        <table className="in-table">
          <caption>{t('inspection.overview')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('inspection.label')}</th>
              <th scope="col">{t('inspection.records')}</th>
              <th scope="col">{t('inspection.whom')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ tlp, counts, total, reaches }) => (
              <tr key={tlp}>
                <th scope="row">
                  <TlpBadge tlp={tlp} />
                </th>
                <td>
                  <strong>{total}</strong>{' '}
                  <span className="sh-soft">
                    {counts.map(({ kind, count }) => t(`inspection.count.${kind}`, { count })).join(', ')}
                  </span>
                </td>
                <td>
                  <Reached organisations={reaches} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Next records={records} onChoose={onChoose} />
    </div>
  );
}

function Reached({ organisations }: { organisations: readonly string[] }) {
  const { t } = useTranslation();
  const faces = useFaces('organisation');
  if (organisations.length === 0) return <span>{t('inspection.reachesNobody')}</span>;
  const names = organisations.map((id) => faces.get(id)?.shortName ?? t('ui.organisation.unknown')).sort();
  if (names.length <= NAMED) return <span>{names.join(', ')}</span>;
  return <span title={names.join(', ')}>{t('inspection.reaches', { count: names.length })}</span>;
}

function Next({ records, onChoose }: InspectorOverviewProps) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const tick = useTick(30);
  const list = useMemo(() => {
    void tick;
    return toCome(records, tocsin.realNow());
  }, [records, tocsin, tick]);
  return (
    <section className="in-next" aria-label={t('inspection.next')}>
      <h2>{t('inspection.next')}</h2>
      {list.length === 0 ? (
        <p className="sh-soft">{t('inspection.nextNone')}</p>
      ) : (
        <ol>
          {list.slice(0, SOONEST).map(({ record, at, becomes }) => (
            <li key={`${record.id}${at}${becomes ?? ''}`}>
              <Moment at={at} />{' '}
              <button type="button" className="in-link" onClick={() => onChoose(record)}>
                {record.title}
              </button>{' '}
              {becomes ? (
                <>
                  {t('inspection.becomes')} <TlpBadge tlp={becomes} />
                </>
              ) : (
                t('inspection.withdrawn')
              )}
            </li>
          ))}
        </ol>
      )}
      {list.length > SOONEST && <p className="sh-soft">{t('inspection.nextMore', { count: list.length - SOONEST })}</p>}
    </section>
  );
}
