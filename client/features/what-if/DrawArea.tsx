import { Button } from '@mantine/core';
import type L from 'leaflet';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../../../shared/geo.ts';
import { AreaTool } from './AreaTool.ts';
import './draw.css';

interface DrawAreaProps {
  map: L.Map;
  onDone: (corners: readonly Place[] | undefined) => void;
}

/** Over the map while an area is drawn on it: how far it is, one corner back, done, or not at all. */
export function DrawArea({ map, onDone }: DrawAreaProps) {
  const { t } = useTranslation();
  const [corners, setCorners] = useState<readonly Place[]>([]);
  const [tool, setTool] = useState<AreaTool | undefined>(undefined);
  const bar = useRef<HTMLDivElement>(null);
  const latest = useRef<{ corners: readonly Place[]; onDone: DrawAreaProps['onDone'] }>({ corners, onDone });
  useEffect(() => {
    latest.current = { corners, onDone };
  });
  useEffect(() => {
    const made = new AreaTool(map, {
      onCorners: setCorners,
      onDone: () => latest.current.onDone(latest.current.corners),
      onCancel: () => latest.current.onDone(undefined),
      onTab: () => bar.current?.querySelector<HTMLElement>('button:not(:disabled)')?.focus(),
    });
    made.enable();
    setTool(made);
    return () => made.disable();
  }, [map]);
  const enough = corners.length >= 3;
  return (
    <div ref={bar} className="wi-draw" role="group" aria-label={t('what-if.draw.title')}>
      <p role="status">
        <strong>{t('what-if.draw.corners', { count: corners.length })}</strong>{' '}
        {t(enough ? 'what-if.draw.close' : 'what-if.draw.hint')}
      </p>
      <p className="wi-draw-keys">{t('what-if.draw.keys')}</p>
      <div className="wi-draw-acts">
        <Button size="xs" disabled={!enough} onClick={() => onDone(corners)}>
          {t('what-if.draw.done')}
        </Button>
        <Button size="xs" variant="default" disabled={corners.length === 0} onClick={() => tool?.undo()}>
          {t('what-if.draw.undo')}
        </Button>
        <Button size="xs" variant="default" onClick={() => onDone(undefined)}>
          {t('ui.cancel')}
        </Button>
      </div>
    </div>
  );
}
