import type { ReactNode } from 'react';
import { isTwin } from '../../shared/domain/asset/record.ts';
import type { EntityRef } from '../../shared/domain/entity.ts';
import type { IncidentFace } from '../../shared/domain/incident/record.ts';
import type { TaskFace } from '../../shared/domain/task/record.ts';
import type { Tlp } from '../../shared/domain/vocabulary.ts';
import { SectorSymbol } from '../map/symbols/SectorSymbol.tsx';
import { isAcknowledgedBy, isOverdue, isUnfinished } from '../store/derive/alerts.ts';
import { operatorOf, type ShownAsset } from '../store/derive/shownAsset.ts';
import { areaWords, assetName } from '../ui/assetName.ts';
import { TlpBadge } from '../ui/TlpBadge.tsx';
import { useMe, useTocsin, useTocsinApi } from '../ui/tocsin.ts';
import { useActs } from './acts.tsx';
import { Age, AssetStatusMark, Organisation, PendingMark, SeverityMark } from './parts.tsx';
import { go, useRoute } from './route.ts';
import { CheckIcon } from './shell/icons.tsx';
import { t } from './text.ts';
import { taskAnswers } from './taskAnswers.ts';

interface CardProps {
  entity: EntityRef;
  code: string;
  title: string;
  tlp: Tlp;
  tone: string;
  top: ReactNode;
  lines: ReactNode;
  actions?: ReactNode;
}

/** The one card of the phone: the whole of it opens the record, its buttons do what is done most. */
function Card({ entity, code, title, tlp, tone, top, lines, actions }: CardProps) {
  const { tab } = useRoute();
  return (
    <article className={`p-card is-${tone}`}>
      <div className="p-card-top">
        <span className="p-code">{code}</span>
        {top}
        <TlpBadge tlp={tlp} />
      </div>
      <h3>
        <button type="button" className="p-card-open" onClick={() => go({ tab, over: code })}>
          {title}
        </button>
      </h3>
      <div className="p-card-lines">
        {lines}
        <PendingMark {...entity} />
      </div>
      {actions}
    </article>
  );
}

export function IncidentCard({ incident }: { incident: IncidentFace }) {
  const me = useMe();
  const mine = isAcknowledgedBy(incident, me?.organisation);
  const loud = incident.severity >= 3 && !mine;
  return (
    <Card
      entity={{ kind: 'incident', id: incident.id }}
      code={incident.code}
      title={incident.title}
      tlp={incident.tlp}
      tone={`severity-${incident.severity}${loud ? ' is-loud' : ''}`}
      top={<SeverityMark severity={incident.severity} />}
      lines={
        <>
          <span className={`p-state is-${incident.status}`}>{t(`ui.incidentStatus.${incident.status}`)}</span>
          <Age at={incident.at} />
          <span>
            {incident.lead ? (
              <>
                {t('phone.lead')} <Organisation id={incident.lead} />
              </>
            ) : (
              t('phone.noLead')
            )}
          </span>
        </>
      }
      actions={!mine && <Acknowledge id={incident.id} />}
    />
  );
}

export function Acknowledge({ id }: { id: string }) {
  const { why, send } = useActs();
  const reason = why('incident.acknowledge', { incidentId: id });
  // A person whose role acknowledges nothing gains nothing from a dead button on each card; the record says why.
  if (reason !== undefined) return null;
  return (
    <div className="p-card-acts">
      <button
        type="button"
        className="p-act is-main"
        onClick={() => void send('incident.acknowledge', { incidentId: id })}
      >
        <CheckIcon />
        <span>{t('phone.ack')}</span>
      </button>
    </div>
  );
}

export function TaskCard({ task }: { task: TaskFace }) {
  const { tab } = useRoute();
  const tocsin = useTocsinApi();
  const acts = useActs();
  const incident = useTocsin((state) => (task.incidentId ? state.faces.incident.get(task.incidentId) : undefined));
  const person = useTocsin((state) =>
    task.assignee?.user ? state.faces.user.get(task.assignee.user)?.name : undefined,
  );
  const late = isOverdue(task, tocsin.operationNow());
  const answers = taskAnswers(task, acts, tocsin.store.getState().me).filter(({ why }) => why === undefined);
  return (
    <Card
      entity={{ kind: 'task', id: task.id }}
      code={task.code}
      title={task.title}
      tlp={task.tlp}
      tone={`task is-${task.status}${late ? ' is-late' : ''}`}
      top={<span className={`p-priority is-${task.priority}`}>{t(`ui.priority.${task.priority}`)}</span>}
      lines={
        <>
          <span className={`p-state is-${task.status}`}>{t(`ui.taskStatus.${task.status}`)}</span>
          {task.due && isUnfinished(task) && (
            <span className={late ? 'p-late' : ''}>
              {t(late ? 'phone.overdue' : 'phone.due')} <Age at={task.due} />
            </span>
          )}
          <span>{person ?? <Organisation id={task.assignee?.organisation ?? task.owner} />}</span>
          {incident && <span className="p-ellipsis">{`${incident.code} ${incident.title}`}</span>}
        </>
      }
      actions={
        task.status === 'assigned' &&
        answers.length > 0 && (
          <div className="p-card-acts">
            {answers.map((answer) => (
              <button
                key={answer.key}
                type="button"
                className={`p-act${answer.tone ? ` is-${answer.tone}` : ''}`}
                onClick={() => (answer.key === 'decline' ? go({ tab, over: task.code }) : answer.press())}
              >
                <span>{answer.label}</span>
              </button>
            ))}
          </div>
        )
      }
    />
  );
}

export function AssetCard({ asset, children }: { asset: ShownAsset; children?: ReactNode }) {
  const operator = operatorOf(asset);
  return (
    <Card
      entity={{ kind: 'asset', id: asset.id }}
      code={asset.code}
      title={assetName(asset, t)}
      tlp={asset.tlp}
      tone={`asset is-${asset.status}`}
      top={
        <span className="p-sector">
          <SectorSymbol sector={asset.sector} size={16} label={t(`ui.sector.${asset.sector}`)} />
        </span>
      }
      lines={
        <>
          <AssetStatusMark asset={asset} />
          {asset.since && <Age at={asset.since} />}
          {operator !== undefined && <Organisation id={operator} />}
          {isTwin(asset) && <span>{areaWords(asset.cell, t)}</span>}
          {children}
        </>
      }
    />
  );
}
