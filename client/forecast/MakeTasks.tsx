import { Button, Group, Modal, Select, TextInput } from '@mantine/core';
import { ClipboardPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Forecast, ForecastDeadline } from '../../shared/cascade/forecast.ts';
import type { MarkingInput } from '../../shared/domain/fields.ts';
import type { Tlp } from '../../shared/domain/vocabulary.ts';
import { LIMITS } from '../../shared/limits.ts';
import { stricter } from '../../shared/sharing/marking.ts';
import { defaultTlp } from '../store/derive/audience.ts';
import { assetName } from '../ui/assetName.ts';
import { AudiencePreview } from '../ui/marking/AudiencePreview.tsx';
import { useAudience } from '../ui/marking/useAudience.ts';
import { MarkingControls } from '../ui/MarkingField.tsx';
import { WhyNot } from '../ui/parts/Act.tsx';
import { useSay } from '../ui/parts/say.ts';
import { SCROLLING_LIST } from '../ui/parts/scrollingList.ts';
import { useOrganisationNamer, useOrganisationOptions } from '../ui/parts/useOrganisations.ts';
import { useSend, useWhyNot } from '../ui/send.ts';
import { TimeText } from '../ui/times.tsx';
import { useFaces, useOperation, useTocsin, useTocsinApi } from '../ui/tocsin.ts';
import { proposalOf, type Priority, type Proposal } from './deadlineTasks.ts';
import { strictestUnder } from './rows.ts';
import './forecast.css';

interface MakeTasksProps {
  opened: boolean;
  list: readonly ForecastDeadline[];
  /** What the deadlines follow from. */
  from: Pick<Forecast, 'changes' | 'already'>;
  onClose: () => void;
  onMade: () => void;
}

/** A task of each deadline that was ticked, as it is proposed, to be changed and sent together. */
export function MakeTasks({ opened, list, from, onClose, onMade }: MakeTasksProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="min(1080px, 94vw)"
      title={t('what-if.tasks.title', { count: list.length })}
      closeButtonProps={{ 'aria-label': t('ui.drawer.close') }}
    >
      {opened && <Form list={list} from={from} onClose={onClose} onMade={onMade} />}
    </Modal>
  );
}

const PRIORITIES: readonly Priority[] = [4, 3, 2, 1];
/** Whom each task shows itself to depends on its assignee; more different ones than this are not told one by one. */
const PREVIEWS = 4;

function Form({ list, from, onClose, onMade }: Omit<MakeTasksProps, 'opened'>) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const send = useSend();
  const say = useSay();
  const [rows, setRows] = useState(useProposals(list));
  const [chosen, setChosen] = useState<MarkingInput | undefined>(undefined);
  const [sending, setSending] = useState(false);
  const tlp = useStrictest(list, from);
  const marking: MarkingInput = chosen ?? { tlp };
  const why = useWhyNot('task.create', { taskId: tocsin.newId(), title: 'x', marking });
  const ready = rows.every(({ title }) => title.trim() !== '');
  const assignees = [...new Set(rows.map(({ organisation }) => organisation))];
  const set = (key: string, change: Partial<Proposal>): void =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...change } : row)));
  const make = async (): Promise<void> => {
    setSending(true);
    let made = 0;
    for (const { assetId, title, due, priority, organisation } of rows) {
      const sent = await send('task.create', {
        taskId: tocsin.newId(),
        title: title.trim(),
        due,
        priority,
        assetIds: [assetId],
        ...(organisation !== undefined && { assignee: { organisation } }),
        marking,
      });
      // Its reason is on the screen; those made before it stand.
      if (!sent) break;
      made += 1;
    }
    setSending(false);
    if (made > 0) say.done(t('what-if.tasks.made', { count: made }));
    if (made < rows.length) setRows(rows.slice(made));
    else onMade();
  };
  return (
    <form
      className="fc-tasks"
      aria-label={t('what-if.tasks.title', { count: rows.length })}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && why === undefined) void make();
      }}
    >
      <table className="nx-table">
        <caption className="t-hidden">{t('what-if.tasks.title', { count: rows.length })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('what-if.tasks.what')}</th>
            <th scope="col">{t('what-if.tasks.due')}</th>
            <th scope="col">{t('what-if.tasks.priority')}</th>
            <th scope="col">{t('what-if.tasks.who')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.key} row={row} onChange={(change) => set(row.key, change)} />
          ))}
        </tbody>
      </table>
      <MarkingControls kind="task" value={marking} onChange={setChosen}>
        {assignees.slice(0, PREVIEWS).map((organisation) => (
          <Seen
            key={organisation ?? ''}
            marking={marking}
            organisation={organisation}
            count={rows.filter((row) => row.organisation === organisation).length}
          />
        ))}
        {assignees.length > PREVIEWS && (
          <p className="t-note-hint">{t('what-if.tasks.otherAssignees', { count: assignees.length - PREVIEWS })}</p>
        )}
      </MarkingControls>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
        <WhyNot why={why}>
          {(described) => (
            <Button
              type="submit"
              loading={sending}
              disabled={!ready}
              leftSection={<ClipboardPlus size={14} aria-hidden="true" />}
              {...described}
            >
              {t('what-if.tasks.make', { count: rows.length })}
            </Button>
          )}
        </WhyNot>
      </Group>
    </form>
  );
}

/** As they are when the form opens: what is typed over them stays while predictions go on. */
function useProposals(list: readonly ForecastDeadline[]): Proposal[] {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const assets = useFaces('asset');
  const participants = useOperation()?.participants ?? [];
  return list.flatMap((one) => {
    const face = assets.get(one.assetId);
    if (!face) return [];
    const title = t('tasks.keepSupplied', { name: assetName(face, t) }).slice(0, LIMITS.title);
    return [proposalOf(one, face, title, participants, tocsin.operationNow())];
  });
}

/** A task that rests on predictions is no wider than what these rest on, unless somebody says so. */
function useStrictest(
  deadlines: readonly ForecastDeadline[],
  { changes, already }: Pick<Forecast, 'changes' | 'already'>,
): Tlp {
  const assets = useFaces('asset');
  const faces = useTocsin((state) => state.faces);
  const operation = useTocsin((state) => state.operationId);
  // A deadline is as late as its predictions let it be: their causes are told by it.
  const ids = new Set(deadlines.map(({ assetId }) => assetId));
  const about = ({ assetId }: { assetId: string }): boolean => ids.has(assetId);
  const under = { changes: changes.filter(about), already: already.filter(about), deadlocks: [] };
  const resting = strictestUnder({ ...under, deadlines: [...deadlines] }, assets);
  return stricter(resting, defaultTlp(faces, operation));
}

function Row({ row, onChange }: { row: Proposal; onChange: (change: Partial<Proposal>) => void }) {
  const { t } = useTranslation();
  const organisations = useOrganisationOptions();
  const { title, due, priority, organisation } = row;
  return (
    <tr>
      <td>
        <TextInput
          size="xs"
          aria-label={t('what-if.tasks.whatOf', { title })}
          required
          maxLength={LIMITS.title}
          value={title}
          onChange={(event) => onChange({ title: event.currentTarget.value })}
        />
      </td>
      <td>
        <TimeText at={due} />
      </td>
      <td>
        <Select
          w={110}
          size="xs"
          aria-label={t('what-if.tasks.priorityOf', { title })}
          {...SCROLLING_LIST}
          allowDeselect={false}
          data={PRIORITIES.map((value) => ({ value: String(value), label: t(`ui.priority.${value}`) }))}
          value={String(priority)}
          onChange={(value) => onChange({ priority: Number(value) as Priority })}
        />
      </td>
      <td>
        <Select
          w={190}
          size="xs"
          aria-label={t('what-if.tasks.whoOf', { title })}
          {...SCROLLING_LIST}
          searchable
          clearable
          placeholder={t('what-if.tasks.nobody')}
          data={organisations}
          value={organisation ?? null}
          onChange={(value) => onChange({ organisation: value ?? undefined })}
        />
      </td>
    </tr>
  );
}

interface SeenProps {
  marking: MarkingInput;
  organisation: string | undefined;
  count: number;
}

function Seen({ marking, organisation, count }: SeenProps) {
  const { t } = useTranslation();
  const nameOf = useOrganisationNamer();
  const audience = useAudience({
    kind: 'task',
    marking,
    ...(organisation !== undefined && { assignee: { organisation } }),
  });
  return (
    <div className="fc-seen">
      <strong>
        {organisation === undefined
          ? t('what-if.tasks.forNobody', { count })
          : t('what-if.tasks.forWhom', { count, name: nameOf(organisation) })}
      </strong>
      <AudiencePreview audience={audience} circles={(marking.circles?.length ?? 0) > 0} compact />
    </div>
  );
}
