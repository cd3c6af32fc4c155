import { TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OperatorMapState } from '../../map/base/OperatorMap.ts';
import type { OperatorMapSetting } from '../../map/base/operatorTiles.ts';
import type { MapController } from '../../map/MapController.ts';

interface GroundState {
  readonly state: OperatorMapState;
  readonly attribution: string;
}
type Answer = OperatorMapSetting | { readonly kind: 'built-in' | 'unusable' };

/** The operator's own map, where the server has one; what is known of it is shown beside the map. */
export function useOperatorMap(controller: MapController | undefined): GroundState | undefined {
  const [ground, setGround] = useState<GroundState | undefined>(undefined);
  useEffect(() => {
    if (!controller) return undefined;
    const stop = new AbortController();
    fetch('/api/v1/base-map', { signal: stop.signal })
      .then((answer): Promise<Answer> | Answer => (answer.ok ? answer.json() : { kind: 'built-in' }))
      .then((setting) => {
        if (stop.signal.aborted || setting.kind === 'built-in') return;
        if (!('url' in setting)) return setGround({ state: 'failed', attribution: '' });
        const { attribution } = setting;
        setGround({ state: 'loading', attribution });
        controller.setOperatorMap(setting, (state) => setGround({ state, attribution }));
      })
      // Offline: the built-in map is what there is, and the pill in the head says why.
      .catch(() => undefined);
    return () => {
      stop.abort();
      controller.setOperatorMap(undefined, () => {});
    };
  }, [controller]);
  return ground;
}

/** That the operator's map is missing: nobody may take the plain ground for all there is. */
export function GroundMissing() {
  const { t } = useTranslation();
  return (
    <p className="map-ground" role="status">
      <TriangleAlert size={14} aria-hidden="true" /> {t('app.ground.missing')}
    </p>
  );
}
