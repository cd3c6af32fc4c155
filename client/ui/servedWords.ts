import { servedUpTo } from '../store/derive/shownAsset.ts';
import type { Say } from './assetName.ts';

const people = new Intl.NumberFormat('en-GB');
const compact = new Intl.NumberFormat('en-GB', { notation: 'compact' });

/** "10,000 to 100,000 people": a coarse twin tells the band, given by its lower bound. */
export const servedWords = (least: number, say: Say): string => say(...bandOf('ui.twin.served', least, people));

/** "10K to 100K": in lists. */
export const servedShort = (least: number, say: Say): string => say(...bandOf('ui.twin.short', least, compact));

function bandOf(key: string, least: number, numbers: Intl.NumberFormat): [string, Record<string, string>] {
  const most = servedUpTo(least);
  if (most === undefined) return [`${key}Most`, { from: numbers.format(least) }];
  if (least === 0) return [`${key}Few`, { to: numbers.format(most) }];
  return [key, { from: numbers.format(least), to: numbers.format(most) }];
}
