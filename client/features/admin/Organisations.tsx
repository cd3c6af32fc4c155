import { Button, Select, Table, TextInput } from '@mantine/core';
import { Building2, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ORGANISATION_KINDS } from '../../../shared/domain/vocabulary.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useAct, useAdmin } from '../../ui/directory/context.tsx';
import { newId } from '../../ui/directory/request.ts';
import { countriesIn } from './countries.ts';
import { FormDialog, Section } from '../../ui/directory/parts.tsx';

export function Organisations({ create, onCreate }: { create: boolean; onCreate: (open: boolean) => void }) {
  const { t, i18n } = useTranslation();
  const { directory } = useAdmin();
  const counts = useMemo(() => {
    const people = new Map<string, number>();
    const operations = new Map<string, number>();
    const more = (counted: Map<string, number>, id: string) => counted.set(id, (counted.get(id) ?? 0) + 1);
    for (const { organisation, disabled } of directory.people.values()) if (!disabled) more(people, organisation);
    for (const { participants } of directory.operations.values()) for (const id of participants) more(operations, id);
    return { people, operations };
  }, [directory]);
  const country = useMemo(
    () => new Map(countriesIn(i18n.language).map(({ value, label }) => [value, label])),
    [i18n.language],
  );
  const add = (
    <Button leftSection={<Plus size={15} />} onClick={() => onCreate(true)}>
      {t('admin.organisation.new')}
    </Button>
  );
  return (
    <Section title={t('admin.tab.organisations')} hint={t('admin.organisation.hint')} action={add}>
      {directory.organisations.size === 0 ? (
        <EmptyState
          icon={<Building2 size={30} />}
          title={t('admin.organisation.none')}
          hint={t('admin.organisation.noneHint')}
        />
      ) : (
        <Table.ScrollContainer minWidth={640}>
          <Table highlightOnHover verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('admin.organisation.shortName')}</Table.Th>
                <Table.Th>{t('admin.name')}</Table.Th>
                <Table.Th>{t('admin.organisation.kind')}</Table.Th>
                <Table.Th>{t('admin.organisation.country')}</Table.Th>
                <Table.Th className="ad-number">{t('admin.tab.people')}</Table.Th>
                <Table.Th className="ad-number">{t('admin.tab.operations')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {[...directory.organisations.values()].map((one) => (
                <Table.Tr key={one.id}>
                  <Table.Td>
                    <strong>{one.shortName}</strong>
                  </Table.Td>
                  <Table.Td>{one.name}</Table.Td>
                  <Table.Td>{t(`admin.organisationKind.${one.kind}`)}</Table.Td>
                  <Table.Td>{country.get(one.country) ?? one.country}</Table.Td>
                  <Table.Td className="ad-number">{counts.people.get(one.id) ?? 0}</Table.Td>
                  <Table.Td className="ad-number">{counts.operations.get(one.id) ?? 0}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {create && <NewOrganisation onClose={() => onCreate(false)} />}
    </Section>
  );
}

function NewOrganisation({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { busy, why, send } = useAct();
  const [organisationId] = useState(newId);
  const [name, setName] = useState('');
  const [shortName, setShortName] = useState('');
  const [kind, setKind] = useState<string | null>('operator');
  const [country, setCountry] = useState<string | null>(null);
  const countries = useMemo(() => countriesIn(i18n.language), [i18n.language]);
  const ready = name.trim() !== '' && shortName.trim() !== '' && kind !== null && country !== null;
  const save = async (): Promise<void> => {
    const data = { organisationId, name: name.trim(), shortName: shortName.trim(), kind, country };
    if (await send('organisation.register', data)) onClose();
  };
  return (
    <FormDialog
      title={t('admin.organisation.new')}
      submit={t('admin.create')}
      ready={ready}
      busy={busy}
      why={why}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={t('admin.organisation.fullName')}
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t('admin.organisation.shortName')}
        description={t('admin.organisation.shortNameHint')}
        maxLength={24}
        value={shortName}
        onChange={(event) => setShortName(event.currentTarget.value)}
      />
      <Select
        label={t('admin.organisation.kind')}
        data={ORGANISATION_KINDS.map((value) => ({ value, label: t(`admin.organisationKind.${value}`) }))}
        value={kind}
        onChange={setKind}
        allowDeselect={false}
      />
      <Select
        label={t('admin.organisation.country')}
        data={countries}
        value={country}
        onChange={setCountry}
        searchable
        maxDropdownHeight={220}
        nothingFoundMessage={t('parts.pick.none')}
      />
    </FormDialog>
  );
}
