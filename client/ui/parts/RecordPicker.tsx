import { Combobox, Pill, PillsInput, useCombobox } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { StatusSymbol } from '../../map/symbols/StatusSymbol.tsx';
import type { ShownAsset } from '../../store/derive/shownAsset.ts';
import { assetName } from '../assetName.ts';
import { useFaces } from '../tocsin.ts';
import { choices, type Choice } from './choices.ts';
import './parts.css';

interface RecordPickerProps {
  kind: 'asset' | 'incident' | 'task';
  label: string;
  value: readonly string[];
  onChange: (ids: string[]) => void;
  /** One only: choosing replaces. */
  single?: boolean;
  /** Offered before anything is typed, best first. */
  suggested?: readonly { id: string; about?: string }[];
  /** Those that can be chosen; all when left out. */
  among?: ReadonlySet<string>;
  disabled?: boolean;
  description?: string;
}

/** Finds records by code or name and holds the chosen ones; arrows, Enter and Backspace do all of it. */
export function RecordPicker({
  kind,
  label,
  value,
  onChange,
  single = false,
  suggested = [],
  among,
  disabled = false,
  description,
}: RecordPickerProps) {
  const { t } = useTranslation();
  const faces = useFaces(kind);
  const [search, setSearch] = useState('');
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const options = useMemo(
    () =>
      choices(faces, {
        search,
        taken: value,
        suggested,
        ...(among && { among }),
        called: (asset) => assetName(asset, t),
      }),
    [faces, search, value, suggested, among, t],
  );
  const add = (id: string) => {
    onChange(single ? [id] : [...value, id]);
    setSearch('');
    if (single) combobox.closeDropdown();
  };
  const remove = (id: string) => onChange(value.filter((one) => one !== id));
  return (
    <Combobox store={combobox} onOptionSubmit={add} disabled={disabled}>
      <Combobox.DropdownTarget>
        <PillsInput label={label} description={description} disabled={disabled} onClick={() => combobox.openDropdown()}>
          <Pill.Group>
            {value.map((id) => (
              <Pill
                key={id}
                withRemoveButton={!disabled}
                removeButtonProps={{ 'aria-label': t('parts.pick.remove'), 'aria-hidden': false }}
                onRemove={() => remove(id)}
              >
                <ChosenName face={faces.get(id)} />
              </Pill>
            ))}
            <Combobox.EventsTarget>
              <PillsInput.Field
                aria-label={label}
                value={search}
                disabled={disabled}
                placeholder={value.length === 0 ? t(`parts.pick.${kind}`) : undefined}
                onFocus={() => combobox.openDropdown()}
                onBlur={() => combobox.closeDropdown()}
                onChange={(event) => {
                  setSearch(event.currentTarget.value);
                  combobox.openDropdown();
                  combobox.updateSelectedOptionIndex();
                }}
                onKeyDown={(event) => {
                  const last = value.at(-1);
                  if (event.key === 'Backspace' && search === '' && last !== undefined) remove(last);
                }}
              />
            </Combobox.EventsTarget>
          </Pill.Group>
        </PillsInput>
      </Combobox.DropdownTarget>
      <Combobox.Dropdown hidden={options.length === 0 && search === ''}>
        <Combobox.Options mah={260} style={{ overflowY: 'auto' }} aria-label={label}>
          {options.length === 0 && <Combobox.Empty>{t('parts.pick.none')}</Combobox.Empty>}
          {options.map((option) => (
            <Combobox.Option key={option.id} value={option.id}>
              <ChoiceLine choice={option} />
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function ChosenName({ face }: { face: ShownAsset | { readonly title: string } | undefined }) {
  const { t } = useTranslation();
  return <>{face ? ('title' in face ? face.title : assetName(face, t)) : t('parts.notShown')}</>;
}

function ChoiceLine({ choice }: { choice: Choice }) {
  return (
    <span className="t-choice">
      {choice.status && <StatusSymbol status={choice.status} size={14} />}
      <span className="t-code">{choice.code}</span>
      <span className="t-choice-name">{choice.name}</span>
      {choice.about && <span className="t-choice-about">{choice.about}</span>}
    </span>
  );
}
