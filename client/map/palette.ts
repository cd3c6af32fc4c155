import type { NeedState, Severity, Status, Theme } from './features.ts';

/** The colours a canvas needs; the controls take theirs from map.css. Status hues are Okabe–Ito. */
export interface Palette {
  sea: string;
  shallow: string;
  land: string;
  coast: string;
  border: string;
  borderCasing: string;
  graticule: string;
  countryName: string;
  placeName: string;
  placeDot: string;
  nameHalo: string;
  /** label of an asset or an incident */
  label: string;
  labelHalo: string;
  /** behind a pictogram of a calm asset, and the plate of a cluster */
  plate: string;
  plateEdge: string;
  plateText: string;
  /** the ring that marks what belongs to the reader's own organisation */
  mine: string;
  /** a thin edge that parts a symbol from whatever lies under it */
  casing: string;
  status: Record<Status, StatusColours>;
  severity: Record<Severity, { fill: string; ink: string }>;
  closed: { fill: string; ink: string };
  need: Record<NeedState, string>;
  /** the ring of criticality */
  critical: string;
}

export interface StatusColours {
  /** outline and cluster ring */
  line: string;
  fill: string;
  /** the pictogram or letter on the fill */
  ink: string;
}

const NEED: Record<NeedState, string> = { supplied: '#56b4e9', short: '#e69f00', lost: '#d55e00', unknown: '#8e9aa6' };

const SEVERITY: Palette['severity'] = {
  1: { fill: '#9cc3e6', ink: '#10202e' },
  2: { fill: '#f2d45c', ink: '#241d04' },
  3: { fill: '#f28c38', ink: '#241004' },
  4: { fill: '#d7263d', ink: '#ffffff' },
};

const DARK: Palette = {
  sea: '#0b1621',
  shallow: 'rgba(92, 150, 190, 0.05)',
  land: '#1b2833',
  coast: '#4a6478',
  border: '#5a7084',
  borderCasing: 'rgba(10, 18, 26, 0.55)',
  graticule: 'rgba(140, 175, 205, 0.07)',
  countryName: '#71889c',
  placeName: '#a3b4c4',
  placeDot: '#8ba0b3',
  nameHalo: 'rgba(18, 29, 39, 0.9)',
  label: '#f2f6fa',
  labelHalo: 'rgba(8, 15, 22, 0.92)',
  plate: '#0c1a22',
  plateEdge: '#24384a',
  plateText: '#eef4f9',
  mine: '#ffffff',
  casing: 'rgba(5, 10, 15, 0.85)',
  status: {
    operational: { line: '#19b88a', fill: '#0c2b27', ink: '#7fe3c4' },
    degraded: { line: '#e69f00', fill: '#e69f00', ink: '#1d1300' },
    failed: { line: '#ff6a1a', fill: '#d55e00', ink: '#ffffff' },
    unknown: { line: '#9aa7b3', fill: '#26323d', ink: '#dbe3ea' },
  },
  severity: SEVERITY,
  closed: { fill: '#55636f', ink: '#c3ccd4' },
  need: NEED,
  critical: '#f0e442',
};

const LIGHT: Palette = {
  sea: '#c9d8e3',
  shallow: 'rgba(255, 255, 255, 0.16)',
  land: '#f3f3ee',
  coast: '#7d98ab',
  border: '#a0968b',
  borderCasing: 'rgba(255, 255, 255, 0.8)',
  graticule: 'rgba(40, 80, 110, 0.09)',
  countryName: '#868a8f',
  placeName: '#47535e',
  placeDot: '#66737f',
  nameHalo: 'rgba(246, 246, 242, 0.92)',
  label: '#10202c',
  labelHalo: 'rgba(255, 255, 255, 0.95)',
  plate: '#ffffff',
  plateEdge: '#9fb0bd',
  plateText: '#12212d',
  mine: '#0c1a26',
  casing: 'rgba(255, 255, 255, 0.95)',
  status: {
    operational: { line: '#00835f', fill: '#e6f5f0', ink: '#00654a' },
    degraded: { line: '#a16a00', fill: '#f0aa0a', ink: '#1d1300' },
    failed: { line: '#a84400', fill: '#d55e00', ink: '#ffffff' },
    unknown: { line: '#66727d', fill: '#dfe4e8', ink: '#3a454f' },
  },
  severity: SEVERITY,
  closed: { fill: '#a9b3bb', ink: '#4c565e' },
  need: { supplied: '#0072b2', short: '#b87a00', lost: '#c24e00', unknown: '#6b7681' },
  critical: '#7a4b9a',
};

export const paletteOf = (theme: Theme): Palette => (theme === 'light' ? LIGHT : DARK);
