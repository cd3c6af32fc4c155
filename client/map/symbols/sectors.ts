/**
 * Pictograms of the sectors on a 24 x 24 grid, as SVG path data: the canvas layers, the panels and the phone draw the
 * same ones. `fill` follows the even-odd rule; `line` is stroked 2 units wide with round ends.
 */
export interface Pictogram {
  fill?: string;
  line?: string;
}

const PICTOGRAMS: Readonly<Record<string, Pictogram>> = {
  energy: { fill: 'M14 1.5 4.5 13.6h5.8L9 22.5 19.5 9.8h-6.2z' },
  transport: {
    fill:
      'M7.5 2.5h9A3 3 0 0 1 19.5 5.5v9.5a3 3 0 0 1-2.3 2.9L19.5 21.5h-3L14.6 18h-5.2l-1.9 3.5h-3l2.3-3.6A3 3 0 0 1 4.5 15V5.5A3 3 0 0 1 7.5 2.5Z' +
      'M7 5.8v5h10v-5Z M8.3 12.9a1.35 1.35 0 1 0 0 2.7 1.35 1.35 0 0 0 0-2.7Z M15.7 12.9a1.35 1.35 0 1 0 0 2.7 1.35 1.35 0 0 0 0-2.7Z',
  },
  banking: {
    fill: 'M12 2 2.5 7.5V10h19V7.5Z M4.5 11.5h3v6h-3Z M10.5 11.5h3v6h-3Z M16.5 11.5h3v6h-3Z M2.5 19h19v3h-19Z',
  },
  'financial-market': { line: 'M3 2.5v18.5h18.5 M6.5 15.5l4.7-5.5 3.8 3.3L20.5 6 M16.5 5.5h4.3v4.3' },
  health: { fill: 'M8.8 2.5h6.4v6.3h6.3v6.4h-6.3v6.3H8.8v-6.3H2.5V8.8h6.3Z' },
  'drinking-water': {
    fill: 'M12 1.5C8 7.2 5 11.2 5 15a7 7 0 0 0 14 0c0-3.8-3-7.8-7-13.5Z M8.3 14.5a4 4 0 0 0 3.5 4.3v-1.7a2.3 2.3 0 0 1-1.9-2.6Z',
  },
  'waste-water': {
    fill: 'M12 1.5C9.8 4.7 8.2 6.8 8.2 9a3.8 3.8 0 0 0 7.6 0c0-2.2-1.6-4.3-3.8-7.5Z',
    line: 'M2.5 16.5c1.6-1.5 3.2-1.5 4.75 0s3.15 1.5 4.75 0 3.2-1.5 4.75 0 3.15 1.5 4.75 0 M2.5 21c1.6-1.5 3.2-1.5 4.75 0s3.15 1.5 4.75 0 3.2-1.5 4.75 0 3.15 1.5 4.75 0',
  },
  digital: {
    fill: 'M12 6.2a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2Z',
    line: 'M12 11v11 M8 22h8 M7.9 4.7a5.8 5.8 0 0 0 0 8.2 M16.1 4.7a5.8 5.8 0 0 1 0 8.2 M4.7 1.9a9.8 9.8 0 0 0 0 13.8 M19.3 1.9a9.8 9.8 0 0 1 0 13.8',
  },
  'public-administration': {
    fill: 'M11 1h6l-1.7 2.2L17 5.4h-4.5V7.5h4V12h5v10h-7.5v-4.5h-4V22H2.5V12h5V7.5H11Z M5 14.5v2.5h2.5v-2.5Z M16.5 14.5v2.5H19v-2.5Z',
  },
  space: {
    fill: 'M12 6.2a5.8 5.8 0 1 0 0 11.6 5.8 5.8 0 0 0 0-11.6Z',
    line: 'M5.3 14.3C2.7 17 1.7 19.2 2.6 20.3c1.5 1.7 7-1.2 12.1-6.2s8.1-10.5 6.5-12.1c-1.1-1-3.3.1-6.1 3',
  },
  food: {
    fill: 'M14.5 22V2c3.7 1.4 5.5 5.6 5.5 11h-2.7v9Z',
    line: 'M4.5 2.5v5.3a3.5 3.5 0 0 0 7 0V2.5 M8 2.5V21.5',
  },
  industry: { fill: 'M2 22V9.5l5.5 3.8V9.5l5.5 3.8V9.5l2.8 2L16.5 2h3.7L22 22Z M6 16v2.5h3V16Z M12 16v2.5h3V16Z' },
  'emergency-services': {
    fill: 'M6.5 17v-3.5a5.5 5.5 0 0 1 11 0V17Z M4 18.5h16V22H4Z',
    line: 'M12 1.8v2.7 M4.3 4.6 6 6.4 M19.7 4.6 18 6.4 M1.8 11.8h2 M22.2 11.8h-2',
  },
};

/** A plain dot for a sector this build does not know. */
const UNKNOWN_SECTOR: Pictogram = { fill: 'M12 7.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Z' };

export const SECTORS: readonly string[] = Object.keys(PICTOGRAMS);

export const pictogramOf = (sector: string): Pictogram => PICTOGRAMS[sector] ?? UNKNOWN_SECTOR;
