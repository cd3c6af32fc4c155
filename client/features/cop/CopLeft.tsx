import { ActionIcon, Button } from '@mantine/core';
import { Maximize2, PanelLeftClose, Plus, ShieldCheck } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentFace } from '../../../shared/domain/incident/record.ts';
import { SeverityBars } from '../../map/symbols/SeverityBars.tsx';
import { isAcknowledgedBy } from '../../store/derive/alerts.ts';
import { showsIncident, type Filter } from '../../store/derive/filter.ts';
import { openIncidents } from '../../store/derive/picture.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useGo } from '../../ui/entities.ts';
import { EntityLink } from '../../ui/EntityLink.tsx';
import { KeyHint } from '../../ui/KeyHint.tsx';
import { useMap } from '../../ui/map.ts';
import { OrganisationName } from '../../ui/names.tsx';
import { useInView } from '../../ui/parts/bounds.ts';
import { PresenceDots } from '../../ui/PresenceDots.tsx';
import { WhyNot } from '../../ui/parts/Act.tsx';
import { usePreview } from '../../ui/preview.ts';
import { useSend } from '../../ui/send.ts';
import { Age } from '../../ui/times.tsx';
import { useFaces, useMe, useMyRoles, useSending } from '../../ui/tocsin.ts';
import './cop.css';

interface CopLeftProps {
  filter: Filter;
  inView: boolean;
  selected: string | undefined;
  onCollapse: () => void;
  /** The feed: a screen of its own, placed here by the shell. */
  children: React.ReactNode;
}

export function CopLeft({ filter, inView, selected, onCollapse, children }: CopLeftProps) {
  const { t } = useTranslation();
  const go = useGo();
  const me = useMe();
  const preview = usePreview();
  const all = useFaces('incident');
  const within = useInView(inView);
  const incidents = useMemo(
    () =>
      openIncidents(all.values(), me?.organisation).filter(
        (one) => showsIncident(filter, one) && (within?.(one) ?? true),
      ),
    [all, me?.organisation, filter, within],
  );
  return (
    <aside className="cop-side is-left" aria-label={t('cop.left')} id="list" tabIndex={-1} data-quiet-focus>
      <header className="cop-head">
        <h2>{t('cop.incidents')}</h2>
        <span className="t-count">{incidents.length}</span>
        <span className="cop-space" />
        <WhyNot why={preview && t('preview.why', { name: preview.name })}>
          {(described) => (
            <Button
              size="compact-xs"
              variant="light"
              leftSection={<Plus size={13} />}
              {...described}
              onClick={preview ? undefined : () => go.report()}
            >
              {t('cop.report')} <KeyHint keys="C" />
            </Button>
          )}
        </WhyNot>
        <ActionIcon size="sm" variant="subtle" color="gray" onClick={onCollapse} aria-label={t('cop.collapseLeft')}>
          <PanelLeftClose size={15} />
        </ActionIcon>
      </header>
      <div className="cop-incidents">
        {incidents.length === 0 ? (
          <EmptyState
            icon={<ShieldCheck size={26} />}
            title={t(within ? 'cop.noneInView' : 'cop.noIncidents')}
            hint={t('cop.noIncidentsHint')}
          />
        ) : (
          incidents.map((one) => <IncidentRow key={one.id} incident={one} selected={one.id === selected} />)
        )}
      </div>
      <header className="cop-head">
        <h2>{t('feed.title')}</h2>
        <span className="cop-space" />
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          onClick={() => go.base('feed')}
          aria-label={t('cop.wholeFeed')}
        >
          <Maximize2 size={13} />
        </ActionIcon>
      </header>
      <div className="cop-feed">{children}</div>
    </aside>
  );
}

/** What one must see of an open incident without a click: how bad, who leads, whether we answered, how old. */
function IncidentRow({ incident, selected }: { incident: IncidentFace; selected: boolean }) {
  const { t } = useTranslation();
  const map = useMap();
  const me = useMe();
  const sending = useSending('incident', incident.id);
  const { id, code, title, severity, status, lead, at } = incident;
  const answered = isAcknowledgedBy(incident, me?.organisation);
  const calls = severity >= 3 && !answered;
  return (
    <article
      className={`cop-incident severity-${severity} ${calls ? 'is-calling' : ''} ${selected ? 'is-selected' : ''}`}
      data-entity={code}
      onPointerEnter={() => map?.hover(id)}
      onPointerLeave={() => map?.hover(undefined)}
    >
      <div className="cop-line">
        <span className={`t-severity is-${severity}`}>
          <SeverityBars severity={severity} size={15} label={t(`ui.severity.${severity}`)} />
        </span>
        <EntityLink kind="incident" code={code} className="t-card-title">
          {title}
        </EntityLink>
        {sending && <span className="t-sending" role="img" aria-label={t('ui.sending')} />}
        <PresenceDots kind="incident" id={id} />
        <Age at={at} />
      </div>
      <div className="cop-line is-meta">
        <span className="cop-status">{t(`ui.incidentStatus.${status}`)}</span>
        <span className={lead ? 'cop-lead' : 'cop-lead is-nobody'}>
          {lead ? (
            <>
              {t('cop.lead')} <OrganisationName id={lead} />
            </>
          ) : (
            t('cop.noLead')
          )}
        </span>
        <span className="cop-space" />
        {calls ? (
          <AcknowledgeButton id={id} />
        ) : (
          answered && <span className="cop-answered">{t('cop.acknowledged')}</span>
        )}
      </div>
    </article>
  );
}

const MAY_ACKNOWLEDGE = ['responder', 'liaison', 'coordinator'];

function AcknowledgeButton({ id }: { id: string }) {
  const { t } = useTranslation();
  const send = useSend();
  const roles = useMyRoles();
  // The rule itself is asked when it is sent; a hundred rows must not ask it on every change.
  if (!roles.some((role) => MAY_ACKNOWLEDGE.includes(role))) {
    return <span className="t-unacknowledged">{t('ui.unacknowledged')}</span>;
  }
  return (
    <button
      type="button"
      className="cop-acknowledge"
      onClick={() => void send('incident.acknowledge', { incidentId: id }, { versioned: false })}
    >
      {t('cop.acknowledge')}
    </button>
  );
}
