import type { LayerName } from './features.ts';
import type { Translate } from './text.ts';

const LAYERS: readonly LayerName[] = ['assets', 'incidents', 'areas', 'needs', 'names', 'graticule'];

interface LayerListProps {
  visible: Readonly<Record<LayerName, boolean>>;
  onChange: (layer: LayerName, visible: boolean) => void;
  t: Translate;
}

export function LayerList({ visible, onChange, t }: LayerListProps) {
  return (
    <details className="map-panel map-layers">
      <summary>{t('map.layers.title')}</summary>
      <ul>
        {LAYERS.map((layer) => (
          <li key={layer}>
            <label>
              <input
                type="checkbox"
                checked={visible[layer]}
                onChange={(event) => onChange(layer, event.currentTarget.checked)}
              />
              {t(`map.layers.${layer}`)}
            </label>
          </li>
        ))}
      </ul>
    </details>
  );
}
