import { Button, Group, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { Send } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkingInput } from '../../../shared/domain/fields.ts';
import type { Assignee } from '../../../shared/domain/task/record.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { parseInstant, type Instant } from '../../../shared/time.ts';
import { assetName } from '../../ui/assetName.ts';
import { Drawer } from '../../ui/Drawer.tsx';
import { useGo } from '../../ui/entities.ts';
import { KeyHint } from '../../ui/KeyHint.tsx';
import { MarkingField } from '../../ui/MarkingField.tsx';
import { useSend, useWhyNot } from '../../ui/send.ts';
import { useFace, useFaces, useTocsinApi } from '../../ui/tocsin.ts';
import { WhyNot } from '../../ui/parts/Act.tsx';
import { MomentField } from '../../ui/parts/MomentField.tsx';
import { useFormKeys } from '../../ui/parts/formKeys.ts';
import { RecordPicker } from '../../ui/parts/RecordPicker.tsx';
import { useSay } from '../../ui/parts/say.ts';
import { textOf } from '../../ui/parts/search.ts';
import { AssigneeField } from './AssigneeField.tsx';
import { isOver } from './board.ts';
import './tasks.css';

/** The address may name the incident or the asset that the task is for. */
export function NewTaskDrawer() {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const incident = textOf(search['incident']);
  const asset = textOf(search['asset']);
  const need = textOf(search['need']);
  const due = parseInstant(textOf(search['due']) ?? '');
  return <NewTask key={`${incident}${asset}${need}`} incident={incident} asset={asset} need={need} dueAt={due} />;
}

/** What is to be done so that a need goes on being met, in the words of who is shown the asset. */
function useNeedTitle(asset: string | undefined, need: string | undefined): string {
  const { t } = useTranslation();
  const face = useFace('asset', asset);
  if (need === undefined || !face?.needs?.some(({ needId }) => needId === need)) return '';
  return t('tasks.keepSupplied', { name: assetName(face, t) }).slice(0, LIMITS.title);
}

type Priority = 1 | 2 | 3 | 4;
const PRIORITIES: readonly Priority[] = [1, 2, 3, 4];

interface NewTaskProps {
  incident: string | undefined;
  asset: string | undefined;
  need: string | undefined;
  dueAt: Instant | undefined;
}

function NewTask({ incident, asset, need, dueAt }: NewTaskProps) {
  const { t } = useTranslation();
  const go = useGo();
  const tocsin = useTocsinApi();
  const send = useSend();
  const say = useSay();
  const form = useRef<HTMLFormElement>(null);
  const incidents = useFaces('incident');
  const assets = useFaces('asset');
  const tasks = useFaces('task');
  const [taskId] = useState(() => tocsin.newId());
  const proposed = useNeedTitle(asset, need);
  const [title, setTitle] = useState(proposed);
  const [description, setDescription] = useState('');
  const [incidentIds, setIncidentIds] = useState(() => (incident && incidents.has(incident) ? [incident] : []));
  const [assetIds, setAssetIds] = useState(() => (asset && assets.has(asset) ? [asset] : []));
  const [assignee, setAssignee] = useState<Assignee | undefined>(undefined);
  const [due, setDue] = useState(dueAt);
  const [priority, setPriority] = useState<Priority>(need === undefined ? 2 : 3);
  const [blockedBy, setBlockedBy] = useState<string[]>([]);
  const [marking, setMarking] = useState<MarkingInput | undefined>(undefined);
  const incidentId = incidentIds[0];
  const parent = incidentId === undefined ? undefined : incidents.get(incidentId);
  const hit = useMemo(() => (parent?.assetIds ?? []).map((id) => ({ id })), [parent]);
  const unfinished = useMemo(
    () => new Set([...tasks.values()].filter((task) => !isOver(task)).map((task) => task.id)),
    [tasks],
  );
  const command = {
    taskId,
    title: title.trim() || 'x',
    priority,
    ...(description.trim() !== '' && { description: description.trim() }),
    ...(incidentId !== undefined && { incidentId }),
    ...(assetIds.length > 0 && { assetIds }),
    ...(due && { due }),
    ...(assignee && { assignee: { ...assignee } }),
    ...(blockedBy.length > 0 && { blockedBy }),
    ...(marking && { marking }),
  };
  const why = useWhyNot('task.create', command);
  const create = async () => {
    if (title.trim() === '' || why !== undefined || !(await send('task.create', command))) return;
    say.done(t('tasks.created', { title: command.title }));
    go.close();
  };
  useFormKeys(form, { send: () => void create(), leave: go.close });
  return (
    <Drawer title={t('tasks.newTitle')} onClose={go.close}>
      <form
        ref={form}
        className="tsk-form"
        aria-label={t('tasks.newTitle')}
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <TitleField value={title} onChange={setTitle} />
        <AssigneeField
          value={assignee}
          onChange={setAssignee}
          refers={incidentId !== undefined || assetIds.length > 0}
        />
        <RecordPicker
          kind="incident"
          label={t('tasks.incident')}
          single
          value={incidentIds}
          onChange={setIncidentIds}
        />
        <RecordPicker kind="asset" label={t('tasks.assets')} value={assetIds} onChange={setAssetIds} suggested={hit} />
        <MomentField label={t('tasks.dueAt')} value={due} onChange={setDue} />
        <div>
          <p className="tsk-label" id="tsk-priority">
            {t('tasks.priority')}
          </p>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-labelledby="tsk-priority"
            value={String(priority)}
            onChange={(value) => setPriority(Number(value) as Priority)}
            data={PRIORITIES.map((value) => ({ value: String(value), label: t(`ui.priority.${value}`) }))}
          />
        </div>
        <Textarea
          label={t('tasks.description')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={LIMITS.text}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <RecordPicker
          kind="task"
          label={t('tasks.waitsFor')}
          value={blockedBy}
          onChange={setBlockedBy}
          among={unfinished}
        />
        <MarkingField
          value={marking}
          onChange={setMarking}
          {...(parent && { parentTlp: parent.tlp })}
          about={{ kind: 'task', assignee, ...(parent && { on: { kind: 'incident', id: parent.id } }) }}
        />
        <Group justify="flex-end" className="tsk-send">
          <Button variant="default" onClick={go.close}>
            {t('ui.cancel')}
          </Button>
          <WhyNot why={title.trim() === '' ? undefined : why}>
            {(described) => (
              <Button
                type="submit"
                disabled={title.trim() === ''}
                leftSection={<Send size={14} aria-hidden="true" />}
                rightSection={<KeyHint keys="Enter" />}
                {...described}
              >
                {t(assignee ? 'tasks.createAndOffer' : 'tasks.create')}
              </Button>
            )}
          </WhyNot>
        </Group>
      </form>
    </Drawer>
  );
}

function TitleField({ value, onChange }: { value: string; onChange: (title: string) => void }) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  // The drawer takes the focus to its heading when it opens; here typing begins at once.
  useEffect(() => {
    const frame = requestAnimationFrame(() => field.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <TextInput
      ref={field}
      label={t('tasks.what')}
      placeholder={t('tasks.whatHint')}
      required
      maxLength={LIMITS.title}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
