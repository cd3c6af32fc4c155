import { Button, TextInput } from '@mantine/core';
import { Check, CircleAlert } from 'lucide-react';
import { useId, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { NeedDraft } from './draft.ts';
import { applied, LONGEST_LINE, readNeed } from './parse.ts';
import { meaningWords, notWords } from './words.ts';

/** "24 h diesel, 2 of 3": read while it is typed, said back, and taken over only when all of it was understood. */
export function TypedLine({ draft, onChange }: { draft: NeedDraft; onChange: (draft: NeedDraft) => void }) {
  const { t } = useTranslation();
  const heard = useId();
  const [text, setText] = useState('');
  const count = draft.suppliers.length;
  const reading = readNeed(text, count);
  const { meanings, not } = reading;
  const ready = meanings.length > 0 && not.length === 0;
  const take = (): void => {
    if (!ready) return;
    onChange(applied(draft, reading));
    setText('');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // The form is not sent by the key that takes over what was typed.
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || text.trim() === '') return;
    event.preventDefault();
    take();
  };
  return (
    <div>
      <div className="need-typed">
        <TextInput
          label={t('need.typed')}
          description={t('need.typedHint')}
          placeholder={t('need.typedExample')}
          maxLength={LONGEST_LINE}
          value={text}
          aria-describedby={heard}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <Button size="sm" variant="default" disabled={!ready} onClick={take}>
          {t('need.takeOver')}
        </Button>
      </div>
      <ul id={heard} className="need-heard" aria-live="polite" aria-label={t('need.heard')}>
        {meanings.map((one) => (
          <li key={one.kind}>
            <Check size={13} aria-hidden="true" /> {meaningWords(one, count, t)}
          </li>
        ))}
        {not.map((one, at) => (
          <li key={`${one.text}${at}`} className="is-not">
            <CircleAlert size={13} aria-hidden="true" /> {notWords(one, count, t)}
          </li>
        ))}
        {not.length > 0 && <li className="is-hint">{t('need.nothingChanged')}</li>}
      </ul>
    </div>
  );
}
