import { Button } from '@mantine/core';
import { Link2Off } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentFace } from '../../../shared/domain/incident/record.ts';
import { assetName } from '../../ui/assetName.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useSend, useWhyNot } from '../../ui/send.ts';
import { useFaces } from '../../ui/tocsin.ts';
import { Cards } from '../../ui/parts/Records.tsx';
import { RecordPicker } from '../../ui/parts/RecordPicker.tsx';
import { WhyNot } from '../../ui/parts/Act.tsx';

/** The assets an incident has hit, with their status; linking and unlinking replaces only what is shown here. */
export function AssetsHit({ incident }: { incident: IncidentFace }) {
  const { t } = useTranslation();
  const send = useSend();
  const assets = useFaces('asset');
  const ids = incident.assetIds ?? NONE;
  const free = useMemo(() => new Set([...assets.keys()].filter((id) => !ids.includes(id))), [assets, ids]);
  const why = useWhyNot('incident.linkAssets', { incidentId: incident.id, assetIds: [...ids] });
  const nameOf = (id: string): string => {
    const asset = assets.get(id);
    return asset ? assetName(asset, t) : '';
  };
  const link = (assetIds: string[]) => void send('incident.linkAssets', { incidentId: incident.id, assetIds });
  return (
    <>
      <RecordPicker
        kind="asset"
        label={t('incidents.linkAsset')}
        description={why}
        disabled={why !== undefined}
        single
        value={[]}
        among={free}
        onChange={([added]) => added !== undefined && link([...ids, added])}
      />
      {ids.length === 0 ? (
        <EmptyState title={t('incidents.noAssets')} hint={t('incidents.noAssetsHint')} />
      ) : (
        <Cards kind="asset" ids={ids}>
          {(id) => (
            <WhyNot why={why}>
              {(described) => (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  leftSection={<Link2Off size={12} aria-hidden="true" />}
                  aria-label={t('incidents.unlinkName', { name: nameOf(id) })}
                  {...described}
                  onClick={why === undefined ? () => link(ids.filter((one) => one !== id)) : undefined}
                >
                  {t('incidents.unlink')}
                </Button>
              )}
            </WhyNot>
          )}
        </Cards>
      )}
    </>
  );
}

const NONE: readonly string[] = [];
