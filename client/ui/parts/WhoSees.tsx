import { Button } from '@mantine/core';
import { Eye } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkedFace } from '../../../shared/domain/entity.ts';
import { reachOf } from '../../store/derive/audience.ts';
import type { Markable } from '../marking/api.ts';
import { OrganisationName, PersonName } from '../names.tsx';
import { TimeText } from '../times.tsx';
import { TlpBadge } from '../TlpBadge.tsx';
import { useFaces, useMe, useTocsin } from '../tocsin.ts';
import { ChangeMarking } from './ChangeMarking.tsx';
import './parts.css';

interface WhoSeesProps {
  kind: Markable;
  face: MarkedFace;
  /** A task's assignee sees it beside its marking. */
  alsoOrganisation?: string | undefined;
}

/** Who can see this: in full for one's own records, what can be known for those of others. */
export function WhoSees({ kind, face, alsoOrganisation }: WhoSeesProps) {
  const { t } = useTranslation();
  const mine = useMe()?.organisation === face.owner;
  const [changing, setChanging] = useState(false);
  return (
    <section className="t-who" aria-label={t('parts.who.name')}>
      <p className="t-who-line">
        <Eye size={16} aria-hidden="true" /> <TlpBadge tlp={face.tlp} /> <span>{t(`parts.who.means.${face.tlp}`)}</span>
      </p>
      <p className="t-who-line">
        {t('parts.who.owner')} <OrganisationName id={face.owner} />
        {face.unmarked && <span className="t-note-hint">{t('parts.who.unmarked')}</span>}
      </p>
      {alsoOrganisation && (
        <p className="t-who-line">
          {t('parts.who.assignee')} <OrganisationName id={alsoOrganisation} />
        </p>
      )}
      {mine && face.marking ? <InFull face={face} /> : <p className="t-note-hint">{t('parts.who.othersOnly')}</p>}
      {mine && !changing && (
        <Button size="xs" variant="default" onClick={() => setChanging(true)}>
          {t('parts.who.change')}
        </Button>
      )}
      {changing && <ChangeMarking kind={kind} face={face} onClose={() => setChanging(false)} />}
      <Acts face={face} />
      <p className="t-note-hint">{t('parts.who.cannotUnshow')}</p>
    </section>
  );
}

function InFull({ face }: { face: MarkedFace }) {
  const { t } = useTranslation();
  const faces = useTocsin((state) => state.faces);
  const operation = useTocsin((state) => state.operationId);
  const { marking } = face;
  if (!marking) return null;
  const author = { organisation: face.owner, user: face.by.user ?? '' };
  const reach = reachOf(faces, operation, author, { ...marking, tlp: face.tlp });
  const partly = new Set(reach.withoutRestricted);
  return (
    <>
      {marking.follows && <p className="t-note-hint">{t('parts.who.follows')}</p>}
      {marking.circles.length > 0 && (
        <p className="t-who-line">
          {t('parts.who.circles')}{' '}
          <strong>{marking.circles.map((id) => faces.circle.get(id)?.name ?? t('parts.notShown')).join(', ')}</strong>
        </p>
      )}
      {!marking.follows && (
        <>
          <h3 className="t-part-title">{t('parts.who.organisations', { count: reach.organisations.length })}</h3>
          <ul className="t-who-list">
            {reach.organisations.map((id) => (
              <li key={id}>
                <OrganisationName id={id} />
                {partly.has(id) && <span className="t-note-hint">{t('parts.who.partly')}</span>}
              </li>
            ))}
          </ul>
          {marking.tlp === 'TLP:RED' && (
            <ul className="t-who-list">
              {marking.persons.map((id) => (
                <li key={id}>
                  <PersonName by={{ user: id, organisation: faces.user.get(id)?.organisation ?? '' }} />
                </li>
              ))}
            </ul>
          )}
          {reach.andClients && <p className="t-note-hint">{t('ui.marking.andClients')}</p>}
          {face.tlp === 'TLP:CLEAR' && <p className="t-note-hint">{t('parts.who.public')}</p>}
        </>
      )}
      {marking.expires && (
        <p className="t-who-line">
          {t('parts.who.expires')} <TimeText at={marking.expires} mode="clock" />
        </p>
      )}
      {marking.downgrade && (
        <p className="t-who-line">
          {t('parts.who.downgrade')} <TlpBadge tlp={marking.downgrade.tlp} />{' '}
          <TimeText at={marking.downgrade.at} mode="clock" />
        </p>
      )}
    </>
  );
}

function Acts({ face }: { face: MarkedFace }) {
  const { t } = useTranslation();
  const users = useFaces('user');
  if (!face.acts || face.acts.length === 0) return null;
  return (
    <>
      <h3 className="t-part-title">{t('parts.who.acts')}</h3>
      <ol className="t-who-acts">
        {[...face.acts].reverse().map((act) => (
          <li key={`${act.realAt}${act.reason}`}>
            <TimeText at={act.realAt} mode="clock" /> {users.get(act.by.user)?.name} <TlpBadge tlp={act.marking.tlp} />{' '}
            <span>{act.reason}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
