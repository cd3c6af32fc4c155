import '../laterText.ts';
import { useMemo, useState } from 'react';
import { askWhere, useWhere } from '../device.ts';
import { AssetCard, IncidentCard } from '../cards.tsx';
import { bearingOf, nearbyOf, type Nearby, type NearbyFilter } from '../nearby.ts';
import { Sketch } from '../map/Sketch.tsx';
import { Distance } from '../parts.tsx';
import { go } from '../route.ts';
import { t } from '../text.ts';
import { useTocsin, useMe } from '../../ui/tocsin.ts';

const FILTERS: readonly NearbyFilter[] = ['all', 'incident', 'down', 'ours'];
/** More than a person scrolls through; the field above finds the rest. */
const LISTED = 40;

export function MapTab() {
  const faces = useTocsin((state) => state.faces);
  const me = useMe();
  const position = useWhere((state) => state.position);
  const state = useWhere((one) => one.state);
  const [filter, setFilter] = useState<NearbyFilter>('all');
  const [words, setWords] = useState('');
  const nearby = useMemo(
    () => (me ? nearbyOf(faces, me, { filter, words, from: position }) : []),
    [faces, me, filter, words, position],
  );
  const open = ({ face }: Nearby): void => go({ tab: 'map', over: face.code });
  return (
    <div className="p-map">
      <Sketch nearby={nearby} onOpen={open} onLocate={() => askWhere()} />
      <div className="p-filters" role="group" aria-label={t('phone.map.filter')}>
        {FILTERS.map((name) => (
          <button
            key={name}
            type="button"
            className="p-choice"
            aria-pressed={filter === name}
            onClick={() => setFilter(name)}
          >
            {t(`phone.map.filter.${name}`)}
          </button>
        ))}
      </div>
      <label className="p-field">
        <span className="p-spoken">{t('phone.find')}</span>
        <input
          type="search"
          placeholder={t('phone.find')}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </label>
      {!position && (
        <p className="p-why">{t(state === 'idle' ? 'phone.map.worstFirst' : `phone.where.said.${state}`)}</p>
      )}
      <section aria-label={t(position ? 'phone.map.nearestFirst' : 'phone.map.worstFirst')}>
        <h2 className="p-spoken">{t(position ? 'phone.map.nearestFirst' : 'phone.map.worstFirst')}</h2>
        <div className="p-cards">
          {nearby.slice(0, LISTED).map((one) => (
            <div key={one.face.id} className="p-near">
              {position && one.metres !== undefined && !('cell' in one.face) && (
                <p className="p-near-way">
                  <Distance metres={one.metres} /> {t(`phone.point.${bearingOf(position, one.place)}`)}
                </p>
              )}
              {'severity' in one.face ? <IncidentCard incident={one.face} /> : <AssetCard asset={one.face} />}
            </div>
          ))}
        </div>
        {nearby.length > LISTED && <p className="p-soft">{t('phone.map.more', { count: nearby.length - LISTED })}</p>}
        {nearby.length === 0 && <p className="p-soft">{t('phone.find.nothing')}</p>}
      </section>
    </div>
  );
}
