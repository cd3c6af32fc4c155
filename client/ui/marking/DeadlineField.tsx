import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toMs, type Instant } from '../../../shared/time.ts';
import { inMinutes, parseMoment } from '../parts/moment.ts';
import { dayOf, local, zulu } from '../time.ts';
import { useTocsinApi } from '../tocsin.ts';

interface DeadlineFieldProps {
  label: string;
  value: Instant | undefined;
  onChange: (at: Instant | undefined) => void;
}

const PRESETS = [
  { key: 'marking.in24h', minutes: 24 * 60 },
  { key: 'marking.in7d', minutes: 7 * 24 * 60 },
] as const;

/** A real time ahead, typed as people say it: sharing deadlines do not follow the clock of an exercise. */
export function DeadlineField({ label, value, onChange }: DeadlineFieldProps) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const ms = value === undefined ? undefined : toMs(value);
  const wrong = typed !== undefined && typed.trim() !== '' && parseMoment(typed, tocsin.realNow()) === undefined;
  const set = (at: Instant | undefined): void => {
    setTyped(undefined);
    onChange(at);
  };
  return (
    <div>
      <TextInput
        size="xs"
        label={label}
        description={
          ms === undefined
            ? t('parts.moment.hint')
            : t('parts.moment.both', { zulu: zulu(ms), local: local(ms), day: dayOf(ms) })
        }
        placeholder={t('marking.deadlineHint')}
        value={typed ?? (ms === undefined ? '' : dateAndTime(ms))}
        error={wrong ? t('parts.moment.wrong') : undefined}
        onChange={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          onChange(parseMoment(text, tocsin.realNow()));
        }}
        onBlur={() => !wrong && setTyped(undefined)}
      />
      <Group gap={6} mt={6}>
        {PRESETS.map(({ key, minutes }) => (
          <Button
            key={key}
            size="compact-xs"
            variant="default"
            onClick={() => set(inMinutes(tocsin.realNow(), minutes))}
          >
            {t(key)}
          </Button>
        ))}
        {value !== undefined && (
          <Button size="compact-xs" variant="subtle" onClick={() => set(undefined)}>
            {t('marking.noDeadline')}
          </Button>
        )}
      </Group>
    </div>
  );
}

/** By this device's clock, as it may be typed. */
function dateAndTime(ms: number): string {
  const date = new Date(ms);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${local(ms)}`;
}
