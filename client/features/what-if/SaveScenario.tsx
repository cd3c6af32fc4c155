import { Button, Group, Modal, Textarea, TextInput } from '@mantine/core';
import { Save } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkingInput } from '../../../shared/domain/fields.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { stricter } from '../../../shared/sharing/marking.ts';
import { stepsOf } from '../../forecast/acts.ts';
import { useDraft, useDraftKeeper } from '../../forecast/draft.ts';
import { defaultTlp } from '../../store/derive/audience.ts';
import { WhyNot } from '../../ui/parts/Act.tsx';
import { useFormKeys } from '../../ui/parts/formKeys.ts';
import { useSay } from '../../ui/parts/say.ts';
import { useFilters } from '../../ui/parts/search.ts';
import { MarkingField } from '../../ui/MarkingField.tsx';
import { useSend, useWhyNot } from '../../ui/send.ts';
import { useFaces, useTocsin, useTocsinApi } from '../../ui/tocsin.ts';
import { strictestOf } from './scenarios.ts';

/** The list as it would be kept: moments become lengths of time from now. */
export function useSteps() {
  const tocsin = useTocsinApi();
  const assets = useFaces('asset');
  const { acts } = useDraft();
  return useMemo(() => {
    const now = tocsin.operationNow();
    return { now, steps: stepsOf(acts, assets, now) };
  }, [tocsin, acts, assets]);
}

export function SaveScenario({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('what-if.saveTitle')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('ui.drawer.close') }}
    >
      {opened && <Form onClose={onClose} />}
    </Modal>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const keeper = useDraftKeeper();
  const send = useSend();
  const say = useSay();
  const { set } = useFilters();
  const form = useRef<HTMLFormElement>(null);
  const assets = useFaces('asset');
  const faces = useTocsin((state) => state.faces);
  const operation = useTocsin((state) => state.operationId);
  const { hours } = useDraft();
  const { steps } = useSteps();
  const [scenarioId] = useState(() => tocsin.newId());
  const [name, setName] = useState('');
  const [note, setNote] = useState('');
  const [chosen, setChosen] = useState<MarkingInput | undefined>(undefined);
  const sources = strictestOf(steps, assets);
  const marking: MarkingInput = chosen ?? { tlp: stricter(sources, defaultTlp(faces, operation)) };
  const command = {
    scenarioId,
    name: name.trim() || 'x',
    steps,
    hours,
    marking,
    ...(note.trim() !== '' && { note: note.trim() }),
  };
  const refused = useWhyNot('scenario.save', command);
  const most = LIMITS.stepsPerScenario;
  const why = steps.length > most ? t('what-if.tooMany', { count: steps.length, most }) : refused;
  const save = async (): Promise<void> => {
    if (name.trim() === '' || why !== undefined || !(await send('scenario.save', command, { versioned: false })))
      return;
    keeper.savedAs(scenarioId);
    set({ scenario: scenarioId });
    say.done(t('what-if.saved', { name: command.name }));
    onClose();
  };
  useFormKeys(form, { send: () => void save(), leave: onClose });
  return (
    <form
      ref={form}
      className="wi-save"
      aria-label={t('what-if.saveTitle')}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextInput
        label={t('what-if.name')}
        required
        data-autofocus
        maxLength={LIMITS.name}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        label={t('what-if.note')}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={LIMITS.text}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <p className="wi-hint">{t('what-if.saveHint', { count: steps.length })}</p>
      <MarkingField value={marking} onChange={setChosen} parentTlp={sources} about={{ kind: 'scenario' }} />
      <p className="wi-hint">{t('what-if.sourcesHint', { tlp: sources })}</p>
      {why !== undefined && (
        <p className="fc-flag" role="alert">
          {why}
        </p>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
        <WhyNot why={why}>
          {(described) => (
            <Button
              type="submit"
              disabled={name.trim() === ''}
              leftSection={<Save size={14} aria-hidden="true" />}
              {...described}
            >
              {t('what-if.save')}
            </Button>
          )}
        </WhyNot>
      </Group>
    </form>
  );
}
