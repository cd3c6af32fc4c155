import type { ReactElement } from 'react';
import type { IncidentKind } from '../../../shared/domain/vocabulary.ts';

/** Strokes on a 24 x 24 grid, most likely kinds first: this is the order of the tiles. */
const STROKES: Readonly<Record<IncidentKind, string>> = {
  'power-outage': 'M13 2.5 5.5 13.5H11l-1 8 8.5-11.5H13Z',
  fire: 'M12 21.5a6.5 6.5 0 0 1-6.5-6.5c0-4 3-5.5 4-9.5 2.5 1 3.5 3 3.5 5 1-.5 1.5-1.5 1.5-2.5 2.5 1.5 4 4.5 4 7a6.5 6.5 0 0 1-6.5 6.5Z',
  'health-emergency': 'M9 3.5h6V9h5.5v6H15v5.5H9V15H3.5V9H9Z',
  'transport-disruption':
    'M6.5 4h11a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-11a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2ZM4.5 11h15M8 14h.01M16 14h.01M8 17l-2 4M16 17l2 4',
  'communications-outage': 'M12 12v9M8.5 15.5a5 5 0 1 1 7 0M5.5 18a9 9 0 1 1 13 0M4 4l16 16',
  'water-disruption': 'M12 3c-3.5 4.5-6 8-6 11.5a6 6 0 0 0 12 0C18 11 15.5 7.5 12 3Z',
  flood: 'M3 19c2-1.5 4-1.5 6 0s4 1.5 6 0 4-1.5 6 0M3 15c2-1.5 4-1.5 6 0s4 1.5 6 0 4-1.5 6 0M6 11V8l6-4 6 4v3',
  storm: 'M7 14a4.5 4.5 0 1 1 1-8.9A5.5 5.5 0 0 1 18.5 7 3.7 3.7 0 0 1 18 14M12.5 11 10 15.5h3.5L11 20.5',
  earthquake: 'M3 20h18M6 20V9l6-4 6 4v11M12 5l-2 5 3.5 2.5L10.5 16l1.5 4',
  'hazardous-release': 'M12 3 2.5 20.5h19ZM12 9.5v5M12 17.5h.01',
  'equipment-failure': 'M14.5 6a4.5 4.5 0 0 0-6 5.7L3 17.3 6.7 21l5.6-5.5A4.5 4.5 0 0 0 18 9.5l-2.7 2.7-3-.5-.5-3Z',
  'fuel-shortage':
    'M5 21V5a1.5 1.5 0 0 1 1.5-1.5h6A1.5 1.5 0 0 1 14 5v16M3.5 21h12M5 10.5h9M14 12h2a1.5 1.5 0 0 1 1.5 1.5v3a1.5 1.5 0 0 0 3 0V9l-3-3',
  'supply-shortage': 'M3.5 7.5 12 3l8.5 4.5v9L12 21l-8.5-4.5ZM3.5 7.5 12 12l8.5-4.5M12 12v9',
  'cyber-attack': 'M4 5h16v10.5H4ZM9 20h6M12 15.5V20M9.5 8.5l-1.5 2 1.5 2M14.5 8.5l1.5 2-1.5 2',
  sabotage: 'M12 3l7.5 3v5.5c0 4.5-3 7.7-7.5 9.5-4.5-1.8-7.5-5-7.5-9.5V6ZM9 9.5l6 6M15 9.5l-6 6',
  security: 'M12 3l7.5 3v5.5c0 4.5-3 7.7-7.5 9.5-4.5-1.8-7.5-5-7.5-9.5V6ZM9 12l2.3 2.3L15.5 10',
  other: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .9-1 1.7M12 16.5h.01',
};

export const KINDS = Object.keys(STROKES) as IncidentKind[];

export function KindSymbol({ kind }: { kind: IncidentKind }): ReactElement {
  return (
    <svg
      className="p-icon"
      width={28}
      height={28}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={STROKES[kind]} />
    </svg>
  );
}
