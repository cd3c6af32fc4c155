import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useAct, useAdmin, useShortName } from '../../ui/directory/context.tsx';
import { changeOf } from '../../ui/directory/directory.ts';
import { Consequence, FormDialog, OrganisationsField, Section } from '../../ui/directory/parts.tsx';
import { AgreementHint } from './AgreementsHint.tsx';
import { WithDirectory } from './WithDirectory.tsx';

/** Whom AMBER of one's own organisation also reaches: declared by itself, and for itself only. */
export function Clients() {
  return <WithDirectory>{(manages) => <Declared manages={manages} />}</WithDirectory>;
}

function Declared({ manages }: { manages: boolean }) {
  const { t } = useTranslation();
  const { directory, me } = useAdmin();
  const shortName = useShortName();
  const [open, setOpen] = useState(false);
  const clients = directory.organisations.get(me.organisation)?.clients ?? [];
  const action = manages && <Button onClick={() => setOpen(true)}>{t('sharing.clients.change')}</Button>;
  return (
    <Section title={t('sharing.tab.clients')} hint={t('sharing.clients.about')} action={action}>
      {clients.length === 0 ? (
        <EmptyState title={t('sharing.clients.none')} hint={t('sharing.clients.noneHint')} />
      ) : (
        <ul className="sh-lines is-boxed">
          {clients
            .map((id) => ({ id, name: shortName(id) }))
            .sort((a, b) => a.name.localeCompare(b.name))
            .map(({ id, name }) => (
              <li key={id}>
                <strong>{name}</strong> <span>{directory.organisations.get(id)?.name}</span>{' '}
                <AgreementHint organisation={id} />
              </li>
            ))}
        </ul>
      )}
      <p className="sh-soft">{t('sharing.clients.mutual')}</p>
      {open && <ClientsForm before={clients} onClose={() => setOpen(false)} />}
    </Section>
  );
}

function ClientsForm({ before, onClose }: { before: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation();
  const { me } = useAdmin();
  const shortName = useShortName();
  const { busy, why, send } = useAct();
  const [clients, setClients] = useState<readonly string[]>(before);
  const { gains, loses } = changeOf(before, clients);
  const itself = clients.includes(me.organisation);
  const names = (ids: readonly string[]) => ids.map(shortName).join(', ');
  const save = async (): Promise<void> => {
    if (await send('organisation.setClients', { organisationId: me.organisation, clients })) onClose();
  };
  return (
    <FormDialog
      title={t('sharing.clients.change')}
      submit={t('admin.save')}
      ready={gains.length + loses.length > 0 && !itself}
      busy={busy}
      why={why}
      onSubmit={() => void save()}
      onClose={onClose}
      size="lg"
    >
      <OrganisationsField label={t('sharing.clients.label')} value={clients} onChange={setClients} />
      <div aria-live="polite" className="ad-consequences">
        {itself && <Consequence tone="loses" title={t('sharing.clients.itself')} />}
        {gains.length > 0 && !itself && (
          <Consequence tone="gains" title={t('sharing.clients.gains', { count: gains.length, names: names(gains) })}>
            <p>{t('sharing.clients.gainsHint')}</p>
            <p>{t('sharing.clients.cyclic')}</p>
          </Consequence>
        )}
        {loses.length > 0 && (
          <Consequence tone="loses" title={t('sharing.clients.loses', { count: loses.length, names: names(loses) })}>
            <p>{t('admin.circle.losesHint')}</p>
          </Consequence>
        )}
      </div>
    </FormDialog>
  );
}
