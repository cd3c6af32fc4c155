import { MultiSelect } from '@mantine/core';
import { useMemo, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { TLP, type Tlp } from '../../../shared/domain/vocabulary.ts';
import { TlpBadge } from '../TlpBadge.tsx';
import { useTocsin } from '../tocsin.ts';
import { relabelled, type NamedInput } from './inputs.ts';
import './marking.css';

interface NamedProps<T extends NamedInput> {
  value: T;
  onChange: (value: T) => void;
  label: string;
  labels?: readonly Tlp[];
}

/** A label, and whom it names: circles with TLP:AMBER, persons with TLP:RED. */
export function Named<T extends NamedInput>({ value, onChange, label, labels = TLP }: NamedProps<T>) {
  const { t } = useTranslation();
  const faces = useTocsin((state) => state.faces);
  const circles = useMemo(() => options(faces.circle, ({ name }) => name), [faces.circle]);
  const persons = useMemo(
    () =>
      options(
        faces.user,
        ({ name, organisation }) => `${name} · ${faces.organisation.get(organisation)?.shortName ?? ''}`,
      ),
    [faces.user, faces.organisation],
  );
  return (
    <>
      <Labels label={label} value={value.tlp} labels={labels} onChange={(tlp) => onChange(relabelled(value, tlp))} />
      {value.tlp.startsWith('TLP:AMBER') && (
        <MultiSelect
          size="xs"
          label={t('ui.marking.circles')}
          placeholder={value.circles?.length ? '' : t('ui.marking.noCircle')}
          data={circles}
          value={[...(value.circles ?? [])]}
          onChange={(chosen) => onChange({ ...value, circles: listed(chosen) })}
          comboboxProps={{ withinPortal: true }}
        />
      )}
      {value.tlp === 'TLP:RED' && (
        <MultiSelect
          size="xs"
          label={t('ui.marking.persons')}
          data={persons}
          value={[...(value.persons ?? [])]}
          onChange={(chosen) => onChange({ ...value, persons: listed(chosen) })}
          searchable
          comboboxProps={{ withinPortal: true }}
        />
      )}
    </>
  );
}

const listed = (chosen: string[]): string[] | undefined => (chosen.length > 0 ? chosen : undefined);

interface LabelsProps {
  label: string;
  value: Tlp;
  labels: readonly Tlp[];
  onChange: (tlp: Tlp) => void;
}

/** One tab stop; arrows walk the labels, as radio buttons do everywhere. */
export function Labels({ label, value, labels, onChange }: LabelsProps) {
  const group = useRef<HTMLDivElement>(null);
  const walk = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = (labels.indexOf(value) + step + labels.length) % labels.length;
    onChange(labels[at]!);
    group.current?.querySelectorAll<HTMLElement>('[role="radio"]')[at]?.focus();
  };
  const stop = labels.includes(value) ? value : labels[0];
  return (
    // eslint-disable-next-line jsx-a11y/interactive-supports-focus -- its radio buttons have the focus
    <div className="t-marking-labels" role="radiogroup" aria-label={label} ref={group} onKeyDown={walk}>
      {labels.map((one) => (
        <button
          key={one}
          type="button"
          role="radio"
          aria-checked={one === value}
          tabIndex={one === stop ? 0 : -1}
          className={one === value ? 'is-chosen' : ''}
          onClick={() => onChange(one)}
        >
          <TlpBadge tlp={one} />
        </button>
      ))}
    </div>
  );
}

function options<F>(faces: ReadonlyMap<string, F>, label: (face: F) => string): { value: string; label: string }[] {
  return [...faces]
    .map(([value, face]) => ({ value, label: label(face) }))
    .sort((a, b) => a.label.localeCompare(b.label));
}
