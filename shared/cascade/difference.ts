import type { Instant } from '../time.ts';
import type { Forecast, Predicted } from './forecast.ts';

/** What differs between two forecasts, for one asset: when it is first predicted to lose something, and how much at most. */
export interface ForecastChange {
  readonly assetId: string;
  readonly kind: 'new' | 'gone' | 'earlier' | 'later' | 'deeper' | 'milder';
  readonly before: { readonly at: Instant; readonly to: number } | undefined;
  readonly after: { readonly at: Instant; readonly to: number } | undefined;
}

/** Predictions that moved by no more than this are the same. In milliseconds. */
const SAME_MS = 60_000;

/** Sorted by the time of the loss as it is predicted now, then by id. What has happened in between is not "gone". */
export function difference(before: Forecast, after: Forecast): ForecastChange[] {
  const old = firstLosses(before.changes);
  const young = firstLosses(after.changes);
  const found: ForecastChange[] = [];
  for (const assetId of new Set([...old.keys(), ...young.keys()])) {
    const was = old.get(assetId);
    const is = young.get(assetId);
    const kind = kindOf(was, is, after.now);
    if (kind) found.push({ assetId, kind, before: was, after: is });
  }
  const at = (one: ForecastChange) => (one.after ?? one.before)!.at;
  return found.sort((a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : a.assetId < b.assetId ? -1 : 1));
}

type Loss = { readonly at: Instant; readonly to: number };

function firstLosses(changes: readonly Predicted[]): Map<string, Loss> {
  const losses = new Map<string, Loss>();
  for (const { assetId, at, from, to } of changes) {
    if (to >= from) continue;
    const first = losses.get(assetId);
    losses.set(assetId, first ? { at: first.at, to: Math.min(first.to, to) } : { at, to });
  }
  return losses;
}

function kindOf(was: Loss | undefined, is: Loss | undefined, now: Instant): ForecastChange['kind'] | undefined {
  if (!was) return is && 'new';
  if (!is) return was.at <= now ? undefined : 'gone';
  const moved = Date.parse(is.at) - Date.parse(was.at);
  if (Math.abs(moved) > SAME_MS) return moved < 0 ? 'earlier' : 'later';
  if (is.to !== was.to) return is.to < was.to ? 'deeper' : 'milder';
  return undefined;
}
