import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkedFace } from '../../../shared/domain/entity.ts';
import type { MarkingInput } from '../../../shared/domain/fields.ts';
import { useContradiction } from '../MarkingField.tsx';
import type { Markable } from './api.ts';
import { DowngradeField, ExpiryField } from './MoreMarking.tsx';
import { asInput } from './inputs.ts';
import { MarkForm } from './MarkForm.tsx';

interface ScheduleProps {
  what: 'expires' | 'downgrade';
  kind: Markable;
  face: MarkedFace;
  onClose: () => void;
}

/** One deadline of a record; the rest of its marking stays. */
export function Schedule({ what, kind, face, onClose }: ScheduleProps) {
  const { t } = useTranslation();
  const [marking, setMarking] = useState<MarkingInput>(() => asInput(face));
  const why = useContradiction(marking);
  const Field = what === 'expires' ? ExpiryField : DowngradeField;
  return (
    <MarkForm
      label={t(`marking.act.${what}`)}
      entity={{ kind, id: face.id }}
      marking={marking}
      verb={t('marking.setDeadline')}
      onClose={onClose}
    >
      {() => (
        <>
          <Field value={marking} onChange={setMarking} />
          {why !== undefined && (
            <p className="t-marking-refused" role="alert">
              {why}
            </p>
          )}
          <p className="t-note-hint">{t('marking.realTime')}</p>
        </>
      )}
    </MarkForm>
  );
}
