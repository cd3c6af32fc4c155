import { Checkbox } from '@mantine/core';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkingInput } from '../../../shared/domain/fields.ts';
import { strictness, type Tlp } from '../../../shared/domain/vocabulary.ts';
import { fromMs, toMs } from '../../../shared/time.ts';
import { RESTRICTED_FIELDS } from '../../../shared/sharing/inspect.ts';
import { useTocsinApi } from '../tocsin.ts';
import type { Markable } from './api.ts';
import { DeadlineField } from './DeadlineField.tsx';
import { atLeast, widerThan } from './inputs.ts';
import { Labels, Named } from './Named.tsx';
import { useTelling } from './useTelling.ts';
import { fieldWords } from './words.ts';

interface MoreMarkingProps {
  kind: Markable;
  value: MarkingInput;
  onChange: (value: MarkingInput) => void;
}

/** What a marking can say beside its label; folded away until it is used. */
export function MoreMarking({ kind, value, onChange }: MoreMarkingProps) {
  const { t } = useTranslation();
  const used = value.restricted !== undefined || value.expires !== undefined || value.downgrade !== undefined;
  const [wanted, setWanted] = useState(false);
  const open = wanted || used;
  const id = useId();
  const restrictable = RESTRICTED_FIELDS[kind] !== undefined;
  return (
    <div className="t-marking-more">
      <button
        type="button"
        className="t-marking-more-toggle"
        aria-expanded={open}
        aria-controls={id}
        disabled={used}
        onClick={() => setWanted(!wanted)}
      >
        {open ? <ChevronDown size={14} aria-hidden="true" /> : <ChevronRight size={14} aria-hidden="true" />}
        {t(restrictable ? 'marking.moreFields' : 'marking.moreDeadlines')}
      </button>
      {open && (
        <div id={id} className="t-marking-more-body">
          {restrictable && <RestrictedField kind={kind} value={value} onChange={onChange} />}
          <DeadlineField
            label={t('marking.expires')}
            value={value.expires as Parameters<typeof DeadlineField>[0]['value']}
            onChange={(expires) => onChange(changed(value, { expires }))}
          />
          {value.tlp !== 'TLP:CLEAR' && <DowngradeField value={value} onChange={onChange} />}
          <p className="t-note-hint">{t('marking.realTime')}</p>
        </div>
      )}
    </div>
  );
}

/** An undefined member is an absent one. */
function changed(value: MarkingInput, change: Partial<{ [K in keyof MarkingInput]: MarkingInput[K] | undefined }>) {
  const all = Object.entries({ ...value, ...change }).filter(([, member]) => member !== undefined);
  return Object.fromEntries(all) as MarkingInput;
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

function DowngradeField({ value, onChange }: Pick<MoreMarkingProps, 'value' | 'onChange'>) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const { downgrade, tlp } = value;
  const wider = widerThan(tlp);
  const next = downgrade?.tlp ?? wider.at(-1) ?? 'TLP:CLEAR';
  const inADay = () => fromMs(Math.ceil(toMs(tocsin.realNow()) / 60_000 + 24 * 60) * 60_000);
  return (
    <>
      <DeadlineField
        label={t('marking.downgrade')}
        value={downgrade?.at as Parameters<typeof DeadlineField>[0]['value']}
        onChange={(at) => onChange(changed(value, { downgrade: at && { at, tlp: next } }))}
      />
      {downgrade && (
        <Labels
          label={t('marking.downgradeTo')}
          value={next}
          labels={wider}
          onChange={(to) => onChange({ ...value, downgrade: { at: downgrade.at ?? inADay(), tlp: to } })}
        />
      )}
    </>
  );
}
