import { isTwin } from '../../../shared/domain/asset/record.ts';
import type { IncidentFace } from '../../../shared/domain/incident/record.ts';
import { operatorOf, type ShownAsset } from './shownAsset.ts';

/** What the address says is to be shown. An absent or empty list shows all. */
export interface Filter {
  readonly sector?: readonly string[] | undefined;
  readonly status?: readonly string[] | undefined;
  readonly country?: readonly string[] | undefined;
  readonly org?: readonly string[] | undefined;
  readonly sev?: readonly number[] | undefined;
}

const has = <T>(list: readonly T[] | undefined, value: T | undefined): boolean =>
  list === undefined || list.length === 0 || (value !== undefined && list.includes(value));

export const showsAsset = (filter: Filter, asset: ShownAsset): boolean =>
  has(filter.sector, asset.sector) &&
  has(filter.status, asset.status) &&
  has(filter.country, isTwin(asset) ? undefined : asset.country) &&
  has(filter.org, operatorOf(asset));

/** An organisation's incidents are those it reported, owns or leads. */
export const showsIncident = (filter: Filter, incident: IncidentFace): boolean =>
  has(filter.sev, incident.severity) &&
  (has(filter.org, incident.owner) || (incident.lead !== undefined && has(filter.org, incident.lead)));

export const isFiltering = (filter: Filter): boolean =>
  [filter.sector, filter.status, filter.country, filter.org, filter.sev].some((list) => (list?.length ?? 0) > 0);
