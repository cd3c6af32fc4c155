import type { AssetFace } from '../../../shared/domain/asset/record.ts';
import type { Instant } from '../../../shared/time.ts';
import type { ShownAsset } from '../../store/derive/shownAsset.ts';

interface Said {
  readonly saidAt: Instant;
  readonly by: { readonly organisation: string; readonly user?: string };
  readonly note?: string;
}
/** What the owner answered to a prediction, while it stands. */
export type Answer =
  | (Said & { readonly kind: 'refuted'; readonly until: Instant })
  | (Said & { readonly kind: 'confirmed'; readonly at: Instant; readonly level: number });

/**
 * The owner's answers that stand, as the forecast takes them: they lapse when their time is over and when a supplier has
 * changed since, for then they were said of something else. An expectation stands only beside a prediction. Both may
 * stand: it holds until then, and fails afterwards.
 */
export function standingAnswers(
  asset: AssetFace,
  assets: ReadonlyMap<string, ShownAsset>,
  /** Operation time, in milliseconds. */
  now: number,
  predicted: boolean,
): readonly Answer[] {
  const { confirmed, expected } = asset;
  const answers: Answer[] = [];
  if (confirmed?.holdsUntil && asset.basis === 'confirmed') {
    const { at, heldAt: saidAt = at, by, note, holdsUntil: until } = confirmed;
    if (Date.parse(until) > now && !supplierChanged(asset, assets, saidAt)) {
      answers.push({ kind: 'refuted', until, saidAt, by, ...(note !== undefined && { note }) });
    }
  }
  if (expected && predicted && !supplierChanged(asset, assets, expected.saidAt)) {
    const { at, level, saidAt, by, note } = expected;
    answers.push({ kind: 'confirmed', at, level, saidAt, by, ...(note !== undefined && { note }) });
  }
  return answers;
}

/** Whether one of those it needs has another status or level than at that moment. */
function supplierChanged({ needs = [] }: AssetFace, assets: ReadonlyMap<string, ShownAsset>, after: Instant): boolean {
  return needs.some(({ suppliers }) =>
    suppliers.some(({ assetId }) => {
      const supplier = assets.get(assetId);
      const changed = supplier && ('levelSince' in supplier ? (supplier.levelSince ?? supplier.since) : supplier.since);
      return changed !== undefined && changed > after;
    }),
  );
}

/** Hours beyond the predicted moment for which an owner may vouch; the usual one is what the server takes, too. */
export const HOLDS_FOR = [6, 24, 72] as const;
export const HOLDS_USUALLY = 24;

const HOUR_MS = 3_600_000;
/** Until when that is, in whole hours as the server takes it: reckoned from the predicted moment, or from now where it has passed. */
export const holdsUntil = (at: Instant, now: number, hours: number): Instant =>
  new Date(Math.ceil(Math.max(Date.parse(at), now) / HOUR_MS + hours) * HOUR_MS).toISOString() as Instant;
