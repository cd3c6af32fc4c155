import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkedFace } from '../../../shared/domain/entity.ts';
import type { MarkingInput } from '../../../shared/domain/fields.ts';
import type { Markable } from '../marking/api.ts';
import { asInput } from '../marking/inputs.ts';
import { MarkForm } from '../marking/MarkForm.tsx';
import { MarkingControls } from '../MarkingField.tsx';

interface ChangeMarkingProps {
  kind: Markable;
  face: MarkedFace;
  /** What to begin with, where that is not the marking as it is. */
  start?: MarkingInput;
  /** Answers this request for release with it. */
  granting?: string;
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
      {...(granting !== undefined && { granting })}
      onClose={onClose}
    >
      {(preview) => (
        <MarkingControls kind={kind} value={marking} onChange={setMarking}>
          {preview}
        </MarkingControls>
      )}
    </MarkForm>
  );
}
