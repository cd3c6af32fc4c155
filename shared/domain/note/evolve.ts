import type { EntityRef } from '../entity.ts';
import type { Fact } from '../event.ts';
import { born } from '../marked.ts';
import type { Attachment, Note } from './record.ts';

export function evolveNote(note: Note | undefined, fact: Fact): Note | undefined {
  const { event } = fact;
  if (event.type !== 'note.added' || note) return note;
  const { on, text } = event.data as { on: EntityRef; text: string };
  const observed = event.observedAt && { observedAt: event.observedAt };
  return { ...born(fact), on, text, at: event.at, ...observed };
}

export function evolveAttachment(attachment: Attachment | undefined, fact: Fact): Attachment | undefined {
  const { event } = fact;
  if (event.type !== 'attachment.added' || attachment) return attachment;
  const { on, name, mediaType, bytes } = event.data as unknown as Attachment;
  return { ...born(fact), on, name, mediaType, bytes, at: event.at };
}
