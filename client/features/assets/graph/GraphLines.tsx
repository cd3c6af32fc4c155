import { useTranslation } from 'react-i18next';
import type { NeedType } from '../../../../shared/domain/vocabulary.ts';
import { useFaces } from '../../../ui/tocsin.ts';
import { needState, type NeedState } from '../needs.ts';
import { spanWords } from '../need/words.ts';
import { borderWords } from './facts.ts';
import { layOut, type Layout } from './layout.ts';
import type { Link, Neighbourhood } from './neighbourhood.ts';

export interface Drawn {
  readonly layout: Layout;
  /** One for each line of the layout, in its order. */
  readonly links: readonly Link[];
  /** At each port of a node, the need whose lines end there. */
  readonly ports: readonly { readonly x: number; readonly y: number; readonly link: Link }[];
}

/** The lines of one need end at one place, where its buffer is written. */
export function drawingOf({ nodes, links }: Neighbourhood): Drawn {
  const portsOf = new Map<string, string[]>();
  const portOf = ({ to, need }: Link): number => {
    const list = portsOf.get(to) ?? [];
    portsOf.set(to, list);
    const at = list.indexOf(need.needId);
    return at < 0 ? list.push(need.needId) - 1 : at;
  };
  const laid = links.map((link) => ({ ...link, port: portOf(link) }));
  const layout = layOut(
    nodes.map(({ asset: { id }, layer }) => ({ id, layer, ports: portsOf.get(id)?.length ?? 1 })),
    laid,
  );
  const seen = new Set<string>();
  const ports = layout.lines.flatMap(({ to, port, end }, at) => {
    const key = `${to} ${port}`;
    return seen.has(key) || !seen.add(key) ? [] : [{ ...end, link: links[at]! }];
  });
  return { layout, links, ports };
}

/** The dashes of each kind of need, in pixels; none is a full line. */
const DASHES: Readonly<Record<NeedType, string | undefined>> = {
  physical: undefined,
  cyber: '7 4',
  geographic: '1.5 4',
  logical: '9 3 2 3',
};
const SIGN: Readonly<Record<NeedState, string>> = { supplied: '', short: '!', lost: '×', unknown: '?' };

export function Lines({ drawn, near }: { drawn: Drawn; near: string }) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const { layout, links, ports } = drawn;
  const states = new Map<string, NeedState>();
  const stateOf = ({ to, need }: Link): NeedState => {
    const key = `${to} ${need.needId}`;
    const known = states.get(key) ?? needState(need, assets);
    states.set(key, known);
    return known;
  };
  return (
    <svg className="gr-lines" width={layout.wide} height={layout.high} aria-hidden="true">
      <Arrows />
      {layout.lines.map(({ path, from, to, middle, forward }, at) => {
        const link = links[at]!;
        const state = stateOf(link);
        const [a, b] = [assets.get(from), assets.get(to)];
        const border = a && b ? borderWords(a, b, t) : '';
        return (
          <g
            key={`${from} ${to} ${link.need.needId}`}
            className={`is-${state} ${from === near || to === near ? 'is-near' : forward ? '' : 'is-back'}`}
          >
            <path d={path} strokeDasharray={DASHES[link.need.type]} markerEnd={`url(#gr-${state})`} />
            {border !== '' && (
              <text className="gr-border" x={middle.x} y={middle.y} textAnchor="middle" dominantBaseline="central">
                {border}
              </text>
            )}
          </g>
        );
      })}
      {ports.map(({ x, y, link }) => {
        const { need, to } = link;
        const state = stateOf(link);
        const words = [need.buffer ? spanWords(need.buffer, t) : '', SIGN[state]].filter((one) => one !== '').join(' ');
        return (
          <text key={`${to} ${need.needId}`} className={`gr-port is-${state}`} x={x - 14} y={y - 4} textAnchor="end">
            {words}
          </text>
        );
      })}
    </svg>
  );
}

const STATES: readonly NeedState[] = ['supplied', 'short', 'lost', 'unknown'];

function Arrows() {
  return (
    <defs>
      {STATES.map((state) => (
        <marker
          key={state}
          id={`gr-${state}`}
          className={`is-${state}`}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerUnits="userSpaceOnUse"
          markerWidth="11"
          markerHeight="11"
          orient="auto"
        >
          <path d="M0 0.5 7.5 4 0 7.5Z" />
        </marker>
      ))}
    </defs>
  );
}

/** What dashes and colours mean. */
export function GraphLegend() {
  const { t } = useTranslation();
  return (
    <ul className="gr-legend" aria-label={t('graph.legend')}>
      {Object.entries(DASHES).map(([type, dashes]) => (
        <li key={type}>
          <svg width="30" height="8" className="gr-lines is-sample" aria-hidden="true">
            <path d="M1 4H29" strokeDasharray={dashes} />
          </svg>
          {t(`assets.needType.${type}`)}
        </li>
      ))}
      {STATES.map((state) => (
        <li key={state}>
          <svg width="22" height="8" className="gr-lines is-sample" aria-hidden="true">
            <g className={`is-${state}`}>
              <path d="M1 4H21" />
            </g>
          </svg>
          {[SIGN[state], t(`assets.needState.${state}`)].filter((one) => one !== '').join(' ')}
        </li>
      ))}
    </ul>
  );
}
