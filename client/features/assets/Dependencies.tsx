import { Button } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inFull, isTwin, type Need, type Supplier } from '../../../shared/domain/asset/record.ts';
import { operatorOf, type ShownAsset } from '../../store/derive/shownAsset.ts';
import type { Say } from '../../ui/assetName.ts';
import { StatusBadge } from '../../ui/badges.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { OrganisationName } from '../../ui/names.tsx';
import { TimeText } from '../../ui/times.tsx';
import { useSend, useWhyNot } from '../../ui/send.ts';
import { useFaces } from '../../ui/tocsin.ts';
import { RecordLink } from '../../ui/parts/RecordLink.tsx';
import { BufferForm } from './BufferForm.tsx';
import { Neighbours } from './graph/Neighbours.tsx';
import { draftOf, percentOf, type NeedDraft } from './need/draft.ts';
import { NeedForm, needsOf } from './need/NeedForm.tsx';
import { needLine, needWords, spanWords } from './need/words.ts';
import { needState, supplierStates } from './needs.ts';
import './need/need.css';

/** What the asset hangs on and what hangs on it; and each of its needs in its owner's words, to be changed there. */
export function Dependencies({ asset }: { asset: ShownAsset }) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const full = inFull(asset);
  const [adding, setAdding] = useState(false);
  const mine = useWhyNot('asset.setNeeds', needsOf(asset, asset.needs ?? [])) === undefined;
  return (
    <>
      <Neighbours asset={asset} />
      <header className="ast-part-head">
        <h3 className="t-part-title">{t('assets.needs')}</h3>
        {mine && !adding && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Plus size={13} aria-hidden="true" />}
            onClick={() => setAdding(true)}
          >
            {t('assets.addNeed')}
          </Button>
        )}
      </header>
      {mine && adding && full && <NeedForm asset={full} onClose={() => setAdding(false)} />}
      {(asset.needs ?? []).length === 0 && <EmptyState title={t(full ? 'assets.noNeeds' : 'assets.twin.noNeeds')} />}
      {(asset.needs ?? []).map((need) => (
        <NeedBlock key={need.needId} asset={asset} need={need} assets={assets} mine={mine} />
      ))}
    </>
  );
}

/** The status and how it is known; of a twin the band alone. */
function ShownStatus({ asset }: { asset: ShownAsset }) {
  if (isTwin(asset)) return <StatusBadge status={asset.status} areaOnly />;
  return <StatusBadge status={asset.status} level={asset.level} basis={asset.basis} />;
}

function Operator({ asset }: { asset: ShownAsset }) {
  const operator = operatorOf(asset);
  return operator === undefined ? null : <OrganisationName id={operator} />;
}

interface NeedBlockProps {
  asset: ShownAsset;
  need: Need;
  assets: ReadonlyMap<string, ShownAsset>;
  /** Whether the reader keeps this asset's needs. */
  mine: boolean;
}

function NeedBlock({ asset, need, assets, mine }: NeedBlockProps) {
  const { t } = useTranslation();
  const [doing, setDoing] = useState<'stating' | 'changing' | undefined>(undefined);
  const { buffer } = need;
  const state = needState(need, assets);
  const draft = draftOf(need);
  const full = inFull(asset);
  const stated = full?.buffers?.[need.needId];
  const done = () => setDoing(undefined);
  return (
    <section className="ast-need" data-need={need.needId}>
      <p className="ast-need-head">
        <strong>{t(`assets.needType.${need.type}`)}</strong>
        <span className={`ast-need-state is-${state}`}>{t(`assets.needState.${state}`)}</span>
        {stated && (
          <span className="t-note-hint">
            {t('assets.bufferLeft', { length: spanWords(stated.secondsLeft, t) })} <TimeText at={stated.at} />
          </span>
        )}
      </p>
      <ul className="need-words">
        {needWords(draft, t).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      {mine && full && doing === undefined && (
        <NeedActs asset={asset} need={need} onState={() => setDoing('stating')} onChange={() => setDoing('changing')} />
      )}
      {mine && full && doing === 'stating' && buffer !== undefined && (
        <BufferForm asset={full} need={{ ...need, buffer }} onClose={done} />
      )}
      {mine && full && doing === 'changing' && <NeedForm asset={full} need={need} onClose={done} />}
      <table className="ast-table">
        <caption className="t-hidden">{t('assets.suppliers')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('assets.supplier')}</th>
            <th scope="col">{t('assets.status')}</th>
            <th scope="col">{t('assets.owner')}</th>
          </tr>
        </thead>
        <tbody>
          {supplierStates(need, assets).map(({ supplier, asset: other }) => (
            <tr key={supplier.assetId}>
              <th scope="row">
                <RecordLink kind="asset" id={supplier.assetId} />
                {ownWords(draft, supplier, t).map((words) => (
                  <span key={words} className="gr-sub">
                    {words}
                  </span>
                ))}
              </th>
              <td>{other && <ShownStatus asset={other} />}</td>
              <td>{other && <Operator asset={other} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What of a supplier differs from the others, and so is not in the words of the need. */
function ownWords(draft: NeedDraft, { delay, threshold }: Supplier, say: Say): string[] {
  return [
    ...(draft.delay === undefined ? [say('need.delay', { length: spanWords(delay, say) })] : []),
    ...(draft.useless === undefined ? [say('need.uselessIt', { percent: percentOf(threshold) })] : []),
  ];
}

interface NeedActsProps {
  asset: ShownAsset;
  need: Need;
  onState: () => void;
  onChange: () => void;
}

function NeedActs({ asset, need, onState, onChange }: NeedActsProps) {
  const { t } = useTranslation();
  const send = useSend();
  const [removing, setRemoving] = useState(false);
  const line = needLine(need, t);
  const remove = () =>
    void send(
      'asset.setNeeds',
      needsOf(
        asset,
        (asset.needs ?? []).filter((one) => one.needId !== need.needId),
      ),
    );
  return (
    <p className="ast-need-acts">
      <Button size="compact-xs" variant="light" onClick={onChange} aria-label={`${t('need.change')}: ${line}`}>
        {t('need.change')}
      </Button>
      {need.buffer !== undefined && need.buffer > 0 && (
        <Button size="compact-xs" variant="light" onClick={onState}>
          {t('assets.stateBuffer')}
        </Button>
      )}
      <Button
        size="compact-xs"
        variant="subtle"
        color="gray"
        onClick={() => setRemoving(true)}
        aria-label={`${t('assets.removeNeed')}: ${line}`}
      >
        {t('assets.removeNeed')}
      </Button>
      <Confirm
        opened={removing}
        title={t('need.remove')}
        confirm={t('assets.removeNeed')}
        danger
        onConfirm={remove}
        onClose={() => setRemoving(false)}
      >
        {t('need.removeWords', { need: line })}
      </Confirm>
    </p>
  );
}
