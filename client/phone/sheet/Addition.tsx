import { useRef, useState } from 'react';
import type { EntityRef } from '../../../shared/domain/entity.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { useTocsinApi } from '../../ui/tocsin.ts';
import { NO_RECORD, SayForm, useActs } from '../acts.tsx';
import { say, sayRefused } from '../notice.ts';
import { smallerPhoto } from '../report/photo.ts';
import { CameraIcon } from '../shell/icons.tsx';
import { t } from '../text.ts';

/** A line and a photo for what is there already: neither ever conflicts with anything. */
export function Addition({ on, photoOnly = false }: { on: EntityRef; photoOnly?: boolean }) {
  const tocsin = useTocsinApi();
  const acts = useActs();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const notes = on.kind === 'task' ? 'task.addNote' : 'incident.addNote';
  const cannot = acts.why('attachment.add', {
    attachmentId: NO_RECORD,
    on: { kind: on.kind as 'incident' | 'task' | 'asset', id: on.id },
    name: '-',
    mediaType: 'image/jpeg',
    bytes: 1,
  });

  async function addPhoto(chosen: File | undefined): Promise<void> {
    if (!chosen) return;
    setBusy(true);
    const photo = await smallerPhoto(chosen);
    setBusy(false);
    if (!photo) return sayRefused(t('phone.photo.unreadable'));
    say('good', t('phone.photo.queued'));
    const answer = await tocsin.attach(on, photo, t('phone.photo.name'));
    if ('code' in answer) sayRefused(answer.message);
  }
  async function addNote(text: string): Promise<boolean> {
    const noteId = tocsin.newId();
    const done = await (notes === 'task.addNote'
      ? acts.send(notes, { taskId: on.id, noteId, text })
      : acts.send(notes, { incidentId: on.id, noteId, text }));
    if (done) setOpen(false);
    return done;
  }

  if (cannot !== undefined) return <p className="p-why">{cannot}</p>;
  return (
    <div>
      <div className="p-row">
        {!photoOnly && (
          <button type="button" className="p-button" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t('phone.note.add')}
          </button>
        )}
        <button type="button" className="p-button" disabled={busy} onClick={() => file.current?.click()}>
          <CameraIcon size={20} />
          {t('phone.photo.add')}
        </button>
        <input
          ref={file}
          className="p-file"
          type="file"
          accept="image/*"
          capture="environment"
          aria-label={t('phone.photo.add')}
          tabIndex={-1}
          onChange={(event) => {
            void addPhoto(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </div>
      {open && (
        <SayForm
          label={t('phone.note.label')}
          submit={t('phone.note.send')}
          most={LIMITS.text}
          onCancel={() => setOpen(false)}
          onSubmit={addNote}
        />
      )}
    </div>
  );
}
