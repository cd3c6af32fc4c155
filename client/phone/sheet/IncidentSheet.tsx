import { useEffect, useState } from 'react';
import { INCIDENT_STATUSES, type IncidentStatus, type Severity } from '../../../shared/domain/vocabulary.ts';
import type { IncidentFace } from '../../../shared/domain/incident/record.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { isAcknowledgedBy } from '../../store/derive/alerts.ts';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useFace, useMe, useTocsin, useTocsinApi } from '../../ui/tocsin.ts';
import { ActGrid, NO_RECORD, SayForm, useActs, type Act } from '../acts.tsx';
import { AssetCard, TaskCard } from '../cards.tsx';
import { say } from '../notice.ts';
import { Age, Organisation, PendingMark, SeverityMark } from '../parts.tsx';
import { CheckIcon } from '../shell/icons.tsx';
import { t } from '../text.ts';
import { Addition } from './Addition.tsx';
import { Sheet } from './Sheet.tsx';
import { Story } from './Story.tsx';
import { Where } from './Where.tsx';

/** What a responder says of an incident; closing and voiding are the crisis cell's, on the desktop. */
const SAID: readonly IncidentStatus[] = INCIDENT_STATUSES.filter(
  (status) => status !== 'reported' && status !== 'closed',
);

export function IncidentSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const incident = useFace('incident', id);
  const tocsin = useTocsinApi();
  useEffect(() => {
    tocsin.look({ kind: 'incident', id });
    return () => tocsin.look(undefined);
  }, [tocsin, id]);
  if (!incident) return null;
  return (
    <Sheet
      title={incident.title}
      onClose={onClose}
      badges={
        <>
          <span className="p-code">{incident.code}</span>
          <SeverityMark severity={incident.severity} />
          <TlpBadge tlp={incident.tlp} />
        </>
      }
      first={<Acts incident={incident} />}
    >
      <p className="p-facts">
        <span className={`p-state is-${incident.status}`}>{t(`ui.incidentStatus.${incident.status}`)}</span>
        <Age at={incident.at} />
        <span>
          {t('phone.from')} <Organisation id={incident.by.organisation} />
        </span>
        <span>
          {incident.lead ? t('phone.lead') : t('phone.noLead')} <Organisation id={incident.lead} />
        </span>
        <PendingMark kind="incident" id={id} />
      </p>
      <Where place={incident.location} />
      {incident.description && <p className="p-text">{incident.description}</p>}
      {incident.cause && <p className="p-text">{t('phone.cause', { text: incident.cause })}</p>}
      <Addition on={{ kind: 'incident', id }} />
      <Hit incident={incident} />
      <Story on={{ kind: 'incident', id }} journal={incident.journal} />
    </Sheet>
  );
}

function Acts({ incident }: { incident: IncidentFace }) {
  const { id } = incident;
  const me = useMe();
  const acts = useActs();
  const [help, setHelp] = useState(false);
  const acknowledged = isAcknowledgedBy(incident, me?.organisation);
  const canAcknowledge = acts.why('incident.acknowledge', { incidentId: id });
  const said: Act[] = SAID.map((status) => ({
    key: status,
    label: t(`ui.incidentStatus.${status}`),
    current: incident.status === status,
    why: acts.why('incident.setStatus', { incidentId: id, status }),
    press: () => void acts.send('incident.setStatus', { incidentId: id, status }),
  }));
  // Somebody who may say none of it is told why once, instead of being shown five dead buttons.
  const mayNone = said.every(({ why, current }) => why !== undefined || current);
  const whyNone = mayNone ? said.find(({ why }) => why !== undefined)?.why : undefined;
  const list: Act[] = mayNone ? [] : said;
  list.push({
    key: 'help',
    label: t('phone.help'),
    tone: 'danger',
    open: help,
    why: acts.why('incident.addNote', { incidentId: id, noteId: NO_RECORD, text: '-' }),
    press: () => setHelp(!help),
  });
  if (!acknowledged && canAcknowledge === undefined) {
    list.unshift({
      key: 'ack',
      label: t('phone.ack'),
      tone: 'main',
      icon: <CheckIcon />,
      press: () => void acts.send('incident.acknowledge', { incidentId: id }),
    });
  }
  return (
    <>
      <ActGrid acts={list} label={t('phone.acts.incident')} />
      {whyNone !== undefined && (
        <p className="p-why">
          <strong>{t('phone.acts.incident')}: </strong>
          {whyNone}
        </p>
      )}
      {help && <NeedHelp incident={incident} onDone={() => setHelp(false)} />}
    </>
  );
}

/** A note that says so in so many words, and the severity raised with it where one may. */
function NeedHelp({ incident, onDone }: { incident: IncidentFace; onDone: () => void }) {
  const tocsin = useTocsinApi();
  const acts = useActs();
  const [severity, setSeverity] = useState<Severity>(incident.severity);
  const higher = ([2, 3, 4] as const).filter((one) => one > incident.severity);
  const cannotRaise = acts.why('incident.setSeverity', { incidentId: incident.id, severity: 4 });
  async function submit(text: string): Promise<boolean> {
    const said = await acts.send('incident.addNote', {
      incidentId: incident.id,
      noteId: tocsin.newId(),
      text: t('phone.help.note', { text: text.trim() }),
    });
    if (!said) return false;
    if (severity > incident.severity) await acts.send('incident.setSeverity', { incidentId: incident.id, severity });
    say('good', t('phone.help.said'));
    onDone();
    return true;
  }
  return (
    <SayForm
      label={t('phone.help.what')}
      submit={t('phone.help.send')}
      most={LIMITS.reason}
      onCancel={onDone}
      onSubmit={submit}
      extra={
        higher.length > 0 && cannotRaise === undefined ? (
          <div className="p-choices is-three" role="group" aria-label={t('phone.help.severity')}>
            {higher.map((one) => (
              <button
                key={one}
                type="button"
                className="p-choice"
                aria-pressed={severity === one}
                onClick={() => setSeverity(severity === one ? incident.severity : one)}
              >
                <SeverityMark severity={one} />
              </button>
            ))}
          </div>
        ) : null
      }
    />
  );
}

function Hit({ incident }: { incident: IncidentFace }) {
  const faces = useTocsin((state) => state.faces);
  const assets = (incident.assetIds ?? []).flatMap((id) => faces.asset.get(id) ?? []);
  const tasks = [...faces.task.values()].filter((task) => task.incidentId === incident.id);
  return (
    <>
      {tasks.length > 0 && (
        <section>
          <h3>{t('phone.tasks', { count: tasks.length })}</h3>
          <div className="p-cards">
            {tasks.map((task) => (
              <TaskCard key={task.id} task={task} />
            ))}
          </div>
        </section>
      )}
      {assets.length > 0 && (
        <section>
          <h3>{t('phone.hit', { count: assets.length })}</h3>
          <div className="p-cards">
            {assets.map((asset) => (
              <AssetCard key={asset.id} asset={asset} />
            ))}
          </div>
        </section>
      )}
    </>
  );
}
