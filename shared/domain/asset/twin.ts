import type { Place } from '../../geo.ts';
import { refused, type Refused } from '../../outcome.ts';
import { fromMs, toMs, type Instant } from '../../time.ts';
import type { Sight } from '../decision.ts';
import type { Marking } from '../entity.ts';
import type { Fact } from '../event.ts';
import type { CoarseInput } from '../fields.ts';
import { explicitMarking } from '../markingOf.ts';
import { strictness, type AssetStatus } from '../vocabulary.ts';
import type { Asset, Cell, Twin } from './record.ts';
import { shownStatus } from './status.ts';

/** What an owner publishes; the bands are the fold's. Stands in the events `asset.registered` and `sharing.marked`. */
export type Published = Pick<Twin, 'id' | 'marking' | 'cell' | 'region' | 'needs'>;

const DEFAULT_CELL_DEGREES = 0.5;

/** The cell of a grid that starts at the south pole and the date line, so that it tells nothing of what lies in it. */
export function cellAt({ lat, lon }: Place, size: number): Cell {
  // In steps first: 0.1 added up is no multiple of 0.1.
  const floor = (degrees: number, least: number, most: number) => {
    const steps = Math.min(Math.floor((degrees - least) / size), Math.round((most - least) / size) - 1);
    return Math.round((least + steps * size) * 100) / 100;
  };
  return { lat: floor(lat, -90, 90), lon: floor(lon, -180, 180), size };
}

/** The band a level (ppm) falls in, and the levels at which a twin leaves the band it is in: it must not flicker. */
const UP_FROM = 950_000;
const UP_UNTIL = 800_000;
const FAILED_FROM = 50_000;
const FAILED_UNTIL = 200_000;

export function statusBand(before: AssetStatus | undefined, status: AssetStatus, level: number): AssetStatus {
  if (status === 'unknown') return 'unknown';
  if (before === 'operational') {
    if (level >= UP_UNTIL) return 'operational';
    return level <= FAILED_FROM ? 'failed' : 'degraded';
  }
  if (before === 'failed' && level < FAILED_UNTIL) return 'failed';
  if (level >= UP_FROM) return 'operational';
  return level <= FAILED_FROM ? 'failed' : 'degraded';
}

const SERVED_FROM = [0, 1_000, 10_000, 100_000, 1_000_000];
/** How far beyond its band's edge a number must lie for the band to change. */
const SERVED_SLACK = 0.1;

/** Lower bound of the band of people served. */
export function servedBand(before: number | undefined, served: number): number {
  const index = SERVED_FROM.findLastIndex((least) => served >= least);
  if (before === undefined) return SERVED_FROM[index]!;
  const least = before * (1 - SERVED_SLACK);
  const most = (SERVED_FROM[SERVED_FROM.indexOf(before) + 1] ?? Infinity) * (1 + SERVED_SLACK);
  return served >= least && served < most ? before : SERVED_FROM[index]!;
}

const wholeMinute = (at: Instant): Instant => fromMs(Math.floor(toMs(at) / 60_000) * 60_000);

/** The bands that follow from the asset as it is now. */
function banded(asset: Asset, published: Published, before: Twin | undefined, at: Instant): Twin {
  const { status, level } = shownStatus(asset);
  const band = statusBand(before?.band, status, level);
  const { id, marking, cell, region, needs } = published;
  return {
    id,
    marking,
    cell,
    ...(region !== undefined && { region }),
    ...(needs && { needs }),
    band,
    since: before && before.band === band ? before.since : wholeMinute(at),
    ...(asset.served !== undefined && { served: servedBand(before?.served, asset.served) }),
  };
}

/** The asset with the twin that an act published or withdrew, or with the bands that follow from what happened to it. */
export function withTwin(asset: Asset, fact: Fact): Asset {
  const act = fact.own ? (fact.event.data['twin'] as Published | null | undefined) : undefined;
  if (act === null) {
    const { twin: _twin, ...rest } = asset;
    return rest;
  }
  const published = act ?? asset.twin;
  if (!published) return asset;
  const same = asset.twin?.id === published.id ? asset.twin : undefined;
  const next = banded(asset, published, same, fact.event.at);
  const unchanged = same && !act && same.band === next.band && same.served === next.served && same.since === next.since;
  return unchanged ? asset : { ...asset, twin: next };
}

/** The twin that an owner's input stands for, or why it cannot be. Its id is the server's: nobody else may choose it. */
export function publishedFrom(
  sight: Sight,
  input: CoarseInput,
  exact: Marking,
  location: Place | undefined,
  before: Twin | undefined,
): Published | Refused {
  const marking = explicitMarking(sight, input.marking);
  if ('kind' in marking) return marking;
  if (marking.tlp === 'TLP:RED')
    return refused('marking-contradiction', 'A coarse twin is for more than named persons.');
  const further = marking.circles.some((circle) => !exact.circles.includes(circle));
  const wider =
    strictness(marking.tlp) < strictness(exact.tlp) ||
    (marking.tlp === exact.tlp && further && exact.tlp !== 'TLP:GREEN');
  if (!wider) return refused('marking-contradiction', 'A coarse twin must reach somebody whom the asset does not.');
  const size = input.cell ?? before?.cell.size ?? DEFAULT_CELL_DEGREES;
  // Fixed when published: an asset that is moved must not be found where two cells meet.
  const cell = before && before.cell.size === size ? before.cell : location && cellAt(location, size);
  if (!cell) return refused('not-possible', 'The asset has no place that an area could stand for.');
  return {
    id: before?.id ?? sight.fresh,
    marking,
    cell,
    ...(input.region !== undefined && { region: input.region }),
    ...(input.needs && { needs: true as const }),
  };
}
