import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isTwin } from '../../shared/domain/asset/record.ts';
import type { IncidentFace } from '../../shared/domain/incident/record.ts';
import type { TaskFace } from '../../shared/domain/task/record.ts';
import { SectorSymbol } from '../map/symbols/SectorSymbol.tsx';
import { operatorOf, saidAt, type ShownAsset } from '../store/derive/shownAsset.ts';
import { assetName } from './assetName.ts';
import { IncidentStatusBadge, SeverityBadge, StatusBadge, TaskStatusBadge } from './badges.tsx';
import type { DrawerKind } from './entities.ts';
import { EntityLink } from './EntityLink.tsx';
import { useMap } from './map.ts';
import { OrganisationName } from './names.tsx';
import { PresenceDots } from './PresenceDots.tsx';
import { Age } from './times.tsx';
import { TlpBadge } from './TlpBadge.tsx';
import { useFace, useSending, useTocsin } from './tocsin.ts';

interface EntityCardProps {
  kind: DrawerKind;
  id: string;
  selected?: boolean;
  /** One line less, for lists that are long. */
  dense?: boolean;
  /** Buttons and the like; they stand beside the link, not inside of it. */
  children?: ReactNode;
}

/** The one card for every entity. Hovering rings it on the map; it draws nothing once the entity is no longer shown. */
export const EntityCard = memo(function EntityCard({
  kind,
  id,
  selected = false,
  dense = false,
  children,
}: EntityCardProps) {
  const face = useFace(kind, id);
  const sending = useSending(kind, id);
  const map = useMap();
  const { t } = useTranslation();
  if (!face) return null;
  const owner = ownerOf(kind, face);
  const title = 'title' in face ? face.title : assetName(face, t);
  return (
    <article
      className={`t-card is-${kind} ${selected ? 'is-selected' : ''} ${toneOf(kind, face)}`}
      onPointerEnter={() => map?.hover(id)}
      onPointerLeave={() => map?.hover(undefined)}
      data-entity={face.code}
    >
      <div className="t-card-line">
        <Leading kind={kind} face={face} />
        <EntityLink kind={kind} code={face.code} className="t-card-title">
          {title}
        </EntityLink>
        {sending && <span className="t-sending" role="img" aria-label={t('ui.sending')} title={t('ui.sending')} />}
        <PresenceDots kind={kind} id={id} />
      </div>
      <div className="t-card-line t-card-meta">
        <span className="t-code">{face.code}</span>
        <State kind={kind} face={face} />
        <span className="t-card-rest">
          {owner !== undefined && <OrganisationName id={owner} />}
          <Age at={ageOfFace(kind, face)} />
          {!dense && <TlpBadge tlp={face.tlp} />}
        </span>
      </div>
      {children && <div className="t-card-actions">{children}</div>}
    </article>
  );
});

type Shown = ShownAsset | IncidentFace | TaskFace;

function Leading({ kind, face }: { kind: DrawerKind; face: Shown }) {
  if (kind === 'asset') return <SectorSymbol sector={(face as ShownAsset).sector} size={15} />;
  if (kind === 'incident') return <SeverityBadge severity={(face as IncidentFace).severity} />;
  return <Priority priority={(face as TaskFace).priority} />;
}

function Priority({ priority }: { priority: 1 | 2 | 3 | 4 }) {
  const { t } = useTranslation();
  return <span className={`t-priority is-${priority}`}>{t(`ui.priority.${priority}`)}</span>;
}

function State({ kind, face }: { kind: DrawerKind; face: Shown }) {
  const organisation = useTocsin((state) => state.me?.organisation);
  const { t } = useTranslation();
  if (kind === 'asset') {
    const asset = face as ShownAsset;
    if (isTwin(asset)) return <StatusBadge status={asset.status} areaOnly />;
    const { status, level, basis, disputed } = asset;
    return <StatusBadge status={status} level={level} basis={basis} disputed={disputed} />;
  }
  if (kind === 'task') return <TaskStatusBadge status={(face as TaskFace).status} />;
  const incident = face as IncidentFace;
  const acknowledged = incident.acknowledgements?.some((one) => one.organisation === organisation);
  return (
    <>
      <IncidentStatusBadge status={incident.status} />
      {!acknowledged && incident.severity >= 3 && incident.closedAt === undefined && (
        <span className="t-unacknowledged">{t('ui.unacknowledged')}</span>
      )}
    </>
  );
}

function ownerOf(kind: DrawerKind, face: Shown): string | undefined {
  if (kind === 'asset') return operatorOf(face as ShownAsset);
  if (kind === 'incident') return (face as IncidentFace).lead ?? (face as IncidentFace).owner;
  return (face as TaskFace).assignee?.organisation ?? (face as TaskFace).owner;
}

/** When it last changed: how old the statement is, not how old the entity. */
function ageOfFace(kind: DrawerKind, face: Shown): string | undefined {
  if (kind === 'asset') return saidAt(face as ShownAsset);
  return (face as IncidentFace | TaskFace).changedAt;
}

function toneOf(kind: DrawerKind, face: Shown): string {
  if (kind === 'asset') return `tone-${(face as ShownAsset).status}`;
  if (kind === 'incident') return `tone-severity-${(face as IncidentFace).severity}`;
  return `tone-task-${(face as TaskFace).status}`;
}
