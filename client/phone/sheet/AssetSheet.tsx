import { useState } from 'react';
import { ASSET_STATUSES, BECAUSE, type AssetStatus } from '../../../shared/domain/vocabulary.ts';
import { isTwin, type AssetFace } from '../../../shared/domain/asset/record.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { SectorSymbol } from '../../map/symbols/SectorSymbol.tsx';
import { StatusSymbol } from '../../map/symbols/StatusSymbol.tsx';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useFace } from '../../ui/tocsin.ts';
import { ActGrid, SayForm, useActs, type Act } from '../acts.tsx';
import { Age, AssetStatusMark, Organisation, PendingMark } from '../parts.tsx';
import { t } from '../text.ts';
import { Addition } from './Addition.tsx';
import { IncidentsHere } from './IncidentsHere.tsx';
import { Sheet } from './Sheet.tsx';
import { TwinSheet } from './TwinSheet.tsx';
import { Where } from './Where.tsx';

export function AssetSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const asset = useFace('asset', id);
  if (!asset) return null;
  if (isTwin(asset)) return <TwinSheet twin={asset} onClose={onClose} />;
  return (
    <Sheet
      title={asset.name}
      onClose={onClose}
      badges={
        <>
          <span className="p-code">{asset.code}</span>
          <SectorSymbol sector={asset.sector} size={18} label={t(`ui.sector.${asset.sector}`)} />
          <TlpBadge tlp={asset.tlp} />
        </>
      }
      first={<Acts asset={asset} />}
    >
      <p className="p-facts">
        <AssetStatusMark asset={asset} />
        {asset.since && (
          <span>
            {t('phone.since')} <Age at={asset.since} />
          </span>
        )}
        <Organisation id={asset.organisation ?? asset.owner} />
        {asset.served !== undefined && <span>{t('phone.served', { count: asset.served })}</span>}
        <PendingMark kind="asset" id={id} />
      </p>
      <Where place={asset.location} />
      <Claims asset={asset} />
      {asset.contacts && <p className="p-text">{asset.contacts}</p>}
      {asset.notes && <p className="p-text">{asset.notes}</p>}
      <Addition on={{ kind: 'asset', id }} photoOnly />
      <IncidentsHere asset={asset} />
    </Sheet>
  );
}

/** One tap chooses the status, the next says because of what; operational and unknown need no because. */
function Acts({ asset }: { asset: AssetFace }) {
  const acts = useActs();
  const [asking, setAsking] = useState<AssetStatus>();
  const [because, setBecause] = useState<(typeof BECAUSE)[number]>();
  const { id } = asset;
  const list: Act[] = ASSET_STATUSES.map((status) => ({
    key: status,
    label: t(`ui.status.${status}`),
    icon: <StatusSymbol status={status} size={28} />,
    open: asking === status,
    why: acts.why('asset.setStatus', { assetId: id, status }),
    press: () => {
      setBecause(undefined);
      setAsking(asking === status ? undefined : status);
    },
  }));
  async function submit(status: AssetStatus, note: string): Promise<boolean> {
    const said = note.trim() === '' ? {} : { note };
    const done = await acts.send('asset.setStatus', { assetId: id, status, ...(because && { because }), ...said });
    if (done) setAsking(undefined);
    return done;
  }
  const asksBecause = asking === 'degraded' || asking === 'failed';
  return (
    <>
      <ActGrid acts={list} label={t('phone.acts.asset')} />
      {asking !== undefined && (
        <SayForm
          key={asking}
          label={t('phone.asset.note')}
          submit={t('phone.asset.say', { status: t(`ui.status.${asking}`) })}
          most={LIMITS.reason}
          required={false}
          onCancel={() => setAsking(undefined)}
          onSubmit={(note) => submit(asking, note)}
          extra={
            asksBecause && (
              <div className="p-choices is-two" role="group" aria-label={t('phone.asset.because')}>
                {BECAUSE.map((one) => (
                  <button
                    key={one}
                    type="button"
                    className="p-choice"
                    aria-pressed={because === one}
                    onClick={() => setBecause(because === one ? undefined : one)}
                  >
                    {t(`ui.because.${one}`)}
                  </button>
                ))}
              </div>
            )
          }
        />
      )}
    </>
  );
}

/** Each organisation's word, so that a difference is seen and not averaged away. */
function Claims({ asset }: { asset: AssetFace }) {
  const said = [asset.confirmed, ...(asset.reports ?? [])].filter((claim) => claim !== undefined);
  if (said.length === 0) return <p className="p-soft">{t('phone.asset.nothingSaid')}</p>;
  return (
    <ul className="p-story">
      {said.map((claim) => (
        <li key={claim.by.organisation}>
          <span className="p-story-top">
            <strong>
              <Organisation id={claim.by.organisation} />
            </strong>
            <Age at={claim.at} />
          </span>
          <span className={`p-status is-${claim.status}`}>
            <StatusSymbol
              status={claim.status}
              basis={claim === asset.confirmed ? 'confirmed' : 'reported'}
              size={18}
            />
            {t(`ui.status.${claim.status}`)}
            {claim.because && <span className="p-soft">{t(`ui.because.${claim.because}`)}</span>}
          </span>
          {claim.note && <span className="p-text">{claim.note}</span>}
        </li>
      ))}
    </ul>
  );
}
