import { TriangleAlert, Users } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Audience } from './useAudience.ts';
import { useTelling } from './useTelling.ts';
import { audienceRemarks, audienceSentence, changeSentence, groupsOf, reasonWords } from './words.ts';
import './marking.css';

interface AudiencePreviewProps {
  audience: Audience;
  /** Whether the marking names a circle: nobody selected means nobody. */
  circles: boolean;
  /** One line under a note. */
  compact?: boolean;
}

/** Who will see it, before it is sent: the sentence at once, names and reasons when asked for. */
export function AudiencePreview({ audience, circles, compact = false }: AudiencePreviewProps) {
  const { t } = useTranslation();
  const telling = useTelling();
  const [open, setOpen] = useState(false);
  const id = useId();
  const { preview, from, asking } = audience;
  if (preview.refused) {
    return (
      <p className="t-marking-refused" role="alert">
        <TriangleAlert size={14} aria-hidden="true" /> {preview.refused.message}
      </p>
    );
  }
  const change = changeSentence(preview, telling);
  const remarks = audienceRemarks(preview, { circles, telling });
  const names = preview.organisations
    .filter(({ sees, why }) => sees !== 'nothing' && why !== 'source')
    .map((one) => telling.organisation(one.organisation));
  const linked = preview.linked ?? [];
  return (
    <div className={`t-audience ${compact ? 'is-compact' : ''}`} data-from={from} data-asking={asking || undefined}>
      <p className="t-audience-said" aria-live="polite" title={names.join(', ')}>
        <strong>{audienceSentence(preview, telling)}</strong>
        {change && <> {change}</>}
        {remarks.map((remark) => (
          <span key={remark}> {remark}</span>
        ))}
        {preview.unmarked && !compact && <> {t('ui.marking.default')}</>}
      </p>
      {linked.length > 0 && (
        <p className="t-audience-warning" role="alert">
          <TriangleAlert size={14} aria-hidden="true" /> {t('marking.linked', { count: linked.length })}
        </p>
      )}
      {from === 'here' && !asking && <p className="t-note-hint">{t('marking.offline')}</p>}
      {names.length > 1 && (
        <>
          <button
            type="button"
            className="t-audience-who"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
          >
            <Users size={13} aria-hidden="true" /> {t(open ? 'marking.hideWho' : 'marking.showWho')}
          </button>
          {open && <WhoAndWhy audience={audience} id={id} />}
        </>
      )}
    </div>
  );
}

function WhoAndWhy({ audience: { preview }, id }: { audience: Audience; id: string }) {
  const { t } = useTranslation();
  const telling = useTelling();
  const groups = groupsOf(preview.organisations.filter(({ sees, why }) => sees !== 'nothing' && why !== 'source'));
  return (
    <dl className="t-audience-groups" id={id}>
      {groups.map(({ key, answer, organisations }) => (
        <div key={key}>
          <dt>
            {reasonWords(answer, telling)}
            {answer.sees !== 'all' && <span className="t-audience-much"> · {t(`marking.sees.${answer.sees}`)}</span>}
          </dt>
          <dd>{telling.list(organisations.map(({ organisation }) => telling.organisation(organisation)))}</dd>
        </div>
      ))}
      {preview.guests.some(({ sees }) => sees !== 'nothing') && (
        <div>
          <dt>{t('marking.yourGuests')}</dt>
          <dd>
            {telling.list(
              preview.guests.filter(({ sees }) => sees !== 'nothing').map(({ user }) => telling.person(user)),
            )}
          </dd>
        </div>
      )}
    </dl>
  );
}
