import type { Instant } from '../../time.ts';
import type { AssetStatus } from '../vocabulary.ts';
import type { Asset, Basis, Claim } from './record.ts';

/** Worst first. Unknown stands between: it is not good news, and it is not a failure. */
const BADNESS: Record<AssetStatus, number> = { failed: 3, degraded: 2, unknown: 1, operational: 0 };
export const worse = (a: AssetStatus, b: AssetStatus): boolean => BADNESS[a] > BADNESS[b];

export interface ShownStatus {
  readonly status: AssetStatus;
  readonly level: number;
  readonly basis?: Basis;
  readonly since?: Instant;
  readonly levelSince?: Instant;
  readonly at?: Instant;
  readonly disputed?: true;
}

/**
 * What is shown of an asset's status. A partner's report never overwrites the owner's confirmation: both are kept and
 * a contradiction is shown as disputed; without a confirmation the worst of the latest reports is shown.
 */
export function shownStatus(asset: Pick<Asset, 'confirmed' | 'reports'>): ShownStatus {
  const reports = Object.values(asset.reports);
  const { confirmed } = asset;
  if (confirmed) {
    const disputed = reports.some((report) => report.status !== confirmed.status);
    return {
      status: confirmed.status,
      level: confirmed.level,
      basis: 'confirmed',
      since: confirmed.since,
      ...(confirmed.levelSince && { levelSince: confirmed.levelSince }),
      at: confirmed.at,
      ...(disputed ? { disputed: true as const } : {}),
    };
  }
  const worst = worstClaim(reports);
  if (!worst) return { status: 'unknown', level: 0 };
  return {
    status: worst.status,
    level: worst.level,
    basis: 'reported',
    since: worst.since,
    ...(worst.levelSince && { levelSince: worst.levelSince }),
    at: worst.at,
  };
}

/** The worst; of equally bad ones the latest; of those the smaller organisation id, so that order never matters. */
function worstClaim(claims: readonly Claim[]): Claim | undefined {
  let worst: Claim | undefined;
  for (const claim of claims) {
    if (
      !worst ||
      worse(claim.status, worst.status) ||
      (claim.status === worst.status &&
        (claim.at > worst.at || (claim.at === worst.at && claim.by.organisation < worst.by.organisation)))
    ) {
      worst = claim;
    }
  }
  return worst;
}
