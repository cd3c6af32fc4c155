import { Button, Group, NumberInput, SegmentedControl, Select } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssetFace, Need } from '../../../shared/domain/asset/record.ts';
import { NEED_TYPES, UP, type NeedType } from '../../../shared/domain/vocabulary.ts';
import { useSend } from '../../ui/send.ts';
import { useFaces, useTocsinApi } from '../../ui/tocsin.ts';
import { useFormKeys } from '../../ui/parts/formKeys.ts';
import { RecordPicker } from '../../ui/parts/RecordPicker.tsx';

interface NeedFormProps {
  asset: AssetFace;
  onClose: () => void;
}

/** A need in its owner's words: what gives it, how many of them must, and how long one holds out without. */
export function NeedForm({ asset, onClose }: NeedFormProps) {
  const { t } = useTranslation();
  const send = useSend();
  const tocsin = useTocsinApi();
  const form = useRef<HTMLFormElement>(null);
  const assets = useFaces('asset');
  const others = useMemo(() => new Set([...assets.keys()].filter((id) => id !== asset.id)), [assets, asset.id]);
  const [type, setType] = useState<NeedType>('physical');
  const [suppliers, setSuppliers] = useState<string[]>([]);
  const [all, setAll] = useState(true);
  const [some, setSome] = useState(1);
  const [hours, setHours] = useState<number | undefined>(undefined);
  const count = suppliers.length;
  const add = async () => {
    if (count === 0) return;
    const need: Need = {
      needId: tocsin.newId(),
      type,
      rule: 'kofn',
      k: all ? count : Math.min(some, count),
      suppliers: suppliers.map((assetId) => ({ assetId, weight: 1, delay: 0, threshold: 1 })),
      ...(hours !== undefined && hours > 0 && { buffer: Math.round(hours * 3600) }),
      alpha: UP,
      beta: 0,
    };
    if (await send('asset.setNeeds', needsOf(asset, [...(asset.needs ?? []), need]))) onClose();
  };
  useFormKeys(form, { send: () => void add(), leave: onClose });
  return (
    <form
      ref={form}
      className="ast-form"
      aria-label={t('assets.addNeed')}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <RecordPicker
        kind="asset"
        label={t('assets.suppliedBy')}
        value={suppliers}
        onChange={setSuppliers}
        among={others}
      />
      <Select
        label={t('assets.needTypeIs')}
        allowDeselect={false}
        data={NEED_TYPES.map((value) => ({ value, label: t(`assets.needType.${value}`) }))}
        value={type}
        onChange={(value) => setType((value as NeedType | null) ?? 'physical')}
      />
      {count > 1 && (
        <Group align="end">
          <SegmentedControl
            aria-label={t('assets.howMany')}
            value={all ? 'all' : 'some'}
            onChange={(value) => setAll(value === 'all')}
            data={[
              { value: 'all', label: t('assets.needsAll', { count }) },
              { value: 'some', label: t('assets.needsSome') },
            ]}
          />
          {!all && (
            <NumberInput
              label={t('assets.atLeast', { count })}
              min={1}
              max={count}
              w={150}
              allowDecimal={false}
              value={Math.min(some, count)}
              onChange={(value) => setSome(Number(value) || 1)}
            />
          )}
        </Group>
      )}
      <NumberInput
        label={t('assets.holdsOut')}
        description={t('assets.holdsOutHint')}
        placeholder={t('assets.optional')}
        min={0}
        max={LONGEST_HOURS}
        decimalScale={2}
        value={hours ?? ''}
        onChange={(value) => setHours(value === '' ? undefined : Number(value))}
      />
      <Group>
        <Button type="submit" size="sm" disabled={count === 0}>
          {t('assets.addNeed')}
        </Button>
        <Button size="sm" variant="subtle" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
      </Group>
    </form>
  );
}

const LONGEST_HOURS = 24 * 365;

/** The whole list goes with each change: the server puts back what this owner is not shown. */
export const needsOf = (asset: Pick<AssetFace, 'id'>, needs: readonly Need[]) => ({
  assetId: asset.id,
  needs: needs.map((need) => ({ ...need, suppliers: need.suppliers.map((supplier) => ({ ...supplier })) })),
});
