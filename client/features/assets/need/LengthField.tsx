import { Input, NumberInput, Select } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

const UNITS = { minutes: 60, hours: 3600, days: 86_400 } as const;
type Unit = keyof typeof UNITS;
const NAMES = Object.keys(UNITS) as Unit[];

/** The unit in which a length is a handy number. */
function unitOf(seconds: number): Unit {
  if (seconds >= 3 * 86_400 && seconds % 86_400 === 0) return 'days';
  return seconds === 0 || seconds >= 2 * 3600 || seconds % 3600 === 0 ? 'hours' : 'minutes';
}

interface LengthFieldProps {
  label: string;
  description?: string;
  placeholder?: string;
  /** Undefined: left open. */
  seconds: number | undefined;
  onChange: (seconds: number) => void;
}

/** A length of time as a number and its unit; whoever changes the unit keeps the number. */
export function LengthField({ label, description, placeholder, seconds, onChange }: LengthFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const [chosen, setChosen] = useState<Unit | undefined>(undefined);
  const unit = chosen ?? unitOf(seconds ?? 0);
  const count = seconds === undefined ? '' : Math.round((seconds / UNITS[unit]) * 100) / 100;
  const change = (value: number, next: Unit): void => {
    setChosen(next);
    onChange(Math.round(value * UNITS[next]));
  };
  return (
    <Input.Wrapper label={label} description={description} labelProps={{ htmlFor: id }}>
      <div className="need-length">
        <NumberInput
          id={id}
          placeholder={placeholder ?? ''}
          min={0}
          decimalScale={2}
          value={count}
          onChange={(value) => change(Number(value) || 0, unit)}
        />
        <Select
          aria-label={t('need.unitOf', { label })}
          allowDeselect={false}
          data={NAMES.map((value) => ({ value, label: t(`need.unit.${value}`) }))}
          value={unit}
          onChange={(value) => change(count === '' ? 0 : count, (value as Unit | null) ?? unit)}
        />
      </div>
    </Input.Wrapper>
  );
}
