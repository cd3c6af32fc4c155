import { Button, Group, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { fromMs, toMs, type Instant } from '../../../shared/time.ts';
import { dayOf, local, zulu } from '../time.ts';
import { useTocsinApi } from '../tocsin.ts';

interface DeadlineFieldProps {
  label: string;
  value: Instant | undefined;
  onChange: (at: Instant | undefined) => void;
}

const HOUR = 3_600_000;
const PRESETS = [
  { key: 'marking.in24h', ms: 24 * HOUR },
  { key: 'marking.in7d', ms: 7 * 24 * HOUR },
] as const;

/** A real time ahead: sharing deadlines do not follow the clock of an exercise. */
export function DeadlineField({ label, value, onChange }: DeadlineFieldProps) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const ms = value === undefined ? undefined : toMs(value);
  const set = (text: string): void => {
    const at = Date.parse(text);
    onChange(Number.isFinite(at) ? fromMs(at) : undefined);
  };
  return (
    <div>
      <TextInput
        size="xs"
        type="datetime-local"
        label={label}
        description={
          ms === undefined
            ? t('marking.deadlineHint')
            : t('parts.moment.both', { zulu: zulu(ms), local: local(ms), day: dayOf(ms) })
        }
        value={ms === undefined ? '' : forField(ms)}
        onChange={(event) => set(event.currentTarget.value)}
      />
      <Group gap={6} mt={6}>
        {PRESETS.map((preset) => (
          <Button
            key={preset.key}
            size="compact-xs"
            variant="default"
            onClick={() => onChange(fullMinute(toMs(tocsin.realNow()) + preset.ms))}
          >
            {t(preset.key)}
          </Button>
        ))}
        {value !== undefined && (
          <Button size="compact-xs" variant="subtle" onClick={() => onChange(undefined)}>
            {t('marking.noDeadline')}
          </Button>
        )}
      </Group>
    </div>
  );
}

const fullMinute = (ms: number): Instant => fromMs(Math.ceil(ms / 60_000) * 60_000);

/** As the browser's own field wants it: this device's clock, without a zone. */
function forField(ms: number): string {
  const shifted = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
