import { useState } from 'react';
import type { TwinFace } from '../../../shared/domain/asset/record.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { SectorSymbol } from '../../map/symbols/SectorSymbol.tsx';
import { extentOf } from '../../store/derive/shownAsset.ts';
import { areaWords, assetName } from '../../ui/assetName.ts';
import { servedWords } from '../../ui/servedWords.ts';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useTocsinApi } from '../../ui/tocsin.ts';
import { ActGrid, NO_RECORD, SayForm, useActs } from '../acts.tsx';
import { say } from '../notice.ts';
import { Age, AssetStatusMark, PendingMark } from '../parts.tsx';
import { t } from '../text.ts';
import { IncidentsHere } from './IncidentsHere.tsx';
import { Sheet } from './Sheet.tsx';

/** A coarse twin: there is nothing to say about it, and one may ask its owner for more. */
export function TwinSheet({ twin, onClose }: { twin: TwinFace; onClose: () => void }) {
  const { high, wide } = extentOf(twin.cell);
  return (
    <Sheet
      title={assetName(twin, t)}
      onClose={onClose}
      badges={
        <>
          <span className="p-code">{twin.code}</span>
          <SectorSymbol sector={twin.sector} size={18} label={t(`ui.sector.${twin.sector}`)} />
          <TlpBadge tlp={twin.tlp} />
        </>
      }
      first={<AskForMore twin={twin} />}
    >
      <p className="p-facts">
        <AssetStatusMark asset={twin} />
        <span>
          {t('phone.since')} <Age at={twin.since} />
        </span>
        {twin.served !== undefined && <span>{servedWords(twin.served, t)}</span>}
        <span>{areaWords(twin.cell, t)}</span>
        <PendingMark kind="asset" id={twin.id} />
      </p>
      <p className="p-note">{t('phone.twin.about', { kilometres: Math.max(high, wide) })}</p>
      <IncidentsHere asset={twin} />
    </Sheet>
  );
}

function AskForMore({ twin }: { twin: TwinFace }) {
  const tocsin = useTocsinApi();
  const acts = useActs();
  const [asking, setAsking] = useState(false);
  const entity = { kind: 'asset' as const, id: twin.id };
  async function ask(reason: string): Promise<boolean> {
    const done = await acts.send('sharing.request', { releaseId: tocsin.newId(), entity, reason: reason.trim() });
    if (!done) return false;
    setAsking(false);
    say('good', t('phone.twin.asked'));
    return true;
  }
  return (
    <>
      <ActGrid
        label={t('phone.acts.asset')}
        acts={[
          {
            key: 'ask',
            label: t('phone.twin.ask'),
            open: asking,
            why: acts.why('sharing.request', { releaseId: NO_RECORD, entity, reason: '-' }),
            press: () => setAsking(!asking),
          },
        ]}
      />
      {asking && (
        <SayForm
          label={t('phone.twin.reason')}
          submit={t('phone.twin.send')}
          most={LIMITS.reason}
          onCancel={() => setAsking(false)}
          onSubmit={ask}
        />
      )}
    </>
  );
}
