import type { ForecastChange } from '../../../shared/cascade/difference.ts';
import type { ForecastDeadline, ForecastDeadlock, Predicted } from '../../../shared/cascade/forecast.ts';
import { isTwin } from '../../../shared/domain/asset/record.ts';
import { percentOf, type ServiceRow } from '../../forecast/rows.ts';
import { becauseWords } from '../../forecast/words.ts';
import type { ShownAsset } from '../../store/derive/shownAsset.ts';
import { assetName, type Say } from '../../ui/assetName.ts';
import type { CsvTable } from '../../ui/paper/markedCsv.ts';
import { resilienceLoss, servedKey, type DoubtRow } from './outputs.ts';

/** Each output as a file. Times in full; no time without its band. */
type Assets = ReadonlyMap<string, ShownAsset>;

const named = (id: string, assets: Assets, say: Say): string[] => {
  const asset = assets.get(id);
  return asset ? [assetName(asset, say), asset.code] : [say('parts.notShown'), ''];
};
const bandHead = (say: Say): string[] => [
  say('forecast.csv.best'),
  say('forecast.csv.earliest'),
  say('forecast.csv.latest'),
  say('forecast.csv.band'),
];
const bandOf = (one: Pick<Predicted, 'at' | 'earliest' | 'latest' | 'band'>, say: Say): string[] => [
  one.at,
  one.earliest ?? '',
  one.latest ?? '',
  say(`forecast.csv.band.${one.band}`),
];

export const timelineTable = (list: readonly Predicted[], assets: Assets, say: Say): CsvTable => ({
  head: [
    ...bandHead(say),
    say('forecast.asset'),
    say('forecast.csv.code'),
    say('forecast.csv.country'),
    say('forecast.csv.sector'),
    say('forecast.csv.from'),
    say('forecast.csv.to'),
    say('forecast.why'),
    say('forecast.chainRoot'),
    say('forecast.csv.borders'),
    say('forecast.doubts'),
  ],
  lines: list.map((one) => {
    const asset = assets.get(one.assetId);
    return [
      ...bandOf(one, say),
      ...named(one.assetId, assets, say),
      asset && !isTwin(asset) ? asset.country : '',
      asset ? say(`ui.sector.${asset.sector}`) : '',
      percentOf(one.from),
      percentOf(one.to),
      becauseWords(one, assets, say),
      named(one.rootId, assets, say)[0],
      one.borders.map(({ from, to }) => `${from}>${to}`).join(' '),
      one.restsOn
        .map(({ assetId, doubt }) => `${named(assetId, assets, say)[0]}: ${say(`forecast.doubt.${doubt}`)}`)
        .join('; '),
    ];
  }),
});

interface Nation {
  readonly nation: string;
  readonly rows: readonly ServiceRow[];
}

/** One line for each step, so that the curve can be drawn again. */
export const personsTable = (nations: readonly Nation[], now: number, say: Say): CsvTable => ({
  head: [
    say('forecast.csv.country'),
    say('forecast.service'),
    say('forecast.csv.fromThen'),
    say('forecast.csv.without'),
  ],
  lines: nations.flatMap(({ nation, rows }) =>
    rows.flatMap(({ service, steps }) =>
      steps.map(([after, persons]) => [
        nation,
        say(`ui.sector.${service}`),
        new Date(now + after * 1000).toISOString(),
        persons,
      ]),
    ),
  ),
});

export const servicesTable = (
  nations: readonly Nation[],
  served: ReadonlyMap<string, number>,
  hours: number,
  say: Say,
): CsvTable => ({
  head: [
    say('forecast.csv.country'),
    say('forecast.service'),
    say('forecast.served.all'),
    say('forecast.most'),
    say('forecast.personHours'),
    say('forecast.csv.resilienceHours'),
    say('forecast.csv.resilienceShare'),
  ],
  lines: nations.flatMap(({ nation, rows }) =>
    rows.map((row) => {
      const all = served.get(servedKey(row.service, nation)) ?? 0;
      const loss = resilienceLoss(row, all, hours);
      return [
        nation,
        say(`ui.sector.${row.service}`),
        all,
        Math.round(row.most),
        Math.round(row.personHours),
        loss?.hours.toFixed(2),
        loss && (loss.share * 100).toFixed(1),
      ];
    }),
  ),
});

export const deadlinesTable = (list: readonly ForecastDeadline[], assets: Assets, say: Say): CsvTable => ({
  head: [
    ...bandHead(say),
    say('forecast.asset'),
    say('forecast.csv.code'),
    say('forecast.csv.repair'),
    say('forecast.csv.repairBy'),
    say('forecast.csv.saves'),
    say('forecast.csv.savesSplit'),
    say('forecast.csv.spares'),
  ],
  lines: list.map((one) => [
    ...bandOf(one, say),
    ...named(one.assetId, assets, say),
    one.repair ? named(one.repair.assetId, assets, say)[0] : '',
    one.repair?.by,
    Math.round(one.savedSum),
    one.saved
      .map(({ service, nation, personHours }) => `${say(`ui.sector.${service}`)} ${nation} ${Math.round(personHours)}`)
      .join('; '),
    one.spares,
  ]),
});

export const deadlocksTable = (list: readonly ForecastDeadlock[], assets: Assets, say: Say): CsvTable => ({
  head: [
    '#',
    say('forecast.csv.noReturn'),
    say('forecast.csv.onlyLate'),
    say('forecast.asset'),
    say('forecast.csv.code'),
    say('forecast.csv.blackStart'),
  ],
  lines: list.flatMap(({ members, blackStart, pointOfNoReturn, onlyIfRepairedLate }, k) =>
    members.map((id) => [
      k + 1,
      pointOfNoReturn,
      say(onlyIfRepairedLate ? 'forecast.csv.yes' : 'forecast.csv.no'),
      ...named(id, assets, say),
      say(blackStart.includes(id) ? 'forecast.csv.yes' : 'forecast.csv.no'),
    ]),
  ),
});

export const changedTable = (list: readonly ForecastChange[], assets: Assets, say: Say): CsvTable => ({
  head: [
    say('forecast.asset'),
    say('forecast.csv.code'),
    say('forecast.change'),
    say('forecast.csv.was'),
    say('forecast.csv.is'),
  ],
  lines: list.map(({ assetId, kind, before, after }) => [
    ...named(assetId, assets, say),
    say(`forecast.kind.${kind}`),
    before?.at,
    after?.at,
  ]),
});

export const doubtsTable = (rows: readonly DoubtRow[], assets: Assets, say: Say): CsvTable => ({
  head: [
    say('forecast.asset'),
    say('forecast.csv.code'),
    say('forecast.doubts'),
    say('forecast.doubtPredictions'),
    say('forecast.doubtAssets'),
  ],
  lines: rows.map(({ assetId, doubts, predictions, assets: count }) => [
    ...named(assetId, assets, say),
    doubts.map((doubt) => say(`forecast.doubt.${doubt}`)).join('; '),
    predictions,
    count,
  ]),
});
