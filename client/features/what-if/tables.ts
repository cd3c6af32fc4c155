import type { Predicted } from '../../../shared/cascade/forecast.ts';
import { isTwin } from '../../../shared/domain/asset/record.ts';
import { percentOf } from '../../forecast/rows.ts';
import { becauseWords } from '../../forecast/words.ts';
import type { ShownAsset } from '../../store/derive/shownAsset.ts';
import { assetName, type Say } from '../../ui/assetName.ts';
import type { CsvTable } from '../../ui/paper/markedCsv.ts';
import type { Differs, ServiceDelta } from './compare.ts';

type Assets = ReadonlyMap<string, ShownAsset>;

/** Who would lose or gain what, as a file: both forecasts in full, no time without its band. */
export function differsTable(list: readonly Differs[], assets: Assets, say: Say): CsvTable {
  const moment = (one: Predicted | undefined): (string | number)[] =>
    one
      ? [
          one.at,
          one.earliest ?? '',
          one.latest ?? '',
          say(`forecast.csv.band.${one.band}`),
          percentOf(one.from),
          percentOf(one.to),
        ]
      : ['', '', '', '', '', ''];
  const heads = ['best', 'earliest', 'latest', 'band', 'from', 'to'].map((name) => say(`forecast.csv.${name}`));
  const under = (word: string): string[] => heads.map((head) => `${word}: ${head}`);
  return {
    head: [
      say('forecast.asset'),
      say('forecast.csv.code'),
      say('forecast.csv.country'),
      say('forecast.csv.sector'),
      say('what-if.difference'),
      say('what-if.chosenColumn'),
      ...under(say('what-if.present')),
      ...under(say('what-if.made')),
      say('forecast.why'),
    ],
    lines: list.flatMap(({ assetId, kind, chosen, before, after }) => {
      const asset = assets.get(assetId);
      if (!asset) return [];
      const why = after ?? before;
      return [
        [
          assetName(asset, say),
          asset.code,
          isTwin(asset) ? '' : asset.country,
          say(`ui.sector.${asset.sector}`),
          say(`what-if.differsBy.${kind}`),
          chosen ? 'x' : '',
          ...moment(before),
          ...moment(after),
          why ? becauseWords(why, assets, say) : '',
        ],
      ];
    }),
  };
}

/** Persons without each service, beside one another. */
export function servicesTable(
  nations: readonly { readonly nation: string; readonly rows: readonly ServiceDelta[] }[],
  say: Say,
): CsvTable {
  const three = (word: string): string[] =>
    ['present', 'made', 'difference'].map((column) => `${word}: ${say(`what-if.${column}`)}`);
  return {
    head: [
      say('forecast.csv.country'),
      say('forecast.service'),
      ...three(say('what-if.mostWithout')),
      ...three(say('forecast.personHours')),
    ],
    lines: nations.flatMap(({ nation, rows }) =>
      rows.map(({ service, present, made, most, personHours }) => [
        nation,
        say(`ui.sector.${service}`),
        ...[present?.most ?? 0, made?.most ?? 0, most],
        ...[present?.personHours ?? 0, made?.personHours ?? 0, personHours].map(Math.round),
      ]),
    ),
  };
}
