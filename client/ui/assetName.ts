import { isTwin, type Cell } from '../../shared/domain/asset/record.ts';
import { extentOf, type ShownAsset } from '../store/derive/shownAsset.ts';

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

/** The same where there is little room. */
export const areaShort = (cell: Cell, say: Say): string => say('ui.twin.areaShort', { ...extentOf(cell) });
