import { Button, Group, NumberInput, Select, TextInput } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssetFace, Need } from '../../../../shared/domain/asset/record.ts';
import { NEED_TYPES, type NeedType } from '../../../../shared/domain/vocabulary.ts';
import { useSend } from '../../../ui/send.ts';
import { useFaces, useTocsinApi } from '../../../ui/tocsin.ts';
import { useFormKeys } from '../../../ui/parts/formKeys.ts';
import { RecordPicker } from '../../../ui/parts/RecordPicker.tsx';
import { Consequence } from './Consequence.tsx';
import { draftOf, faultOf, needOf, newDraft, withType, type NeedDraft } from './draft.ts';
import { LengthField } from './LengthField.tsx';
import { RuleFields } from './RuleFields.tsx';
import { TypedLine } from './TypedLine.tsx';
import { needWords } from './words.ts';
import './need.css';

interface NeedFormProps {
  asset: AssetFace;
  /** The need that is changed; a new one when absent. */
  need?: Need;
  onClose: () => void;
}

/** A need in its owner's words: typed in a line or chosen below, read back, and what follows from it before it is saved. */
export function NeedForm({ asset, need, onClose }: NeedFormProps) {
  const { t } = useTranslation();
  const send = useSend();
  const tocsin = useTocsinApi();
  const form = useRef<HTMLFormElement>(null);
  const assets = useFaces('asset');
  const others = useMemo(() => new Set([...assets.keys()].filter((id) => id !== asset.id)), [assets, asset.id]);
  const [draft, setDraft] = useState<NeedDraft>(() => (need ? draftOf(need) : newDraft()));
  const [newId] = useState(() => tocsin.newId());
  const fault = faultOf(draft);
  const needs = useMemo(() => {
    const made = needOf(draft, need?.needId ?? newId, need);
    const all = asset.needs ?? [];
    return need ? all.map((one) => (one.needId === need.needId ? made : one)) : [...all, made];
  }, [draft, need, newId, asset.needs]);
  const set = (change: Partial<NeedDraft>): void => setDraft((before) => ({ ...before, ...change }));
  const save = async () => {
    if (fault !== undefined) return;
    if (await send('asset.setNeeds', needsOf(asset, needs))) onClose();
  };
  useFormKeys(form, { send: () => void save(), leave: onClose });
  const { buffer, refill, residual, delay, useless } = draft;
  return (
    <form
      ref={form}
      className="ast-form"
      aria-label={t(need ? 'need.edit' : 'assets.addNeed')}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <RecordPicker
        kind="asset"
        label={t('assets.suppliedBy')}
        value={draft.suppliers}
        onChange={(suppliers) => setDraft((before) => withSuppliers(before, suppliers))}
        among={others}
      />
      <TypedLine draft={draft} onChange={setDraft} />
      <Select
        label={t('assets.needTypeIs')}
        allowDeselect={false}
        data={NEED_TYPES.map((value) => ({ value, label: t(`assets.needType.${value}`) }))}
        value={draft.type}
        onChange={(value) => setDraft((before) => withType(before, (value as NeedType | null) ?? before.type))}
      />
      <RuleFields draft={draft} onChange={(rule) => set({ rule })} />
      <div className="need-fields">
        <LengthField
          label={t('assets.holdsOut')}
          description={t('assets.holdsOutHint')}
          seconds={buffer}
          onChange={(seconds) => set({ buffer: seconds })}
        />
        {buffer > 0 && (
          <TextInput
            label={t('need.stock')}
            description={t('need.stockHint')}
            maxLength={40}
            value={draft.stock ?? ''}
            onChange={(event) => set({ stock: event.currentTarget.value || undefined })}
          />
        )}
        {buffer > 0 && (
          <Select
            label={t('need.fills')}
            description={t('need.fillsHint')}
            allowDeselect={false}
            data={[
              { value: 'hand', label: t('need.fillsByHand') },
              { value: 'itself', label: t('need.fillsItself') },
            ]}
            value={refill === undefined ? 'hand' : 'itself'}
            onChange={(value) => set({ refill: value === 'itself' ? (refill ?? buffer) : undefined })}
          />
        )}
        {buffer > 0 && refill !== undefined && (
          <LengthField label={t('need.fillsIn')} seconds={refill} onChange={(seconds) => set({ refill: seconds })} />
        )}
        <NumberInput
          label={t('need.runsAt')}
          description={t('need.runsAtHint')}
          suffix=" %"
          min={0}
          max={100}
          decimalScale={1}
          value={residual}
          onChange={(value) => set({ residual: Number(value) || 0 })}
        />
        <LengthField
          label={t('need.feltAfter')}
          description={t('need.feltAfterHint')}
          placeholder={t('need.differs')}
          seconds={delay}
          onChange={(seconds) => set({ delay: seconds })}
        />
        <NumberInput
          label={t('need.uselessBelow')}
          description={t('need.uselessHint')}
          placeholder={t('need.differs')}
          suffix=" %"
          min={0}
          max={100}
          decimalScale={1}
          value={useless ?? ''}
          onChange={(value) => set({ useless: Number(value) || 0 })}
        />
      </div>
      {draft.suppliers.length > 0 && <p className="need-said">{needWords(draft, t).join('; ')}</p>}
      {fault === undefined ? (
        <Consequence asset={asset} needs={needs} suppliers={draft.suppliers} />
      ) : (
        <p className="t-note-hint" role="status">
          {t(`need.fault.${fault}`)}
        </p>
      )}
      <Group>
        <Button type="submit" size="sm" disabled={fault !== undefined}>
          {t(need ? 'need.save' : 'assets.addNeed')}
        </Button>
        <Button size="sm" variant="subtle" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
      </Group>
    </form>
  );
}

/** Who stays keeps what it can give; "2 of 3" stays 2 as long as there are as many. */
function withSuppliers(draft: NeedDraft, suppliers: readonly string[]): NeedDraft {
  const { rule } = draft;
  if (rule.how === 'capacity') {
    const weight = new Map(draft.suppliers.map((id, at) => [id, rule.weights[at] ?? 0]));
    return { ...draft, suppliers, rule: { ...rule, weights: suppliers.map((id) => weight.get(id) ?? 1) } };
  }
  if (rule.how === 'some' && suppliers.length > 0 && rule.k >= suppliers.length) {
    return { ...draft, suppliers, rule: { how: 'all' } };
  }
  return { ...draft, suppliers };
}

/** The whole list goes with each change: the server puts back what this owner is not shown. */
export const needsOf = (asset: Pick<AssetFace, 'id'>, needs: readonly Need[]) => ({
  assetId: asset.id,
  needs: needs.map((need) => ({ ...need, suppliers: need.suppliers.map((supplier) => ({ ...supplier })) })),
});
