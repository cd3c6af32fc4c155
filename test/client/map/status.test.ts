import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { STATUS_LETTER } from '../../../client/map/features.ts';
import { paletteOf } from '../../../client/map/palette.ts';
import { STATUS_OUTLINE } from '../../../client/map/symbols/shapes.ts';
import { ASSET_STATUSES } from '../../../shared/domain/vocabulary.ts';

const css = readFileSync(new URL('../../../client/map/map.css', import.meta.url), 'utf8');
const themes = ['dark', 'light'] as const;

const channels = (hex: string): number[] => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = channels(hex).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
/** As WCAG 2.2 defines it. */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((one, other) => other - one);
  return (light + 0.05) / (dark + 0.05);
}
/** Hue in degrees and saturation from 0 to 1. */
function hue(hex: string): { degrees: number; saturation: number } {
  const [r = 0, g = 0, b = 0] = channels(hex);
  const most = Math.max(r, g, b);
  const span = most - Math.min(r, g, b);
  if (span === 0) return { degrees: 0, saturation: 0 };
  const sixth = most === r ? ((g - b) / span + 6) % 6 : most === g ? (b - r) / span + 2 : (r - g) / span + 4;
  return { degrees: sixth * 60, saturation: span / most };
}
const isGreen = (hex: string): boolean => {
  const { degrees, saturation } = hue(hex);
  return saturation > 0.25 && degrees > 75 && degrees < 175;
};
const all = <T>(values: Readonly<Record<string, T>>): T[] => ASSET_STATUSES.map((status) => values[status]!);

describe('status is told by colour and shape and letter', () => {
  it('[U14] each of the four has a letter and an outline of its own, and the letters are O, D, F and ?', () => {
    expect(STATUS_LETTER).toEqual({ operational: 'O', degraded: 'D', failed: 'F', unknown: '?' });
    expect(new Set(all(STATUS_OUTLINE)).size).toBe(ASSET_STATUSES.length);
  });

  it.each(themes)('[U14] and a colour of its own, in the %s theme; unknown is grey, never green', (theme) => {
    const { status } = paletteOf(theme);
    expect(new Set(all(status).map(({ line }) => line)).size).toBe(ASSET_STATUSES.length);
    expect(new Set(all(status).map(({ fill }) => fill)).size).toBe(ASSET_STATUSES.length);
    expect(isGreen(status.operational.line)).toBe(true);
    for (const colour of Object.values(status.unknown)) expect(isGreen(colour), colour).toBe(false);
    expect(hue(status.unknown.line).saturation).toBeLessThan(0.25);
  });

  it.each(themes)('[U14] every outline stands out from land and sea by 3 to 1, in the %s theme', (theme) => {
    const { status, land, sea } = paletteOf(theme);
    for (const name of ASSET_STATUSES) {
      for (const ground of [land, sea]) {
        expect(contrast(status[name].line, ground), `${name} on ${ground}`).toBeGreaterThanOrEqual(3);
      }
    }
  });

  it.each(themes)('[U14] every letter stands out from its fill by 3 to 1, in the %s theme', (theme) => {
    const { status } = paletteOf(theme);
    for (const name of ASSET_STATUSES) {
      expect(contrast(status[name].ink, status[name].fill), name).toBeGreaterThanOrEqual(3);
    }
  });

  it('[U14] the symbols of lists have the colours of those on the map', () => {
    // The dark rules stand first in the file, those of the light theme after them.
    const said = (name: string) =>
      [...css.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6});`, 'g'))].map(([, hex]) => hex);
    for (const name of ASSET_STATUSES) {
      expect(said(`status-${name}`), name).toEqual(themes.map((theme) => paletteOf(theme).status[name].line));
      expect(said(`status-${name}-fill`), name).toEqual(themes.map((theme) => paletteOf(theme).status[name].fill));
    }
  });
});
