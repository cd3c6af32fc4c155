import { Button } from '@mantine/core';
import { MessageSquarePlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Similar } from '../../../shared/domain/incident/similar.ts';
import { EntityCard } from '../../ui/EntityCard.tsx';
import { useSend } from '../../ui/send.ts';
import { useTocsinApi } from '../../ui/tocsin.ts';
import { useSay } from '../../ui/parts/say.ts';
import { SimilarAbout } from '../../ui/parts/SimilarAbout.tsx';

interface PossiblySameProps {
  similar: readonly Similar[];
  /** What has been written so far: it becomes the note. */
  words: readonly string[];
  onAdded: () => void;
}

/** Incidents that may be what is being reported; instead of a second one, what was written can become a note on it. */
export function PossiblySame({ similar, words, onAdded }: PossiblySameProps) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const send = useSend();
  const say = useSay();
  if (similar.length === 0) return null;
  const add = async (incidentId: string) => {
    const note = { incidentId, noteId: tocsin.newId(), text: words.join('\n') };
    if (!(await send('incident.addNote', note, { versioned: false }))) return;
    say.done(t('report.noteAdded'));
    onAdded();
  };
  return (
    <section className="rep-same" aria-live="polite" aria-label={t('report.possiblySame')}>
      <p className="rep-label">{t('report.possiblySame')}</p>
      {similar.slice(0, 3).map((one) => (
        <EntityCard key={one.incident.id} kind="incident" id={one.incident.id} dense>
          <span className="t-note-hint">
            <SimilarAbout similar={one} />
          </span>
          <Button
            size="compact-xs"
            variant="default"
            disabled={words.length === 0}
            leftSection={<MessageSquarePlus size={12} aria-hidden="true" />}
            aria-label={t('report.addNoteTo', { code: one.incident.code })}
            onClick={() => void add(one.incident.id)}
          >
            {t('report.addNote')}
          </Button>
        </EntityCard>
      ))}
    </section>
  );
}
