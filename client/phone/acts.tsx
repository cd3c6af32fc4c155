import { useState, type FormEvent, type ReactNode } from 'react';
import type { CommandInput, CommandType } from '../../shared/domain/commands.ts';
import { useTocsin, useTocsinApi } from '../ui/tocsin.ts';
import { sayRefused } from './notice.ts';
import { t } from './text.ts';

/** One thing that can be done. `why`: why it cannot be now, in words. */
export interface Act {
  readonly key: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly why?: string | undefined;
  /** It is so already. */
  readonly current?: boolean;
  readonly tone?: 'main' | 'danger' | 'good' | undefined;
  readonly open?: boolean;
  readonly press: () => void;
}

/** Large buttons in a grid; beneath them, once each, why some cannot be pressed. */
export function ActGrid({ acts, label }: { acts: readonly Act[]; label: string }) {
  const reasons = new Map<string, string[]>();
  for (const { why, label: name, current } of acts) {
    if (why === undefined || current) continue;
    reasons.set(why, [...(reasons.get(why) ?? []), name]);
  }
  const all = acts.every(({ why, current }) => why !== undefined || current);
  return (
    <div className="p-acts-group">
      <div className="p-acts" role="group" aria-label={label}>
        {acts.map(({ key, label: name, icon, why, current, tone, open, press }) => (
          <button
            key={key}
            type="button"
            className={`p-act${tone ? ` is-${tone}` : ''}`}
            aria-pressed={current}
            aria-expanded={open}
            disabled={why !== undefined || current === true}
            onClick={press}
          >
            {icon}
            <span>{name}</span>
          </button>
        ))}
      </div>
      {[...reasons].map(([why, names]) => (
        <p key={why} className="p-why">
          {!all && <strong>{`${names.join(', ')}: `}</strong>}
          {why}
        </p>
      ))}
    </div>
  );
}

/** An id that no record has, for asking whether one could be made. */
export const NO_RECORD = '00000000-0000-4000-8000-000000000000';

/** Asks `can` and sends: both again on every difference. */
export function useActs() {
  const tocsin = useTocsinApi();
  useTocsin((state) => state.revision);
  return {
    why<T extends CommandType>(type: T, data: CommandInput<T>): string | undefined {
      const answer = tocsin.can(type, data);
      return answer === true ? undefined : answer.message;
    },
    async send<T extends CommandType>(type: T, data: CommandInput<T>): Promise<boolean> {
      navigator.vibrate?.(12);
      const answer = await tocsin.send(type, data);
      if ('commandId' in answer) return true;
      sayRefused(answer.message);
      return false;
    },
  };
}

interface SayFormProps {
  label: string;
  hint?: string;
  submit: string;
  most: number;
  required?: boolean;
  extra?: ReactNode;
  onCancel?: () => void;
  onSubmit: (text: string) => Promise<boolean> | boolean;
}

/** Opened under its button, it may lie below the edge of the sheet. */
const intoView = (form: HTMLFormElement | null): void => form?.scrollIntoView({ block: 'nearest' });

/** One field and its button: a reason, a note, a call for help. */
export function SayForm({ label, hint, submit, most, required = true, extra, onCancel, onSubmit }: SayFormProps) {
  const [text, setText] = useState('');
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (required && text.trim() === '') return;
    if (await onSubmit(text)) setText('');
  };
  return (
    <form ref={intoView} className="p-say" onSubmit={(event) => void send(event)}>
      {extra}
      <label className="p-field">
        <span>{label}</span>
        <textarea
          rows={2}
          maxLength={most}
          required={required}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      {hint !== undefined && <p className="p-soft">{hint}</p>}
      <div className="p-row">
        {onCancel && (
          <button type="button" className="p-button" onClick={onCancel}>
            {t('ui.cancel')}
          </button>
        )}
        <button type="submit" className="p-button is-main" disabled={required && text.trim() === ''}>
          {submit}
        </button>
      </div>
    </form>
  );
}
