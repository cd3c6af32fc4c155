import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Instant } from '../../../shared/time.ts';
import { dayOf, local, zulu } from '../time.ts';
import { useTocsinApi } from '../tocsin.ts';
import { inMinutes, parseMoment } from './moment.ts';

interface MomentFieldProps {
  label: string;
  value: Instant | undefined;
  onChange: (at: Instant | undefined) => void;
  /** Offered as buttons, in minutes from now. */
  quick?: readonly number[];
}

/**
 * A moment of the operation, typed as people say it or so many minutes from its own now. Not the browser's own field: that
 * one shows 12 hours where the machine's language does.
 */
export function MomentField({ label, value, onChange, quick = [30, 60, 240] }: MomentFieldProps) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const wrong = typed !== undefined && typed.trim() !== '' && parseMoment(typed, tocsin.operationNow()) === undefined;
  const ms = value ? Date.parse(value) : undefined;
  const both =
    ms === undefined
      ? t('parts.moment.hint')
      : t('parts.moment.both', { zulu: zulu(ms), local: local(ms), day: dayOf(ms) });
  const set = (at: Instant | undefined) => {
    setTyped(undefined);
    onChange(at);
  };
  return (
    <div>
      <TextInput
        label={label}
        description={both}
        placeholder={t('parts.moment.placeholder')}
        value={typed ?? (ms === undefined ? '' : local(ms))}
        error={wrong ? t('parts.moment.wrong') : undefined}
        onChange={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          onChange(parseMoment(text, tocsin.operationNow()));
        }}
        onBlur={() => !wrong && setTyped(undefined)}
      />
      <Group gap={6} mt={6}>
        {quick.map((minutes) => (
          <Button
            key={minutes}
            size="compact-xs"
            variant="default"
            onClick={() => set(inMinutes(tocsin.operationNow(), minutes))}
          >
            {minutes < 60
              ? t('parts.moment.minutes', { count: minutes })
              : t('parts.moment.hours', { count: minutes / 60 })}
          </Button>
        ))}
        {value && (
          <Button size="compact-xs" variant="subtle" onClick={() => set(undefined)}>
            {t('parts.moment.none')}
          </Button>
        )}
      </Group>
    </div>
  );
}
