import { isTwin, type AssetFace, type Cell, type TwinFace } from '../../../shared/domain/asset/record.ts';
import type { Place } from '../../../shared/geo.ts';

/** An asset as it is shown here: itself, or the coarse twin that its owner published in its place. */
export type ShownAsset = AssetFace | TwinFace;

/** How an asset is called. A twin has no name: its words are those of the language, which is the screens' business. */
export type NameOf = (asset: ShownAsset) => string;
export const nameOrCode: NameOf = (asset) => (isTwin(asset) ? asset.code : asset.name);

/** The exact place, where it is shown. The middle of a twin's area is no place: nothing need stand there. */
export const placeOf = (asset: ShownAsset | undefined): Place | undefined =>
  asset === undefined || isTwin(asset) ? undefined : asset.location;

/** The organisation that runs it; of a twin nobody is told. */
export const operatorOf = (asset: ShownAsset): string | undefined =>
  isTwin(asset) ? undefined : (asset.organisation ?? asset.owner);

/** The operation time of the latest word on it. A twin's `since` is no word: nobody said anything at that time. */
export const saidAt = (asset: ShownAsset): string | undefined => (isTwin(asset) ? undefined : asset.at);

export const middleOf = ({ lat, lon, size }: Cell): Place => ({ lat: lat + size / 2, lon: lon + size / 2 });

export const boundsOf = ({ lat, lon, size }: Cell) => ({ south: lat, west: lon, north: lat + size, east: lon + size });

/** Kilometres of one degree of latitude. */
const DEGREE = 111.2;

/** How large a cell is, in whole kilometres across its middle: a degree of longitude shrinks towards the poles. */
export function extentOf(cell: Cell): { readonly high: number; readonly wide: number } {
  const shrunk = Math.cos((middleOf(cell).lat * Math.PI) / 180);
  const whole = (kilometres: number): number => Math.max(1, Math.round(kilometres));
  return { high: whole(cell.size * DEGREE), wide: whole(cell.size * DEGREE * shrunk) };
}

/** The next band's lower bound, where there is one: a twin tells of the people it serves in bands. */
const SERVED_FROM = [0, 1_000, 10_000, 100_000, 1_000_000];
export const servedUpTo = (least: number): number | undefined => SERVED_FROM.find((bound) => bound > least);
