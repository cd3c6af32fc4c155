import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentFace } from '../../../shared/domain/incident/record.ts';
import { IncidentStatusBadge, SeverityBadge } from '../../ui/badges.tsx';
import { Drawer, type DrawerTab } from '../../ui/Drawer.tsx';
import { useGo } from '../../ui/entities.ts';
import { OrganisationName } from '../../ui/names.tsx';
import { NotFound } from '../../ui/NotFound.tsx';
import { PresenceDots } from '../../ui/PresenceDots.tsx';
import { Age } from '../../ui/times.tsx';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useFace, useFaces, useSending, useTocsinApi } from '../../ui/tocsin.ts';
import { Attachments } from '../../ui/parts/Attachments.tsx';
import { TasksOf } from '../../ui/parts/Records.tsx';
import { Timeline } from '../../ui/parts/Timeline.tsx';
import { NoteField } from '../../ui/parts/NoteField.tsx';
import { hangsOn, tasksOf, timelineOf } from '../../ui/parts/timeline.ts';
import { WhoSees } from '../../ui/parts/WhoSees.tsx';
import { AssetsHit } from './AssetsHit.tsx';
import { IncidentActions } from './IncidentActions.tsx';
import { IncidentOverview } from './IncidentOverview.tsx';
import './incidents.css';

export function IncidentDrawer({ id }: { id?: string }) {
  const incident = useFace('incident', id);
  const tocsin = useTocsinApi();
  useEffect(() => {
    if (id === undefined) return undefined;
    tocsin.look({ kind: 'incident', id });
    return () => tocsin.look(undefined);
  }, [tocsin, id]);
  return incident ? <Shown incident={incident} /> : <NotFound />;
}

function Shown({ incident }: { incident: IncidentFace }) {
  const { t } = useTranslation();
  const go = useGo();
  const { id } = incident;
  const allTasks = useFaces('task');
  const allFiles = useFaces('attachment');
  const taskIds = useMemo(() => tasksOf({ id }, allTasks.values()).map((task) => task.id), [allTasks, id]);
  const files = useMemo(
    () => [...allFiles.values()].filter((file) => hangsOn(file.on, { kind: 'incident', id })).length,
    [allFiles, id],
  );
  const tabs: DrawerTab[] = [
    { value: 'overview', label: t('incidents.tab.overview'), content: <IncidentOverview incident={incident} /> },
    { value: 'timeline', label: t('incidents.tab.timeline'), content: <Story incident={incident} /> },
    {
      value: 'tasks',
      label: t('incidents.tab.tasks'),
      count: taskIds.length,
      content: <TasksOf ids={taskIds} on={{ incident: id }} />,
    },
    {
      value: 'assets',
      label: t('incidents.tab.assets'),
      count: incident.assetIds?.length ?? 0,
      content: <AssetsHit incident={incident} />,
    },
    {
      value: 'files',
      label: t('incidents.tab.files'),
      count: files,
      content: <Attachments on={{ kind: 'incident', id }} />,
    },
    { value: 'shared', label: t('incidents.tab.shared'), content: <WhoSees kind="incident" face={incident} /> },
  ];
  return (
    <Drawer
      title={incident.title}
      code={incident.code}
      onClose={go.close}
      header={<Facts incident={incident} />}
      actions={<IncidentActions incident={incident} />}
      tabs={tabs}
    />
  );
}

function Facts({ incident }: { incident: IncidentFace }) {
  const { t } = useTranslation();
  const sending = useSending('incident', incident.id);
  return (
    <>
      <SeverityBadge severity={incident.severity} />
      <IncidentStatusBadge status={incident.status} />
      <span className={`inc-lead ${incident.lead ? '' : 'is-nobody'}`}>
        {incident.lead ? (
          <>
            {t('incidents.lead')} <OrganisationName id={incident.lead} />
          </>
        ) : (
          t('incidents.nobodyLeads')
        )}
      </span>
      <Age at={incident.at} />
      <TlpBadge tlp={incident.tlp} onClick={undefined} />
      {sending && <span className="t-sending" role="img" aria-label={t('ui.sending')} title={t('ui.sending')} />}
      <PresenceDots kind="incident" id={incident.id} />
    </>
  );
}

function Story({ incident }: { incident: IncidentFace }) {
  const notes = useFaces('note');
  const attachments = useFaces('attachment');
  const tasks = useFaces('task');
  const entries = useMemo(
    () =>
      timelineOf({
        on: { kind: 'incident', id: incident.id },
        journal: incident.journal,
        notes: notes.values(),
        attachments: attachments.values(),
        tasks: tasksOf(incident, tasks.values()),
      }),
    [incident, notes, attachments, tasks],
  );
  return (
    <>
      <NoteField on={{ kind: 'incident', id: incident.id }} />
      <Timeline entries={entries} kind="incident" />
    </>
  );
}
