import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { ForecastDeadlock } from '../../shared/cascade/forecast.ts';
import { RecordLink } from '../ui/parts/RecordLink.tsx';
import { zuluDay } from '../ui/time.ts';

/** Members of a deadlock may be as many as a grid has. */
const MOST = 40;

export function Deadlocks({ list }: { list: readonly ForecastDeadlock[] }) {
  const { t } = useTranslation();
  return (
    <section className="nx-part">
      <h2>
        {t('forecast.deadlocks')} <span className="t-count">{list.length}</span>
      </h2>
      {list.map(({ members, blackStart, pointOfNoReturn, onlyIfRepairedLate }) => (
        <div key={members.join()} className="nx-lock">
          <p>
            {t(onlyIfRepairedLate ? 'forecast.deadlockLate' : 'forecast.deadlockNow', {
              time: zuluDay(Date.parse(pointOfNoReturn)),
            })}
          </p>
          <Names ids={members} />
          <p>{t(blackStart.length > 0 ? 'forecast.blackStart' : 'forecast.noBlackStart')}</p>
          <Names ids={blackStart} />
        </div>
      ))}
    </section>
  );
}

function Names({ ids }: { ids: readonly string[] }) {
  if (ids.length === 0) return null;
  return (
    <p className="nx-names">
      {ids.slice(0, MOST).map((id, k) => (
        <Fragment key={id}>
          {k > 0 && ' · '}
          <RecordLink kind="asset" id={id} />
        </Fragment>
      ))}
      {ids.length > MOST && ` + ${ids.length - MOST}`}
    </p>
  );
}
