import { Checkbox } from '@mantine/core';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkingInput } from '../../../shared/domain/fields.ts';
import { strictness, type Tlp } from '../../../shared/domain/vocabulary.ts';
import { RESTRICTED_FIELDS } from '../../../shared/sharing/marking.ts';
import type { Markable } from './api.ts';
import { DeadlineField } from './DeadlineField.tsx';
import { atLeast, changed, widerThan } from './inputs.ts';
import { Labels, Named } from './Named.tsx';
import { useTelling } from './useTelling.ts';
import { fieldWords } from './words.ts';

interface PartProps {
  value: MarkingInput;
  onChange: (value: MarkingInput) => void;
}
interface MoreMarkingProps extends PartProps {
  kind: Markable;
}

/** What a marking can say beside its label; folded away until it is used. */
export function MoreMarking({ kind, value, onChange: change }: MoreMarkingProps) {
  const { t } = useTranslation();
  const used = value.restricted !== undefined || value.expires !== undefined || value.downgrade !== undefined;
  const [wanted, setWanted] = useState(used);
  const open = wanted || used;
  const id = useId();
  // What was used and is not any more stays in sight.
  const onChange = (next: MarkingInput): void => {
    setWanted(true);
    change(next);
  };
  const restrictable = RESTRICTED_FIELDS[kind] !== undefined;
  const label = t(restrictable ? 'marking.moreFields' : 'marking.moreDeadlines');
  return (
    <div className="t-marking-more">
      {used ? (
        <p className="t-marking-more-toggle">{label}</p>
      ) : (
        <button
          type="button"
          className="t-marking-more-toggle"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setWanted(!wanted)}
        >
          {open ? <ChevronDown size={14} aria-hidden="true" /> : <ChevronRight size={14} aria-hidden="true" />}
          {label}
        </button>
      )}
      {open && (
        <div id={id} className="t-marking-more-body">
          {restrictable && <RestrictedField kind={kind} value={value} onChange={onChange} />}
          <ExpiryField value={value} onChange={onChange} />
          {value.tlp !== 'TLP:CLEAR' && <DowngradeField value={value} onChange={onChange} />}
          <p className="t-note-hint">{t('marking.realTime')}</p>
        </div>
      )}
    </div>
  );
}

function RestrictedField({ kind, value, onChange }: MoreMarkingProps) {
  const { t } = useTranslation();
  const telling = useTelling();
  const fields = fieldWords(RESTRICTED_FIELDS[kind] ?? [], telling);
  const { restricted, tlp } = value;
  const start: Tlp = strictness(tlp) < strictness('TLP:AMBER+STRICT') ? 'TLP:AMBER+STRICT' : 'TLP:RED';
  return (
    <div className="t-marking-restricted">
      <Checkbox
        size="xs"
        label={t('marking.fewerSee', { fields })}
        checked={restricted !== undefined}
        onChange={(event) =>
          onChange(changed(value, { restricted: event.currentTarget.checked ? { tlp: start } : undefined }))
        }
      />
      {restricted && (
        <Named
          label={t('marking.restrictedLabel', { fields })}
          value={restricted}
          labels={atLeast(tlp)}
          onChange={(next) => onChange({ ...value, restricted: next })}
        />
      )}
    </div>
  );
}

export function ExpiryField({ value, onChange }: PartProps) {
  const { t } = useTranslation();
  return (
    <DeadlineField
      label={t('marking.expires')}
      value={value.expires}
      onChange={(expires) => onChange(changed(value, { expires }))}
    />
  );
}

export function DowngradeField({ value, onChange }: PartProps) {
  const { t } = useTranslation();
  const { downgrade, tlp } = value;
  const wider = widerThan(tlp);
  const to = downgrade?.tlp ?? wider.at(-1) ?? 'TLP:CLEAR';
  return (
    <>
      <DeadlineField
        label={t('marking.downgrade')}
        value={downgrade?.at}
        onChange={(at) => onChange(changed(value, { downgrade: at && { at, tlp: to } }))}
      />
      {downgrade && (
        <Labels
          label={t('marking.downgradeTo')}
          value={to}
          labels={wider}
          onChange={(next) => onChange({ ...value, downgrade: { ...downgrade, tlp: next } })}
        />
      )}
    </>
  );
}
