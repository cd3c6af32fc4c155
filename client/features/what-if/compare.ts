import { difference, type ForecastChange } from '../../../shared/cascade/difference.ts';
import type { Forecast, Predicted } from '../../../shared/cascade/forecast.ts';
import { isLoss, withoutByNation, type ServiceRow } from '../../forecast/rows.ts';

export type DifferenceKind = ForecastChange['kind'] | 'back' | 'backEarlier' | 'backLater' | 'notBack';

/** What an asset does otherwise than in the present forecast. */
export interface Differs {
  readonly assetId: string;
  readonly kind: DifferenceKind;
  readonly before: Predicted | undefined;
  readonly after: Predicted | undefined;
  /** Its own state is supposed. */
  readonly chosen: boolean;
}

/** Both forecasts are of one moment. Losses first of all; a rise counts where nothing is said of a loss. */
export function differing(present: Forecast, made: Forecast, chosen: ReadonlySet<string>): Differs[] {
  const [oldLosses, newLosses] = [firsts(present, isLoss), firsts(made, isLoss)];
  const found = new Map<string, Differs>();
  for (const { assetId, kind } of difference(present, made)) {
    const [before, after] = [oldLosses.get(assetId), newLosses.get(assetId)];
    found.set(assetId, { assetId, kind, before, after, chosen: chosen.has(assetId) });
  }
  const [oldRises, newRises] = [firsts(present, isRise), firsts(made, isRise)];
  for (const assetId of new Set([...oldRises.keys(), ...newRises.keys()])) {
    if (found.has(assetId)) continue;
    const [before, after] = [oldRises.get(assetId), newRises.get(assetId)];
    const kind = kindOfRise(before, after);
    if (kind) found.set(assetId, { assetId, kind, before, after, chosen: chosen.has(assetId) });
  }
  const at = ({ before, after }: Differs): string => (after ?? before)?.at ?? '';
  return [...found.values()].sort((a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : a.assetId < b.assetId ? -1 : 1));
}

const isRise = ({ from, to }: Predicted): boolean => to > from;
const SAME_MS = 60_000;

function kindOfRise(before: Predicted | undefined, after: Predicted | undefined): DifferenceKind | undefined {
  if (!before) return after && 'back';
  if (!after) return 'notBack';
  const moved = Date.parse(after.at) - Date.parse(before.at);
  return Math.abs(moved) <= SAME_MS ? undefined : moved < 0 ? 'backEarlier' : 'backLater';
}

/** The first such change of each asset. */
function firsts({ changes }: Forecast, such: (one: Predicted) => boolean): Map<string, Predicted> {
  const found = new Map<string, Predicted>();
  for (const one of changes) if (such(one) && !found.has(one.assetId)) found.set(one.assetId, one);
  return found;
}

/** What is read first. */
export interface Totals {
  /** Assets that lose something within the time looked at, those whose own state is supposed left out. */
  readonly losing: number;
  /** Of these, down to nothing. */
  readonly failing: number;
  readonly borders: number;
  readonly decisions: number;
  readonly deadlocks: number;
}

export function totalsOf(forecast: Forecast, chosen: ReadonlySet<string>): Totals {
  const losses = forecast.changes.filter((one) => isLoss(one) && !chosen.has(one.assetId));
  return {
    losing: distinct(losses),
    failing: distinct(losses.filter(({ to }) => to === 0)),
    borders: bordersOf(forecast).length,
    decisions: forecast.deadlines.length,
    deadlocks: forecast.deadlocks.filter(({ onlyIfRepairedLate }) => !onlyIfRepairedLate).length,
  };
}
const distinct = (list: readonly Predicted[]): number => new Set(list.map(({ assetId }) => assetId)).size;

export interface Border {
  readonly from: string;
  readonly to: string;
  /** Assets beyond it that change because of something on this side. */
  readonly assets: number;
}

/** Borders that losses cross, those with most behind them first. */
export function bordersOf({ changes }: Forecast): Border[] {
  const found = new Map<string, { from: string; to: string; ids: Set<string> }>();
  for (const one of changes) {
    if (!isLoss(one)) continue;
    for (const { from, to } of one.borders) {
      const key = `${from} ${to}`;
      const border = found.get(key) ?? { from, to, ids: new Set<string>() };
      border.ids.add(one.assetId);
      found.set(key, border);
    }
  }
  return [...found.values()]
    .map(({ from, to, ids }) => ({ from, to, assets: ids.size }))
    .sort((a, b) => b.assets - a.assets || (a.from + a.to < b.from + b.to ? -1 : 1));
}

/** One service in one nation, as it is predicted and as it would be. Services are never added up: populations overlap. */
export interface ServiceDelta {
  readonly service: string;
  readonly present: ServiceRow | undefined;
  readonly made: ServiceRow | undefined;
  readonly most: number;
  readonly personHours: number;
}

/** Only what differs, by nation; the greatest difference in person-hours first. */
export function serviceDeltas(
  present: Forecast,
  made: Forecast,
  hours: number,
): { readonly nation: string; readonly rows: readonly ServiceDelta[] }[] {
  const [old, young] = [withoutByNation(present, hours, []), withoutByNation(made, hours, [])];
  const nations = [...new Set([...old, ...young].map(({ nation }) => nation))].sort();
  return nations.flatMap((nation) => {
    const rowsIn = (list: typeof old) => list.find((one) => one.nation === nation)?.rows ?? [];
    const [was, is] = [rowsIn(old), rowsIn(young)];
    const rows = [...new Set([...was, ...is].map(({ service }) => service))]
      .map((service): ServiceDelta => {
        const [before, after] = [was, is].map((list) => list.find((one) => one.service === service));
        return {
          service,
          present: before,
          made: after,
          most: (after?.most ?? 0) - (before?.most ?? 0),
          personHours: (after?.personHours ?? 0) - (before?.personHours ?? 0),
        };
      })
      .filter((row) => row.most !== 0 || Math.abs(row.personHours) >= 1)
      .sort((a, b) => Math.abs(b.personHours) - Math.abs(a.personHours));
    return rows.length > 0 ? [{ nation, rows }] : [];
  });
}
