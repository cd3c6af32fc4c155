import { Button } from '@mantine/core';
import { Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EntityCard } from '../EntityCard.tsx';
import { EmptyState } from '../EmptyState.tsx';
import { useGo, type DrawerKind } from '../entities.ts';
import { useWhyNot } from '../send.ts';
import { useTocsinApi } from '../tocsin.ts';
import { useState } from 'react';
import { WhyNot } from './Act.tsx';
import './parts.css';

/** Cards of records, in the order given. */
export function Cards({
  kind,
  ids,
  children,
}: {
  kind: DrawerKind;
  ids: readonly string[];
  children?: (id: string) => ReactNode;
}) {
  return (
    <div className="t-parts-cards">
      {ids.map((id) => (
        <EntityCard key={id} kind={kind} id={id} dense>
          {children?.(id)}
        </EntityCard>
      ))}
    </div>
  );
}

/** The tasks of a record, and a way to make one that already names it. */
export function TasksOf({ ids, on }: { ids: readonly string[]; on: { incident?: string; asset?: string } }) {
  const { t } = useTranslation();
  return (
    <>
      <NewTaskButton on={on} />
      {ids.length === 0 ? (
        <EmptyState title={t('parts.tasks.none')} hint={t('parts.tasks.noneHint')} />
      ) : (
        <Cards kind="task" ids={ids} />
      )}
    </>
  );
}

export function NewTaskButton({ on }: { on: { incident?: string; asset?: string } }) {
  const { t } = useTranslation();
  const go = useGo();
  const tocsin = useTocsinApi();
  const [taskId] = useState(() => tocsin.newId());
  const why = useWhyNot('task.create', { taskId, title: 'x' });
  return (
    <WhyNot why={why}>
      {(described) => (
        <Button
          size="xs"
          variant="default"
          leftSection={<Plus size={14} aria-hidden="true" />}
          {...described}
          onClick={why === undefined ? () => go.newTask(on) : undefined}
        >
          {t('parts.tasks.new')}
        </Button>
      )}
    </WhyNot>
  );
}
