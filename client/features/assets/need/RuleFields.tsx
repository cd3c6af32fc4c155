import { Group, NumberInput, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { assetName } from '../../../ui/assetName.ts';
import { useFaces } from '../../../ui/tocsin.ts';
import type { NeedDraft, Rule } from './draft.ts';

const MOST_WEIGHT = 1_000_000_000;

/** How much of its suppliers it asks for: all, so many of them, a share, or what each can give against what is wanted. */
export function RuleFields({ draft, onChange }: { draft: NeedDraft; onChange: (rule: Rule) => void }) {
  const { t } = useTranslation();
  const { suppliers, rule } = draft;
  const count = suppliers.length;
  if (count === 0) return null;
  const choose = (how: Rule['how']): void => {
    if (how === 'all') onChange({ how });
    else if (how === 'some') onChange({ how, k: Math.max(1, count - 1) });
    else if (how === 'share') onChange({ how, percent: 100 });
    else onChange({ how, weights: suppliers.map(() => 100), demand: 100 });
  };
  const ways: readonly Rule['how'][] = count > 1 ? ['all', 'some', 'share', 'capacity'] : ['all', 'share', 'capacity'];
  return (
    <Group align="end">
      <Select
        label={t('assets.howMany')}
        w={260}
        allowDeselect={false}
        data={ways.map((value) => ({ value, label: t(count === 1 ? `need.howOne.${value}` : `need.how.${value}`) }))}
        value={rule.how}
        onChange={(value) => value !== null && value !== rule.how && choose(value as Rule['how'])}
      />
      {rule.how === 'some' && (
        <NumberInput
          label={t('assets.atLeast', { count })}
          min={1}
          max={count}
          w={140}
          allowDecimal={false}
          value={rule.k}
          onChange={(value) => onChange({ how: 'some', k: Number(value) || 0 })}
        />
      )}
      {rule.how === 'share' && (
        <NumberInput
          label={t('need.sharePercent')}
          suffix=" %"
          min={1}
          max={100}
          decimalScale={1}
          w={160}
          value={rule.percent}
          onChange={(value) => onChange({ how: 'share', percent: Number(value) || 0 })}
        />
      )}
      {rule.how === 'capacity' && <Capacities suppliers={suppliers} rule={rule} onChange={onChange} />}
    </Group>
  );
}

interface CapacitiesProps {
  suppliers: readonly string[];
  rule: Extract<Rule, { how: 'capacity' }>;
  onChange: (rule: Rule) => void;
}

function Capacities({ suppliers, rule, onChange }: CapacitiesProps) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  return (
    <>
      {suppliers.map((id, at) => {
        const asset = assets.get(id);
        const name = asset ? assetName(asset, t) : t('parts.notShown');
        return (
          <NumberInput
            key={id}
            label={t('need.canGive', { name })}
            min={0}
            max={MOST_WEIGHT}
            allowDecimal={false}
            w={190}
            value={rule.weights[at] ?? 0}
            onChange={(value) =>
              onChange({
                ...rule,
                weights: suppliers.map((_id, k) => (k === at ? Number(value) || 0 : (rule.weights[k] ?? 0))),
              })
            }
          />
        );
      })}
      <NumberInput
        label={t('need.wanted')}
        description={t('need.sameUnit')}
        min={1}
        max={MOST_WEIGHT}
        allowDecimal={false}
        w={190}
        value={rule.demand}
        onChange={(value) => onChange({ ...rule, demand: Number(value) || 0 })}
      />
    </>
  );
}
