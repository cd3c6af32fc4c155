import { Button, Menu } from '@mantine/core';
import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';

export interface FilterOption {
  readonly value: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly count?: number;
}

interface FilterMenuProps {
  label: string;
  options: readonly FilterOption[];
  value: readonly string[];
  onChange: (value: string[]) => void;
  single?: boolean;
}

/** A filter as a button with a menu of ticks; how many are ticked stands on the button. */
export function FilterMenu({ label, options, value, onChange, single = false }: FilterMenuProps) {
  const chosen = new Set(value);
  const toggle = (one: string) => {
    if (single) return onChange(chosen.has(one) ? [] : [one]);
    onChange(chosen.has(one) ? value.filter((other) => other !== one) : [...value, one]);
  };
  const only = value.length === 1 ? options.find((option) => option.value === value[0])?.label : undefined;
  return (
    <Menu
      closeOnItemClick={single}
      withinPortal
      shadow="md"
      position="bottom-start"
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Button
          size="compact-sm"
          variant={value.length > 0 ? 'light' : 'default'}
          rightSection={<ChevronDown size={12} aria-hidden="true" />}
        >
          {only ?? label}
          {value.length > 1 && <span className="t-count">{value.length}</span>}
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label={label} mah={360} style={{ overflowY: 'auto' }}>
        {options.map((option) => (
          <Menu.CheckboxItem
            key={option.value}
            checked={chosen.has(option.value)}
            closeMenuOnClick={single}
            rightSection={option.count === undefined ? undefined : <span className="t-list-count">{option.count}</span>}
            onChange={() => toggle(option.value)}
          >
            <span className="t-filter-option">
              {option.icon}
              {option.label}
            </span>
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
