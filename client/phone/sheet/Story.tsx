import type { EntityRef } from '../../../shared/domain/entity.ts';
import type { ShownEntry } from '../../../shared/domain/incident/record.ts';
import { timelineOf, type TimelineEntry } from '../../ui/parts/timeline.ts';
import { zulu } from '../../ui/time.ts';
import { useTocsin } from '../../ui/tocsin.ts';
import { Age, useOrganisationName } from '../parts.tsx';
import { hasText, t } from '../text.ts';

const SHOWN = 30;

/** What happened, newest first; every line with who, when and, where it differs, when it was seen. */
export function Story({ on, journal }: { on: EntityRef; journal: readonly ShownEntry[] }) {
  const faces = useTocsin((state) => state.faces);
  const lines = timelineOf({ on, journal, notes: faces.note.values(), attachments: faces.attachment.values() });
  return (
    <section>
      <h3>{t('phone.story')}</h3>
      <ul className="p-story">
        {lines.slice(0, SHOWN).map((line) => (
          <Line key={line.key} line={line} kind={on.kind} />
        ))}
      </ul>
    </section>
  );
}

function Line({ line, kind }: { line: TimelineEntry; kind: EntityRef['kind'] }) {
  const organisation = useOrganisationName(line.by.organisation);
  const person = useTocsin((state) => (line.by.user ? state.faces.user.get(line.by.user)?.name : undefined));
  const to = useTold(line, kind);
  return (
    <li>
      <span className="p-story-top">
        <strong>{organisation}</strong>
        {person && <span className="p-soft">{person}</span>}
        <span className="p-soft">{zulu(Date.parse(line.at))}</span>
        <Age at={line.at} />
      </span>
      <span>{to}</span>
      {line.observedAt && (
        <span className="p-soft">{t('phone.observed', { time: zulu(Date.parse(line.observedAt)) })}</span>
      )}
      {line.from === 'attachment' && line.ref ? (
        <Photo id={line.ref.id} name={line.text ?? ''} />
      ) : (
        line.text && <span className="p-text">{line.text}</span>
      )}
    </li>
  );
}

function useTold(line: TimelineEntry, kind: EntityRef['kind']): string {
  const organisation = useOrganisationName(
    line.what === 'lead' || line.what === 'offered' ? String(line.to) : undefined,
  );
  if (line.from !== 'journal') return t(`phone.story.${line.what}`);
  if (line.what === 'status' && line.to !== undefined) {
    return t('phone.did.status', { status: t(`ui.${kind === 'task' ? 'task' : 'incident'}Status.${line.to}`) });
  }
  if (line.what === 'severity' && line.to !== undefined) {
    return t('phone.story.severity', { severity: t(`ui.severity.${line.to}`) });
  }
  const key = `phone.story.${line.what}`;
  return hasText(key) ? t(key, { organisation }) : line.what;
}

function Photo({ id, name }: { id: string; name: string }) {
  const operation = useTocsin((state) => state.operationId);
  const offline = useTocsin((state) => state.connection.state === 'offline');
  const image = useTocsin((state) => state.faces.attachment.get(id)?.mediaType.startsWith('image/') ?? false);
  const pending = useTocsin((state) => state.pending.some((command) => command.data['attachmentId'] === id));
  if (operation === undefined) return null;
  const address = `/api/v1/operations/${operation}/attachments/${id}`;
  // Bytes are read anew each time, as rights change; offline they are not here.
  if (pending || offline)
    return <span className="p-soft">{t(pending ? 'phone.photo.waits' : 'phone.photo.offline', { name })}</span>;
  if (!image)
    return (
      <a className="p-link" href={address}>
        {name}
      </a>
    );
  return <img className="p-photo" src={address} alt={t('phone.photo.alt', { name })} loading="lazy" />;
}
