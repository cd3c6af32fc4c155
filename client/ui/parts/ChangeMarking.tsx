import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkedFace } from '../../../shared/domain/entity.ts';
import type { MarkingInput } from '../../../shared/domain/fields.ts';
import type { ReleaseFace } from '../../../shared/domain/release/record.ts';
import type { Markable } from '../marking/api.ts';
import { asInput } from '../marking/inputs.ts';
import { MarkForm } from '../marking/MarkForm.tsx';
import type { Audience } from '../marking/useAudience.ts';
import { useTelling } from '../marking/useTelling.ts';
import { MarkingControls } from '../MarkingField.tsx';

interface ChangeMarkingProps {
  kind: Markable;
  face: MarkedFace;
  /** What to begin with, where that is not the marking as it is. */
  start?: MarkingInput;
  /** Answers this request for release with it. */
  granting?: ReleaseFace;
  onClose: () => void;
}

/** An explicit act with a reason: it replaces the whole marking, schedule included. */
export function ChangeMarking({ kind, face, start, granting, onClose }: ChangeMarkingProps) {
  const { t } = useTranslation();
  const [marking, setMarking] = useState<MarkingInput>(() => start ?? asInput(face));
  return (
    <MarkForm
      label={t('parts.who.change')}
      entity={{ kind, id: face.id }}
      marking={marking}
      verb={t('parts.who.mark')}
      {...(granting && { granting: granting.id })}
      onClose={onClose}
    >
      {(preview, audience) => (
        <MarkingControls kind={kind} value={marking} onChange={setMarking}>
          {preview}
          {granting && <Blind asker={granting.owner} audience={audience} />}
        </MarkingControls>
      )}
    </MarkForm>
  );
}

/** A grant that gives the one who asked nothing is most likely not what was meant. */
function Blind({ asker, audience: { preview } }: { asker: string; audience: Audience }) {
  const { t } = useTranslation();
  const { organisation } = useTelling();
  if (preview.refused || preview.more?.includes(asker)) return null;
  return <p className="t-note-hint">{t('marking.request.stillBlind', { organisation: organisation(asker) })}</p>;
}
