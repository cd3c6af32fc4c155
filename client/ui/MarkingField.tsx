import { MultiSelect } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkingInput } from '../../shared/domain/fields.ts';
import { TLP, type Tlp } from '../../shared/domain/vocabulary.ts';
import { defaultTlp, reachOf, type Reach } from '../store/derive/audience.ts';
import { TlpBadge } from './TlpBadge.tsx';
import { useMe, useTocsin } from './tocsin.ts';

interface MarkingFieldProps {
  /** Undefined: the default, which the field shows. */
  value: MarkingInput | undefined;
  onChange: (value: MarkingInput | undefined) => void;
  /** The label of what it hangs on: the default is never wider. */
  parentTlp?: Tlp;
}

/** Chooses who will see it, and says who that is before anything is sent. */
export function MarkingField({ value, onChange, parentTlp }: MarkingFieldProps) {
  const { t } = useTranslation();
  const faces = useTocsin((state) => state.faces);
  const operation = useTocsin((state) => state.operationId);
  const me = useMe();
  const fallback = defaultTlp(faces, operation, parentTlp);
  const tlp = value?.tlp ?? fallback;
  const circles = useMemo(() => options(faces.circle, ({ name }) => name), [faces.circle]);
  const persons = useMemo(
    () =>
      options(
        faces.user,
        ({ name, organisation }) => `${name} · ${faces.organisation.get(organisation)?.shortName ?? ''}`,
      ),
    [faces.user, faces.organisation],
  );
  const author = { organisation: me?.organisation ?? '', user: me?.id ?? '' };
  const reach = reachOf(faces, operation, author, value ?? { tlp: fallback });
  const choose = (label: Tlp): void => {
    if (label === fallback && label !== 'TLP:RED') return onChange(undefined);
    const keepsCircles = label.startsWith('TLP:AMBER') && value?.circles;
    onChange({ tlp: label, ...(keepsCircles && { circles: value.circles }) });
  };
  return (
    <fieldset className="t-marking">
      <legend>{t('ui.marking.label')}</legend>
      <div className="t-marking-labels" role="radiogroup" aria-label={t('ui.marking.label')}>
        {TLP.map((label) => (
          <button
            key={label}
            type="button"
            role="radio"
            aria-checked={label === tlp}
            className={label === tlp ? 'is-chosen' : ''}
            onClick={() => choose(label)}
          >
            <TlpBadge tlp={label} />
          </button>
        ))}
      </div>
      {tlp.startsWith('TLP:AMBER') && (
        <MultiSelect
          size="xs"
          label={t('ui.marking.circles')}
          placeholder={value?.circles?.length ? '' : t('ui.marking.noCircle')}
          data={circles}
          value={[...(value?.circles ?? [])]}
          onChange={(chosen) => onChange({ tlp, ...(chosen.length > 0 && { circles: chosen }) })}
          comboboxProps={{ withinPortal: true }}
        />
      )}
      {tlp === 'TLP:RED' && (
        <MultiSelect
          size="xs"
          label={t('ui.marking.persons')}
          data={persons}
          value={[...(value?.persons ?? [])]}
          onChange={(chosen) => onChange({ tlp, persons: chosen })}
          searchable
          comboboxProps={{ withinPortal: true }}
        />
      )}
      <ReachText reach={reach} isDefault={value === undefined} />
    </fieldset>
  );
}

function ReachText({ reach, isDefault }: { reach: Reach; isDefault: boolean }) {
  const { t } = useTranslation();
  const organisations = useTocsin((state) => state.faces.organisation);
  const name = (id: string) => organisations.get(id)?.shortName ?? t('ui.organisation.unknown');
  const { length } = reach.organisations;
  return (
    <p className="t-marking-reach" aria-live="polite">
      <strong>{t('ui.marking.reach', { count: length })}</strong>
      {length > 0 && length <= 6 && <> {reach.organisations.map(name).join(', ')}.</>}
      {reach.andClients && <> {t('ui.marking.andClients')}</>}
      {isDefault && <> {t('ui.marking.default')}</>}
    </p>
  );
}

function options<F>(faces: ReadonlyMap<string, F>, label: (face: F) => string): { value: string; label: string }[] {
  return [...faces]
    .map(([value, face]) => ({ value, label: label(face) }))
    .sort((a, b) => a.label.localeCompare(b.label));
}
