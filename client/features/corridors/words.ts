import { isTwin, type Need } from '../../../shared/domain/asset/record.ts';
import type { Forecast } from '../../../shared/cascade/forecast.ts';
import { bandWords, lengthWords } from '../../forecast/words.ts';
import { percentOf } from '../../forecast/rows.ts';
import type { ShownAsset } from '../../store/derive/shownAsset.ts';
import { assetName, type Say } from '../../ui/assetName.ts';
import type { CsvTable } from '../../ui/paper/markedCsv.ts';
import type { Answering } from './answering.ts';
import type { Corridor, Loss } from './corridors.ts';

/** The rule, what is in reserve and what takes time: `2 of 3 suppliers · holds 24 h · arrives 5 min later`. */
export function needWords(need: Need, supplierId: string, say: Say): string[] {
  const count = need.suppliers.length;
  const words: string[] = [];
  if (count === 1) words.push(say('corridors.rule.only'));
  else if (need.rule === 'kofn') {
    const k = need.k ?? 1;
    words.push(k >= count ? say('corridors.rule.all', { count }) : say('corridors.rule.some', { k, count }));
  } else {
    const whole = need.suppliers.reduce((sum, { weight }) => sum + weight, 0);
    const own = need.suppliers.find(({ assetId }) => assetId === supplierId)?.weight ?? 0;
    const percent = whole === 0 ? 100 : Math.round((own / whole) * 100);
    words.push(say('corridors.rule.share', { percent, count }));
  }
  // Absent where only the owner's circle is told: nothing is said then, not "none".
  if (need.buffer !== undefined) {
    words.push(
      need.buffer > 0
        ? say('corridors.holds', { length: lengthWords(need.buffer * 1000, say) })
        : say('corridors.holdsNot'),
    );
  }
  const delay = need.suppliers.find(({ assetId }) => assetId === supplierId)?.delay ?? 0;
  if (delay > 0) words.push(say('corridors.delay', { length: lengthWords(delay * 1000, say) }));
  return words;
}

/** All that stands in the table, one line for each crossing. */
export function corridorsTable(
  corridors: readonly Corridor[],
  forecast: Pick<Forecast, 'now'> | undefined,
  losses: ReadonlyMap<string, Loss>,
  answers: (asset: ShownAsset) => Answering,
  nameOf: (organisation: string) => string,
  say: Say,
): CsvTable {
  const bank = (side: 'supplier' | 'asset'): string[] =>
    ['name', 'code', 'status', 'level', 'basis', 'since', 'loss', 'band', 'operator', 'people', 'contacts'].map(
      (column) => `${say(`corridors.csv.${side}`)}: ${say(`corridors.csv.${column}`)}`,
    );
  const cells = (asset: ShownAsset): string[] => {
    const full = isTwin(asset) ? undefined : asset;
    const loss = losses.get(asset.id)?.one;
    const { organisation, people, contacts } = answers(asset);
    return [
      assetName(asset, say),
      asset.code,
      say(`ui.status.${asset.status}`),
      full ? String(percentOf(full.level)) : '',
      full?.basis ? say(`ui.basis.${full.basis}`) : '',
      asset.since ?? '',
      loss?.at ?? '',
      loss && forecast ? bandWords(loss, Date.parse(forecast.now), say) : '',
      organisation === undefined ? '' : nameOf(organisation),
      people.map(({ user, role }) => `${user.name} (${say(`ui.role.${role}`)})`).join('; '),
      contacts ?? '',
    ];
  };
  return {
    head: [
      say('corridors.csv.from'),
      say('corridors.csv.to'),
      say('corridors.csv.sector'),
      say('corridors.need'),
      ...bank('supplier'),
      ...bank('asset'),
    ],
    lines: corridors.flatMap(({ from, to, sector, crossings }) =>
      crossings.map(({ supplier, asset, need }) => [
        from,
        to,
        say(`ui.sector.${sector}`),
        needWords(need, supplier.id, say).join(', '),
        ...cells(supplier),
        ...cells(asset),
      ]),
    ),
  };
}
