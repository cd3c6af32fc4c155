import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct, useAdmin } from '../../ui/directory/context.tsx';
import { newId, request, sendCommands, settle } from '../../ui/directory/request.ts';
import type { Person } from '../../ui/directory/directory.ts';
import { newPassword } from './password.ts';
import { PasswordOnce } from './PasswordOnce.tsx';
import { FormDialog, OrganisationField } from '../../ui/directory/parts.tsx';

/** Registers somebody and lets them sign in. After a refusal the form goes on where it stopped. */
export function NewPerson({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { me } = useAdmin();
  const { busy, why, run } = useAct();
  const [userId] = useState(newId);
  const [password] = useState(newPassword);
  const [registered, setRegistered] = useState(false);
  const [done, setDone] = useState(false);
  const [organisation, setOrganisation] = useState<string | null>(me.organisation);
  const [name, setName] = useState('');
  const [username, setUsername] = useState('');
  const ready = organisation !== null && name.trim() !== '' && username.trim() !== '';
  const save = async (): Promise<void> => {
    const ok = await run(async () => {
      if (!registered) {
        const data = { userId, name: name.trim(), organisation };
        const sent = settle(await sendCommands('directory', [{ type: 'user.register', data }]));
        if (!sent.ok) return sent;
        setRegistered(true);
      }
      return request('POST', '/accounts', { username: username.trim(), userId, password });
    });
    if (ok) setDone(true);
  };
  if (done) return <PasswordOnce name={name.trim()} username={username.trim()} password={password} onClose={onClose} />;
  return (
    <FormDialog
      title={t('admin.people.new')}
      submit={t('admin.create')}
      ready={ready}
      busy={busy}
      why={why}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      {registered ? (
        <p className="ad-soft">{t('admin.people.registered', { name: name.trim() })}</p>
      ) : (
        <>
          <OrganisationField label={t('admin.people.organisation')} value={organisation} onChange={setOrganisation} />
          <TextInput
            data-autofocus
            label={t('admin.people.name')}
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </>
      )}
      <UsernameField value={username} onChange={setUsername} />
      <p className="ad-soft">{t('admin.people.passwordComes')}</p>
    </FormDialog>
  );
}

/** For somebody who is registered, by the command line for example, but cannot sign in yet. */
export function GiveAccess({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation();
  const { busy, why, run } = useAct();
  const [password] = useState(newPassword);
  const [username, setUsername] = useState('');
  const [done, setDone] = useState(false);
  const save = async (): Promise<void> => {
    const account = { username: username.trim(), userId: person.id, password };
    if (await run(() => request('POST', '/accounts', account))) setDone(true);
  };
  if (done) return <PasswordOnce name={person.name} username={username.trim()} password={password} onClose={onClose} />;
  return (
    <FormDialog
      title={t('admin.people.giveAccessTo', { name: person.name })}
      submit={t('admin.people.giveAccess')}
      ready={username.trim() !== ''}
      busy={busy}
      why={why}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <UsernameField value={username} onChange={setUsername} />
      <p className="ad-soft">{t('admin.people.passwordComes')}</p>
    </FormDialog>
  );
}

function UsernameField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t('login.username')}
      description={t('admin.people.usernameHint')}
      maxLength={128}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
