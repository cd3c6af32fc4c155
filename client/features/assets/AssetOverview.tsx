import { Button } from '@mantine/core';
import { MapPin } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssetFace, PublishedTwin, ShownClaim } from '../../../shared/domain/asset/record.ts';
import { UP } from '../../../shared/domain/vocabulary.ts';
import { StatusSymbol } from '../../map/symbols/StatusSymbol.tsx';
import { areaWords } from '../../ui/assetName.ts';
import { PersonName } from '../../ui/names.tsx';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { Age, TimeText } from '../../ui/times.tsx';
import { Act } from '../../ui/parts/Act.tsx';
import { useMapBridge } from '../../ui/parts/mapBridge.tsx';
import { placeText } from '../../ui/parts/place.ts';
import { Prediction } from './Prediction.tsx';
import { SetStatus } from './SetStatus.tsx';

export function AssetOverview({ asset }: { asset: AssetFace }) {
  return (
    <>
      <BigStatus asset={asset} />
      <Prediction asset={asset} />
      <Claims asset={asset} />
      <SetStatus asset={asset} />
      <Details asset={asset} />
    </>
  );
}

/** The status in the size of what matters: shape, letter, word and level; how it is known and since when. */
function BigStatus({ asset }: { asset: AssetFace }) {
  const { t } = useTranslation();
  const percent = Math.round((asset.level / UP) * 100);
  return (
    <div className={`ast-status is-${asset.status}`}>
      <StatusSymbol status={asset.status} basis={asset.basis ?? 'unstated'} size={44} />
      <div>
        <p className="ast-status-word">
          {t(`ui.status.${asset.status}`)}
          {asset.status !== 'unknown' && <span className="ast-status-level">{t('ui.percent', { percent })}</span>}
        </p>
        <p className="ast-status-how">
          {asset.basis ? t(`assets.basis.${asset.basis}`) : t('assets.basis.none')}
          {asset.disputed && <strong className="ast-disputed">{t('ui.disputed')}</strong>}
          {asset.since && (
            <span>
              {t('assets.since')} <TimeText at={asset.since} mode="clock" />
            </span>
          )}
          {asset.at && (
            <span>
              {t('assets.saidAgo')} <Age at={asset.at} />
            </span>
          )}
        </p>
      </div>
    </div>
  );
}

/** The owner's word and the others', side by side where they differ. */
function Claims({ asset }: { asset: AssetFace }) {
  const { t } = useTranslation();
  const { confirmed, reports = [], id } = asset;
  if (!confirmed && reports.length === 0) return <p className="t-note-hint">{t('assets.nothingSaid')}</p>;
  return (
    <div className={`ast-claims ${asset.disputed ? 'is-disputed' : ''}`} role="group" aria-label={t('assets.claims')}>
      {confirmed && (
        <ClaimBox claim={confirmed} title={t('assets.ownerSays')}>
          <Act type="asset.confirm" data={{ assetId: id }} size="compact-xs">
            {t(asset.disputed ? 'assets.confirmMine' : 'assets.stillHolds')}
          </Act>
          {reports.length > 0 && (
            <Act type="asset.refute" data={{ assetId: id }} size="compact-xs">
              {t('assets.refute')}
            </Act>
          )}
        </ClaimBox>
      )}
      {reports.map((claim) => (
        <ClaimBox key={claim.by.organisation} claim={claim} title={t('assets.partnerSays')}>
          {confirmed && claim.status !== confirmed.status && (
            <Act
              type="asset.setStatus"
              data={{
                assetId: id,
                status: claim.status,
                level: claim.level,
                ...(claim.because && { because: claim.because }),
              }}
              size="compact-xs"
            >
              {t('assets.sayTheSame')}
            </Act>
          )}
          {!confirmed && (
            <Act type="asset.confirm" data={{ assetId: id }} size="compact-xs">
              {t('assets.confirm')}
            </Act>
          )}
        </ClaimBox>
      ))}
    </div>
  );
}

function ClaimBox({ claim, title, children }: { claim: ShownClaim; title: string; children: ReactNode }) {
  const { t } = useTranslation();
  const percent = Math.round((claim.level / UP) * 100);
  const apart = claim.observedAt !== undefined && Date.parse(claim.at) - Date.parse(claim.observedAt) >= 60_000;
  return (
    <section className="ast-claim" aria-label={title}>
      <h3 className="ast-claim-title">{title}</h3>
      <p className={`ast-claim-status t-status is-${claim.status}`}>
        <StatusSymbol status={claim.status} size={16} /> <strong>{t(`ui.status.${claim.status}`)}</strong>{' '}
        {claim.status !== 'unknown' && t('ui.percent', { percent })}
      </p>
      <p className="ast-claim-line">
        <PersonName by={claim.by} />
      </p>
      <p className="ast-claim-line">
        {apart ? (
          <>
            {t('parts.timeline.observed')} <TimeText at={claim.observedAt} mode="clock" />,{' '}
            {t('parts.timeline.received')} <TimeText at={claim.at} mode="clock" />
          </>
        ) : (
          <TimeText at={claim.at} />
        )}
        {claim.clamped && <span> {t('parts.timeline.clamped')}</span>}
      </p>
      {claim.because && <p className="ast-claim-line">{t(`ui.because.${claim.because}`)}</p>}
      {claim.note && <p className="ast-claim-note">{claim.note}</p>}
      {claim.expectedRestoration && (
        <p className="ast-claim-line">
          {t('assets.expected')} <TimeText at={claim.expectedRestoration} />
        </p>
      )}
      <div className="t-parts-row">{children}</div>
    </section>
  );
}

function Details({ asset }: { asset: AssetFace }) {
  const { t } = useTranslation();
  const map = useMapBridge();
  const { location } = asset;
  return (
    <>
      <h3 className="t-part-title">{t('assets.details')}</h3>
      <dl className="t-facts">
        {asset.served !== undefined && (
          <>
            <dt>{t('assets.served')}</dt>
            <dd>{t('assets.people', { count: asset.served })}</dd>
          </>
        )}
        {asset.operatorName && (
          <>
            <dt>{t('assets.operator')}</dt>
            <dd>{asset.operatorName}</dd>
          </>
        )}
        <dt>{t('assets.place')}</dt>
        <dd>
          {location ? (
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<MapPin size={12} aria-hidden="true" />}
              onClick={() => map.flyTo(location)}
            >
              {placeText(location)}
            </Button>
          ) : (
            t('assets.placeHidden')
          )}
        </dd>
        {asset.twin && <PublishedAs twin={asset.twin} />}
        {asset.contacts && (
          <>
            <dt>{t('assets.contacts')}</dt>
            <dd className="ast-text">{asset.contacts}</dd>
          </>
        )}
        {asset.notes && (
          <>
            <dt>{t('assets.notes')}</dt>
            <dd className="ast-text">{asset.notes}</dd>
          </>
        )}
        {asset.source && (
          <>
            <dt>{t('assets.source')}</dt>
            <dd>{asset.source}</dd>
          </>
        )}
      </dl>
    </>
  );
}

/** What the owner's own people are told of the twin that stands for it elsewhere. */
function PublishedAs({ twin }: { twin: PublishedTwin }) {
  const { t } = useTranslation();
  const { cell, region, needs, marking } = twin;
  const words = [
    areaWords(cell, t),
    ...(region === undefined ? [] : [region]),
    ...(needs ? [t('assets.twin.withNeeds')] : []),
  ];
  return (
    <>
      <dt>{t('assets.twin.published')}</dt>
      <dd>
        {words.join(' · ')} <TlpBadge tlp={marking.tlp} />
      </dd>
    </>
  );
}
