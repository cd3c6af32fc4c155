import { Select } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Assignee } from '../../../shared/domain/task/record.ts';
import { useFaces, useMe } from '../../ui/tocsin.ts';
import { SCROLLING_LIST } from '../../ui/parts/scrollingList.ts';
import { useOrganisationNamer, useOrganisationOptions } from '../../ui/parts/useOrganisations.ts';

interface AssigneeFieldProps {
  value: Assignee | undefined;
  onChange: (assignee: Assignee | undefined) => void;
  /** Whether the task names an incident or assets, which stay as they are. */
  refers: boolean;
  /** The first field of a dialog: it takes the focus. */
  first?: boolean;
}

/** An organisation, and a person of it where they are known; says before sending whom that shows the task to. */
export function AssigneeField({ value, onChange, refers, first = false }: AssigneeFieldProps) {
  const { t } = useTranslation();
  const mine = useMe()?.organisation;
  const organisations = useOrganisationOptions();
  const nameOf = useOrganisationNamer();
  const users = useFaces('user');
  const persons = useMemo(
    () =>
      [...users.values()]
        .filter((user) => user.organisation === value?.organisation)
        .map((user) => ({ value: user.id, label: user.name }))
        .sort((a, b) => a.label.localeCompare(b.label)),
    [users, value?.organisation],
  );
  const data = organisations.map((one) => ({
    value: one.value,
    label: one.value === mine ? t('tasks.ourOrganisation', { name: one.label }) : one.label,
  }));
  return (
    <>
      <Select
        label={t('tasks.assignee')}
        placeholder={t('tasks.assigneeNobody')}
        searchable
        clearable
        {...SCROLLING_LIST}
        data={data}
        value={value?.organisation ?? null}
        data-autofocus={first || undefined}
        onChange={(organisation) => onChange(organisation ? { organisation } : undefined)}
      />
      {value && (
        <Select
          label={t('tasks.person')}
          placeholder={t('tasks.personAny')}
          searchable
          clearable
          {...SCROLLING_LIST}
          disabled={persons.length === 0}
          data={persons}
          value={value.user ?? null}
          onChange={(user) => onChange({ organisation: value.organisation, ...(user && { user }) })}
        />
      )}
      {value && value.organisation !== mine && (
        <p className="tsk-shows" role="status">
          {t(refers ? 'tasks.showsButNot' : 'tasks.shows', { name: nameOf(value.organisation) })}
        </p>
      )}
    </>
  );
}
