import { Button } from '@mantine/core';
import { SquareDashed } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { TwinFace } from '../../../shared/domain/asset/record.ts';
import { SectorSymbol } from '../../map/symbols/SectorSymbol.tsx';
import { StatusSymbol } from '../../map/symbols/StatusSymbol.tsx';
import { boundsOf, extentOf } from '../../store/derive/shownAsset.ts';
import { areaWords, assetName } from '../../ui/assetName.ts';
import { servedWords } from '../../ui/servedWords.ts';
import { Drawer, type DrawerTab } from '../../ui/Drawer.tsx';
import { useGo } from '../../ui/entities.ts';
import { useMap } from '../../ui/map.ts';
import { PresenceDots } from '../../ui/PresenceDots.tsx';
import { TimeText } from '../../ui/times.tsx';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useFaces } from '../../ui/tocsin.ts';
import { AskForMore } from '../../ui/parts/AskForMore.tsx';
import { Dependencies } from './Dependencies.tsx';
import { dependentsOf } from './needs.ts';
import { Prediction } from './Prediction.tsx';
import { useNaming, Work } from './Work.tsx';

/** A coarse twin: all that its owner shares of a site beyond those who see the site itself. */
export function TwinDrawer({ twin }: { twin: TwinFace }) {
  const { t } = useTranslation();
  const go = useGo();
  const named = useNaming(twin.id);
  const assets = useFaces('asset');
  const needed = useMemo(() => dependentsOf(twin.id, assets.values()).length > 0, [twin.id, assets]);
  const work = named.incidents.length + named.tasks.length;
  const needs = twin.needs?.length ?? 0;
  const tabs: DrawerTab[] = [
    { value: 'overview', label: t('assets.tab.overview'), content: <Overview twin={twin} /> },
    ...(needs > 0 || needed
      ? [{ value: 'needs', label: t('assets.tab.needs'), count: needs, content: <Dependencies asset={twin} /> }]
      : []),
    ...(work > 0 ? [{ value: 'work', label: t('assets.tab.work'), count: work, content: <Work named={named} /> }] : []),
  ];
  return (
    <Drawer
      title={assetName(twin, t)}
      code={twin.code}
      onClose={go.close}
      header={
        <>
          <span className="ast-sector">
            <SectorSymbol sector={twin.sector} size={15} /> {t(`ui.sector.${twin.sector}`)}
          </span>
          <span className="ast-unconfirmed">{t('ui.twin.areaOnly')}</span>
          <TlpBadge tlp={twin.tlp} />
          <PresenceDots kind="asset" id={twin.id} />
        </>
      }
      tabs={tabs}
    />
  );
}

function Overview({ twin }: { twin: TwinFace }) {
  const { t } = useTranslation();
  const map = useMap();
  const { high, wide } = extentOf(twin.cell);
  return (
    <>
      <p className="ast-twin-about">
        <SquareDashed size={18} aria-hidden="true" />
        {t('assets.twin.about', { kilometres: Math.max(high, wide) })}
      </p>
      <div className={`ast-status is-${twin.status}`}>
        <StatusSymbol status={twin.status} basis="unstated" size={44} />
        <div>
          <p className="ast-status-word">{t(`ui.status.${twin.status}`)}</p>
          <p className="ast-status-how">
            {t('assets.since')} <TimeText at={twin.since} mode="clock" />
          </p>
        </div>
      </div>
      <Prediction asset={twin} />
      <h3 className="t-part-title">{t('assets.details')}</h3>
      <dl className="t-facts">
        {twin.served !== undefined && (
          <>
            <dt>{t('assets.served')}</dt>
            <dd>{servedWords(twin.served, t)}</dd>
          </>
        )}
        {twin.region !== undefined && (
          <>
            <dt>{t('assets.twin.region')}</dt>
            <dd>{twin.region}</dd>
          </>
        )}
        <dt>{t('assets.twin.area')}</dt>
        <dd>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<SquareDashed size={12} aria-hidden="true" />}
            onClick={() => map?.fit(boundsOf(twin.cell))}
          >
            {areaWords(twin.cell, t)}
          </Button>
        </dd>
      </dl>
      <AskForMore entity={{ kind: 'asset', id: twin.id }} />
    </>
  );
}
