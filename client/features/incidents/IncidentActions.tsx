import { Menu } from '@mantine/core';
import { BellRing, Check, Ellipsis, GitMerge, Trash2, UserPlus } from 'lucide-react';
import { Suspense, lazy, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentFace } from '../../../shared/domain/incident/record.ts';
import { isSettled } from '../../../shared/domain/incident/similar.ts';
import { INCIDENT_STATUSES, SEVERITIES } from '../../../shared/domain/vocabulary.ts';
import { SeverityBars } from '../../map/symbols/SeverityBars.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { KeyHint } from '../../ui/KeyHint.tsx';
import { useSend, useWhyNone } from '../../ui/send.ts';
import { useFaces, useMe, useOperation, useTocsinApi } from '../../ui/tocsin.ts';
import { Act } from '../../ui/parts/Act.tsx';
import { CommandMenu, MenuAct } from '../../ui/parts/CommandMenu.tsx';
import { NewTaskButton } from '../../ui/parts/Records.tsx';
import { useMayInvite } from '../../ui/guests/mayInvite.ts';
import { MergeDialog } from './MergeDialog.tsx';
import { isAcknowledgedBy } from './rows.ts';

const InviteGuestDialog = lazy(async () => ({
  default: (await import('../../ui/guests/InviteGuest.tsx')).InviteGuestDialog,
}));

/** What can be done with an incident, the first thing first. */
export function IncidentActions({ incident }: { incident: IncidentFace }) {
  const { t } = useTranslation();
  const mine = useMe()?.organisation ?? '';
  const { id } = incident;
  const acknowledged = isAcknowledgedBy(incident, mine);
  return (
    <>
      {!acknowledged && (
        <Act
          type="incident.acknowledge"
          data={{ incidentId: id }}
          versioned={false}
          variant="filled"
          leftSection={<BellRing size={14} aria-hidden="true" />}
          rightSection={<KeyHint keys="A" />}
        >
          {t('incidents.acknowledge')}
        </Act>
      )}
      <StatusMenu incident={incident} />
      <SeverityMenu incident={incident} />
      <LeadMenu incident={incident} />
      <NewTaskButton on={{ incident: id }} />
      <MoreMenu incident={incident} acknowledged={acknowledged} />
    </>
  );
}

function StatusMenu({ incident }: { incident: IncidentFace }) {
  const { t } = useTranslation();
  const why = useWhyNone(
    INCIDENT_STATUSES.filter((status) => status !== incident.status).map((status) => ({
      type: 'incident.setStatus',
      data: { incidentId: incident.id, status },
    })),
  );
  return (
    <CommandMenu
      label={t('incidents.setStatus')}
      why={why}
      items={INCIDENT_STATUSES.map((status) => (
        <MenuAct
          key={status}
          type="incident.setStatus"
          data={{ incidentId: incident.id, status }}
          current={status === incident.status}
          icon={status === incident.status ? <Check size={14} aria-hidden="true" /> : <span className="inc-no-icon" />}
        >
          {t(`ui.incidentStatus.${status}`)}
        </MenuAct>
      ))}
    >
      {t('incidents.setStatus')}
    </CommandMenu>
  );
}

function SeverityMenu({ incident }: { incident: IncidentFace }) {
  const { t } = useTranslation();
  const why = useWhyNone(
    SEVERITIES.filter((severity) => severity !== incident.severity).map((severity) => ({
      type: 'incident.setSeverity',
      data: { incidentId: incident.id, severity },
    })),
  );
  return (
    <CommandMenu
      label={t('incidents.setSeverity')}
      why={why}
      items={[...SEVERITIES].reverse().map((severity) => (
        <MenuAct
          key={severity}
          type="incident.setSeverity"
          data={{ incidentId: incident.id, severity }}
          current={severity === incident.severity}
          icon={<SeverityBars severity={severity} size={14} />}
        >
          {t(`ui.severity.${severity}`)}
        </MenuAct>
      ))}
    >
      {t('incidents.setSeverity')}
    </CommandMenu>
  );
}

/** Others to hand the lead to, by name; oneself first. */
function LeadMenu({ incident }: { incident: IncidentFace }) {
  const { t } = useTranslation();
  const mine = useMe()?.organisation;
  const operation = useOperation();
  const organisations = useFaces('organisation');
  const others = useMemo(
    () =>
      (operation?.participants ?? [])
        .filter((one) => one !== mine)
        .flatMap((one) => organisations.get(one) ?? [])
        .sort((a, b) => a.shortName.localeCompare(b.shortName)),
    [operation, organisations, mine],
  );
  const why = useWhyNone(
    [mine, ...others.map(({ id }) => id)]
      .filter((one) => one !== undefined && one !== incident.lead)
      .map((one) => ({ type: 'incident.setLead', data: { incidentId: incident.id, organisation: one! } })),
  );
  if (!mine) return null;
  return (
    <CommandMenu
      label={t('incidents.setLead')}
      why={why}
      items={
        <>
          <MenuAct
            type="incident.setLead"
            data={{ incidentId: incident.id, organisation: mine }}
            current={incident.lead === mine}
          >
            {incident.lead === mine ? t('incidents.weLead') : t('incidents.takeLead')}
          </MenuAct>
          <Menu.Divider />
          <Menu.Label>{t('incidents.handLead')}</Menu.Label>
          {others.map((organisation) => (
            <MenuAct
              key={organisation.id}
              type="incident.setLead"
              data={{ incidentId: incident.id, organisation: organisation.id }}
              current={incident.lead === organisation.id}
            >
              {organisation.shortName}
            </MenuAct>
          ))}
        </>
      }
    >
      {t('incidents.setLead')}
    </CommandMenu>
  );
}

function MoreMenu({ incident, acknowledged }: { incident: IncidentFace; acknowledged: boolean }) {
  const { t } = useTranslation();
  const send = useSend();
  const tocsin = useTocsinApi();
  const [asking, setAsking] = useState<'merge' | 'void' | 'guest' | undefined>(undefined);
  const invites = useMayInvite();
  const { id, code } = incident;
  const incidents = useFaces('incident');
  // One that may take it stands for all: which one it will be is chosen in the dialog.
  const other = useMemo(() => {
    const open = [...incidents.values()].filter((one) => one.id !== id && !isSettled(one));
    const takes = open.find((one) => tocsin.can('incident.merge', { incidentId: id, into: one.id }) === true);
    return (takes ?? open[0])?.id ?? id;
  }, [incidents, id, tocsin]);
  const why = useWhyNone([
    { type: 'incident.withdrawAcknowledgement', data: { incidentId: id } },
    { type: 'incident.merge', data: { incidentId: id, into: other } },
    { type: 'incident.void', data: { incidentId: id, reason: 'x' } },
  ]);
  return (
    <>
      <CommandMenu
        label={t('incidents.more')}
        {...(!invites && { why })}
        px="xs"
        items={
          <>
            {acknowledged && (
              <MenuAct type="incident.withdrawAcknowledgement" data={{ incidentId: id }}>
                {t('incidents.withdrawAcknowledgement')}
              </MenuAct>
            )}
            {invites && (
              <Menu.Item leftSection={<UserPlus size={14} aria-hidden="true" />} onClick={() => setAsking('guest')}>
                {t('sharing.guests.inviteTo')}
              </Menu.Item>
            )}
            <MenuAct
              type="incident.merge"
              data={{ incidentId: id, into: other }}
              icon={<GitMerge size={14} aria-hidden="true" />}
              onAsk={() => setAsking('merge')}
            >
              {t('incidents.merge')}
            </MenuAct>
            <MenuAct
              type="incident.void"
              data={{ incidentId: id, reason: 'x' }}
              icon={<Trash2 size={14} aria-hidden="true" />}
              danger
              onAsk={() => setAsking('void')}
            >
              {t('incidents.void')}
            </MenuAct>
          </>
        }
      >
        <Ellipsis size={16} aria-hidden="true" />
      </CommandMenu>
      {asking === 'guest' && (
        <Suspense fallback={null}>
          <InviteGuestDialog record={{ kind: 'incident', id }} onClose={() => setAsking(undefined)} />
        </Suspense>
      )}
      <MergeDialog incident={incident} opened={asking === 'merge'} onClose={() => setAsking(undefined)} />
      <Confirm
        opened={asking === 'void'}
        title={t('incidents.voidTitle', { code })}
        confirm={t('incidents.void')}
        danger
        reason
        type={code}
        onClose={() => setAsking(undefined)}
        onConfirm={(reason) => void send('incident.void', { incidentId: id, reason })}
      >
        <p>{t('incidents.voidHint')}</p>
      </Confirm>
    </>
  );
}
