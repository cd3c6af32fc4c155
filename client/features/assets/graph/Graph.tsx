import { ActionIcon, Group } from '@mantine/core';
import { Minus, Plus, Scan } from 'lucide-react';
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { StatusSymbol } from '../../../map/symbols/StatusSymbol.tsx';
import { useOpenEntity } from '../../../ui/entities.ts';
import { useOperationNow } from '../../../ui/ticking.ts';
import { zulu } from '../../../ui/time.ts';
import { lossWords, type NodeFacts } from './facts.ts';
import { drawingOf, Lines } from './GraphLines.tsx';
import { stepFrom, type Box, type Direction } from './layout.ts';
import type { Neighbourhood } from './neighbourhood.ts';

interface GraphProps {
  label: string;
  found: Neighbourhood;
  facts: ReadonlyMap<string, NodeFacts>;
  hops: number;
  /** How large it starts, or smaller where all of its width fits then; 1 is readable at arm's length. */
  zoom: number;
  /** Beside opening: a wide view closes itself. */
  onOpened?: () => void;
}

const KEYS: readonly string[] = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'];
/** Smaller is not readable: then it scrolls. */
const LEAST_ZOOM = 0.65;
const ZOOMS = [0.35, 0.5, 0.7, 0.85, 1, 1.25, 1.6] as const;

/**
 * Suppliers left, dependents right, in columns of hops. The nodes are buttons over lines: one tab stop, arrows go from one
 * to the next, Enter opens. It scrolls like any page; nothing needs a drag.
 */
export function Graph({ label, found, facts, hops, zoom: start, onOpened }: GraphProps) {
  const { t } = useTranslation();
  const open = useOpenEntity();
  const hint = useId();
  const frame = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState(start);
  const drawn = useMemo(() => drawingOf(found), [found]);
  const { layout } = drawn;
  const [active, setActive] = useState(found.centre);
  const here = facts.has(active) ? active : found.centre;
  const moved = useRef(false);

  // A picture that changes under the eyes stays where it is; another choice of hops or size starts from the node in hand.
  const latest = useRef({ layout, here });
  useLayoutEffect(() => {
    latest.current = { layout, here };
  });
  useLayoutEffect(() => {
    const { current } = frame;
    if (!current) return;
    const fits = current.clientWidth / latest.current.layout.wide;
    setZoom(fits >= LEAST_ZOOM && fits < start ? fits : start);
  }, [found.centre, hops, start]);
  useLayoutEffect(() => {
    const box = latest.current.layout.boxes.find(({ id }) => id === latest.current.here);
    const { current } = frame;
    if (!box || !current) return;
    current.scrollLeft = (box.x + box.wide / 2) * zoom - current.clientWidth / 2;
    current.scrollTop = (box.y + box.high / 2) * zoom - current.clientHeight / 2;
  }, [zoom, found.centre, hops]);
  useEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    const node = frame.current?.querySelector<HTMLElement>('[tabindex="0"]');
    node?.focus({ preventScroll: true });
    node?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [here]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!KEYS.includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const next = stepFrom(layout, here, event.key as Direction);
    moved.current = next !== here;
    setActive(next);
  };
  const step = (by: 1 | -1): void => {
    const at = ZOOMS.findLastIndex((one) => one <= zoom + 0.001);
    setZoom(ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, at + by))]!);
  };
  const whole = (): void => {
    const { current } = frame;
    if (!current) return;
    // The frame is as high as what is in it, up to this.
    const most = Number.parseFloat(getComputedStyle(current).maxHeight) || current.clientHeight;
    setZoom(Math.min(1, current.clientWidth / layout.wide, most / layout.high));
  };
  return (
    <div className="gr">
      <Group gap={4} className="gr-tools">
        <ActionIcon size="sm" variant="default" onClick={() => step(-1)} aria-label={t('graph.smaller')}>
          <Minus size={14} />
        </ActionIcon>
        <ActionIcon size="sm" variant="default" onClick={() => step(1)} aria-label={t('graph.larger')}>
          <Plus size={14} />
        </ActionIcon>
        <ActionIcon size="sm" variant="default" onClick={whole} aria-label={t('graph.whole')} title={t('graph.whole')}>
          <Scan size={14} />
        </ActionIcon>
      </Group>
      <div ref={frame} className="gr-frame">
        <div className="gr-room" style={{ width: layout.wide * zoom, height: layout.high * zoom }}>
          <div className="gr-stage" style={{ width: layout.wide, height: layout.high, transform: `scale(${zoom})` }}>
            <Lines drawn={drawn} near={here} />
            {/* Keys pressed on a node rise up to here: the list itself takes no focus. */}
            {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
            <ul className="gr-nodes" aria-label={label} aria-describedby={hint} onKeyDown={onKeyDown}>
              {layout.boxes.map((box) => (
                <Node
                  key={box.id}
                  box={box}
                  facts={facts.get(box.id)!}
                  here={box.id === here}
                  centre={box.id === found.centre}
                  onFocus={() => setActive(box.id)}
                  onOpen={() => {
                    onOpened?.();
                    open('asset', facts.get(box.id)!.code);
                  }}
                />
              ))}
            </ul>
          </div>
        </div>
      </div>
      <p id={hint} className="t-note-hint gr-hint">
        {t('graph.keys')}
      </p>
    </div>
  );
}

interface NodeProps {
  box: Box;
  facts: NodeFacts;
  here: boolean;
  centre: boolean;
  onFocus: () => void;
  onOpen: () => void;
}

function Node({ box, facts, here, centre, onFocus, onOpen }: NodeProps) {
  const { t } = useTranslation();
  const now = useOperationNow(5);
  const { name, country, status, loss, downSince, direction, via, cause } = facts;
  const words = loss && lossWords(loss, now, t);
  const down = downSince === undefined ? undefined : t('graph.downSince', { time: zulu(Date.parse(downSince)) });
  const state = [t(`ui.status.${status}`), down].filter(Boolean).join(' ');
  const more = [direction, state, ...(words ? [words.lead, words.band, cause] : []), ...via];
  return (
    <li style={{ left: box.x, top: box.y, width: box.wide, height: box.high }}>
      <button
        type="button"
        className={`gr-node is-${status} ${centre ? 'is-centre' : ''} ${loss ? 'is-losing' : ''}`}
        tabIndex={here ? 0 : -1}
        data-asset={facts.id}
        aria-current={centre || undefined}
        title={[name, ...more].join('\n')}
        onFocus={onFocus}
        onClick={onOpen}
      >
        <StatusSymbol status={status} basis="unstated" size={24} />
        <span className="gr-words">
          <strong>{name}</strong>
          <span>
            {[country, words?.lead ?? down ?? t(`ui.status.${status}`)].filter((one) => one !== '').join(' · ')}
          </span>
          {words && <span className="gr-band">{words.short}</span>}
        </span>
        <span className="t-hidden">{`. ${more.join('. ')}`}</span>
      </button>
    </li>
  );
}
