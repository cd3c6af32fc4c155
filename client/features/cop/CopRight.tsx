import { ActionIcon, SegmentedControl } from '@mantine/core';
import { PanelRightClose, ShieldCheck } from 'lucide-react';
import { memo, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isTwin, type AssetFace, type TwinFace } from '../../../shared/domain/asset/record.ts';
import { ASSET_STATUSES, type AssetStatus } from '../../../shared/domain/vocabulary.ts';
import { SectorSymbol } from '../../map/symbols/SectorSymbol.tsx';
import { StatusSymbol } from '../../map/symbols/StatusSymbol.tsx';
import { showsAsset, type Filter } from '../../store/derive/filter.ts';
import { countriesIn, sectorsIn, tallied, worstDown, type SectorState } from '../../store/derive/picture.ts';
import type { ShownAsset } from '../../store/derive/shownAsset.ts';
import { areaWords, assetName } from '../../ui/assetName.ts';
import { servedShort } from '../../ui/servedWords.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useGo } from '../../ui/entities.ts';
import { EntityLink } from '../../ui/EntityLink.tsx';
import { useMap } from '../../ui/map.ts';
import { OrganisationName } from '../../ui/names.tsx';
import { useInView } from '../../ui/parts/bounds.ts';
import { Age } from '../../ui/times.tsx';
import { useFaces, useSending } from '../../ui/tocsin.ts';
import { useWorkedOut } from '../../ui/workedOut.ts';
import { NextPanel } from './NextPanel.tsx';
import './cop.css';

interface CopRightProps {
  filter: Filter;
  inView: boolean;
  onCollapse: () => void;
}

const ALL = 'all';
/** As many as anybody scrolls through. */
const MOST_DOWN = 200;
/** As many nations as fit in one row; more are in the filter bar. */
const MOST_NATIONS = 5;

export function CopRight({ filter, inView, onCollapse }: CopRightProps) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const [country, setCountry] = useState(ALL);
  const tally = useWorkedOut(assets, assets.size, tallied);
  const countries = useMemo(() => (tally ? countriesIn(tally) : []), [tally]);
  const nation = country === ALL ? undefined : country;
  const sectors = useMemo(() => tally && sectorsIn(tally, nation), [tally, nation]);
  const within = useInView(inView);
  const downIn = useCallback(
    (all: ReadonlyMap<string, ShownAsset>) =>
      worstDown(
        all.values(),
        (one) =>
          showsAsset(filter, one) &&
          (nation === undefined || (!isTwin(one) && one.country === nation)) &&
          (within?.(one) ?? true),
        MOST_DOWN,
      ),
    [filter, nation, within],
  );
  const down = useWorkedOut(assets, assets.size, downIn);
  return (
    <aside className="cop-side is-right" aria-label={t('cop.right')}>
      <header className="cop-head">
        <h2>{t('cop.sectors')}</h2>
        <span className="cop-space" />
        {countries.length > 1 && countries.length <= MOST_NATIONS && (
          <SegmentedControl
            size="xs"
            className="cop-nations"
            value={country}
            onChange={setCountry}
            data={[{ value: ALL, label: t('cop.allNations') }, ...countries]}
            aria-label={t('cop.nation')}
          />
        )}
        <ActionIcon size="sm" variant="subtle" color="gray" onClick={onCollapse} aria-label={t('cop.collapseRight')}>
          <PanelRightClose size={15} />
        </ActionIcon>
      </header>
      {sectors && <Sectors sectors={sectors} />}
      <NextPanel />
      <header className="cop-head">
        <h2>{t('cop.down')}</h2>
        {down && <span className="t-count">{down.count}</span>}
      </header>
      <div className="cop-down">
        {down?.count === 0 ? (
          <EmptyState
            icon={<ShieldCheck size={26} />}
            title={t(within ? 'cop.noneInView' : 'cop.nothingDown')}
            hint={t('cop.nothingDownHint')}
          />
        ) : (
          // As each is now: what was withdrawn since they were sorted out is not shown.
          down?.worst.map(({ id }) => {
            const asset = assets.get(id);
            return asset && <DownRow key={id} asset={asset} />;
          })
        )}
        {down && down.count > MOST_DOWN && (
          <p className="cop-more">{t('cop.more', { count: down.count - MOST_DOWN })}</p>
        )}
      </div>
    </aside>
  );
}

const WORST_FIRST: readonly AssetStatus[] = ['failed', 'degraded', 'unknown', 'operational'];

function Sectors({ sectors }: { sectors: readonly SectorState[] }) {
  const { t } = useTranslation();
  const go = useGo();
  if (sectors.length === 0) return <EmptyState title={t('cop.noAssets')} hint={t('cop.noAssetsHint')} />;
  return (
    <table className="cop-sectors">
      <thead>
        <tr>
          <th scope="col">
            <span className="t-hidden">{t('cop.sector')}</span>
          </th>
          <th scope="col">
            <span className="t-hidden">{t('cop.share')}</span>
          </th>
          {[...ASSET_STATUSES].map((status) => (
            <th scope="col" key={status}>
              <StatusSymbol status={status} size={13} label={t(`ui.status.${status}`)} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sectors.map((one) => (
          <tr key={one.sector} className={one.failed > 0 ? 'has-failed' : one.degraded > 0 ? 'has-degraded' : ''}>
            <th scope="row">
              <button type="button" onClick={() => go.search({ sector: [one.sector] })} title={t('cop.onlySector')}>
                <SectorSymbol sector={one.sector} size={14} />
                <span>{t(`ui.sector.${one.sector}`)}</span>
              </button>
            </th>
            <td>
              <span className="cop-bar" aria-hidden="true">
                {WORST_FIRST.map(
                  (status) =>
                    one[status] > 0 && <i key={status} className={`is-${status}`} style={{ flexGrow: one[status] }} />,
                )}
              </span>
            </td>
            {[...ASSET_STATUSES].map((status) => (
              <td key={status} className={`cop-number is-${status} ${one[status] === 0 ? 'is-none' : ''}`}>
                {one[status]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const DownRow = memo(function DownRow({ asset }: { asset: ShownAsset }) {
  const { t } = useTranslation();
  const map = useMap();
  const sending = useSending('asset', asset.id);
  const { id, code, status, since } = asset;
  const basis = isTwin(asset) ? undefined : asset.basis;
  return (
    <article
      className={`cop-downrow is-${status}`}
      data-entity={code}
      onPointerEnter={() => map?.hover(id)}
      onPointerLeave={() => map?.hover(undefined)}
    >
      <StatusSymbol status={status} basis={basis ?? 'unstated'} size={17} label={t(`ui.status.${status}`)} />
      <div className="cop-downtext">
        <div className="cop-line">
          <EntityLink kind="asset" code={code} className="t-card-title">
            {assetName(asset, t)}
          </EntityLink>
          {sending && <span className="t-sending" role="img" aria-label={t('ui.sending')} />}
          <Age at={since} />
        </div>
        <div className="cop-line is-meta">
          <SectorSymbol sector={asset.sector} size={12} />
          {isTwin(asset) ? <TwinFacts twin={asset} /> : <Facts asset={asset} />}
        </div>
      </div>
    </article>
  );
});

function Facts({ asset }: { asset: AssetFace }) {
  const { t } = useTranslation();
  const { country, status, level, basis, disputed, served } = asset;
  const percent = Math.round(level / 10_000);
  return (
    <>
      <span>{country}</span>
      <OrganisationName id={asset.organisation ?? asset.owner} />
      {status === 'degraded' && <span>{t('ui.percent', { percent })}</span>}
      {disputed && <span className="t-status-disputed">{t('ui.disputed')}</span>}
      {basis === 'reported' && <span className="cop-reported">{t('ui.basis.reported')}</span>}
      <span className="cop-space" />
      {served !== undefined && served > 0 && <span>{t('cop.served', { people: short(served) })}</span>}
    </>
  );
}

function TwinFacts({ twin }: { twin: TwinFace }) {
  const { t } = useTranslation();
  return (
    <>
      <span className="cop-reported" title={areaWords(twin.cell, t)}>
        {t('ui.twin.areaOnly')}
      </span>
      <span className="cop-space" />
      {twin.served !== undefined && <span>{t('cop.served', { people: servedShort(twin.served, t) })}</span>}
    </>
  );
}

const numbers = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 });
const short = (people: number): string => numbers.format(people);
