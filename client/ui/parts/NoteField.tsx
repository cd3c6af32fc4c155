import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkingInput } from '../../../shared/domain/fields.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { CompactMarking } from '../marking/CompactMarking.tsx';
import { useSend, useWhyNot } from '../send.ts';
import { useFace, useTocsinApi } from '../tocsin.ts';
import { WhyNot } from './Act.tsx';
import './parts.css';

interface NoteFieldProps {
  on: { kind: 'incident' | 'task'; id: string };
}

/** Writes a line into a record's story: Enter sends, Shift and Enter breaks the line. Adding never conflicts. */
export function NoteField({ on }: NoteFieldProps) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const send = useSend();
  const [text, setText] = useState('');
  const [noteId, setNoteId] = useState(() => tocsin.newId());
  const [marking, setMarking] = useState<MarkingInput | undefined>(undefined);
  const parent = useFace(on.kind, on.id);
  const marked = marking && { marking };
  const probe = { noteId, text: 'x', ...marked };
  const whyIncident = useWhyNot('incident.addNote', { incidentId: on.id, ...probe });
  const whyTask = useWhyNot('task.addNote', { taskId: on.id, ...probe });
  const why = on.kind === 'incident' ? whyIncident : whyTask;
  const post = async () => {
    const words = text.trim();
    if (words === '' || why !== undefined) return;
    const note = { noteId, text: words, ...marked };
    const sent =
      on.kind === 'incident'
        ? await send('incident.addNote', { incidentId: on.id, ...note }, { versioned: false })
        : await send('task.addNote', { taskId: on.id, ...note }, { versioned: false });
    if (!sent) return;
    setText('');
    setMarking(undefined);
    setNoteId(tocsin.newId());
  };
  return (
    <>
      <form
        className="t-note-field"
        onSubmit={(event) => {
          event.preventDefault();
          void post();
        }}
      >
        <Textarea
          aria-label={t('parts.note.label')}
          placeholder={why ?? t('parts.note.placeholder')}
          disabled={why !== undefined}
          value={text}
          maxLength={LIMITS.text}
          autosize
          minRows={1}
          maxRows={8}
          onChange={(event) => {
            setText(event.currentTarget.value);
            tocsin.look(on, event.currentTarget.value !== '');
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            void post();
          }}
        />
        <WhyNot why={why}>
          {(described) => (
            <Button type="submit" size="xs" {...described}>
              {t('parts.note.post')}
            </Button>
          )}
        </WhyNot>
      </form>
      {marking || (text !== '' && why === undefined) ? (
        <CompactMarking value={marking} onChange={setMarking} parentTlp={parent?.tlp} about={{ kind: 'note', on }} />
      ) : null}
    </>
  );
}
