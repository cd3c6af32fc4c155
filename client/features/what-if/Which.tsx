import { Button, Group } from '@mantine/core';
import { Filter as FilterIcon, Map as MapIcon, Pentagon, Radius, X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDraft, useDraftKeeper } from '../../forecast/draft.ts';
import { useMap } from '../../ui/map.ts';
import { useMapBridge } from '../../ui/parts/mapBridge.tsx';
import { RecordLink } from '../../ui/parts/RecordLink.tsx';
import { RecordPicker } from '../../ui/parts/RecordPicker.tsx';
import { useFaces, useTocsinApi } from '../../ui/tocsin.ts';
import { AreaForm } from './AreaForm.tsx';
import { assetsWithin, inRing, type Found } from './area.ts';
import { ByFilter } from './ByFilter.tsx';

/** Shown by name; of more the count says enough, and the list is one step away. */
const NAMED = 6;

/** The assets to which it is supposed to happen: one by one, by what they are, or by where they stand. */
export function Which() {
  const { t } = useTranslation();
  const map = useMap();
  const bridge = useMapBridge();
  const tocsin = useTocsinApi();
  const keeper = useDraftKeeper();
  const assets = useFaces('asset');
  const { composer, said } = useDraft();
  const { assetIds } = composer;
  const [form, setForm] = useState<'area' | 'filter' | undefined>(undefined);
  const draw = useRef<HTMLButtonElement>(null);
  const add = (ids: readonly string[], words = ''): void =>
    keeper.compose({ assetIds: [...new Set([...keeper.store.getState().composer.assetIds, ...ids])] }, words);
  const addFound = ({ ids, twins }: Found): void => {
    const words = [t('what-if.found', { count: ids.length })];
    if (twins > 0) words.push(t('what-if.foundTwins', { count: twins }));
    add(ids, words.join(' '));
    setForm(undefined);
  };
  const onMap = (): void => {
    const ids = (map?.inView() ?? []).filter((id) => assets.has(id));
    const twins = ids.filter((id) => 'cell' in assets.get(id)!).length;
    addFound({ ids, twins });
  };
  const drawOnMap = async (): Promise<void> => {
    const corners = await bridge.drawArea();
    // The screen was put away for the map: only what is kept beside it is told.
    drawn.returns = true;
    if (corners) addFound(assetsWithin(tocsin.store.getState().faces.asset.values(), inRing(corners)));
  };
  useEffect(() => {
    if (!drawn.returns) return;
    drawn.returns = false;
    draw.current?.focus();
  }, []);
  const toggle = (one: 'area' | 'filter') => setForm(form === one ? undefined : one);
  return (
    <div className="wi-which">
      <RecordPicker
        kind="asset"
        label={t('what-if.which')}
        value={[]}
        onChange={(ids) => add(ids)}
        among={useMemo(() => new Set([...assets.keys()].filter((id) => !assetIds.includes(id))), [assets, assetIds])}
      />
      <Group gap={6}>
        <Button
          ref={draw}
          size="compact-sm"
          variant="default"
          leftSection={<Pentagon size={14} aria-hidden="true" />}
          onClick={() => void drawOnMap()}
        >
          {t('what-if.drawArea')}
        </Button>
        <Button
          size="compact-sm"
          variant={form === 'area' ? 'light' : 'default'}
          aria-expanded={form === 'area'}
          leftSection={<Radius size={14} aria-hidden="true" />}
          onClick={() => toggle('area')}
        >
          {t('what-if.typeArea')}
        </Button>
        <Button
          size="compact-sm"
          variant={form === 'filter' ? 'light' : 'default'}
          aria-expanded={form === 'filter'}
          leftSection={<FilterIcon size={14} aria-hidden="true" />}
          onClick={() => toggle('filter')}
        >
          {t('what-if.byFilter')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<MapIcon size={14} aria-hidden="true" />}
          onClick={onMap}
        >
          {t('what-if.onMap')}
        </Button>
      </Group>
      {form === 'area' && <AreaForm onFound={addFound} />}
      {form === 'filter' && <ByFilter onFound={addFound} />}
      <p className="wi-said" role="status">
        {said}
      </p>
      <Chosen assetIds={assetIds} />
    </div>
  );
}

/** Drawing unmounts the screen; when it is back the focus returns to where it was asked for. */
const drawn = { returns: false };

function Chosen({ assetIds }: { assetIds: readonly string[] }) {
  const { t } = useTranslation();
  const keeper = useDraftKeeper();
  const [all, setAll] = useState(false);
  if (assetIds.length === 0) return null;
  const shown = all ? assetIds.slice(0, 300) : assetIds.slice(0, NAMED);
  const remove = (id: string) => keeper.compose({ assetIds: assetIds.filter((one) => one !== id) });
  return (
    <div className="wi-chosen">
      <p className="wi-chosen-head">
        <strong>{t('what-if.chosen', { count: assetIds.length })}</strong>
        <button type="button" className="wi-link" onClick={() => keeper.compose({ assetIds: [] })}>
          {t('what-if.chooseNone')}
        </button>
      </p>
      <ul className={all ? 'is-all' : ''}>
        {shown.map((id) => (
          <Chip key={id} id={id} onRemove={() => remove(id)} />
        ))}
        {!all && assetIds.length > NAMED && (
          <li>
            <button type="button" className="wi-link" onClick={() => setAll(true)}>
              {t('what-if.andMore', { count: assetIds.length - NAMED })}
            </button>
          </li>
        )}
      </ul>
    </div>
  );
}

function Chip({ id, onRemove }: { id: string; onRemove: () => void }) {
  const { t } = useTranslation();
  return (
    <li className="wi-chip">
      <RecordLink kind="asset" id={id} />
      <button type="button" aria-label={t('parts.pick.remove')} onClick={onRemove}>
        <X size={12} aria-hidden="true" />
      </button>
    </li>
  );
}
