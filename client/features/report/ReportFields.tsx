import { Button, Group, TextInput } from '@mantine/core';
import { ImagePlus } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { SEVERITIES, type Severity } from '../../../shared/domain/vocabulary.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { SeverityBars } from '../../map/symbols/SeverityBars.tsx';

export function TitleField({ value, onChange }: { value: string; onChange: (title: string) => void }) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  // The drawer takes the focus to its heading when it opens; here typing begins at once.
  useEffect(() => {
    const frame = requestAnimationFrame(() => field.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <TextInput
      ref={field}
      label={t('report.what')}
      placeholder={t('report.whatHint')}
      required
      maxLength={LIMITS.title}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** Four buttons; 1 to 4 outside of text fields, Alt and the digit inside of them. */
export function SeverityField({ value, onChange }: { value: Severity; onChange: (severity: Severity) => void }) {
  const { t } = useTranslation();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const digit = /^Digit([1-4])$/.exec(event.code)?.[1];
      if (digit === undefined || event.ctrlKey || event.metaKey) return;
      const typing = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA)$/.test(event.target.tagName);
      if (typing && !event.altKey) return;
      event.preventDefault();
      onChange(Number(digit) as Severity);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onChange]);
  return (
    <div>
      <p className="rep-label" id="rep-severity">
        {t('report.severity')} <span className="t-note-hint">{t('report.severityKeys')}</span>
      </p>
      <div className="rep-severities" role="radiogroup" aria-labelledby="rep-severity">
        {SEVERITIES.map((severity) => (
          <button
            key={severity}
            type="button"
            role="radio"
            aria-checked={severity === value}
            tabIndex={severity === value ? 0 : -1}
            className={`rep-severity is-${severity}`}
            onClick={() => onChange(severity)}
            onKeyDown={(event) => {
              const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
              if (step === undefined) return;
              event.preventDefault();
              const next = Math.min(4, Math.max(1, severity + step)) as Severity;
              onChange(next);
              const buttons = event.currentTarget.parentElement?.querySelectorAll('button');
              buttons?.[next - 1]?.focus();
            }}
          >
            <SeverityBars severity={severity} size={16} /> {t(`ui.severity.${severity}`)}
          </button>
        ))}
      </div>
    </div>
  );
}

export function PhotoField({
  files,
  onChange,
}: {
  files: readonly File[];
  onChange: (files: readonly File[]) => void;
}) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  return (
    <Group gap="xs">
      <input
        ref={input}
        type="file"
        accept="image/jpeg,image/png,image/webp"
        multiple
        className="t-hidden"
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => onChange([...(event.currentTarget.files ?? [])])}
      />
      <Button
        size="xs"
        variant="default"
        leftSection={<ImagePlus size={14} aria-hidden="true" />}
        onClick={() => input.current?.click()}
      >
        {t('report.photo')}
      </Button>
      {files.length > 0 && (
        <>
          <span>{files.map((file) => file.name).join(', ')}</span>
          <Button size="compact-xs" variant="subtle" onClick={() => onChange([])}>
            {t('report.noPhoto')}
          </Button>
        </>
      )}
    </Group>
  );
}
