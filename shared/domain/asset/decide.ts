import type { z } from 'zod';
import { deepEqual } from '../../canonical.ts';
import { LIMITS } from '../../limits.ts';
import { refused } from '../../outcome.ts';
import { fromMs, toMs } from '../../time.ts';
import { accept, hasRole, nothingToDo, ownedByActor, unseen, type Decision, type Sight } from '../decision.ts';
import type { EntityRef, Unversioned } from '../entity.ts';
import { isBorn, markingOfNew } from '../markingOf.ts';
import type { assetCommands } from './commands.ts';
import { inFull, type Asset, type AssetFace, type Need } from './record.ts';
import { publishedFrom } from './twin.ts';

type Data<T extends keyof typeof assetCommands> = z.infer<(typeof assetCommands)[T]>;
const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const roundedUp = (ms: number, step: number): number => Math.ceil(ms / step) * step;
const ref = (id: string): EntityRef => ({ kind: 'asset', id });

export const decideAsset = {
  'asset.register'(data: Data<'asset.register'>, sight: Sight): Decision {
    const { assetId, marking: input, coarse, needs: named, ...content } = data;
    if (sight.taken(assetId)) return refused('id-taken');
    const unknown = unseen(sight, 'organisation', [content.organisation]) ?? unknownSuppliers(sight, named, assetId);
    if (unknown) return unknown;
    const needs = named && exactNeeds(sight, named);
    const born = markingOfNew(sight, input);
    if (!isBorn(born)) return born;
    const twin = coarse && publishedFrom(sight, coarse, born.marking, content.location, undefined);
    if (twin && 'kind' in twin) return twin;
    return accept('asset.registered', ref(assetId), {
      ...content,
      ...(needs && { needs }),
      ...born,
      ...(twin && { twin }),
    });
  },

  'asset.setStatus'(data: Data<'asset.setStatus'>, sight: Sight): Decision {
    const { assetId, ...claim } = data;
    const asset = seen(sight, assetId);
    if (!asset) return refused('not-found');
    // The owner's word confirms; everybody else's, the owner's own crews included, reports.
    const basis = ownedByActor(sight, asset) && hasRole(sight, 'owner') ? 'confirmed' : 'reported';
    return accept('asset.statusChanged', ref(assetId), { ...claim, basis });
  },

  'asset.confirm'({ assetId }: Data<'asset.confirm'>, sight: Sight): Decision {
    const asset = seen(sight, assetId);
    if (!asset) return refused('not-found');
    if (asset.basis === undefined) return refused('not-possible', 'Nothing is known yet: state the status instead.');
    return accept('asset.confirmed', ref(assetId), {});
  },

  'asset.refute'({ assetId, note }: Data<'asset.refute'>, sight: Sight): Decision {
    const asset = seen(sight, assetId);
    if (!asset) return refused('not-found');
    if (!asset.reports) return refused('not-possible', 'No partner has reported anything else.');
    if (!asset.confirmed) return refused('not-possible', 'You have confirmed nothing yet: state the status instead.');
    return accept('asset.refuted', ref(assetId), { ...(note && { note }) });
  },

  'asset.answerPrediction'(data: Data<'asset.answerPrediction'>, sight: Sight): Decision {
    const { assetId, answer, at, level, until, note } = data;
    const asset = seen(sight, assetId);
    if (!asset) return refused('not-found');
    // Not to the second: with what else is known of the site that would tell how long its buffer lasts.
    const about = fromMs(roundedUp(toMs(at), QUARTER_MS));
    const said = { answer, at: about, level, ...(note !== undefined && { note }) };
    const now = toMs(sight.at);
    if (answer === 'confirmed') {
      if (toMs(at) <= now) return refused('not-possible', 'Its moment has passed: state the status as it is now.');
      return accept('asset.predictionAnswered', ref(assetId), said);
    }
    const holds = until === undefined ? roundedUp(Math.max(toMs(at), now) + DAY_MS, HOUR_MS) : toMs(until);
    if (holds <= toMs(at))
      return refused('not-possible', 'It is predicted for later than that: say until when it will hold.');
    if (holds <= now) return refused('not-possible', 'That moment has passed: say until when it will hold.');
    if (holds > now + LIMITS.predictionHoldsSeconds * 1000) {
      return refused('not-possible', 'Nobody can vouch for that long: say so again when the time has come.');
    }
    return accept('asset.predictionAnswered', ref(assetId), { ...said, until: fromMs(holds) });
  },

  'asset.setNeeds'({ assetId, needs }: Data<'asset.setNeeds'>, sight: Sight): Decision {
    const face = seen(sight, assetId);
    const asset = sight.record('asset', assetId);
    if (!face || !asset) return refused('not-found');
    const unknown = unknownSuppliers(sight, needs, assetId);
    if (unknown) return unknown;
    const shown = { needs: exactNeeds(sight, face.needs ?? []) };
    return accept('asset.needsChanged', ref(assetId), { needs: replaceShown(asset, shown, exactNeeds(sight, needs)) });
  },

  'asset.setDetails'({ assetId, ...details }: Data<'asset.setDetails'>, sight: Sight): Decision {
    const face = seen(sight, assetId);
    if (!face) return refused('not-found');
    // Compared with what is shown: "nothing to do" must not tell what a hidden field holds.
    const shown = face as unknown as Record<string, unknown>;
    const changed = Object.entries(details).filter(
      ([name, value]) => value !== undefined && !deepEqual(shown[name], value),
    );
    if (changed.length === 0) return nothingToDo(ref(assetId));
    return accept('asset.detailsChanged', ref(assetId), Object.fromEntries(changed));
  },

  'asset.setBuffer'({ assetId, needId, secondsLeft }: Data<'asset.setBuffer'>, sight: Sight): Decision {
    const need = seen(sight, assetId)?.needs?.find((one) => one.needId === needId);
    if (!need) return refused('not-found');
    if (need.buffer === undefined) return refused('not-possible', 'This need has no buffer.');
    if (secondsLeft > need.buffer) return refused('not-possible', 'That is more than the buffer holds.');
    return accept('asset.bufferStated', ref(assetId), { needId, secondsLeft });
  },
};

const seen = (sight: Sight, id: string): Unversioned<AssetFace> | undefined => inFull(sight.see('asset', id));

/** Needs whose suppliers are the assets behind the twins that were named; one named by both is named once. */
function exactNeeds(sight: Sight, needs: readonly Need[]): Need[] {
  return needs.map((need) => {
    const suppliers = new Map(need.suppliers.map((one) => [sight.exact('asset', one.assetId), one]));
    return { ...need, suppliers: [...suppliers].map(([assetId, one]) => ({ ...one, assetId })) };
  });
}

function unknownSuppliers(sight: Sight, needs: readonly Need[] | undefined, self: string) {
  const suppliers = (needs ?? []).flatMap((need) => need.suppliers.map((supplier) => supplier.assetId));
  if (suppliers.includes(self)) return refused('invalid', 'data.needs: an asset cannot need itself.');
  return unseen(sight, 'asset', suppliers);
}

/**
 * Replaces exactly the needs and suppliers that the actor was shown. Those it cannot see stay, one by one; a number that
 * was shown smaller because of them (`k`, demand) and comes back unchanged keeps its true value.
 */
export function replaceShown(
  asset: Pick<Asset, 'needs'>,
  face: Pick<AssetFace, 'needs'>,
  wanted: readonly Need[],
): Need[] {
  const shown = new Map((face.needs ?? []).map((need) => [need.needId, need]));
  const next: Need[] = [];
  const stored = new Map((asset.needs ?? []).map((need) => [need.needId, need]));
  for (const need of wanted) {
    const before = stored.get(need.needId);
    const seen = shown.get(need.needId);
    if (!before) {
      next.push(need);
      continue;
    }
    const visible = new Set((seen?.suppliers ?? []).map((supplier) => supplier.assetId));
    const named = new Set(need.suppliers.map((supplier) => supplier.assetId));
    const hidden = before.suppliers.filter((one) => !visible.has(one.assetId) && !named.has(one.assetId));
    next.push({
      ...need,
      suppliers: [...need.suppliers, ...hidden],
      ...(need.k !== undefined && { k: need.k === seen?.k ? before.k : need.k }),
      ...(need.demand !== undefined && { demand: need.demand === seen?.demand ? before.demand : need.demand }),
      ...(need.base === undefined && seen?.base === undefined && before.base !== undefined && { base: before.base }),
      ...(need.buffer === undefined &&
        seen?.buffer === undefined &&
        before.buffer !== undefined && { buffer: before.buffer }),
      ...(need.stock === undefined &&
        seen?.stock === undefined &&
        before.stock !== undefined && { stock: before.stock }),
      ...(need.recharge === undefined &&
        seen?.recharge === undefined &&
        before.recharge !== undefined && { recharge: before.recharge }),
    });
  }
  const kept = new Set(wanted.map((need) => need.needId));
  for (const before of stored.values()) {
    if (kept.has(before.needId)) continue;
    const visible = new Set((shown.get(before.needId)?.suppliers ?? []).map((supplier) => supplier.assetId));
    const hidden = before.suppliers.filter((supplier) => !visible.has(supplier.assetId));
    if (hidden.length > 0) next.push({ ...before, suppliers: hidden });
  }
  return next;
}
