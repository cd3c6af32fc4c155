import { Download, FileText, History, MessageSquare, SquareCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { OrganisationName, PersonName } from '../names.tsx';
import { TimeText } from '../times.tsx';
import { TlpBadge } from '../TlpBadge.tsx';
import type { Tlp } from '../../../shared/domain/vocabulary.ts';
import { RecordLink } from './RecordLink.tsx';
import type { TimelineEntry } from './timeline.ts';
import { useAttachmentAddress } from './attachments.ts';
import './parts.css';

interface TimelineProps {
  entries: readonly TimelineEntry[];
  /** Whose words a status is said in. */
  kind: 'incident' | 'task';
}

/** A record's story, newest first: when, who, what; seen and received apart where they were apart. */
export function Timeline({ entries, kind }: TimelineProps) {
  const { t } = useTranslation();
  return (
    <ol className="t-timeline" aria-label={t('parts.timeline.name')}>
      {entries.map((entry) => (
        <li key={entry.key} className={`t-timeline-line is-${entry.from}`}>
          <span className="t-timeline-icon" aria-hidden="true">
            <EntryIcon entry={entry} />
          </span>
          <div className="t-timeline-body">
            <div className="t-timeline-head">
              <TimeText at={entry.at} mode="clock" /> <PersonName by={entry.by} /> <What entry={entry} kind={kind} />
              {entry.tlp && <TlpBadge tlp={entry.tlp as Tlp} />}
            </div>
            {entry.observedAt && (
              <div className="t-timeline-seen">
                {t('parts.timeline.observed')} <TimeText at={entry.observedAt} mode="clock" />,{' '}
                {t('parts.timeline.received')} <TimeText at={entry.at} mode="clock" />
              </div>
            )}
            {entry.clamped && <div className="t-timeline-seen">{t('parts.timeline.clamped')}</div>}
            {entry.from === 'attachment' ? (
              <FileLine id={entry.ref?.id} name={entry.text ?? ''} />
            ) : (
              entry.text && <p className="t-timeline-text">{entry.text}</p>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

function EntryIcon({ entry }: { entry: TimelineEntry }) {
  if (entry.from === 'note') return <MessageSquare size={14} />;
  if (entry.from === 'attachment') return <FileText size={14} />;
  if (entry.from === 'task') return <SquareCheck size={14} />;
  return <History size={14} />;
}

function FileLine({ id, name }: { id: string | undefined; name: string }) {
  const address = useAttachmentAddress(id);
  return (
    <a className="t-timeline-text" href={address} target="_blank" rel="noreferrer">
      <Download size={12} aria-hidden="true" /> {name}
    </a>
  );
}

/** What happened, in words; what it changed to stands behind. */
function What({ entry, kind }: { entry: TimelineEntry; kind: 'incident' | 'task' }) {
  const { t } = useTranslation();
  const group = entry.from === 'task' ? 'task' : entry.from === 'journal' ? kind : entry.from;
  const words = t(`parts.timeline.${group}.${entry.what}`, { defaultValue: t('parts.timeline.changed') });
  return (
    <>
      <span className="t-timeline-what">{words}</span> <ChangedTo entry={entry} group={group} />
      {entry.from === 'task' && entry.ref && (
        <RecordLink kind="task" id={entry.ref.id}>
          {entry.title}
        </RecordLink>
      )}
    </>
  );
}

function ChangedTo({ entry, group }: { entry: TimelineEntry; group: string }) {
  const { t } = useTranslation();
  const { to, what } = entry;
  if (to === undefined) return null;
  if (what === 'severity') return <strong>{t(`ui.severity.${to}`)}</strong>;
  if (what === 'status')
    return <strong>{t(group === 'task' ? `ui.taskStatus.${to}` : `ui.incidentStatus.${to}`)}</strong>;
  if (what === 'due') return <TimeText at={String(to)} mode="clock" />;
  if (what === 'lead' || what === 'offered' || what === 'handed-on') return <OrganisationName id={String(to)} />;
  return null;
}
