import { Button, Group, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Instant } from '../../../shared/time.ts';
import { zuluDay } from '../time.ts';
import { useTocsinApi } from '../tocsin.ts';
import { fromField, inMinutes, toField } from './moment.ts';

interface MomentFieldProps {
  label: string;
  value: Instant | undefined;
  onChange: (at: Instant | undefined) => void;
  /** Offered as buttons, in minutes from now. */
  quick?: readonly number[];
  disabled?: boolean;
}

/** A moment of the operation: in minutes from its own now, or by date and time; shown as local time and Z. */
export function MomentField({ label, value, onChange, quick = [30, 60, 240], disabled = false }: MomentFieldProps) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  return (
    <div>
      <TextInput
        type="datetime-local"
        label={label}
        description={value ? t('parts.moment.zulu', { time: zuluDay(Date.parse(value)) }) : t('parts.moment.local')}
        value={value ? toField(value) : ''}
        disabled={disabled}
        onChange={(event) => onChange(fromField(event.currentTarget.value))}
      />
      <Group gap={6} mt={6}>
        {quick.map((minutes) => (
          <Button
            key={minutes}
            size="compact-xs"
            variant="default"
            disabled={disabled}
            onClick={() => onChange(inMinutes(tocsin.operationNow(), minutes))}
          >
            {minutes < 60
              ? t('parts.moment.minutes', { count: minutes })
              : t('parts.moment.hours', { count: minutes / 60 })}
          </Button>
        ))}
        {value && (
          <Button size="compact-xs" variant="subtle" disabled={disabled} onClick={() => onChange(undefined)}>
            {t('parts.moment.none')}
          </Button>
        )}
      </Group>
    </div>
  );
}
