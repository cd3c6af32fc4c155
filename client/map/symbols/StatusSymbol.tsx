import { useId } from 'react';
import { STATUS_LETTER, type Basis, type Status } from '../features.ts';
import { CROSS, STATUS_INSIDE, STATUS_OUTLINE } from './shapes.ts';

interface StatusSymbolProps {
  status: Status;
  /** dashed when reported, an empty outline when predicted */
  basis?: Basis;
  /** pixels */
  size?: number;
  /** spoken instead of nothing: leave it out where the word stands beside the symbol */
  label?: string;
}

/** The status as shape, colour and letter, in the colours of map.css. */
export function StatusSymbol({ status, basis = 'confirmed', size = 18, label }: StatusSymbolProps) {
  const hatch = useId();
  const { x, y } = STATUS_INSIDE[status];
  return (
    <svg
      className={`status-symbol is-${status} is-${basis}`}
      width={size}
      height={size}
      viewBox="-1.5 -1.5 27 27"
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      {status === 'unknown' && (
        <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0V5" className="status-hatch" />
        </pattern>
      )}
      <path className="status-outline" d={STATUS_OUTLINE[status]} />
      {status === 'unknown' && <path d={STATUS_OUTLINE.unknown} fill={`url(#${hatch})`} />}
      {status === 'failed' ? (
        <path className="status-cross" d={CROSS} />
      ) : (
        <text className="status-letter" x={x} y={y + 0.6} textAnchor="middle" dominantBaseline="central">
          {STATUS_LETTER[status]}
        </text>
      )}
    </svg>
  );
}
