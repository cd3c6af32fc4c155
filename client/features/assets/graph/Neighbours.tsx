import { Button, Modal, SegmentedControl } from '@mantine/core';
import { Maximize2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useForecast } from '../../../forecast/useForecast.ts';
import type { ShownAsset } from '../../../store/derive/shownAsset.ts';
import { assetName } from '../../../ui/assetName.ts';
import { TlpBadge } from '../../../ui/TlpBadge.tsx';
import { useFaces, useOperation } from '../../../ui/tocsin.ts';
import { factsOf, lossesOf, strictestOf } from './facts.ts';
import { Graph } from './Graph.tsx';
import { GraphLegend } from './GraphLines.tsx';
import { GraphTable } from './GraphTable.tsx';
import { HOPS, MOST_NODES, neighbourhoodOf, type Hops } from './neighbourhood.ts';
import './graph.css';

/** What an asset hangs on and what hangs on it: as a graph and, word for word the same, as a table. */
export function Neighbours({ asset }: { asset: ShownAsset }) {
  const { t } = useTranslation();
  const [hops, setHops] = useState<Hops>(2);
  const [view, setView] = useState<'graph' | 'table'>('graph');
  const [wide, setWide] = useState(false);
  const shown = useNeighbours(asset, hops);
  const exercise = useOperation()?.kind === 'exercise';
  const name = assetName(asset, t);
  const label = t('graph.label', { name, count: hops });
  const { found, facts, byId, tlp } = shown;
  const choice = <HopsChoice value={hops} onChange={setHops} />;
  const left = found.leftOut > 0 && (
    <p className="t-note-hint">{t('graph.leftOut', { count: found.leftOut, most: MOST_NODES })}</p>
  );
  return (
    <section className="gr-part" aria-labelledby="gr-title">
      <header className="ast-part-head">
        <h3 className="t-part-title" id="gr-title">
          {t('graph.title')}
        </h3>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Maximize2 size={13} aria-hidden="true" />}
          onClick={() => setWide(true)}
        >
          {t('graph.wide')}
        </Button>
      </header>
      <div className="gr-choices">
        <SegmentedControl
          size="xs"
          aria-label={t('graph.as')}
          transitionDuration={0}
          value={view}
          onChange={(value) => setView(value as 'graph' | 'table')}
          data={[
            { value: 'graph', label: t('graph.asGraph') },
            { value: 'table', label: t('graph.asTable') },
          ]}
        />
        {choice}
      </div>
      {view === 'graph' ? (
        <Graph label={label} found={found} facts={byId} hops={hops} zoom={0.85} />
      ) : (
        <GraphTable label={label} code={asset.code} facts={facts} tlp={tlp} />
      )}
      {left}
      {view === 'graph' && <GraphLegend />}
      <Modal
        opened={wide}
        onClose={() => setWide(false)}
        size="calc(100vw - 48px)"
        padding="sm"
        classNames={{ content: 'gr-sheet' }}
        transitionProps={{ duration: 0 }}
        closeButtonProps={{ 'aria-label': t('ui.drawer.close') }}
        title={
          <span className="gr-sheet-title">
            <strong>{t('graph.titleOf', { name })}</strong>
            <TlpBadge tlp={tlp} title={t('forecast.marking')} />
            {exercise && <strong className="gr-exercise">{t('app.exerciseThrice')}</strong>}
          </span>
        }
      >
        <div className="gr-choices">
          {choice}
          <GraphLegend />
        </div>
        <Graph label={label} found={found} facts={byId} hops={hops} zoom={1} onOpened={() => setWide(false)} />
        {left}
        <GraphTable label={label} code={asset.code} facts={facts} tlp={tlp} />
      </Modal>
    </section>
  );
}

function HopsChoice({ value, onChange }: { value: Hops; onChange: (hops: Hops) => void }) {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('graph.hops')}
      transitionDuration={0}
      value={String(value)}
      onChange={(hops) => onChange(Number(hops) as Hops)}
      data={HOPS.map((hops) => ({ value: String(hops), label: t('graph.hopsOf', { count: hops }) }))}
    />
  );
}

function useNeighbours(asset: ShownAsset, hops: Hops) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const { forecast } = useForecast();
  const losses = useMemo(() => lossesOf(forecast), [forecast]);
  return useMemo(() => {
    const hit = ({ id, status }: ShownAsset): boolean => losses.has(id) || status === 'failed' || status === 'degraded';
    const found = neighbourhoodOf(asset.id, assets, hops, { hit });
    const facts = found.nodes.map((node) => factsOf(node, losses.get(node.asset.id), assets, t));
    return { found, facts, byId: new Map(facts.map((one) => [one.id, one])), tlp: strictestOf(facts, assets) };
  }, [asset.id, assets, hops, losses, t]);
}
