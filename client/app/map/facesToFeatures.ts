import type { KindColumns } from '../../../shared/columns/decode.ts';
import type { Forecast } from '../../../shared/cascade/forecast.ts';
import { isTwin, type AssetFace, type TwinFace } from '../../../shared/domain/asset/record.ts';
import type { Place } from '../../../shared/geo.ts';
import type { IncidentFace } from '../../../shared/domain/incident/record.ts';
import { toMs } from '../../../shared/time.ts';
import { statusAhead, type Ahead } from '../../features/future/ahead.ts';
import type { AssetFeature, Glimpse, TwinFeature, IncidentFeature, NeedLine, NeedState } from '../../map/features.ts';
import type { MultiPolygon, Polygon } from 'geojson';
import type { Faces } from '../../store/contract.ts';
import { isAcknowledgedBy, isOver } from '../../store/derive/alerts.ts';
import { extentOf, middleOf, placeOf, type NameOf, type ShownAsset } from '../../store/derive/shownAsset.ts';
import { showsAsset, showsIncident, type Filter } from '../../store/derive/filter.ts';

/** What a face looks like depends on these as well. */
export interface Viewing {
  readonly faces: Faces;
  readonly organisation: string | undefined;
  readonly filter: Filter;
  readonly selected: string | undefined;
  /** Operation time in milliseconds. */
  readonly now: number;
  /** The moment for which all is shown as it is predicted; absent for the present. */
  readonly ahead?: { readonly forecast: Forecast; readonly at: number } | undefined;
  /** The connection has been lost for so long that nothing shown may look fresh. */
  readonly stale: boolean;
}

/** The asset as the map draws it; undefined when it has no place, or is filtered out and not selected. */
export function assetFeature(asset: AssetFace, viewing: Viewing): AssetFeature | undefined {
  const { location } = asset;
  if (!location) return undefined;
  const ahead = viewing.ahead && statusAhead(viewing.ahead.forecast, asset, viewing.ahead.at);
  const shown = showsAsset(viewing.filter, ahead ? { ...asset, status: ahead.status } : asset);
  if (!shown && viewing.selected !== asset.id) return undefined;
  const organisation = asset.organisation ?? asset.owner;
  const state = ahead ? predictedState(ahead) : asset;
  // Every one of a hundred thousand in one shape, and made in one go.
  const feature: AssetFeature = {
    id: asset.id,
    code: asset.code,
    name: asset.name,
    lat: location.lat,
    lon: location.lon,
    sector: asset.sector,
    kind: asset.kind,
    status: state.status,
    level: state.level,
    basis: state.basis ?? 'unstated',
    disputed: state.disputed ?? false,
    since: state.since,
    stale: viewing.stale,
    country: asset.country,
    organisation: viewing.faces.organisation.get(organisation)?.shortName ?? '',
    mine: organisation === viewing.organisation,
    dimmed: !shown,
    tlp: asset.tlp,
  };
  if (!ahead && asset.at !== undefined) feature.ageSeconds = ageOf(asset.at, viewing.now);
  return feature;
}

/** Assets that have not been made into faces; those that have a place. */
export function glimpseOf(assets: KindColumns, viewing: Viewing): Glimpse | undefined {
  const [places, statuses] = [assets.member('location'), assets.member('status')];
  if (!places || !statuses) return undefined;
  const rows: number[] = [];
  for (let row = 0; row < assets.rows; row++) if (places.has(row)) rows.push(row);
  const lat = new Float64Array(rows.length);
  const lon = new Float64Array(rows.length);
  for (const [index, row] of rows.entries()) {
    const place = places.read(row) as Place;
    lat[index] = place.lat;
    lon[index] = place.lon;
  }
  return {
    count: rows.length,
    lat,
    lon,
    status: (index) => statuses.read(rows[index]!) as AssetFace['status'],
    feature: (index) => assetFeature(assets.faces(rows[index]!, rows[index]! + 1)[0] as unknown as AssetFace, viewing),
  };
}

/** What was said and how long ago says nothing of a moment to come: neither age nor dispute is shown. */
const predictedState = ({ status, level, change }: Ahead) => ({
  status,
  level,
  basis: 'predicted' as const,
  disputed: false,
  since: change?.at as string | undefined,
});

const ageOf = (at: string, now: number): number => Math.max(0, Math.round((now - msOf(at)) / 1000));

/** Many were said at one moment. */
const moments = new Map<string, number>();
const MOST_MOMENTS = 4096;
function msOf(at: string): number {
  let ms = moments.get(at);
  if (ms === undefined) {
    if (moments.size >= MOST_MOMENTS) moments.clear();
    moments.set(at, (ms = toMs(at)));
  }
  return ms;
}

/** A coarse twin as the area it is; undefined when it is filtered out and not selected. */
export function twinFeature(twin: TwinFace, viewing: Viewing, nameOf: NameOf): TwinFeature | undefined {
  const ahead = viewing.ahead && statusAhead(viewing.ahead.forecast, twin, viewing.ahead.at);
  const status = ahead?.status ?? twin.status;
  const shown = showsAsset(viewing.filter, { ...twin, status });
  if (!shown && viewing.selected !== twin.id) return undefined;
  const { id, code, cell, sector, tlp } = twin;
  const since = ahead?.change?.at ?? twin.since;
  const state = { status, since, stale: viewing.stale, ...(ahead && { predicted: true }) };
  return { id, code, name: nameOf(twin), cell, ...extentOf(cell), sector, ...state, dimmed: !shown, tlp };
}

/** An incident stands where it was reported, else at the first of its assets that has a place. */
export function incidentFeature(incident: IncidentFace, viewing: Viewing): IncidentFeature | undefined {
  if (incident.voided || incident.mergedInto) return undefined;
  if (!showsIncident(viewing.filter, incident) && viewing.selected !== incident.id) return undefined;
  const place =
    incident.location ??
    incident.assetIds?.map((id) => placeOf(viewing.faces.asset.get(id))).find((location) => location !== undefined);
  if (!place && !incident.area) return undefined;
  return {
    id: incident.id,
    code: incident.code,
    title: incident.title,
    severity: incident.severity,
    status: incident.status,
    ...(place && { lat: place.lat, lon: place.lon }),
    ...(incident.area && { area: incident.area as unknown as Polygon | MultiPolygon }),
    acknowledged: isAcknowledgedBy(incident, viewing.organisation),
    closed: isOver(incident),
  };
}

const STATE: Record<AssetFace['status'], NeedState> = {
  operational: 'supplied',
  degraded: 'short',
  failed: 'lost',
  unknown: 'unknown',
};

/** Where a line ends: at the place, or in the middle of the area that stands for it. */
const endOf = (asset: ShownAsset) => (isTwin(asset) ? middleOf(asset.cell) : asset.location);

/** What the selected asset receives from, and what receives from it, where both ends have a place. */
export function needLines(faces: Faces, selected: string | undefined, ahead?: Viewing['ahead']): NeedLine[] {
  const asset = selected === undefined ? undefined : faces.asset.get(selected);
  if (!asset) return [];
  const lines: NeedLine[] = [];
  const statusOf = (one: ShownAsset) => (ahead ? statusAhead(ahead.forecast, one, ahead.at).status : one.status);
  const line = (
    supplier: ShownAsset,
    dependent: ShownAsset,
    type: NeedLine['type'],
    direction: NeedLine['direction'],
  ) => {
    const from = endOf(supplier);
    const to = endOf(dependent);
    if (!from || !to) return;
    lines.push({
      from,
      to,
      ...((isTwin(supplier) || isTwin(dependent)) && { soft: { from: isTwin(supplier), to: isTwin(dependent) } }),
      type,
      state: STATE[statusOf(supplier)],
      direction,
      crossBorder: !isTwin(supplier) && !isTwin(dependent) && supplier.country !== dependent.country,
    });
  };
  for (const need of asset.needs ?? []) {
    for (const { assetId } of need.suppliers) {
      const supplier = faces.asset.get(assetId);
      if (supplier) line(supplier, asset, need.type, 'supplier');
    }
  }
  for (const other of faces.asset.values()) {
    for (const need of other.needs ?? []) {
      if (need.suppliers.some(({ assetId }) => assetId === asset.id)) line(asset, other, need.type, 'dependent');
    }
  }
  return lines;
}
