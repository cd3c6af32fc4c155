import { Eye } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { MarkedFace } from '../../../shared/domain/entity.ts';
import type { Markable } from '../marking/api.ts';
import { InspectorGrid } from '../marking/InspectorGrid.tsx';
import { RequestList } from '../marking/RequestList.tsx';
import { SharingMenu } from '../marking/SharingMenu.tsx';
import { OrganisationName } from '../names.tsx';
import { TlpBadge } from '../TlpBadge.tsx';
import { useMe } from '../tocsin.ts';
import { AskForMore } from './AskForMore.tsx';
import { RecordLink } from './RecordLink.tsx';
import './parts.css';

interface WhoSeesProps {
  kind: Markable;
  face: MarkedFace;
  /** A task's assignee sees it beside its marking. */
  alsoOrganisation?: string | undefined;
}

/** Who can see this: in full, and in one's own hands, for one's own records; what can be known for those of others. */
export function WhoSees({ kind, face, alsoOrganisation }: WhoSeesProps) {
  const { t } = useTranslation();
  const mine = useMe()?.organisation === face.owner;
  const entity = { kind, id: face.id };
  const follows = face.marking?.follows;
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
      {follows && (
        <p className="t-who-line">
          {t('parts.who.follows')}{' '}
          {(follows.kind === 'incident' || follows.kind === 'asset' || follows.kind === 'task') && (
            <RecordLink kind={follows.kind} id={follows.id} />
          )}
        </p>
      )}
      <SharingMenu kind={kind} face={face} />
      {mine ? <RequestList on={entity} direction="in" /> : <AskForMore entity={entity} tlp={face.tlp} />}
      <InspectorGrid kind={kind} face={face} />
      <p className="t-note-hint">{t('parts.who.cannotUnshow')}</p>
    </section>
  );
}
