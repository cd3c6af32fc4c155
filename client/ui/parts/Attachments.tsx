import { Button, Modal } from '@mantine/core';
import { FileText, Paperclip } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntityRef } from '../../../shared/domain/entity.ts';
import type { MarkingInput } from '../../../shared/domain/fields.ts';
import type { AttachmentFace } from '../../../shared/domain/note/record.ts';
import type { Tlp } from '../../../shared/domain/vocabulary.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { MarkableRef } from '../marking/api.ts';
import { CompactMarking } from '../marking/CompactMarking.tsx';
import { PersonName } from '../names.tsx';
import { TimeText } from '../times.tsx';
import { TlpBadge } from '../TlpBadge.tsx';
import { useFaces, useTocsin, useTocsinApi } from '../tocsin.ts';
import { useWhyNot } from '../send.ts';
import { ACCEPTED_FILES, isImage, useAttachmentAddress } from './attachments.ts';
import { WhyNot } from './Act.tsx';
import { useSay } from './say.ts';
import { hangsOn } from './timeline.ts';
import './parts.css';

/** Photos and documents on a record: the list, each to be looked at, and a way to add one. */
export function Attachments({ on }: { on: EntityRef }) {
  const { t } = useTranslation();
  const all = useFaces('attachment');
  const { kind, id } = on;
  const files = useMemo(
    () => [...all.values()].filter((file) => hangsOn(file.on, { kind, id })).sort((a, b) => (a.at < b.at ? 1 : -1)),
    [all, kind, id],
  );
  const [opened, setOpened] = useState<string | undefined>(undefined);
  // A file that is withdrawn closes.
  const open = opened === undefined ? undefined : all.get(opened);
  return (
    <div className="t-files">
      {files.length > 0 && (
        <ul className="t-file-grid" aria-label={t('parts.files.name')}>
          {files.map((file) => (
            <li key={file.id}>
              <FileTile file={file} onOpen={() => setOpened(file.id)} />
            </li>
          ))}
        </ul>
      )}
      <AddFile on={on} />
      <Modal
        opened={open !== undefined}
        onClose={() => setOpened(undefined)}
        closeButtonProps={{ 'aria-label': t('ui.drawer.close') }}
        title={open?.name}
        size="xl"
        centered
      >
        {open && <Picture file={open} />}
      </Modal>
    </div>
  );
}

function Picture({ file }: { file: AttachmentFace }) {
  const address = useAttachmentAddress(file.id);
  return (
    <figure className="t-file-open">
      <img src={address} alt={file.name} />
      <figcaption>
        <TlpBadge tlp={file.tlp} /> <PersonName by={file.by} /> <TimeText at={file.at} />
      </figcaption>
    </figure>
  );
}

function FileTile({ file, onOpen }: { file: AttachmentFace; onOpen: () => void }) {
  const { t } = useTranslation();
  const address = useAttachmentAddress(file.id);
  const about = t('parts.files.about', { name: file.name, kilobytes: Math.max(1, Math.round(file.bytes / 1024)) });
  if (!isImage(file.mediaType)) {
    return (
      <a className="t-file" href={address} target="_blank" rel="noreferrer" title={about}>
        <FileText size={24} aria-hidden="true" />
        <span className="t-file-name">{file.name}</span>
      </a>
    );
  }
  return (
    <button type="button" className="t-file" onClick={onOpen} title={about}>
      <img src={address} alt="" loading="lazy" />
      <span className="t-file-name">{file.name}</span>
    </button>
  );
}

function AddFile({ on }: { on: EntityRef }) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const say = useSay();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [candidate] = useState(() => tocsin.newId());
  const [marking, setMarking] = useState<MarkingInput | undefined>(undefined);
  const parent = useTocsin((state) => state.faces[on.kind].get(on.id)) as { tlp?: Tlp } | undefined;
  const why = useWhyNot('attachment.add', {
    attachmentId: candidate,
    on: on as { kind: 'asset' | 'incident' | 'task' | 'note'; id: string },
    name: 'x',
    mediaType: 'image/jpeg',
    bytes: 1,
    ...(marking && { marking }),
  });
  const add = async (files: readonly File[]) => {
    setBusy(true);
    for (const file of files)
      await attachFile(tocsin, on, file, (message) => say.problem(t('parts.files.refused'), message), marking);
    setBusy(false);
    setMarking(undefined);
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        className="t-hidden"
        tabIndex={-1}
        aria-hidden="true"
        multiple
        accept={ACCEPTED_FILES}
        onChange={(event) => {
          const chosen = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          void add(chosen);
        }}
      />
      <WhyNot why={why}>
        {(described) => (
          <Button
            size="xs"
            variant="default"
            loading={busy}
            leftSection={<Paperclip size={14} aria-hidden="true" />}
            {...described}
            onClick={why === undefined ? () => input.current?.click() : undefined}
          >
            {t('parts.files.add')}
          </Button>
        )}
      </WhyNot>
      {(why === undefined || marking) && (
        <CompactMarking
          value={marking}
          onChange={setMarking}
          parentTlp={parent?.tlp}
          about={{ kind: 'attachment', on: on as MarkableRef }}
        />
      )}
      <span className="t-note-hint">{t('parts.files.hint', { megabytes: LIMITS.attachmentBytes / 1024 / 1024 })}</span>
    </>
  );
}

/** Sends one file; what goes wrong is said by name. */
export async function attachFile(
  tocsin: ReturnType<typeof useTocsinApi>,
  on: EntityRef,
  file: File,
  refused: (message: string) => void,
  marking?: MarkingInput,
): Promise<void> {
  const answer = await tocsin.attach(on, file, file.name.slice(0, LIMITS.name), marking);
  if ('message' in answer) refused(`${file.name}: ${answer.message}`);
}
