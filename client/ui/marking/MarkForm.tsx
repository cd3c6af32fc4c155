import { Button, Group } from '@mantine/core';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CoarseInput, MarkingInput } from '../../../shared/domain/fields.ts';
import { WhyNot } from '../parts/Act.tsx';
import { useFormKeys } from '../parts/formKeys.ts';
import { ReasonField } from '../ReasonField.tsx';
import { useSend, useWhyNot } from '../send.ts';
import { AudiencePreview } from './AudiencePreview.tsx';
import type { MarkableRef } from './api.ts';
import { useAudience, type Audience } from './useAudience.ts';

interface MarkFormProps {
  label: string;
  entity: MarkableRef;
  /** What the act would make of it; the whole marking, schedule included. */
  marking: MarkingInput;
  /** Absent: the coarse twin stays as it is. Null: it is withdrawn. */
  coarse?: CoarseInput | null | undefined;
  /** The fields; they are given the preview to place it. */
  children: (preview: ReactNode, audience: Audience) => ReactNode;
  /** The verb on the button, where the act shares with nobody new. */
  verb: string;
  danger?: boolean;
  /** Answers a request for release with it. */
  granting?: string;
  /** Whether somebody else's change in the meantime stops it. Calling back is never stopped. */
  versioned?: boolean;
  onClose: () => void;
}

/** An act of marking: who will see it, a reason for the journal, and a button that says whom it is shared with. */
export function MarkForm(props: MarkFormProps) {
  const { label, entity, marking, coarse, children, verb, danger, granting, versioned = true, onClose } = props;
  const { t } = useTranslation();
  const send = useSend();
  const form = useRef<HTMLFormElement>(null);
  const [reason, setReason] = useState('');
  const words = reason.trim();
  const audience = useAudience({ kind: entity.kind, entity, marking, ...(coarse !== undefined && { coarse }) });
  const act = { marking, reason: words || 'x', ...(coarse !== undefined && { coarse }) };
  const answer = { releaseId: granting ?? '', answer: 'granted' as const, ...act };
  const whyMark = useWhyNot('sharing.mark', { entity, ...act });
  const whyAnswer = useWhyNot('sharing.answer', answer);
  const why = (granting === undefined ? whyMark : whyAnswer) ?? audience.preview.refused?.message;
  const mark = async (): Promise<void> => {
    if (words === '' || why !== undefined) return;
    const sent =
      granting === undefined
        ? await send('sharing.mark', { entity, ...act }, { versioned })
        : await send('sharing.answer', answer);
    if (sent) onClose();
  };
  useFormKeys(form, { send: () => void mark(), leave: onClose });
  const more = audience.preview.more?.length ?? 0;
  // Whoever takes something back knows that nobody is named.
  const circles = danger === true || (marking.circles?.length ?? 0) > 0;
  return (
    <form
      ref={form}
      className="t-change-marking"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        void mark();
      }}
    >
      {children(<AudiencePreview audience={audience} circles={circles} />, audience)}
      <ReasonField value={reason} onChange={setReason} />
      <Group justify="flex-end" mt="xs">
        <Button size="xs" variant="default" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
        <WhyNot why={why}>
          {(described) => (
            <Button
              size="xs"
              type="submit"
              {...(danger && { color: 'red' })}
              disabled={why === undefined && words === ''}
              {...described}
            >
              {more > 0 ? t('marking.shareWith', { count: more }) : verb}
            </Button>
          )}
        </WhyNot>
      </Group>
    </form>
  );
}
