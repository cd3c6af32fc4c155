import { Button, Group, Modal, MultiSelect, Select } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal, useAdmin } from './context.tsx';
import './directory.css';

interface FormProps {
  title: string;
  /** The verb on the button. */
  submit: string;
  ready: boolean;
  busy: boolean;
  why: string | undefined;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
  size?: 'md' | 'lg';
  /** What it does cannot be taken back. */
  danger?: boolean;
}

/** A form over the screen: Enter sends, Escape leaves, a refusal is said beside the button. */
export function FormDialog({
  title,
  submit,
  ready,
  busy,
  why,
  onSubmit,
  onClose,
  children,
  size = 'md',
  danger = false,
}: FormProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      centered
      size={size}
      closeButtonProps={{ 'aria-label': t('admin.close') }}
    >
      <form
        className="ad-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !busy) onSubmit();
        }}
      >
        {children}
        <Refusal why={why} />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
          <Button type="submit" color={danger ? 'red.9' : 'blue'} disabled={!ready} loading={busy}>
            {submit}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

interface SectionProps {
  title: string;
  hint: string;
  action?: ReactNode;
  children: ReactNode;
}

export function Section({ title, hint, action, children }: SectionProps) {
  return (
    <section className="ad-section" aria-label={title}>
      <div className="ad-section-head">
        <p>{hint}</p>
        {action}
      </div>
      {children}
    </section>
  );
}

function useOrganisationData() {
  const { directory } = useAdmin();
  return useMemo(
    () =>
      [...directory.organisations.values()].map(({ id, name, shortName }) => ({
        value: id,
        label: name === shortName ? name : `${shortName} · ${name}`,
      })),
    [directory],
  );
}

interface ManyProps {
  label: string;
  description?: string;
  value: readonly string[];
  onChange: (value: string[]) => void;
}

export function OrganisationsField({ label, description, value, onChange }: ManyProps) {
  const { t } = useTranslation();
  const data = useOrganisationData();
  return (
    <>
      <MultiSelect
        label={label}
        description={description}
        data={data}
        value={[...value]}
        onChange={onChange}
        searchable
        clearable
        hidePickedOptions
        maxDropdownHeight={260}
        nothingFoundMessage={t('parts.pick.none')}
        clearButtonProps={{ 'aria-label': t('admin.clearAll') }}
      />
      {value.length < data.length && (
        <Button
          size="compact-xs"
          variant="subtle"
          className="ad-all"
          onClick={() => onChange(data.map((one) => one.value))}
        >
          {t('admin.chooseAll', { count: data.length })}
        </Button>
      )}
    </>
  );
}

interface OneProps {
  label: string;
  value: string | null;
  onChange: (value: string | null) => void;
}

export function OrganisationField({ label, value, onChange }: OneProps) {
  const { t } = useTranslation();
  return (
    <Select
      label={label}
      data={useOrganisationData()}
      value={value}
      onChange={onChange}
      searchable
      required
      withAsterisk={false}
      maxDropdownHeight={260}
      nothingFoundMessage={t('parts.pick.none')}
    />
  );
}

/** Who gains and who loses, before anything is saved. */
export function Consequence({
  tone,
  title,
  children,
}: {
  tone: 'gains' | 'loses' | 'plain';
  title: string;
  children?: ReactNode;
}) {
  return (
    <div className={`ad-consequence is-${tone}`}>
      <strong>{title}</strong>
      {children}
    </div>
  );
}
