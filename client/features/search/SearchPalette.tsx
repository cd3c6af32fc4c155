import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import { ClipboardList, MapPin, Search, TriangleAlert, Warehouse } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { placeIn, plain, search, type Found } from '../../store/derive/search.ts';
import { assetName } from '../../ui/assetName.ts';
import { useGo } from '../../ui/entities.ts';
import { openFirst } from './openFirst.ts';
import { KeyHint } from '../../ui/KeyHint.tsx';
import { useMap } from '../../ui/map.ts';
import { useTocsin } from '../../ui/tocsin.ts';

export interface PaletteCommand {
  readonly id: string;
  readonly label: string;
  readonly keys?: string;
  readonly icon: ReactNode;
  readonly run: () => void;
}

const ICONS: Record<Found['kind'], ReactNode> = {
  incident: <TriangleAlert size={18} />,
  asset: <Warehouse size={18} />,
  task: <ClipboardList size={18} />,
};

interface SearchPaletteProps {
  commands: readonly PaletteCommand[];
  text: string;
  onText: (text: string) => void;
}

/** Ctrl+K: what is shown here by code or name, commands, and places by their coordinates. */
export function SearchPalette({ commands, text, onText }: SearchPaletteProps) {
  const { t } = useTranslation();
  const faces = useTocsin((state) => state.faces);
  const go = useGo();
  const map = useMap();

  const actions = useMemo<SpotlightActionGroupData[]>(() => {
    const place = placeIn(text);
    const twice = (code: string) => codesThatNameTwo(faces.incident, faces.asset, faces.task).has(code);
    const entities: SpotlightActionData[] = search(faces, text, (asset) => assetName(asset, t)).map(
      ({ kind, id, code, title }) => ({
        id,
        label: title,
        description: t('search.entity', { kind: t(`search.kind.${kind}`), code }),
        leftSection: ICONS[kind],
        onClick: () => go.entity(kind, twice(code) ? id : code),
      }),
    );
    const places: SpotlightActionData[] = place
      ? [
          {
            id: 'place',
            label: t('search.goTo', { lat: place.lat, lon: place.lon }),
            leftSection: <MapPin size={18} />,
            onClick: () => void map?.flyTo(place.lat, place.lon, 11),
          },
          {
            id: 'report-here',
            label: t('search.reportAt', { lat: place.lat, lon: place.lon }),
            leftSection: <TriangleAlert size={18} />,
            onClick: () => go.report(place),
          },
        ]
      : [];
    const wanted = plain(text).trim();
    const matching: SpotlightActionData[] = commands
      .filter(({ label }) => wanted === '' || plain(label).includes(wanted))
      .map(({ id, label, keys, icon, run }) => ({
        id,
        label,
        leftSection: icon,
        rightSection: keys ? <KeyHint keys={keys} /> : undefined,
        onClick: run,
      }));
    return [
      { group: t('search.places'), actions: places },
      { group: t('search.entities'), actions: entities },
      { group: t('search.commands'), actions: matching },
    ].filter((group) => group.actions.length > 0);
  }, [text, faces, commands, go, map, t]);

  return (
    <Spotlight
      actions={actions}
      query={text}
      onQueryChange={onText}
      // What stands here has been found already, accents aside.
      filter={(_query, all) => all}
      nothingFound={t('search.nothing')}
      shortcut={null}
      highlightQuery
      scrollable
      maxHeight={460}
      limit={40}
      overlayProps={{ backgroundOpacity: 0.6, blur: 0 }}
      searchProps={{
        leftSection: <Search size={18} />,
        placeholder: t('search.hint'),
        'aria-label': t('search.title'),
        onKeyDown: (event) => {
          if (event.key === 'Enter') openFirst();
        },
      }}
    />
  );
}

function codesThatNameTwo(...maps: readonly ReadonlyMap<string, { readonly code: string }>[]): Set<string> {
  const once = new Set<string>();
  const twice = new Set<string>();
  for (const map of maps) for (const { code } of map.values()) (once.has(code) ? twice : once).add(code);
  return twice;
}
