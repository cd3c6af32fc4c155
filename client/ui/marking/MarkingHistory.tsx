import { useTranslation } from 'react-i18next';
import type { MarkedFace, ShownMarking } from '../../../shared/domain/entity.ts';
import { PersonName } from '../names.tsx';
import { TimeText } from '../times.tsx';
import { TlpBadge } from '../TlpBadge.tsx';
import { useTelling } from './useTelling.ts';

/** What its marking will become by itself, and every act before: when, by whom, to whom, why. */
export function MarkingHistory({ face }: { face: MarkedFace }) {
  const { t } = useTranslation();
  const { expires, downgrade } = face.marking ?? {};
  const acts = [...(face.acts ?? [])].reverse();
  return (
    <>
      {(expires || downgrade) && (
        <>
          <h3 className="t-part-title">{t('marking.toCome')}</h3>
          {downgrade && (
            <p className="t-who-line">
              <TimeText at={downgrade.at} mode="clock" /> {t('parts.who.downgrade')} <TlpBadge tlp={downgrade.tlp} />
            </p>
          )}
          {expires && (
            <p className="t-who-line">
              <TimeText at={expires} mode="clock" /> {t('marking.withdrawn')}
            </p>
          )}
          <p className="t-note-hint">{t('marking.realTime')}</p>
        </>
      )}
      <h3 className="t-part-title">{t('marking.history')}</h3>
      <ol className="t-marking-acts">
        {acts.map((act) => (
          <li key={`${act.realAt}${act.reason}`}>
            <span className="t-who-line">
              <TimeText at={act.realAt} mode="clock" /> <PersonName by={act.by} /> <TlpBadge tlp={act.marking.tlp} />
              <Names marking={act.marking} />
            </span>
            <span className="t-marking-reason">{act.reason}</span>
          </li>
        ))}
        <li>
          <span className="t-who-line">
            <TimeText at={face.realAt} mode="clock" /> <PersonName by={face.by} />{' '}
            {t(face.unmarked ? 'marking.madeUnmarked' : 'marking.made')}
          </span>
        </li>
      </ol>
    </>
  );
}

function Names({ marking: { circles, persons, tlp, restricted } }: { marking: ShownMarking }) {
  const { t } = useTranslation();
  const { list, circle, person } = useTelling();
  const named = tlp === 'TLP:RED' ? persons.map(person) : circles.map(circle);
  return (
    <>
      {named.length > 0 && <span>{list(named)}</span>}
      {restricted && (
        <span className="t-note-hint">
          {t('marking.restrictedTo')} <TlpBadge tlp={restricted.tlp} />
        </span>
      )}
    </>
  );
}
