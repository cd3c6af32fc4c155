import { useEffect, useRef, useState, type PointerEvent } from 'react';
import { useWhere } from '../device.ts';
import type { Nearby } from '../nearby.ts';
import { TargetIcon } from '../shell/icons.tsx';
import { t } from '../text.ts';
import { drawSketch } from './draw.ts';
import { landRings, type Ring } from './land.ts';
import { areaAt, fitting, nearestPoint, panned, toPlace, zoomed, type Point, type Size, type View } from './view.ts';

interface SketchProps {
  nearby: readonly Nearby[];
  onOpen: (one: Nearby) => void;
  onLocate: () => void;
}

/** A finger is about this many pixels wide, to each side. */
const REACH = 26;
/** Moved less than this, it was a tap. */
const TAP = 8;
let land: readonly Ring[] | undefined;

/** A map to see where things lie towards one another; whoever needs streets opens the phone's own map. */
export function Sketch({ nearby, onOpen, onLocate }: SketchProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const points = useRef<Point[]>([]);
  const size = useSize(canvas);
  const theme = useThemeName();
  const position = useWhere((state) => state.position);
  const [chosen, setView] = useState<View>();
  const view =
    chosen ?? (size && fitting([...nearby.map(({ place }) => place), ...(position ? [position] : [])], size));
  const latest = useRef<View | undefined>(undefined);
  latest.current = view;
  const fingers = useFingers({ view: latest, size, setView, tap });

  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext('2d');
    if (!element || !pen || !size || !view) return;
    const frame = requestAnimationFrame(() => {
      const ratio = devicePixelRatio;
      element.width = Math.round(size.width * ratio);
      element.height = Math.round(size.height * ratio);
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      land ??= landRings();
      points.current = drawSketch(pen, { view, size, theme, land, nearby, position });
    });
    return () => cancelAnimationFrame(frame);
  }, [view, size, theme, nearby, position]);

  function tap(at: Point): void {
    const near = nearestPoint(points.current, at, REACH);
    const index = near ?? (view && size ? areaAt(nearby, toPlace(view, size, at)) : undefined);
    const one = index === undefined ? undefined : nearby[index];
    if (one) onOpen(one);
  }
  const zoom = (factor: number): void => {
    if (view && size) setView(zoomed(view, size, factor));
  };

  return (
    <div className="p-sketch">
      <canvas ref={canvas} role="img" aria-label={t('phone.map.label', { count: nearby.length })} {...fingers} />
      <div className="p-sketch-buttons">
        <button type="button" className="p-icon-button" aria-label={t('phone.map.nearer')} onClick={() => zoom(2)}>
          <span aria-hidden="true">{'+'}</span>
        </button>
        <button type="button" className="p-icon-button" aria-label={t('phone.map.farther')} onClick={() => zoom(0.5)}>
          <span aria-hidden="true">{'−'}</span>
        </button>
        <button
          type="button"
          className="p-icon-button"
          aria-label={t('phone.map.all')}
          onClick={() => setView(undefined)}
        >
          <span aria-hidden="true">{'⤢'}</span>
        </button>
        <button type="button" className="p-icon-button" aria-label={t('phone.map.locate')} onClick={onLocate}>
          <TargetIcon size={22} />
        </button>
      </div>
    </div>
  );
}

interface FingerProps {
  view: { readonly current: View | undefined };
  size: Size | undefined;
  setView: (view: View) => void;
  tap: (at: Point) => void;
}

/** One finger moves, two also zoom; one that hardly moved was a tap. The buttons do the same. */
function useFingers({ view, size, setView, tap }: FingerProps) {
  const down = useRef(new Map<number, Point>());
  const moved = useRef(0);
  const at = (event: PointerEvent<HTMLCanvasElement>): Point => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  return {
    onPointerDown(event: PointerEvent<HTMLCanvasElement>) {
      if (down.current.size === 0) moved.current = 0;
      event.currentTarget.setPointerCapture(event.pointerId);
      down.current.set(event.pointerId, at(event));
    },
    onPointerMove(event: PointerEvent<HTMLCanvasElement>) {
      const before = down.current.get(event.pointerId);
      const now = at(event);
      if (!before || !view.current || !size) return;
      const other = [...down.current].find(([id]) => id !== event.pointerId)?.[1];
      let next = view.current;
      if (other) {
        const factor = distance(now, other) / Math.max(1, distance(before, other));
        next = zoomed(next, size, factor, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
        next = panned(next, (now.x - before.x) / 2, (now.y - before.y) / 2);
      } else {
        next = panned(next, now.x - before.x, now.y - before.y);
      }
      moved.current += distance(before, now);
      down.current.set(event.pointerId, now);
      setView(next);
    },
    onPointerUp(event: PointerEvent<HTMLCanvasElement>) {
      const alone = down.current.size === 1;
      down.current.delete(event.pointerId);
      if (alone && moved.current < TAP) tap(at(event));
    },
    onPointerCancel(event: PointerEvent<HTMLCanvasElement>) {
      down.current.delete(event.pointerId);
    },
  };
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

function useSize(element: { readonly current: HTMLElement | null }): Size | undefined {
  const [size, setSize] = useState<Size>();
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const observer = new ResizeObserver(() => setSize({ width: current.clientWidth, height: current.clientHeight }));
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

function useThemeName(): 'dark' | 'light' {
  const read = (): 'dark' | 'light' => (document.documentElement.dataset['mapTheme'] === 'light' ? 'light' : 'dark');
  const [name, setName] = useState(read);
  useEffect(() => {
    const observer = new MutationObserver(() => setName(read()));
    observer.observe(document.documentElement, { attributeFilter: ['data-map-theme'] });
    return () => observer.disconnect();
  }, []);
  return name;
}
