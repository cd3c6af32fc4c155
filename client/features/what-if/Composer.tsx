import { Button, Group, NumberInput, SegmentedControl, Select } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { What, When } from '../../forecast/acts.ts';
import { NOTHING_CHOSEN, useDraft, useDraftKeeper } from '../../forecast/draft.ts';
import { percentOf } from '../../forecast/rows.ts';
import { MomentField } from '../../ui/parts/MomentField.tsx';
import { SCROLLING_LIST } from '../../ui/parts/scrollingList.ts';
import { useFaces, useTocsinApi } from '../../ui/tocsin.ts';
import { Which } from './Which.tsx';
import { bufferGroups } from './words.ts';

const KINDS = ['fail', 'degrade', 'repair', 'refuel'] as const;

/** Puts one line together: which assets, what happens to them, and when. */
export function Composer() {
  const { t } = useTranslation();
  const keeper = useDraftKeeper();
  const { composer } = useDraft();
  const { assetIds, what, when, editing } = composer;
  const groups = useBuffers(assetIds);
  const useless = what.kind === 'refuel' && assetIds.length > 0 && groups.length === 0;
  return (
    <section className="wi-composer nx-part" aria-labelledby="wi-composer">
      <h2 id="wi-composer">{t(editing === undefined ? 'what-if.suppose' : 'what-if.change')}</h2>
      <div className="wi-body">
        <Which />
        <div>
          <p className="wi-label" id="wi-what">
            {t('what-if.what')}
          </p>
          <SegmentedControl
            fullWidth
            size="xs"
            transitionDuration={0}
            aria-labelledby="wi-what"
            value={what.kind}
            onChange={(kind) => keeper.compose({ what: startOf(kind as What['kind']) })}
            data={KINDS.map((value) => ({ value, label: t(`what-if.kind.${value}`) }))}
          />
          <HowMuch what={what} assetIds={assetIds} />
        </div>
        <WhenField when={when} onChange={(next) => keeper.compose({ when: next })} />
        <Group gap="xs">
          <Button
            size="xs"
            disabled={assetIds.length === 0 || useless}
            onClick={() => keeper.put()}
            leftSection={<Plus size={14} aria-hidden="true" />}
          >
            {t(editing === undefined ? 'what-if.add' : 'what-if.keepChange')}
          </Button>
          {editing !== undefined && (
            <Button size="xs" variant="default" onClick={() => keeper.compose(NOTHING_CHOSEN)}>
              {t('ui.cancel')}
            </Button>
          )}
        </Group>
      </div>
    </section>
  );
}

const startOf = (kind: What['kind']): What => (kind === 'degrade' ? { kind, level: 500_000 } : { kind });

function useBuffers(assetIds: readonly string[]) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  return useMemo(() => bufferGroups(assetIds, assets, t), [assetIds, assets, t]);
}

function HowMuch({ what, assetIds }: { what: What; assetIds: readonly string[] }) {
  const { t } = useTranslation();
  const keeper = useDraftKeeper();
  const groups = useBuffers(assetIds);
  if (what.kind === 'degrade') {
    return (
      <NumberInput
        mt={6}
        size="xs"
        label={t('what-if.percent')}
        min={1}
        max={99}
        allowDecimal={false}
        value={percentOf(what.level)}
        onChange={(percent) => {
          const level = Math.round(Math.min(99, Math.max(1, Number(percent) || 1)) * 10_000);
          keeper.compose({ what: { kind: 'degrade', level } });
        }}
      />
    );
  }
  if (what.kind !== 'refuel') return null;
  if (assetIds.length > 0 && groups.length === 0) return <p className="wi-hint">{t('what-if.noBuffers')}</p>;
  const { needIds, seconds } = what;
  const current = groups.find(
    (group) => needIds?.length === group.needIds.length && group.needIds.every((id) => needIds.includes(id)),
  );
  const set = (ids: readonly string[] | undefined, length: number | undefined): void =>
    keeper.compose({
      what: { kind: 'refuel', ...(ids && { needIds: ids }), ...(length !== undefined && { seconds: length }) },
    });
  return (
    <Group gap="xs" mt={6} align="flex-start" wrap="nowrap">
      <Select
        style={{ flex: 1 }}
        size="xs"
        label={t('what-if.whichBuffer')}
        {...SCROLLING_LIST}
        allowDeselect={false}
        data={[
          { value: '', label: t('what-if.allBuffers') },
          ...groups.map(({ key, label }) => ({ value: key, label: t('what-if.bufferOf', { what: label }) })),
        ]}
        value={current?.key ?? ''}
        onChange={(key) => set(groups.find((group) => group.key === key)?.needIds, seconds)}
      />
      <NumberInput
        w={130}
        size="xs"
        label={t('what-if.fillHours')}
        placeholder={t('what-if.full')}
        min={0}
        max={720}
        value={seconds === undefined ? '' : seconds / 3600}
        onChange={(hours) => set(needIds, hours === '' ? undefined : Math.round(Number(hours) * 3600))}
      />
    </Group>
  );
}

function WhenField({ when, onChange }: { when: When; onChange: (when: When) => void }) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const mode = 'at' in when ? 'at' : when.after === 0 ? 'now' : 'after';
  const [hours, minutes] =
    'after' in when ? [Math.floor(when.after / 3600), Math.round((when.after % 3600) / 60)] : [0, 0];
  const later = (h: number | string, m: number | string): void =>
    onChange({ after: Math.max(60, Math.round((Number(h) || 0) * 60 + (Number(m) || 0)) * 60) });
  return (
    <div>
      <p className="wi-label" id="wi-when">
        {t('what-if.whenLabel')}
      </p>
      <SegmentedControl
        fullWidth
        size="xs"
        transitionDuration={0}
        aria-labelledby="wi-when"
        value={mode}
        onChange={(next) =>
          onChange(next === 'now' ? { after: 0 } : next === 'after' ? { after: 3600 } : { at: tocsin.operationNow() })
        }
        data={(['now', 'after', 'at'] as const).map((value) => ({ value, label: t(`what-if.whenKind.${value}`) }))}
      />
      {mode === 'after' && (
        <Group gap="xs" mt={6} wrap="nowrap">
          <NumberInput
            size="xs"
            label={t('what-if.hours')}
            min={0}
            max={720}
            allowDecimal={false}
            value={hours}
            onChange={(value) => later(value, minutes)}
          />
          <NumberInput
            size="xs"
            label={t('what-if.minutes')}
            min={0}
            max={59}
            allowDecimal={false}
            value={minutes}
            onChange={(value) => later(hours, value)}
          />
        </Group>
      )}
      {'at' in when && (
        <div className="wi-moment">
          <MomentField
            label={t('what-if.moment')}
            quick={[]}
            value={when.at}
            onChange={(at) => at && onChange({ at })}
          />
        </div>
      )}
    </div>
  );
}
