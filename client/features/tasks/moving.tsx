import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskFace } from '../../../shared/domain/task/record.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import { useSend } from '../../ui/send.ts';
import { useFace } from '../../ui/tocsin.ts';
import { useSay } from '../../ui/parts/say.ts';
import { moveTo, type Column } from './board.ts';
import { OfferDialog } from './OfferDialog.tsx';

export type Question =
  | { readonly kind: 'offer'; readonly task: TaskFace; readonly organisation?: string }
  | { readonly kind: 'decline'; readonly task: TaskFace };

export interface Moving {
  readonly question: Question | undefined;
  move: (task: TaskFace, column: Column) => void;
  ask: (question: Question | undefined) => void;
}

/** What moving a card does: a command at once, a question first, or the reason why not. */
export function useMoving(): Moving {
  const { t } = useTranslation();
  const send = useSend();
  const say = useSay();
  const [question, ask] = useState<Question | undefined>(undefined);
  const move = useCallback(
    (task: TaskFace, column: Column) => {
      const what = moveTo(task, column);
      if (what.kind === 'status') void send('task.setStatus', { taskId: task.id, status: what.status });
      else if (what.kind === 'accept') void send('task.accept', { taskId: task.id });
      else if (what.kind === 'offer' || what.kind === 'decline') ask({ kind: what.kind, task });
      else if (what.why === 'no-way') {
        const from = t(`ui.taskStatus.${task.status}`);
        say.problem(t('ui.refused'), t('tasks.noWay', { from, to: t(`ui.taskStatus.${column}`) }));
      }
    },
    [send, say, t],
  );
  return useMemo(() => ({ question, move, ask }), [question, move]);
}

/** The questions a move may need answered. */
export function Questions({ moving: { question: asked, ask } }: { moving: Moving }) {
  const { t } = useTranslation();
  const send = useSend();
  // A task that is withdrawn takes its question with it.
  const question = useFace('task', asked?.task.id) && asked;
  const close = () => ask(undefined);
  return (
    <>
      <OfferDialog
        task={question?.kind === 'offer' ? question.task : undefined}
        organisation={question?.kind === 'offer' ? question.organisation : undefined}
        onClose={close}
      />
      <Confirm
        opened={question?.kind === 'decline'}
        title={t('tasks.declineTitle', { title: question?.task.title ?? '' })}
        confirm={t('tasks.decline')}
        reason
        onClose={close}
        onConfirm={(reason) => question && void send('task.decline', { taskId: question.task.id, reason })}
      />
    </>
  );
}
