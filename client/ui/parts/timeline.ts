import type { EntityRef } from '../../../shared/domain/entity.ts';
import type { IncidentFace, ShownEntry } from '../../../shared/domain/incident/record.ts';
import type { AttachmentFace, NoteFace } from '../../../shared/domain/note/record.ts';
import type { TaskFace } from '../../../shared/domain/task/record.ts';
import { type Instant, toMs } from '../../../shared/time.ts';

/** One line of a record's story. */
export interface TimelineEntry {
  readonly key: string;
  /** Whose line it is: the record itself, a note or file on it, or a task of it. */
  readonly from: 'journal' | 'note' | 'attachment' | 'task';
  readonly what: string;
  /** Operation time at which it entered the journal: the order of the story. */
  readonly at: Instant;
  readonly realAt?: Instant;
  /** Operation time at which it was seen, where that was earlier. */
  readonly observedAt?: Instant;
  readonly clamped?: boolean;
  readonly by: { readonly organisation: string; readonly user?: string };
  readonly to?: string | number;
  readonly text?: string;
  readonly tlp?: string;
  readonly ref?: EntityRef;
  readonly title?: string;
}

/** Milestones of a task that its incident's story tells; the rest is the task's own. */
const MILESTONES: ReadonlySet<string> = new Set(['created', 'offered', 'accepted', 'declined', 'status']);
/** Below a minute two times are one to a reader. */
const TELLS_APART_MS = 60_000;

function journalEntries(owner: EntityRef, journal: readonly ShownEntry[], task?: TaskFace): TimelineEntry[] {
  return journal.flatMap((entry, index) => {
    if (task && !MILESTONES.has(entry.what)) return [];
    return [
      {
        key: `${owner.kind}:${owner.id}:${index}`,
        from: task ? ('task' as const) : ('journal' as const),
        what: entry.what,
        at: entry.at,
        realAt: entry.realAt,
        ...(differs(entry.at, entry.observedAt) && entry.observedAt && { observedAt: entry.observedAt }),
        ...(entry.clamped && { clamped: true }),
        by: entry.by,
        ...(entry.to !== undefined && { to: entry.to }),
        ...(entry.note !== undefined && { text: entry.note }),
        ...(task && { ref: owner, title: task.title }),
      },
    ];
  });
}

/** Whether an observation is told beside the time it was received. */
const differs = (at: Instant, observedAt: Instant | undefined): boolean =>
  observedAt !== undefined && Math.abs(toMs(at) - toMs(observedAt)) >= TELLS_APART_MS;

function noteEntry(note: NoteFace): TimelineEntry {
  return {
    key: `note:${note.id}`,
    from: 'note',
    what: 'note',
    at: note.at,
    realAt: note.realAt,
    ...(differs(note.at, note.observedAt) && note.observedAt && { observedAt: note.observedAt }),
    by: note.by,
    text: note.text,
    tlp: note.tlp,
    ref: { kind: 'note', id: note.id },
  };
}

function attachmentEntry(file: AttachmentFace): TimelineEntry {
  return {
    key: `attachment:${file.id}`,
    from: 'attachment',
    what: 'attachment',
    at: file.at,
    realAt: file.realAt,
    by: file.by,
    text: file.name,
    tlp: file.tlp,
    ref: { kind: 'attachment', id: file.id },
  };
}

export interface Story {
  readonly on: EntityRef;
  readonly journal: readonly ShownEntry[];
  readonly notes: Iterable<NoteFace>;
  readonly attachments: Iterable<AttachmentFace>;
  /** Tasks whose milestones belong to the story. */
  readonly tasks?: Iterable<TaskFace>;
}

/** The merged story, newest first; within one moment the later line of a journal stands first. */
export function timelineOf({ on, journal, notes, attachments, tasks = [] }: Story): TimelineEntry[] {
  const lines = journalEntries(on, journal);
  for (const note of notes) if (hangsOn(note.on, on)) lines.push(noteEntry(note));
  for (const file of attachments) if (hangsOn(file.on, on)) lines.push(attachmentEntry(file));
  for (const task of tasks) lines.push(...journalEntries({ kind: 'task', id: task.id }, task.journal, task));
  // The sort is stable and the lines are in order of writing: reversing puts the newest of one moment first.
  return lines.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).reverse();
}

export const hangsOn = (on: EntityRef, ref: EntityRef): boolean => on.kind === ref.kind && on.id === ref.id;

export const tasksOf = (incident: Pick<IncidentFace, 'id'>, tasks: Iterable<TaskFace>): TaskFace[] =>
  [...tasks].filter((task) => task.incidentId === incident.id);
