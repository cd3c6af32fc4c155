import { isTwin, type Cell } from '../../shared/domain/asset/record.ts';
import { extentOf, servedUpTo, type ShownAsset } from '../store/derive/shownAsset.ts';

/** How words are asked for, by the library on the desk and without it on the phone. */
export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** An asset's name; of a coarse twin what it is and, where its owner says so, in which region. */
export function assetName(asset: ShownAsset, say: Say): string {
  if (!isTwin(asset)) return asset.name;
  const sector = say(`ui.sector.${asset.sector}`);
  return asset.region === undefined
    ? say('ui.twin.name', { sector })
    : say('ui.twin.nameRegion', { sector, region: asset.region });
}

/** "area of about 56 × 42 km". */
export const areaWords = (cell: Cell, say: Say): string => say('ui.twin.area', { ...extentOf(cell) });

const people = new Intl.NumberFormat('en-GB');

/** "10,000 to 100,000 people": a twin tells the band, given by its lower bound. */
export function servedWords(least: number, say: Say): string {
  const most = servedUpTo(least);
  if (most === undefined) return say('ui.twin.servedMost', { from: people.format(least) });
  if (least === 0) return say('ui.twin.servedFew', { to: people.format(most) });
  return say('ui.twin.served', { from: people.format(least), to: people.format(most) });
}
