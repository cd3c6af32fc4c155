import { Button } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inFull, isTwin, type Need } from '../../../shared/domain/asset/record.ts';
import { operatorOf, type ShownAsset } from '../../store/derive/shownAsset.ts';
import { assetName } from '../../ui/assetName.ts';
import { StatusBadge } from '../../ui/badges.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { OrganisationName } from '../../ui/names.tsx';
import { TimeText } from '../../ui/times.tsx';
import { useSend, useWhyNot } from '../../ui/send.ts';
import { useFaces } from '../../ui/tocsin.ts';
import { RecordLink } from '../../ui/parts/RecordLink.tsx';
import { BufferForm } from './BufferForm.tsx';
import { NeedForm, needsOf } from './NeedForm.tsx';
import { demandPercent, dependentsOf, lengthOf, needState, supplierStates } from './needs.ts';

/** What the asset needs and who needs it, as tables: the equal of the lines on the map, for every reader. */
export function Dependencies({ asset }: { asset: ShownAsset }) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const dependents = useMemo(
    () => dependentsOf(asset.id, assets.values(), (one) => assetName(one, t)),
    [asset.id, assets, t],
  );
  const full = inFull(asset);
  const [adding, setAdding] = useState(false);
  const mine = useWhyNot('asset.setNeeds', needsOf(asset, asset.needs ?? [])) === undefined;
  return (
    <>
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
      <h3 className="t-part-title">{t('assets.dependents', { count: dependents.length })}</h3>
      {dependents.length === 0 ? (
        <EmptyState title={t('assets.noDependents')} />
      ) : (
        <table className="ast-table">
          <caption className="t-hidden">{t('assets.dependents', { count: dependents.length })}</caption>
          <thead>
            <tr>
              <th scope="col">{t('assets.name')}</th>
              <th scope="col">{t('assets.status')}</th>
              <th scope="col">{t('assets.itsNeed')}</th>
              <th scope="col">{t('assets.owner')}</th>
            </tr>
          </thead>
          <tbody>
            {dependents.map(({ asset: other, need }) => (
              <tr key={`${other.id}${need.needId}`}>
                <th scope="row">
                  <RecordLink kind="asset" id={other.id} />
                </th>
                <td>
                  <ShownStatus asset={other} />
                </td>
                <td>
                  <RuleWords need={need} /> <BufferWords need={need} />
                </td>
                <td>
                  <Operator asset={other} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
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
  const send = useSend();
  const [stating, setStating] = useState(false);
  const { buffer } = need;
  const remove = () =>
    void send(
      'asset.setNeeds',
      needsOf(
        asset,
        (asset.needs ?? []).filter((one) => one.needId !== need.needId),
      ),
    );
  const state = needState(need, assets);
  const full = inFull(asset);
  const stated = full?.buffers?.[need.needId];
  return (
    <section className="ast-need">
      <p className="ast-need-head">
        <strong>{t(`assets.needType.${need.type}`)}</strong>
        <span>
          <RuleWords need={need} />
        </span>
        <span className={`ast-need-state is-${state}`}>{t(`assets.needState.${state}`)}</span>
        <BufferWords need={need} />
        {stated && (
          <span className="t-note-hint">
            {t('assets.bufferLeft', lengthWords(stated.secondsLeft, t))} <TimeText at={stated.at} />
          </span>
        )}
      </p>
      {mine && !stating && (
        <p className="ast-need-acts">
          {buffer !== undefined && (
            <Button size="compact-xs" variant="light" onClick={() => setStating(true)}>
              {t('assets.stateBuffer')}
            </Button>
          )}
          <Button size="compact-xs" variant="subtle" color="gray" onClick={remove}>
            {t('assets.removeNeed')}
          </Button>
        </p>
      )}
      {mine && stating && full && buffer !== undefined && (
        <BufferForm asset={full} need={{ ...need, buffer }} onClose={() => setStating(false)} />
      )}
      <table className="ast-table">
        <caption className="t-hidden">{t('assets.suppliers')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('assets.supplier')}</th>
            <th scope="col">{t('assets.status')}</th>
            <th scope="col">{t('assets.delay')}</th>
            <th scope="col">{t('assets.owner')}</th>
          </tr>
        </thead>
        <tbody>
          {supplierStates(need, assets).map(({ supplier, asset: other }) => (
            <tr key={supplier.assetId}>
              <th scope="row">
                <RecordLink kind="asset" id={supplier.assetId} />
              </th>
              <td>{other && <ShownStatus asset={other} />}</td>
              <td>{supplier.delay > 0 ? t('assets.length', lengthWords(supplier.delay, t)) : ''}</td>
              <td>{other && <Operator asset={other} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type Translate = ReturnType<typeof useTranslation>['t'];

function lengthWords(seconds: number, t: Translate): { length: string } {
  const { unit, count } = lengthOf(seconds);
  return { length: t(`ui.age.${unit}`, { count }) };
}

/** The rule in words: `2 of 3`, `all 3`, `any 1 of 3`, `at least 60 % of supply`. */
function RuleWords({ need }: { need: Need }) {
  const { t } = useTranslation();
  const count = need.suppliers.length;
  if (need.rule === 'kofn') {
    const k = need.k ?? 1;
    if (count === 1) return <>{t('assets.rule.one')}</>;
    return <>{k >= count ? t('assets.rule.all', { count }) : t('assets.rule.some', { k, count })}</>;
  }
  const percent = demandPercent(need);
  return <>{percent >= 100 ? t('assets.rule.full') : t('assets.rule.share', { percent })}</>;
}

function BufferWords({ need }: { need: Need }) {
  const { t } = useTranslation();
  if (!need.buffer) return null;
  return <span className="ast-buffer">{t('assets.buffer', lengthWords(need.buffer, t))}</span>;
}
