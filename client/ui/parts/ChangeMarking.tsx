import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkedFace } from '../../../shared/domain/entity.ts';
import type { MarkingInput } from '../../../shared/domain/fields.ts';
import type { MarkedKind } from '../../../shared/domain/records.ts';
import { MarkingField } from '../MarkingField.tsx';
import { ReasonField } from '../ReasonField.tsx';
import { useSend, useWhyNot } from '../send.ts';
import { useOperation } from '../tocsin.ts';
import { WhyNot } from './Act.tsx';

interface ChangeMarkingProps {
  kind: MarkedKind;
  face: MarkedFace;
  onClose: () => void;
}

/** An explicit act with a reason: it replaces the whole marking, schedule included. */
export function ChangeMarking({ kind, face, onClose }: ChangeMarkingProps) {
  const { t } = useTranslation();
  const send = useSend();
  const fallback = useOperation()?.defaultTlp ?? 'TLP:AMBER+STRICT';
  const [chosen, setChosen] = useState<MarkingInput | undefined>(() => inputOf(face));
  const [reason, setReason] = useState('');
  const marking = chosen ?? { tlp: fallback };
  const entity = { kind, id: face.id };
  const why = useWhyNot('sharing.mark', { entity, marking, reason: reason.trim() || 'x' });
  const ready = reason.trim() !== '' && why === undefined;
  const mark = async () => {
    if (ready && (await send('sharing.mark', { entity, marking, reason: reason.trim() }))) onClose();
  };
  return (
    <form
      className="t-change-marking"
      onSubmit={(event) => {
        event.preventDefault();
        void mark();
      }}
    >
      <MarkingField value={chosen} onChange={setChosen} />
      <ReasonField value={reason} onChange={setReason} />
      <Group justify="flex-end" mt="xs">
        <Button size="xs" variant="default" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
        <WhyNot why={why}>
          {(described) => (
            <Button size="xs" type="submit" disabled={why === undefined && reason.trim() === ''} {...described}>
              {t('parts.who.mark')}
            </Button>
          )}
        </WhyNot>
      </Group>
    </form>
  );
}

function inputOf(face: MarkedFace): MarkingInput {
  const { circles = [], persons = [], restricted, expires } = face.marking ?? {};
  return {
    tlp: face.tlp,
    ...(circles.length > 0 && { circles: [...circles] }),
    ...(persons.length > 0 && { persons: [...persons] }),
    ...(expires && { expires }),
    ...(restricted && {
      restricted: { tlp: restricted.tlp, circles: [...restricted.circles], persons: [...restricted.persons] },
    }),
  };
}
