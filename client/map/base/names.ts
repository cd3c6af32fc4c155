import { drawSprite, FONT_FAMILY, type TextSprites, type TextStyle } from '../canvas/sprites.ts';
import type { LabelSlots } from '../canvas/LabelSlots.ts';
import type { Frame } from '../canvas/ViewportLayer.ts';
import type { NamedPlace } from '../features.ts';
import { xOfLongitude, yOfLatitude } from '../geometry/mercator.ts';
import type { Palette } from '../palette.ts';
import type { Country } from './atlas.ts';

/** From which zoom the places of each rank are named. */
const FIRST_ZOOM = [0, 3.5, 4.75, 6, 7.5];

/** A country this wide in pixels keeps its name even where symbols will cover a part of it. */
const NEVER_UNNAMED = 150;

/** How far from a crowded place, in pixels, its name may stand: capitals are the last to lose theirs. */
const DISTANCES: readonly (readonly [number, number])[] = [
  [16, 20],
  [26, 32],
  [40, 44],
];

export function drawNames(
  frame: Frame,
  palette: Palette,
  countries: readonly Country[],
  places: readonly NamedPlace[],
  text: TextSprites,
  slots: LabelSlots,
): void {
  drawCountryNames(frame, palette, countries, text, slots);
  drawPlaceNames(frame, palette, places, text, slots);
}

function drawCountryNames(
  frame: Frame,
  palette: Palette,
  countries: readonly Country[],
  text: TextSprites,
  slots: LabelSlots,
): void {
  const { context, scale, left, top, width, height, zoom, pixelRatio } = frame;
  const near = countries
    .map((country) => ({ country, x: country.label.x * scale - left, y: country.label.y * scale - top }))
    .filter(({ country, x, y }) => country.width > 0 && x > -80 && x < width + 80 && y > -20 && y < height + 20)
    .sort((a, b) => b.country.width - a.country.width);
  for (const { country, x, y } of near) {
    const room = country.width * scale;
    // Three sizes, so that few sprites are made and large countries read as large.
    const size = room > 700 ? 17 : room > 260 ? 14 : 11;
    const style: TextStyle = {
      name: `country${size}`,
      font: `600 ${size}px ${FONT_FAMILY}`,
      colour: palette.countryName,
      halo: palette.nameHalo,
      haloWidth: 2,
      letterSpacing: size > 11 ? size * 0.2 : 1.2,
    };
    const name = country.name.toLocaleUpperCase('en');
    const wide = text.measure(name, style);
    if (wide > room * (zoom < 5 ? 1.15 : 1.5)) continue;
    const tall = text.heightOf(style);
    // Large countries have room to move their name out of the way of symbols.
    const steps = room > 260 ? [0, -26, 26, -52, 52, -78, 78] : [0, -12, 12];
    const found = steps.find((dy) => slots.isFree(x - wide / 2 - 4, y + dy - tall / 2, wide + 8, tall));
    if (found === undefined && room < NEVER_UNNAMED) continue;
    const free = found ?? 0;
    slots.take(x - wide / 2 - 4, y + free - tall / 2, wide + 8, tall);
    drawSprite(context, text.get(name, style), x - wide / 2, y + free, pixelRatio);
  }
}

function drawPlaceNames(
  frame: Frame,
  palette: Palette,
  places: readonly NamedPlace[],
  text: TextSprites,
  slots: LabelSlots,
): void {
  const { context, scale, left, top, width, height, zoom, pixelRatio } = frame;
  for (const place of places) {
    if (zoom < (FIRST_ZOOM[Math.min(4, Math.max(1, place.rank))] ?? 6)) continue;
    const x = xOfLongitude(place.lon) * scale - left;
    const y = yOfLatitude(place.lat) * scale - top;
    if (x < -60 || y < -20 || x > width + 20 || y > height + 20) continue;
    const size = place.rank <= 1 ? 13 : place.rank === 2 ? 12 : 11;
    const style: TextStyle = {
      name: `place${size}`,
      font: `${place.rank <= 1 ? 600 : 500} ${size}px ${FONT_FAMILY}`,
      colour: palette.placeName,
      halo: palette.nameHalo,
      haloWidth: 2,
    };
    const wide = text.measure(place.name, style);
    const tall = text.heightOf(style);
    const spots: readonly (readonly [number, number])[] = [
      [x + 5, y],
      [x - wide / 2, y + 12],
      [x - 5 - wide, y],
      [x - wide / 2, y - 12],
      // A little away from a crowded place is still a better guide than no name.
      ...DISTANCES.slice(0, place.rank <= 1 ? 3 : 1).flatMap(([dx, dy]): [number, number][] => [
        [x + dx, y + dy],
        [x + dx, y - dy],
        [x - dx - wide, y + dy],
        [x - dx - wide, y - dy],
        [x - wide / 2, y + dy + 10],
        [x - wide / 2, y - dy - 10],
      ]),
    ];
    const spot = spots.find(([sx, sy]) => slots.isFree(sx, sy - tall / 2, wide, tall));
    if (!spot) continue;
    slots.take(x - 3, y - 3, 6, 6);
    slots.take(spot[0], spot[1] - tall / 2, wide, tall);
    context.beginPath();
    context.arc(x, y, place.rank <= 1 ? 2.6 : 2, 0, 2 * Math.PI);
    context.fillStyle = palette.placeDot;
    context.fill();
    drawSprite(context, text.get(place.name, style), spot[0], spot[1], pixelRatio);
  }
}
