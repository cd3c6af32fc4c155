import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkingInput } from '../../../shared/domain/fields.ts';
import type { Tlp } from '../../../shared/domain/vocabulary.ts';
import { defaultTlp } from '../../store/derive/audience.ts';
import { MarkingField } from '../MarkingField.tsx';
import { TlpBadge } from '../TlpBadge.tsx';
import { useTocsin } from '../tocsin.ts';
import { AudiencePreview } from './AudiencePreview.tsx';
import type { AudienceQuestion } from './api.ts';
import { useAudience } from './useAudience.ts';

interface CompactMarkingProps {
  /** Undefined: the default, or the audience of what it hangs on. */
  value: MarkingInput | undefined;
  onChange: (value: MarkingInput | undefined) => void;
  parentTlp: Tlp | undefined;
  about: Omit<AudienceQuestion, 'marking' | 'entity'>;
}

/** Who will see a note or a file: one line, which opens into the whole choice. */
export function CompactMarking({ value, onChange, parentTlp, about }: CompactMarkingProps) {
  const [open, setOpen] = useState(false);
  const parent = parentTlp && { parentTlp };
  if (open || value) return <MarkingField value={value} onChange={onChange} {...parent} about={about} />;
  return <Line {...parent} about={about} onOpen={() => setOpen(true)} />;
}

interface LineProps extends Pick<CompactMarkingProps, 'about'> {
  parentTlp?: Tlp;
  onOpen: () => void;
}

function Line({ parentTlp, about, onOpen }: LineProps) {
  const { t } = useTranslation();
  const faces = useTocsin((state) => state.faces);
  const operation = useTocsin((state) => state.operationId);
  const audience = useAudience(about, parentTlp);
  return (
    <div className="t-marking-compact">
      <button type="button" onClick={onOpen} aria-label={t('marking.chooseWho')} title={t('marking.chooseWho')}>
        <TlpBadge tlp={defaultTlp(faces, operation, parentTlp)} />
        <ChevronDown size={12} aria-hidden="true" />
      </button>
      <AudiencePreview audience={audience} circles={false} compact />
    </div>
  );
}
