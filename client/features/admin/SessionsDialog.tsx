import { Button, Group, Modal } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { zuluDay } from '../../ui/time.ts';
import { Refusal, useAct } from '../../ui/directory/context.tsx';
import { request } from '../../ui/directory/request.ts';
import type { Person } from '../../ui/directory/directory.ts';

interface OpenSession {
  readonly sessionId: string;
  readonly openedAt: string;
  readonly usedAt: string;
  readonly address?: string;
  readonly userAgent?: string;
  readonly own?: true;
}

/** Where somebody is signed in. One's own session is shown, and ended by signing out. */
export function SessionsDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation();
  const { busy, why, run } = useAct();
  const [list, setList] = useState<readonly OpenSession[] | undefined>(undefined);
  const path = `/accounts/${person.id}/sessions`;
  const load = useCallback(async () => {
    const answer = await request<readonly OpenSession[]>('GET', path);
    if (answer.ok) setList(answer.value);
    return answer;
  }, [path]);
  useEffect(() => {
    void run(load);
  }, [run, load]);
  const end = async (which: string): Promise<void> => {
    await run(async () => {
      const ended = await request('DELETE', which);
      await load();
      return ended;
    });
  };
  const others = list?.filter(({ own }) => !own) ?? [];
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('admin.sessions.title', { name: person.name })}
      centered
      size="lg"
      closeButtonProps={{ 'aria-label': t('admin.close') }}
    >
      {list?.length === 0 && <EmptyState title={t('admin.sessions.none')} hint={t('admin.sessions.noneHint')} />}
      <ul className="ad-sessions">
        {list?.map(({ sessionId, openedAt, usedAt, address, userAgent, own }) => (
          <li key={sessionId}>
            <div>
              <strong>{userAgent || t('admin.sessions.unknown')}</strong>
              <p className="ad-soft">
                {t('admin.sessions.about', {
                  address: address ?? '',
                  opened: zuluDay(Date.parse(openedAt)),
                  used: zuluDay(Date.parse(usedAt)),
                })}
              </p>
            </div>
            {own ? (
              <span className="ad-badge">{t('admin.sessions.own')}</span>
            ) : (
              <Button size="xs" variant="default" disabled={busy} onClick={() => void end(`${path}/${sessionId}`)}>
                {t('admin.sessions.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Refusal why={why} />
      <Group justify="flex-end" mt="md">
        {others.length > 1 && others.length === list?.length && (
          <Button variant="default" className="ad-danger" disabled={busy} onClick={() => void end(path)}>
            {t('admin.sessions.endAll')}
          </Button>
        )}
        <Button variant="default" onClick={onClose}>
          {t('admin.close')}
        </Button>
      </Group>
    </Modal>
  );
}
