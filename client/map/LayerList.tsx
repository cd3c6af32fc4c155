import { LAYERS, type LayerName } from './features.ts';
import type { Translate } from './text.ts';

interface LayerListProps {
  visible: Readonly<Record<LayerName, boolean>>;
  /** layers that this reader has nothing on */
  without?: readonly LayerName[];
  onChange: (layer: LayerName, visible: boolean) => void;
  t: Translate;
}

export function LayerList({ visible, without = [], onChange, t }: LayerListProps) {
  return (
    <details className="map-panel map-layers">
      <summary>{t('map.layers.title')}</summary>
      <ul>
        {LAYERS.filter((layer) => !without.includes(layer)).map((layer) => (
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
