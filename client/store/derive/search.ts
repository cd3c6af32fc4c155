import type { Place } from '../../../shared/geo.ts';
import { normaliseCode } from '../../../shared/code.ts';
import type { Faces } from '../contract.ts';
import { nameOrCode, type NameOf, type ShownAsset } from './shownAsset.ts';

export interface Found {
  readonly kind: 'incident' | 'asset' | 'task';
  readonly id: string;
  readonly code: string;
  readonly title: string;
}

/** Entities by code or words of their name, over what is shown here and nothing else; best first. */
export function search(faces: Faces, text: string, nameOf: NameOf = nameOrCode, most = 12): Found[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const code = normaliseCode(text);
  const found: { rank: number; one: Found }[] = [];
  const look = (kind: Found['kind'], id: string, its: string, title: string, plainly = plain(title)): void => {
    const rank = its === code ? 0 : rankOf(words, plainly, its.toLowerCase());
    if (rank !== undefined) found.push({ rank, one: { kind, id, code: its, title } });
  };
  for (const { id, code: its, title } of faces.incident.values()) look('incident', id, its, title);
  for (const asset of faces.asset.values()) {
    const title = nameOf(asset);
    look('asset', asset.id, asset.code, title, plainName(asset, title));
  }
  for (const { id, code: its, title } of faces.task.values()) look('task', id, its, title);
  found.sort((a, b) => a.rank - b.rank || a.one.title.localeCompare(b.one.title) || (a.one.id < b.one.id ? -1 : 1));
  return found.slice(0, most).map(({ one }) => one);
}

/** Faces do not change: a hundred thousand names are made plain once, not at each key. */
const plainNames = new WeakMap<ShownAsset, { readonly title: string; readonly plainly: string }>();
function plainName(asset: ShownAsset, title: string): string {
  const known = plainNames.get(asset);
  if (known?.title === title) return known.plainly;
  const plainly = plain(title);
  plainNames.set(asset, { title, plainly });
  return plainly;
}

function rankOf(words: readonly string[], title: string, code: string): number | undefined {
  if (words.length === 1 && code.includes(words[0]!)) return 1;
  if (!words.every((word) => title.includes(word))) return undefined;
  return title.startsWith(words[0]!) ? 2 : 3;
}

/** Lower case and without accents: `malaga` finds Málaga. */
export const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();

/** `40.42, -3.7` or `40.42 N 3.7 W`: latitude first. Undefined when it is no place. */
export function placeIn(text: string): Place | undefined {
  const match =
    /^\s*(-?\d{1,2}(?:[.,]\d+)?)\s*°?\s*([NS])?\s*[,;\s]\s*(-?\d{1,3}(?:[.,]\d+)?)\s*°?\s*([EWO])?\s*$/i.exec(text);
  if (!match) return undefined;
  const lat = Number(match[1]!.replace(',', '.')) * (match[2]?.toUpperCase() === 'S' ? -1 : 1);
  const lon = Number(match[3]!.replace(',', '.')) * (/[WO]/i.test(match[4] ?? '') ? -1 : 1);
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : undefined;
}
