import { Button, Group, Select, Slider, Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssetFace } from '../../../shared/domain/asset/record.ts';
import { ASSET_STATUSES, BECAUSE, UP, type AssetStatus, type Because } from '../../../shared/domain/vocabulary.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { Instant } from '../../../shared/time.ts';
import { StatusSymbol } from '../../map/symbols/StatusSymbol.tsx';
import { KeyHint } from '../../ui/KeyHint.tsx';
import { useSend, useWhyNot } from '../../ui/send.ts';
import { useMe, useMyRoles } from '../../ui/tocsin.ts';
import { WhyNot } from '../../ui/parts/Act.tsx';
import { useFormKeys } from '../../ui/parts/formKeys.ts';
import { useKeys } from '../../ui/parts/keys.ts';
import { MomentField } from '../../ui/parts/MomentField.tsx';

/** Four large buttons and their keys 1 to 4; one more Enter sends, everything else is optional. */
export function SetStatus({ asset }: { asset: AssetFace }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<AssetStatus | undefined>(undefined);
  const why = useWhyNot('asset.setStatus', { assetId: asset.id, status: 'failed' });
  const mine = useMe()?.organisation === asset.owner;
  const confirms = useMyRoles().includes('owner') && mine;
  const keys = Object.fromEntries(ASSET_STATUSES.map((status, index) => [String(index + 1), () => setChosen(status)]));
  useKeys(keys, why === undefined);
  return (
    <section aria-labelledby="ast-set-title">
      <h3 className="t-part-title" id="ast-set-title">
        {t(confirms ? 'assets.setConfirmed' : 'assets.setReported')}
      </h3>
      <WhyNot why={why}>
        {(described) => (
          <div className="ast-buttons" role="group" aria-labelledby="ast-set-title" {...described}>
            {ASSET_STATUSES.map((status, index) => (
              <button
                key={status}
                type="button"
                className={`ast-button is-${status}`}
                aria-pressed={chosen === status}
                disabled={why !== undefined}
                onClick={() => setChosen(chosen === status ? undefined : status)}
              >
                <StatusSymbol status={status} size={26} />
                <span>{t(`ui.status.${status}`)}</span>
                <KeyHint keys={String(index + 1)} />
              </button>
            ))}
          </div>
        )}
      </WhyNot>
      {chosen && <Details key={chosen} asset={asset} status={chosen} onClose={() => setChosen(undefined)} />}
    </section>
  );
}

interface DetailsProps {
  asset: AssetFace;
  status: AssetStatus;
  onClose: () => void;
}

function Details({ asset, status, onClose }: DetailsProps) {
  const { t } = useTranslation();
  const send = useSend();
  const form = useRef<HTMLFormElement>(null);
  const submit = useRef<HTMLButtonElement>(null);
  // The focus follows the choice: the key and then Enter is all it takes.
  useEffect(() => submit.current?.focus(), []);
  const [percent, setPercent] = useState(() => startPercent(asset, status));
  const [because, setBecause] = useState<Because | null>(null);
  const [note, setNote] = useState('');
  const [until, setUntil] = useState<Instant | undefined>(undefined);
  const bad = status === 'degraded' || status === 'failed';
  const state = async () => {
    const sent = await send('asset.setStatus', {
      assetId: asset.id,
      status,
      ...(status === 'degraded' && { level: Math.round((percent / 100) * UP) }),
      ...(bad && because && { because }),
      ...(note.trim() !== '' && { note: note.trim() }),
      ...(bad && until && { expectedRestoration: until }),
    });
    if (sent) onClose();
  };
  useFormKeys(form, { leave: onClose });
  return (
    <form
      ref={form}
      className="ast-form"
      onSubmit={(event) => {
        event.preventDefault();
        void state();
      }}
    >
      <Group>
        <Button ref={submit} type="submit" size="sm" rightSection={<KeyHint keys="Enter" />}>
          {t('assets.sayIt', { status: t(`ui.status.${status}`) })}
        </Button>
        <Button size="sm" variant="subtle" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
      </Group>
      {status === 'degraded' && (
        <div>
          <p className="ast-label" id="ast-level">
            {t('assets.level', { percent })}
          </p>
          <Slider
            thumbLabel={t('assets.level', { percent })}
            min={1}
            max={99}
            value={percent}
            onChange={setPercent}
            label={(value) => t('ui.percent', { percent: value })}
          />
        </div>
      )}
      {bad && (
        <Select
          label={t('assets.because')}
          placeholder={t('assets.optional')}
          clearable
          data={BECAUSE.map((value) => ({ value, label: t(`ui.because.${value}`) }))}
          value={because}
          onChange={(value) => setBecause(value as Because | null)}
        />
      )}
      <Textarea
        label={t('assets.note')}
        placeholder={t('assets.optional')}
        autosize
        maxRows={5}
        maxLength={LIMITS.reason}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {bad && <MomentField label={t('assets.expected')} value={until} onChange={setUntil} quick={[60, 240, 1440]} />}
    </form>
  );
}

const startPercent = (asset: AssetFace, status: AssetStatus): number =>
  asset.status === status ? Math.min(99, Math.max(1, Math.round((asset.level / UP) * 100))) : 50;
