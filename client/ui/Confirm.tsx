import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ReasonField } from './ReasonField.tsx';

interface ConfirmProps {
  opened: boolean;
  title: string;
  children?: ReactNode;
  /** The verb on the button. */
  confirm: string;
  danger?: boolean;
  /** Asks for a reason, which `onConfirm` then gets. */
  reason?: boolean;
  /** A word to type first, for what cannot be taken back. */
  type?: string;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}

export function Confirm({ opened, onClose, title, ...rest }: ConfirmProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title} centered>
      {opened && <Question {...rest} onClose={onClose} />}
    </Modal>
  );
}

function Question({
  children,
  confirm,
  danger = false,
  reason = false,
  type,
  onConfirm,
  onClose,
}: Omit<ConfirmProps, 'opened' | 'title'>) {
  const { t } = useTranslation();
  const [why, setWhy] = useState('');
  const [typed, setTyped] = useState('');
  const ready = (!reason || why.trim() !== '') && (type === undefined || typed.trim() === type);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready) return;
        onConfirm(why.trim());
        onClose();
      }}
    >
      {children}
      {reason && <ReasonField value={why} onChange={setWhy} focus />}
      {type !== undefined && (
        <TextInput
          mt="sm"
          label={t('ui.confirm.type', { word: type })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
        <Button type="submit" color={danger ? 'red' : 'blue'} disabled={!ready}>
          {confirm}
        </Button>
      </Group>
    </form>
  );
}
