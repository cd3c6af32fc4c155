import type { Instant } from '../../time.ts';
import { UP, type AssetStatus, type PredictionAnswer } from '../vocabulary.ts';
import type { Fact } from '../event.ts';
import { born, type Born } from '../marked.ts';
import type { Asset, Claim, Need } from './record.ts';
import { shownStatus, type ShownStatus } from './status.ts';
import { withTwin, type Published } from './twin.ts';

const DEFAULT_LEVEL: Record<AssetStatus, number> = { operational: UP, degraded: UP / 2, failed: 0, unknown: 0 };

/** The level a status stands for when none is stated; unknown keeps the last known one, and is no news of a loss. */
export function levelFor(status: AssetStatus, stated: number | undefined, last: number | undefined): number {
  if (stated !== undefined) return stated;
  return status === 'unknown' ? (last ?? UP) : DEFAULT_LEVEL[status];
}

function claimOf(fact: Fact, previous: Claim | undefined, lastLevel: number | undefined): Claim {
  const { event } = fact;
  const data = event.data as Partial<Claim> & { status: AssetStatus };
  const seen = event.observedAt ?? event.at;
  const level = levelFor(data.status, data.level, lastLevel);
  const same = previous?.status === data.status ? previous : undefined;
  const levelSince = same && (same.level === level ? same.levelSince : seen);
  return {
    status: data.status,
    level,
    ...(data.because && { because: data.because }),
    ...(data.note && { note: data.note }),
    ...(data.expectedRestoration && { expectedRestoration: data.expectedRestoration }),
    since: same ? same.since : seen,
    ...(levelSince && { levelSince }),
    at: event.at,
    realAt: event.realAt,
    ...(event.observedAt && { observedAt: event.observedAt }),
    ...(event.clamped && { clamped: true as const }),
    by: event.by,
  };
}

interface Answered {
  readonly answer: PredictionAnswer;
  readonly at: Instant;
  readonly level: number;
  readonly until?: Instant;
  readonly note?: string;
}

const knownLevel = ({ basis, level }: ShownStatus): number | undefined => (basis ? level : undefined);

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
        const { expected: _expected, ...rest } = asset;
        return { ...rest, confirmed: claimOf(fact, asset.confirmed, knownLevel(shown)), reports: {} };
      }
      const mine = asset.reports[event.by.organisation];
      return {
        ...asset,
        reports: { ...asset.reports, [event.by.organisation]: claimOf(fact, mine, mine?.level ?? knownLevel(shown)) },
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
      const { levelSince } = shown;
      const confirmed: Claim = {
        ...kept,
        ...claim,
        since: shown.since ?? claim.since,
        ...(levelSince && { levelSince }),
      };
      return { ...asset, confirmed, reports: {} };
    }
    case 'asset.predictionAnswered': {
      const { answer, at, level, until, note } = event.data as unknown as Answered;
      const { expected: _before, ...rest } = asset;
      if (answer === 'confirmed') {
        const expected = { at, level, ...(note !== undefined && { note }), saidAt: event.at, by: event.by };
        return { ...rest, expected };
      }
      const shown = shownStatus(asset);
      // Whoever denies that it will fail says that it stands, where nobody had said anything yet.
      const { status, level: stands } = shown.basis ? shown : ({ status: 'operational', level: UP } as const);
      const said = {
        ...fact,
        event: { ...event, data: { status, level: stands, ...(note !== undefined && { note }) } },
      };
      // Why it is so, and until when, is taken over with the status, from whoever said it.
      const behind = asset.confirmed ?? Object.values(asset.reports).find((one) => one.at === shown.at);
      const kept = behind && {
        ...(behind.because && { because: behind.because }),
        ...(behind.expectedRestoration && { expectedRestoration: behind.expectedRestoration }),
      };
      const claim = claimOf(said, undefined, stands);
      const { since = claim.since, levelSince } = shown;
      const confirmed: Claim = {
        ...kept,
        ...claim,
        since,
        ...(levelSince && { levelSince }),
        ...(until !== undefined && { holdsUntil: until, heldAt: event.at }),
      };
      return { ...rest, confirmed, reports: {} };
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
