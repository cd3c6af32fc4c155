import { Button, Group, Select } from '@mantine/core';
import { MailQuestion } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandInput } from '../../../shared/domain/commands.ts';
import type { Tlp } from '../../../shared/domain/vocabulary.ts';
import { widerThan } from '../marking/inputs.ts';
import { ReasonField } from '../ReasonField.tsx';
import { useSend, useWhyNot } from '../send.ts';
import { TimeText } from '../times.tsx';
import { useFaces, useMe, useTocsinApi } from '../tocsin.ts';
import { WhyNot } from './Act.tsx';
import { useFormKeys } from './formKeys.ts';
import './parts.css';

interface AskForMoreProps {
  entity: CommandInput<'sharing.request'>['entity'];
  /** Its label now: a wider one may be asked for. Absent for a coarse twin, whose asset's label nobody is told. */
  tlp?: Tlp;
}

/** Asks the owner of a record to share more of it, and shows what became of the last time somebody here asked. */
export function AskForMore({ entity, tlp }: AskForMoreProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const { kind, id } = entity;
  const why = useWhyNot('sharing.request', { releaseId: NO_REQUEST, entity, reason: '-' });
  const last = useLastRequest(kind, id);
  if (asking) return <Question entity={entity} tlp={tlp} onClose={() => setAsking(false)} />;
  return (
    <div className="t-ask-more">
      <WhyNot why={why}>
        {(described) => (
          <Button
            size="xs"
            variant="default"
            leftSection={<MailQuestion size={14} aria-hidden="true" />}
            {...described}
            onClick={why === undefined ? () => setAsking(true) : undefined}
          >
            {t('parts.ask.more')}
          </Button>
        )}
      </WhyNot>
      {last && (
        <p className="t-note-hint">
          {t(`parts.ask.${last.status}`)} <TimeText at={last.answer?.at ?? last.at} />
          {last.answer && ` · ${last.answer.reason}`}
        </p>
      )}
    </div>
  );
}

/** An id that no request has, for asking whether one could be made. */
const NO_REQUEST = '00000000-0000-4000-8000-000000000000';

function Question({ entity, tlp, onClose }: AskForMoreProps & { tlp: Tlp | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const send = useSend();
  const form = useRef<HTMLFormElement>(null);
  const [reason, setReason] = useState('');
  const [wanted, setWanted] = useState<Tlp | undefined>(undefined);
  const wider = tlp === undefined ? [] : widerThan(tlp);
  const words = reason.trim();
  const ask = async (): Promise<void> => {
    if (words === '') return;
    const releaseId = tocsin.newId();
    const sent = await send('sharing.request', { releaseId, entity, reason: words, ...(wanted && { wanted }) });
    if (sent) onClose();
  };
  useFormKeys(form, { send: () => void ask(), leave: onClose });
  return (
    <form
      ref={form}
      className="t-change-marking"
      aria-label={t('parts.ask.more')}
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      <ReasonField value={reason} onChange={setReason} label={t('parts.ask.reason')} focus />
      {wider.length > 0 && (
        <Select
          size="xs"
          label={t('marking.ask.wanted')}
          placeholder={t('marking.ask.any')}
          data={wider}
          clearable
          value={wanted ?? null}
          onChange={(value) => setWanted((value ?? undefined) as Tlp | undefined)}
        />
      )}
      <Group justify="flex-end" gap="xs">
        <Button size="xs" variant="default" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
        <Button size="xs" type="submit" disabled={words === ''}>
          {t('parts.ask.send')}
        </Button>
      </Group>
    </form>
  );
}

function useLastRequest(kind: string, id: string) {
  const releases = useFaces('release');
  const organisation = useMe()?.organisation;
  return useMemo(
    () =>
      [...releases.values()]
        .filter(({ on, owner }) => on?.kind === kind && on.id === id && owner === organisation)
        .sort((a, b) => (a.at < b.at ? 1 : -1))[0],
    [releases, organisation, kind, id],
  );
}
