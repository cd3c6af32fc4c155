import { useEffect, useMemo, useState } from 'react';
import { inFull } from '../../../shared/domain/asset/record.ts';
import { StatusSymbol } from '../../map/symbols/StatusSymbol.tsx';
import { assetName } from '../../ui/assetName.ts';
import { useTocsin } from '../../ui/tocsin.ts';
import { askWhere, useWhere } from '../device.ts';
import { Distance } from '../parts.tsx';
import { CheckIcon, TargetIcon } from '../shell/icons.tsx';
import { t } from '../text.ts';
import { assetsFor, type StepProps } from './draft.ts';

const SHOWN = 8;

export function WhereStep({ draft, change }: StepProps) {
  const position = useWhere((state) => state.position);
  const state = useWhere((one) => one.state);
  const assets = useTocsin((one) => one.faces.asset);
  const [words, setWords] = useState('');
  const [offered, setOffered] = useState(false);
  // Most report what they stand before; one tap takes it away.
  useEffect(() => {
    if (!position || offered) return;
    setOffered(true);
    if (!draft.position && draft.assetIds.length === 0) change({ position });
  }, [position, offered, draft, change]);
  const near = useMemo(() => assetsFor(assets.values(), position, words, SHOWN), [assets, position, words]);
  const chosen = draft.assetIds.flatMap((id) => assets.get(id) ?? []);
  const rest = near.filter(({ asset }) => !draft.assetIds.includes(asset.id));
  const toggle = (id: string): void => {
    const without = draft.assetIds.filter((one) => one !== id);
    change({ assetIds: without.length < draft.assetIds.length ? without : [...draft.assetIds, id] });
  };
  return (
    <>
      {position ? (
        <button
          type="button"
          className="p-choice is-row"
          aria-pressed={draft.position !== undefined}
          onClick={() => change({ position: draft.position ? undefined : position })}
        >
          <TargetIcon />
          <span>
            <strong>{t('phone.report.here')}</strong>
            <span className="p-soft">
              {t('phone.report.accuracy', {
                lat: position.lat.toFixed(4),
                lon: position.lon.toFixed(4),
                metres: Math.round(position.accuracy),
              })}
            </span>
          </span>
        </button>
      ) : (
        <button
          type="button"
          className="p-act is-wide"
          disabled={state === 'asking'}
          onClick={() => askWhere((found) => change({ position: found }))}
        >
          <TargetIcon />
          <span>{t(`phone.where.${state}`)}</span>
        </button>
      )}
      <h3 id="report-assets">{t(position ? 'phone.report.nearest' : 'phone.report.assets')}</h3>
      <label className="p-field">
        <span className="p-spoken">{t('phone.find')}</span>
        <input
          type="search"
          placeholder={t('phone.find')}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </label>
      <div className="p-choices" role="group" aria-labelledby="report-assets">
        {[...chosen.map((asset) => ({ asset })), ...rest].map((one) => (
          <button
            key={one.asset.id}
            type="button"
            className="p-choice is-row"
            aria-pressed={draft.assetIds.includes(one.asset.id)}
            onClick={() => toggle(one.asset.id)}
          >
            <StatusSymbol
              status={one.asset.status}
              basis={inFull(one.asset)?.basis ?? 'unstated'}
              size={24}
              label={t(`ui.status.${one.asset.status}`)}
            />
            <span>
              <strong>{assetName(one.asset, t)}</strong>
              <span className="p-soft">
                {one.asset.code}
                {'metres' in one && one.metres !== undefined && (
                  <>
                    {' · '}
                    <Distance metres={one.metres} />
                  </>
                )}
              </span>
            </span>
            {draft.assetIds.includes(one.asset.id) && <CheckIcon />}
          </button>
        ))}
        {near.length === 0 && <p className="p-soft">{t('phone.find.nothing')}</p>}
      </div>
    </>
  );
}
