import { Button } from '@mantine/core';
import { Hourglass } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Predicted } from '../../../shared/cascade/forecast.ts';
import { inFull, type AssetFace } from '../../../shared/domain/asset/record.ts';
import { lossOf, percentOf } from '../../forecast/rows.ts';
import { useForecast } from '../../forecast/useForecast.ts';
import { When } from '../../forecast/When.tsx';
import { Why } from '../../forecast/Why.tsx';
import type { ShownAsset } from '../../store/derive/shownAsset.ts';
import { useGo } from '../../ui/entities.ts';
import { Act } from '../../ui/parts/Act.tsx';
import { useMe } from '../../ui/tocsin.ts';

/** What the cascade says of this asset, and one click for its owner to answer. Nothing where nothing is predicted. */
export function Prediction({ asset }: { asset: ShownAsset }) {
  const { t } = useTranslation();
  const { forecast } = useForecast();
  const go = useGo();
  const mine = useMe()?.organisation;
  const loss = useMemo(() => lossOf(forecast, asset.id), [forecast, asset.id]);
  const full = inFull(asset);
  if (!loss) return null;
  const { one, already } = loss;
  const what = one.to === 0 ? t('forecast.asset.fails') : t('forecast.asset.worse', { percent: percentOf(one.to) });
  return (
    <section className="ast-predicted" aria-label={t('ui.basis.predicted')}>
      <p className="ast-predicted-lead">
        <Hourglass size={15} aria-hidden="true" /> <strong>{already ? t('forecast.asset.already') : what}</strong>
      </p>
      <When one={one} />
      <Why one={one} />
      <div className="t-parts-row">
        {full && full.owner === mine && <Answers asset={full} one={one} already={already} />}
        <Button size="compact-sm" variant="subtle" onClick={() => go.base('next')}>
          {t('forecast.asset.all')}
        </Button>
      </div>
    </section>
  );
}

/** What should have happened is confirmed or not; what is still to come depends on what is left in the buffer. */
function Answers({ asset, one, already }: { asset: AssetFace; one: Predicted; already: boolean }) {
  const { t } = useTranslation();
  const go = useGo();
  const { id } = asset;
  if (already) {
    const status = one.to === 0 ? 'failed' : 'degraded';
    return (
      <>
        <Act
          type="asset.setStatus"
          data={{ assetId: id, status, ...(status === 'degraded' && { level: one.to }), because: 'supply' }}
          size="compact-sm"
        >
          {t('forecast.asset.confirm')}
        </Act>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => document.getElementById('ast-set-title')?.scrollIntoView({ block: 'center' })}
        >
          {t('forecast.asset.otherwise')}
        </Button>
      </>
    );
  }
  return (
    <>
      <Act type="asset.confirm" data={{ assetId: id }} size="compact-sm">
        {t('forecast.asset.holds')}
      </Act>
      <Button size="compact-sm" variant="default" onClick={() => go.entity('asset', asset.code, 'needs')}>
        {t('forecast.asset.buffers')}
      </Button>
    </>
  );
}
