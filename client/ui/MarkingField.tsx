import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { MarkingInput } from '../../shared/domain/fields.ts';
import type { Tlp } from '../../shared/domain/vocabulary.ts';
import { contradiction, markingFrom } from '../../shared/sharing/marking.ts';
import { defaultTlp } from '../store/derive/audience.ts';
import { AudiencePreview } from './marking/AudiencePreview.tsx';
import type { AudienceQuestion, Markable } from './marking/api.ts';
import { saysNoMore } from './marking/inputs.ts';
import { MoreMarking } from './marking/MoreMarking.tsx';
import { Named } from './marking/Named.tsx';
import { useAudience } from './marking/useAudience.ts';
import { useMe, useTocsin, useTocsinApi } from './tocsin.ts';

interface MarkingFieldProps {
  /** Undefined: the default, which the field shows. */
  value: MarkingInput | undefined;
  onChange: (value: MarkingInput | undefined) => void;
  /** The label of what it hangs on: the default is never wider. */
  parentTlp?: Tlp;
  /** What is written: its kind, what it hangs on, whom it is assigned to. */
  about: Omit<AudienceQuestion, 'marking' | 'entity'>;
}

/** Chooses who will see it, and says who that is before anything is sent. */
export function MarkingField({ value, onChange, parentTlp, about }: MarkingFieldProps) {
  const faces = useTocsin((state) => state.faces);
  const operation = useTocsin((state) => state.operationId);
  const fallback = defaultTlp(faces, operation, parentTlp);
  const audience = useAudience({ ...about, ...(value && { marking: value }) }, parentTlp);
  const shown = value ?? { tlp: fallback };
  return (
    <MarkingControls
      kind={about.kind}
      value={shown}
      onChange={(next) => onChange(saysNoMore(next, fallback) ? undefined : next)}
    >
      <AudiencePreview audience={audience} circles={(shown.circles?.length ?? 0) > 0} />
    </MarkingControls>
  );
}

interface MarkingControlsProps {
  kind: Markable;
  value: MarkingInput;
  onChange: (value: MarkingInput) => void;
  /** Who will see it, under the controls. */
  children?: React.ReactNode;
}

/** The whole marking: a label and whom it names at once, the rest when it is asked for; what contradicts itself is said. */
export function MarkingControls({ kind, value, onChange, children }: MarkingControlsProps) {
  const { t } = useTranslation();
  const why = useContradiction(value);
  return (
    <fieldset className="t-marking">
      <legend>{t('ui.marking.label')}</legend>
      <Named value={value} onChange={onChange} label={t('ui.marking.label')} />
      {why === undefined ? (
        children
      ) : (
        <p className="t-marking-refused" role="alert">
          <TriangleAlert size={14} aria-hidden="true" /> {why}
        </p>
      )}
      <MoreMarking kind={kind} value={value} onChange={onChange} />
    </fieldset>
  );
}

/** Why a marking contradicts itself, by the rule that the server goes by. */
export function useContradiction(value: MarkingInput): string | undefined {
  const tocsin = useTocsinApi();
  const me = useMe();
  const author = { organisation: me?.organisation ?? '', user: me?.id ?? '' };
  return contradiction(markingFrom(value, author), tocsin.realNow());
}
