import { ActionIcon, Button, Group, Menu, Select, Table, TextInput } from '@mantine/core';
import { EllipsisVertical, Plus, Users } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DIRECTORY } from '../../../shared/ids.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useAdmin, useShortName } from '../../ui/directory/context.tsx';
import { operationsOf, rolesOf, type Person } from '../../ui/directory/directory.ts';
import { GiveAccess, NewPerson } from './NewPerson.tsx';
import { DisablePerson, EnablePerson, ResetPassword } from './PersonActs.tsx';
import { Section } from '../../ui/directory/parts.tsx';
import { SessionsDialog } from './SessionsDialog.tsx';

const ACTS = {
  access: GiveAccess,
  reset: ResetPassword,
  sessions: SessionsDialog,
  disable: DisablePerson,
  enable: EnablePerson,
} as const;
type ActName = keyof typeof ACTS;
/** Rows beyond which one searches rather than scrolls. */
const MOST_ROWS = 200;

interface PeopleProps {
  create: boolean;
  onCreate: (open: boolean) => void;
  onRoles: (operation: string) => void;
}

export function People({ create, onCreate, onRoles }: PeopleProps) {
  const { t } = useTranslation();
  const { directory, accounts } = useAdmin();
  const [search, setSearch] = useState('');
  const [organisation, setOrganisation] = useState<string | null>(null);
  const [act, setAct] = useState<{ name: ActName; person: string } | undefined>(undefined);
  const wanted = search.trim().toLocaleLowerCase();
  const all = [...directory.people.values()];
  const found = all.filter(
    (person) =>
      (organisation === null || person.organisation === organisation) &&
      (wanted === '' ||
        `${person.name} ${accounts.get(person.id)?.username ?? ''}`.toLocaleLowerCase().includes(wanted)),
  );
  const Act = act && ACTS[act.name];
  const person = act && directory.people.get(act.person);
  const add = (
    <Button leftSection={<Plus size={15} />} onClick={() => onCreate(true)}>
      {t('admin.people.new')}
    </Button>
  );
  return (
    <Section title={t('admin.tab.people')} hint={t('admin.people.hint')} action={add}>
      <Group align="flex-end" gap="sm" mb="sm">
        <TextInput
          className="ad-grow"
          label={t('admin.people.search')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Select
          label={t('admin.people.organisation')}
          placeholder={t('admin.people.all')}
          clearable
          searchable
          data={[...directory.organisations.values()].map(({ id, shortName }) => ({ value: id, label: shortName }))}
          value={organisation}
          onChange={setOrganisation}
          clearButtonProps={{ 'aria-label': t('parts.filter.clear') }}
        />
      </Group>
      {found.length === 0 ? (
        <EmptyState
          icon={<Users size={30} />}
          title={t('admin.people.none')}
          hint={t(all.length > 0 ? 'parts.filter.noneHint' : 'admin.people.noneHint')}
        />
      ) : (
        <Table.ScrollContainer minWidth={720}>
          <Table highlightOnHover verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('admin.people.name')}</Table.Th>
                <Table.Th>{t('admin.people.organisation')}</Table.Th>
                <Table.Th>{t('login.username')}</Table.Th>
                <Table.Th>{t('admin.people.access')}</Table.Th>
                <Table.Th>{t('admin.tab.roles')}</Table.Th>
                <Table.Th>
                  <span className="t-hidden">{t('admin.people.acts')}</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {found.slice(0, MOST_ROWS).map((one) => (
                <PersonRow
                  key={one.id}
                  person={one}
                  onAct={(name) => setAct({ name, person: one.id })}
                  onRoles={onRoles}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {found.length > MOST_ROWS && <p className="ad-soft">{t('admin.andMore', { count: found.length - MOST_ROWS })}</p>}
      {create && <NewPerson onClose={() => onCreate(false)} />}
      {Act && person && <Act person={person} onClose={() => setAct(undefined)} />}
    </Section>
  );
}

interface RowProps {
  person: Person;
  onAct: (name: ActName) => void;
  onRoles: (operation: string) => void;
}

function PersonRow({ person, onAct, onRoles }: RowProps) {
  const { t } = useTranslation();
  const { accounts, directory, me } = useAdmin();
  const shortName = useShortName();
  const account = accounts.get(person.id);
  const own = person.id === me.id;
  const operations = operationsOf(person);
  const state = person.disabled ? 'disabled' : account ? 'active' : 'none';
  return (
    <Table.Tr className={person.disabled ? 'ad-off' : ''}>
      <Table.Td>
        <strong>{person.name}</strong> {own && <span className="ad-soft">{t('admin.people.you')}</span>}
      </Table.Td>
      <Table.Td title={directory.organisations.get(person.organisation)?.name}>
        {shortName(person.organisation)}
      </Table.Td>
      <Table.Td>{account?.username ?? <span className="ad-soft">{t('admin.people.noUsername')}</span>}</Table.Td>
      <Table.Td>
        <span className={`ad-state is-${state}`}>{t(`admin.people.state.${state}`)}</span>
      </Table.Td>
      <Table.Td>
        {rolesOf(person, DIRECTORY).length > 0 && <span className="ad-badge">{t('admin.people.administers')}</span>}{' '}
        {operations.length > 0 && t('admin.people.operations', { count: operations.length })}
        {operations.length === 0 && rolesOf(person, DIRECTORY).length === 0 && (
          <span className="ad-soft">{t('admin.people.noRoles')}</span>
        )}
      </Table.Td>
      <Table.Td className="ad-number">
        <Menu position="bottom-end" width={220}>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t('admin.people.actsOf', { name: person.name })}>
              <EllipsisVertical size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => onRoles(operations[0] ?? [...directory.operations.keys()][0] ?? DIRECTORY)}>
              {t('admin.tab.roles')}
            </Menu.Item>
            {!account && <Menu.Item onClick={() => onAct('access')}>{t('admin.people.giveAccess')}</Menu.Item>}
            {account && !own && <Menu.Item onClick={() => onAct('reset')}>{t('admin.people.reset')}</Menu.Item>}
            {account && <Menu.Item onClick={() => onAct('sessions')}>{t('admin.people.sessions')}</Menu.Item>}
            {!own && !person.disabled && (
              <Menu.Item className="ad-danger" onClick={() => onAct('disable')}>
                {t('admin.people.disable')}
              </Menu.Item>
            )}
            {person.disabled && <Menu.Item onClick={() => onAct('enable')}>{t('admin.people.enable')}</Menu.Item>}
          </Menu.Dropdown>
        </Menu>
      </Table.Td>
    </Table.Tr>
  );
}
