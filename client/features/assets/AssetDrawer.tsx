import { Button } from '@mantine/core';
import { Siren } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { isTwin, type AssetFace } from '../../../shared/domain/asset/record.ts';
import { AskWhatIf } from '../../forecast/AskWhatIf.tsx';
import { SectorSymbol } from '../../map/symbols/SectorSymbol.tsx';
import { Drawer, type DrawerTab } from '../../ui/Drawer.tsx';
import { useGo } from '../../ui/entities.ts';
import { OrganisationName } from '../../ui/names.tsx';
import { NotFound } from '../../ui/NotFound.tsx';
import { PresenceDots } from '../../ui/PresenceDots.tsx';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useFace, useFaces, useSending, useTocsinApi } from '../../ui/tocsin.ts';
import { Attachments } from '../../ui/parts/Attachments.tsx';
import { NewTaskButton } from '../../ui/parts/Records.tsx';
import { hangsOn } from '../../ui/parts/timeline.ts';
import { WhoSees } from '../../ui/parts/WhoSees.tsx';
import { AssetHistory } from './AssetHistory.tsx';
import { AssetOverview } from './AssetOverview.tsx';
import { Dependencies } from './Dependencies.tsx';
import { TwinDrawer } from './TwinDrawer.tsx';
import { useNaming, Work } from './Work.tsx';
import './assets.css';

export function AssetDrawer({ id }: { id?: string }) {
  const asset = useFace('asset', id);
  const tocsin = useTocsinApi();
  useEffect(() => {
    if (id === undefined) return undefined;
    tocsin.look({ kind: 'asset', id });
    return () => tocsin.look(undefined);
  }, [tocsin, id]);
  if (!asset) return <NotFound />;
  return isTwin(asset) ? <TwinDrawer key={asset.id} twin={asset} /> : <Shown asset={asset} />;
}

function Shown({ asset }: { asset: AssetFace }) {
  const { t } = useTranslation();
  const go = useGo();
  const { id } = asset;
  const named = useNaming(id);
  const allFiles = useFaces('attachment');
  const files = useMemo(
    () => [...allFiles.values()].filter((file) => hangsOn(file.on, { kind: 'asset', id })).length,
    [allFiles, id],
  );
  const tabs: DrawerTab[] = [
    { value: 'overview', label: t('assets.tab.overview'), content: <AssetOverview key={id} asset={asset} /> },
    {
      value: 'needs',
      label: t('assets.tab.needs'),
      count: asset.needs?.length ?? 0,
      content: <Dependencies asset={asset} />,
    },
    {
      value: 'work',
      label: t('assets.tab.work'),
      count: named.incidents.length + named.tasks.length,
      content: <Work named={named} />,
    },
    { value: 'history', label: t('assets.tab.history'), content: <AssetHistory asset={asset} /> },
    { value: 'files', label: t('assets.tab.files'), count: files, content: <Attachments on={{ kind: 'asset', id }} /> },
    { value: 'shared', label: t('assets.tab.shared'), content: <WhoSees kind="asset" face={asset} /> },
  ];
  return (
    <Drawer
      title={asset.name}
      code={asset.code}
      onClose={go.close}
      header={<Facts asset={asset} />}
      actions={
        <>
          <Button
            size="xs"
            leftSection={<Siren size={14} aria-hidden="true" />}
            onClick={() => go.report(asset.location, id)}
          >
            {t('assets.newIncident')}
          </Button>
          <NewTaskButton on={{ asset: id }} />
          <AskWhatIf assetId={id} name={asset.name} />
        </>
      }
      tabs={tabs}
    />
  );
}

function Facts({ asset }: { asset: AssetFace }) {
  const { t } = useTranslation();
  const sending = useSending('asset', asset.id);
  return (
    <>
      <span className="ast-sector">
        <SectorSymbol sector={asset.sector} size={15} /> {t(`ui.sector.${asset.sector}`)}
      </span>
      <span>{asset.kind}</span>
      <span>{asset.country}</span>
      <OrganisationName id={asset.organisation ?? asset.owner} />
      {!asset.organisation && <span className="ast-unconfirmed">{t('assets.operatorUnconfirmed')}</span>}
      <TlpBadge tlp={asset.tlp} />
      {sending && <span className="t-sending" role="img" aria-label={t('ui.sending')} title={t('ui.sending')} />}
      <PresenceDots kind="asset" id={asset.id} />
    </>
  );
}
