import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '../../../shared/code.ts';
import { useTocsinApi } from '../../ui/tocsin.ts';
import { useAct } from '../../ui/directory/context.tsx';
import type { Operation } from '../../ui/directory/directory.ts';
import { Consequence, FormDialog } from '../../ui/directory/parts.tsx';

/** An operation that has ended is read, not written: nothing takes that back. */
export function EndOperation({ operation, onClose }: { operation: Operation; onClose: () => void }) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const { busy, why, send } = useAct();
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const code = codeOf('operation', operation.id);
  const save = async (): Promise<void> => {
    if (!(await send('operation.end', { reason: reason.trim() }, operation.id))) return;
    await tocsin.refreshOperations();
    onClose();
  };
  return (
    <FormDialog
      title={t('admin.operation.endNamed', { name: operation.name })}
      submit={t('admin.operation.end')}
      ready={reason.trim() !== '' && typed.trim().toUpperCase() === code}
      busy={busy}
      why={why}
      onSubmit={() => void save()}
      onClose={onClose}
      danger
    >
      <Consequence tone="loses" title={t('admin.operation.endMeans', { count: operation.participants.length })}>
        <p>{t('admin.operation.endHint')}</p>
      </Consequence>
      <TextInput
        data-autofocus
        label={t('ui.reason.label')}
        description={t('ui.reason.hint')}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <TextInput
        label={t('ui.confirm.type', { word: code })}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autoComplete="off"
      />
    </FormDialog>
  );
}
