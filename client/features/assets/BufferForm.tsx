import { Button, Group, NumberInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssetFace, Need } from '../../../shared/domain/asset/record.ts';
import { useSend } from '../../ui/send.ts';
import { useFormKeys } from '../../ui/parts/formKeys.ts';

interface BufferFormProps {
  asset: AssetFace;
  need: Need & { readonly buffer: number };
  onClose: () => void;
}

/** "The diesel lasts three more hours": what is left, in hours, at most what it holds when full. */
export function BufferForm({ asset, need, onClose }: BufferFormProps) {
  const { t } = useTranslation();
  const send = useSend();
  const form = useRef<HTMLFormElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const full = need.buffer / 3600;
  const [hours, setHours] = useState<number | ''>(() => {
    const left = asset.buffers?.[need.needId]?.secondsLeft ?? need.buffer;
    return Math.round((left / 3600) * 100) / 100;
  });
  const state = async () => {
    if (hours === '') return;
    const secondsLeft = Math.min(need.buffer, Math.round(hours * 3600));
    if (await send('asset.setBuffer', { assetId: asset.id, needId: need.needId, secondsLeft })) onClose();
  };
  useFormKeys(form, { send: () => void state(), leave: onClose });
  return (
    <form
      ref={form}
      className="ast-form is-line"
      onSubmit={(event) => {
        event.preventDefault();
        void state();
      }}
    >
      <Group align="end">
        <NumberInput
          label={t('assets.hoursLeft')}
          ref={field}
          w={170}
          min={0}
          max={Math.round(full * 100) / 100}
          decimalScale={2}
          value={hours}
          onChange={(value) => setHours(value === '' ? '' : Number(value))}
        />
        <Button type="submit" size="sm" disabled={hours === ''}>
          {t('assets.stateBuffer')}
        </Button>
        <Button size="sm" variant="subtle" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
      </Group>
    </form>
  );
}
