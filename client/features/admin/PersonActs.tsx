import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct, useAdmin } from '../../ui/directory/context.tsx';
import { newId, request, settle, type Outcome } from '../../ui/directory/request.ts';
import { operationsOf, type Person } from '../../ui/directory/directory.ts';
import { newPassword } from './password.ts';
import { PasswordOnce } from './PasswordOnce.tsx';
import { Consequence, FormDialog } from '../../ui/directory/parts.tsx';

interface ActProps {
  person: Person;
  onClose: () => void;
}

export function ResetPassword({ person, onClose }: ActProps) {
  const { t } = useTranslation();
  const { accounts } = useAdmin();
  const { busy, why, run } = useAct();
  const [password] = useState(newPassword);
  const [done, setDone] = useState(false);
  const username = accounts.get(person.id)?.username ?? '';
  const save = async (): Promise<void> => {
    if (await run(() => request('PUT', `/accounts/${person.id}/password`, { password }))) setDone(true);
  };
  if (done) return <PasswordOnce name={person.name} username={username} password={password} onClose={onClose} />;
  return (
    <FormDialog
      title={t('admin.people.resetOf', { name: person.name })}
      submit={t('admin.people.reset')}
      ready
      busy={busy}
      why={why}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <Consequence tone="loses" title={t('admin.people.resetMeans')}>
        <p>{t('admin.people.resetHint')}</p>
      </Consequence>
    </FormDialog>
  );
}

/** The route says it to the directory and to the account, so that the two agree. */
function useSwitch(person: Person, verb: 'disable' | 'enable') {
  const { run, ...state } = useAct();
  const [commandId] = useState(newId);
  const act = () =>
    run(async () => {
      const answer = await request<Outcome>('POST', `/accounts/${person.id}/${verb}`, { commandId });
      return answer.ok ? settle({ ok: true, value: [answer.value] }) : answer;
    });
  return { ...state, act };
}

export function DisablePerson({ person, onClose }: ActProps) {
  const { t } = useTranslation();
  const { accounts } = useAdmin();
  const { busy, why, act } = useSwitch(person, 'disable');
  const [typed, setTyped] = useState('');
  const word = accounts.get(person.id)?.username ?? person.name;
  return (
    <FormDialog
      title={t('admin.people.disableOf', { name: person.name })}
      submit={t('admin.people.disable')}
      ready={typed.trim() === word}
      busy={busy}
      why={why}
      onSubmit={() => void act().then((done) => done && onClose())}
      onClose={onClose}
      danger
    >
      <Consequence tone="loses" title={t('admin.people.disableMeans', { count: operationsOf(person).length })}>
        <p>
          {t('admin.people.disableHint')} {t('admin.cannotUnshow')}
        </p>
      </Consequence>
      <TextInput
        data-autofocus
        label={t('ui.confirm.type', { word })}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autoComplete="off"
      />
    </FormDialog>
  );
}

export function EnablePerson({ person, onClose }: ActProps) {
  const { t } = useTranslation();
  const { busy, why, act } = useSwitch(person, 'enable');
  return (
    <FormDialog
      title={t('admin.people.enableOf', { name: person.name })}
      submit={t('admin.people.enable')}
      ready
      busy={busy}
      why={why}
      onSubmit={() => void act().then((done) => done && onClose())}
      onClose={onClose}
    >
      <Consequence tone="gains" title={t('admin.people.enableMeans', { count: operationsOf(person).length })} />
    </FormDialog>
  );
}
