import { Button, TextInput } from '@mantine/core';
import { Search } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** The search of a list. What is typed is in the address a moment later, without a step in the history for each letter. */
export function FilterSearch({ value, onChange }: { value: string | undefined; onChange: (text: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(value ?? '');
  useEffect(() => setText(value ?? ''), [value]);
  useEffect(() => {
    if (text === (value ?? '')) return undefined;
    const timer = setTimeout(() => onChange(text), 150);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <TextInput
      className="t-list-search"
      size="xs"
      type="search"
      data-filter="true"
      aria-label={t('parts.filter.search')}
      placeholder={t('parts.filter.search')}
      leftSection={<Search size={14} aria-hidden="true" />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}

interface FilterSwitchProps {
  on: boolean;
  onChange: (on: boolean) => void;
  children: ReactNode;
}

export function FilterSwitch({ on, onChange, children }: FilterSwitchProps) {
  return (
    <Button size="compact-sm" variant={on ? 'light' : 'default'} aria-pressed={on} onClick={() => onChange(!on)}>
      {children}
    </Button>
  );
}
