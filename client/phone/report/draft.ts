import type { CommandInput } from '../../../shared/domain/commands.ts';
import type { IncidentKind, Severity } from '../../../shared/domain/vocabulary.ts';
import { distanceMetres, type Place } from '../../../shared/geo.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { placeOf as exactPlace, type ShownAsset } from '../../store/derive/shownAsset.ts';
import { assetName } from '../../ui/assetName.ts';
import type { Position } from '../device.ts';
import { t } from '../text.ts';

/** A report while it is being made. */
export interface Draft {
  readonly kind: IncidentKind | undefined;
  readonly severity: Severity;
  /** Where the reporter stands, when that is where it is. */
  readonly position: Position | undefined;
  readonly assetIds: readonly string[];
  readonly photos: readonly Blob[];
  readonly line: string;
  /** Only the reporter's own organisation sees it, instead of whom the operation's default reaches. */
  readonly ownOnly: boolean;
}

/** What each step is given: the report so far, and a way to change a part of it. */
export interface StepProps {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

export const emptyDraft: Draft = {
  kind: undefined,
  severity: 2,
  position: undefined,
  assetIds: [],
  photos: [],
  line: '',
  ownOnly: false,
};

/** Where it is: where the reporter stands, else at the first asset named. */
export function placeOf(draft: Draft, assets: ReadonlyMap<string, ShownAsset>): Place | undefined {
  if (draft.position) return { lat: round(draft.position.lat), lon: round(draft.position.lon) };
  return draft.assetIds.map((id) => exactPlace(assets.get(id))).find((place) => place !== undefined);
}

/** A millionth of a degree is a tenth of a metre: what a phone adds behind it is noise. */
const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

/** What the report is called when nobody wrote a line: its kind, and the first asset it hit. */
export function titleOf(draft: Draft, assets: ReadonlyMap<string, ShownAsset>): string {
  const line = draft.line.trim();
  if (line !== '') return line.slice(0, LIMITS.title);
  const kind = t(`ui.incidentKind.${draft.kind ?? 'other'}`);
  const first = draft.assetIds.map((id) => assets.get(id)).find((one) => one !== undefined);
  const name = first && assetName(first, t);
  return (name === undefined ? kind : t('phone.report.titleAt', { kind, name })).slice(0, LIMITS.title);
}

export function reportOf(
  incidentId: string,
  draft: Draft,
  assets: ReadonlyMap<string, ShownAsset>,
): CommandInput<'incident.report'> {
  const location = placeOf(draft, assets);
  const accuracy = draft.position && Math.round(draft.position.accuracy);
  return {
    incidentId,
    title: titleOf(draft, assets),
    kind: draft.kind ?? 'other',
    severity: draft.severity,
    ...(location && { location: { lat: location.lat, lon: location.lon } }),
    ...(draft.assetIds.length > 0 && { assetIds: [...draft.assetIds] }),
    ...(accuracy !== undefined && { description: t('phone.report.fromHere', { metres: accuracy }) }),
    ...(draft.ownOnly && { marking: { tlp: 'TLP:AMBER+STRICT' as const } }),
  };
}

export interface NearAsset {
  readonly asset: ShownAsset;
  readonly metres?: number;
}

/** Assets for choosing: by name or code where words are given, nearest first where it is known from where. */
export function assetsFor(
  assets: Iterable<ShownAsset>,
  from: Place | undefined,
  words: string,
  count: number,
): NearAsset[] {
  const wanted = fold(words);
  const found: NearAsset[] = [];
  for (const asset of assets) {
    const place = exactPlace(asset);
    if (wanted !== '' && !fold(assetName(asset, t)).includes(wanted) && !fold(asset.code).includes(wanted)) continue;
    if (from && !place && wanted === '') continue;
    found.push({ asset, ...(from && place && { metres: distanceMetres(from, place) }) });
  }
  return found
    .sort((a, b) => (a.metres ?? FAR) - (b.metres ?? FAR) || assetName(a.asset, t).localeCompare(assetName(b.asset, t)))
    .slice(0, count);
}

/** Metres: farther than anything on Earth. */
const FAR = 1e9;

const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .trim()
    .toLowerCase();
