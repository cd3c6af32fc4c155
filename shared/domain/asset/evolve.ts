import { UP, type AssetStatus } from '../vocabulary.ts';
import type { Fact } from '../event.ts';
import { born, type Born } from '../marked.ts';
import type { Asset, Claim, Need } from './record.ts';
import { shownStatus } from './status.ts';
import { withTwin, type Published } from './twin.ts';

const DEFAULT_LEVEL: Record<AssetStatus, number> = { operational: UP, degraded: UP / 2, failed: 0, unknown: 0 };

/** The level a status stands for when none is stated; unknown keeps the last known one. */
export function levelFor(status: AssetStatus, stated: number | undefined, last: number | undefined): number {
  if (stated !== undefined) return stated;
  return status === 'unknown' ? (last ?? 0) : DEFAULT_LEVEL[status];
}

function claimOf(fact: Fact, previous: Claim | undefined, lastLevel: number | undefined): Claim {
  const { event } = fact;
  const data = event.data as Partial<Claim> & { status: AssetStatus };
  const seen = event.observedAt ?? event.at;
  return {
    status: data.status,
    level: levelFor(data.status, data.level, lastLevel),
    ...(data.because && { because: data.because }),
    ...(data.note && { note: data.note }),
    ...(data.expectedRestoration && { expectedRestoration: data.expectedRestoration }),
    since: previous && previous.status === data.status ? previous.since : seen,
    at: event.at,
    realAt: event.realAt,
    ...(event.observedAt && { observedAt: event.observedAt }),
    ...(event.clamped && { clamped: true as const }),
    by: event.by,
  };
}

const without = <V>(map: Readonly<Record<string, V>>, key: string): Record<string, V> => {
  const rest = { ...map };
  delete rest[key];
  return rest;
};

/** Total: an event that does not fit leaves the record as it is. The coarse twin follows what happened. */
export function evolveAsset(asset: Asset | undefined, fact: Fact): Asset | undefined {
  const after = evolveExact(asset, fact);
  return after && after !== asset ? withTwin(after, fact) : after;
}

function evolveExact(asset: Asset | undefined, fact: Fact): Asset | undefined {
  const { event } = fact;
  if (event.type === 'asset.registered') {
    if (asset) return asset;
    const {
      level,
      marking: _marking,
      twin: _twin,
      ...content
    } = event.data as unknown as Born & Omit<Asset, 'twin'> & { level?: number; twin?: Published };
    const base: Asset = { ...content, ...born(fact), reports: {}, buffers: {} };
    if (level === undefined) return base;
    const status: AssetStatus = level >= UP ? 'operational' : level > 0 ? 'degraded' : 'failed';
    const stated = { ...fact, event: { ...event, data: { status, level } } };
    return { ...base, confirmed: claimOf(stated, undefined, undefined) };
  }
  if (!asset) return undefined;
  switch (event.type) {
    case 'asset.statusChanged': {
      const shown = shownStatus(asset);
      if (event.data['basis'] === 'confirmed') {
        return { ...asset, confirmed: claimOf(fact, asset.confirmed, shown.level), reports: {} };
      }
      const mine = asset.reports[event.by.organisation];
      return {
        ...asset,
        reports: { ...asset.reports, [event.by.organisation]: claimOf(fact, mine, mine?.level ?? shown.level) },
      };
    }
    case 'asset.confirmed': {
      const shown = shownStatus(asset);
      const claim = claimOf(
        { ...fact, event: { ...event, data: { status: shown.status, level: shown.level } } },
        undefined,
        shown.level,
      );
      const kept = asset.confirmed && asset.confirmed.status === shown.status ? asset.confirmed : undefined;
      const confirmed: Claim = { ...kept, ...claim, since: shown.since ?? claim.since };
      return { ...asset, confirmed, reports: {} };
    }
    case 'asset.refuted': {
      if (!asset.confirmed) return asset;
      const note = event.data['note'];
      const renewed: Claim = { ...asset.confirmed, at: event.at, realAt: event.realAt, by: event.by };
      return { ...asset, confirmed: typeof note === 'string' ? { ...renewed, note } : renewed, reports: {} };
    }
    case 'asset.needsChanged':
      return { ...asset, needs: (event.data['needs'] as readonly Need[] | undefined) ?? [] };
    case 'asset.bufferStated': {
      const { needId, secondsLeft } = event.data as { needId: string; secondsLeft: number };
      return { ...asset, buffers: { ...without(asset.buffers, needId), [needId]: { secondsLeft, at: event.at } } };
    }
    case 'asset.detailsChanged':
      return { ...asset, ...(event.data as Partial<Asset>) };
    default:
      return asset;
  }
}
