import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LIMITS } from '../../shared/limits.ts';

interface ReasonFieldProps {
  value: string;
  onChange: (value: string) => void;
  label?: string;
  required?: boolean;
  /** Has the focus when its dialog opens. */
  focus?: boolean;
}

/** Why: journalled with the person and the time, seen by those who see the record. */
export function ReasonField({ value, onChange, label, required = true, focus = false }: ReasonFieldProps) {
  const { t } = useTranslation();
  return (
    <Textarea
      label={label ?? t('ui.reason.label')}
      description={t('ui.reason.hint')}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      maxLength={LIMITS.reason}
      required={required}
      autosize
      minRows={2}
      maxRows={6}
      data-autofocus={focus || undefined}
    />
  );
}
