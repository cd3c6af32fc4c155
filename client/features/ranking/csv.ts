import type { BrokenPair } from '../../../shared/cascade/pairs.ts';
import { isTwin } from '../../../shared/domain/asset/record.ts';
import type { ShownAsset } from '../../store/derive/shownAsset.ts';
import { assetName, type Say } from '../../ui/assetName.ts';
import type { CsvTable } from '../../ui/paper/markedCsv.ts';
import type { RankRow, SectorRow } from './rows.ts';

const percent = (ppm: number | undefined): string => (ppm === undefined ? '' : (ppm / 10_000).toFixed(1));
const whole = (value: number): string => String(Math.round(value));
const nationOf = (asset: ShownAsset): string => (isTwin(asset) ? '' : asset.country);

/** All columns in full, and what is lost by service and nation in words: whoever reads on can weigh anew. */
export function rankingTable(rows: readonly RankRow[], say: Say): CsvTable {
  return {
    head: [
      '#',
      say('ranking.asset'),
      say('ranking.code'),
      say('ranking.country'),
      say('ranking.sector'),
      say('ranking.c1'),
      `${say('ranking.c2')} (%)`,
      `${say('ranking.c3')} (%)`,
      say('ranking.c4'),
      say('ranking.c4Within'),
      say('ranking.c5'),
      say('ranking.split'),
    ],
    lines: rows.map(({ asset, place, personHours, abroad, binding, dominates, takesDown, influence, losses }) => [
      place,
      assetName(asset, say),
      asset.code,
      nationOf(asset),
      say(`ui.sector.${asset.sector}`),
      whole(personHours),
      percent(abroad),
      percent(binding),
      dominates,
      takesDown,
      influence?.toFixed(3),
      losses
        .map((one) => `${say(`ui.sector.${one.service}`)} ${one.nation} ${whole(one.personHours)}`.trim())
        .join('; '),
    ]),
  };
}

export function pairsTable(
  pairs: readonly BrokenPair<string>[],
  assets: ReadonlyMap<string, ShownAsset>,
  say: Say,
): CsvTable {
  const of = (id: string): string[] => {
    const asset = assets.get(id);
    return asset ? [assetName(asset, say), asset.code] : ['', ''];
  };
  const [first, second, code] = [say('ranking.first'), say('ranking.second'), say('ranking.code')];
  return {
    head: [first, code, second, code, say('ranking.together'), say('ranking.apart'), say('ranking.excess')],
    lines: pairs.map((one) => [
      ...of(one.first),
      ...of(one.second),
      whole(one.together),
      whole(one.apart),
      whole(one.together - one.apart),
    ]),
  };
}

export const sectorsTable = (rows: readonly SectorRow[], say: Say): CsvTable => ({
  head: [say('ranking.sector'), say('ranking.assets'), say('ranking.c5'), say('ranking.dependence')],
  lines: rows.map(({ sector, assets, influence, dependence }) => [
    say(`ui.sector.${sector}`),
    assets,
    influence.toFixed(3),
    dependence.toFixed(3),
  ]),
});
