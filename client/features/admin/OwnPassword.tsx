import { Button, Group, Modal, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../ui/directory/request.ts';

/** As the server has it: server/accounts/passwords.ts. */
const LEAST_CHARACTERS = 8;

/** For everybody: one's own password. All sessions end with it, so the next thing asked for is the new one. */
export function OwnPassword({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [why, setWhy] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const short = next.length < LEAST_CHARACTERS;
  const differs = again !== '' && again !== next;
  const ready = current !== '' && !short && again === next;
  const save = async (): Promise<void> => {
    setBusy(true);
    const answer = await request('PUT', '/session/password', { current, next });
    setBusy(false);
    if (answer.ok) return onClose();
    const wrong = answer.code === 'wrong-credentials';
    setWhy(wrong ? t('admin.own.wrong') : answer.code === 'unreachable' ? t('admin.unreachable') : answer.message);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('admin.own.title')}
      centered
      closeButtonProps={{ 'aria-label': t('admin.close') }}
    >
      <form
        className="ad-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !busy) void save();
        }}
      >
        <PasswordInput
          data-autofocus
          label={t('admin.own.current')}
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('admin.own.next')}
          description={t('admin.own.least', { count: LEAST_CHARACTERS })}
          autoComplete="new-password"
          maxLength={256}
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('admin.own.again')}
          autoComplete="new-password"
          maxLength={256}
          value={again}
          onChange={(event) => setAgain(event.currentTarget.value)}
          error={differs ? t('admin.own.differs') : undefined}
        />
        <p className="ad-soft">{t('admin.own.hint')}</p>
        <p className="ad-warn" role="alert">
          {why}
        </p>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
          <Button type="submit" disabled={!ready} loading={busy}>
            {t('admin.save')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
