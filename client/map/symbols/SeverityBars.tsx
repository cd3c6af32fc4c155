import type { Severity } from '../features.ts';
import { SEVERITY_BARS } from './shapes.ts';

interface SeverityBarsProps {
  severity: Severity;
  /** pixels */
  size?: number;
  label?: string;
}

/** One to four bars; those above the severity are only hinted at. */
export function SeverityBars({ severity, size = 16, label }: SeverityBarsProps) {
  return (
    <svg
      className={`severity-bars severity-${severity}`}
      width={size}
      height={size}
      viewBox="2 2 20 20"
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      {SEVERITY_BARS.map(([x, y, width, height], i) => (
        <rect
          key={x}
          x={x}
          y={y}
          width={width}
          height={height}
          rx="0.6"
          fill="currentColor"
          opacity={i < severity ? 1 : 0.25}
        />
      ))}
    </svg>
  );
}
