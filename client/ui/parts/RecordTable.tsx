import { useElementSize } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type CSSProperties, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useHere, useOpenEntity, type DrawerKind } from '../entities.ts';
import { useMapBridge } from './mapBridge.tsx';
import './table.css';

export interface TableColumn<F, S extends string> {
  readonly key: string;
  readonly label: string;
  /** What a click on the head sorts by. */
  readonly sort?: S;
  /** `narrow` is always shown, `medium` and `wide` only where there is room. */
  readonly room?: 'narrow' | 'medium' | 'wide';
  /** A CSS grid track. */
  readonly width: string;
  readonly cell: (face: F) => ReactNode;
}

interface RecordTableProps<F, S extends string> {
  kind: DrawerKind;
  label: string;
  rows: readonly F[];
  /** Where rows may be a little behind: each as it is now. What is not there any more is not shown. */
  now?: ReadonlyMap<string, F>;
  columns: readonly TableColumn<F, S>[];
  sort: S;
  reverse: boolean;
  onSort: (sort: S, reverse: boolean) => void;
  empty: ReactNode;
  /** A class for a row that stands out. */
  tone?: (face: F) => string;
}

const ROW_PX = 44;

/** Pixels of width from which a column is shown. */
const ROOM_PX = { narrow: 0, medium: 520, wide: 680 };

/** A table of tens of thousands of records: one tab stop, arrows walk the rows, Enter opens. */
export function RecordTable<F extends { id: string; code: string }, S extends string>({
  kind,
  label,
  rows,
  now,
  columns: all,
  sort,
  reverse,
  onSort,
  empty,
  tone,
}: RecordTableProps<F, S>) {
  const { t } = useTranslation();
  const { ref: frame, width } = useElementSize<HTMLDivElement>();
  const columns = useMemo(() => all.filter(({ room }) => width >= ROOM_PX[room ?? 'narrow']), [all, width]);
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const wantsFocus = useRef(false);
  const open = useOpenEntity();
  const map = useMapBridge();
  const { drawer } = useHere();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const stop = Math.min(active, Math.max(0, rows.length - 1));
  useEffect(() => {
    if (!wantsFocus.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${stop}"]`);
    if (!row) return;
    wantsFocus.current = false;
    row.focus({ preventScroll: true });
  });
  const go = (index: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    wantsFocus.current = true;
    setActive(next);
    virtual.scrollToIndex(next);
  };
  // The map goes there by itself when it does not show the place already.
  const choose = (face: F) => open(kind, face.code);
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? ROW_PX) / ROW_PX) - 1);
    const steps: Record<string, number> = {
      ArrowDown: stop + 1,
      ArrowUp: stop - 1,
      PageDown: stop + page,
      PageUp: stop - page,
      Home: 0,
      End: rows.length - 1,
    };
    const to = steps[event.key];
    const face = rows[stop];
    if (to !== undefined) go(to);
    else if (event.key === 'Enter' && face) choose(face);
    else return;
    event.preventDefault();
  };
  const grid = { '--t-columns': columns.map(({ width }) => width).join(' ') } as CSSProperties;
  if (rows.length === 0) return <>{empty}</>;
  return (
    <div ref={frame} className="t-table-frame">
      <div className="t-table" role="grid" aria-label={label} aria-rowcount={rows.length + 1} style={grid}>
        <div role="rowgroup">
          <div className="t-table-head" role="row" aria-rowindex={1}>
            {columns.map((column) => (
              <Head key={column.key} column={column} sort={sort} reverse={reverse} onSort={onSort} />
            ))}
          </div>
        </div>
        <div className="t-table-scroll" role="rowgroup" ref={scroller}>
          <div className="t-table-space" role="presentation" style={{ height: virtual.getTotalSize() }}>
            {items.map(({ index, start }) => {
              const row = rows[index];
              const face = row && now ? now.get(row.id) : row;
              if (!face) return null;
              const selected = drawer?.kind === kind && (drawer.code === face.code || drawer.code === face.id);
              return (
                <div
                  key={face.id}
                  data-index={index}
                  data-entity={face.code}
                  className={`t-table-row ${selected ? 'is-selected' : ''} ${tone?.(face) ?? ''}`}
                  role="row"
                  aria-rowindex={index + 2}
                  aria-selected={selected}
                  tabIndex={index === stop ? 0 : -1}
                  style={{ transform: `translateY(${start}px)`, height: ROW_PX }}
                  onClick={(event) => {
                    setActive(index);
                    // The name is a link and opens by itself, in a second window where that is asked for.
                    if (!(event.target as Element).closest('a')) choose(face);
                  }}
                  onKeyDown={onKeyDown}
                  onFocus={() => {
                    setActive(index);
                    map.hover({ kind, id: face.id });
                  }}
                  onBlur={() => map.hover(undefined)}
                  onPointerEnter={() => map.hover({ kind, id: face.id })}
                  onPointerLeave={() => map.hover(undefined)}
                >
                  {columns.map((column) => (
                    <div key={column.key} role="gridcell" className="t-table-cell">
                      {column.cell(face)}
                    </div>
                  ))}
                </div>
              );
            })}
          </div>
        </div>
      </div>
      <span className="t-hidden" aria-live="polite">
        {t('parts.table.rows', { count: rows.length })}
      </span>
    </div>
  );
}

interface HeadProps<F, S extends string> {
  column: TableColumn<F, S>;
  sort: S;
  reverse: boolean;
  onSort: (sort: S, reverse: boolean) => void;
}

function Head<F, S extends string>({ column, sort, reverse, onSort }: HeadProps<F, S>) {
  const by = column.sort;
  if (by === undefined) {
    return (
      <div role="columnheader" className="t-table-cell">
        {column.label}
      </div>
    );
  }
  const active = by === sort;
  return (
    <div
      role="columnheader"
      className="t-table-cell"
      aria-sort={active ? (reverse ? 'descending' : 'ascending') : 'none'}
    >
      <button type="button" onClick={() => onSort(by, active ? !reverse : false)}>
        {column.label}
        {active && (reverse ? <ArrowUp size={12} aria-hidden="true" /> : <ArrowDown size={12} aria-hidden="true" />)}
      </button>
    </div>
  );
}
