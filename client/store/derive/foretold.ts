import type { PredictedCrossing } from '../../../shared/cascade/crossings.ts';
import type { Tlp } from '../../../shared/domain/vocabulary.ts';
import type { Faces } from '../contract.ts';
import { strictestUnder } from './predicted.ts';

/** What newly called for somebody while they were away, as the server answers it. */
export interface Foretold {
  readonly crossing: PredictedCrossing;
  /** Operation time. */
  readonly arose: string;
  readonly outcome: 'predicted' | 'came-true' | 'averted';
  readonly ended?: string;
}

export interface Foreseen {
  /** The worst of what one root cause led to, of one kind, with one outcome. */
  readonly warning: Foretold;
  readonly tlp: Tlp;
  /** How much else. */
  readonly more: number;
}

const ORDER = { predicted: 0, 'came-true': 1, averted: 2 } as const;

/**
 * By root cause, kind and outcome, the worst of each; what still stands first. Of what is not shown any more by now nothing
 * is said, whatever the answer held.
 */
export function foreseenOf(warnings: readonly Foretold[], faces: Faces): Foreseen[] {
  const groups = new Map<string, Foretold[]>();
  for (const one of warnings) {
    const { kind, rootId, prediction } = one.crossing;
    if (!faces.asset.has(prediction.assetId) || !faces.asset.has(rootId)) continue;
    const key = `${one.outcome} ${kind} ${rootId} ${one.crossing.since}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()]
    .map((group) => {
      const [worst] = group.sort(bySeverity) as [Foretold, ...Foretold[]];
      const assets = new Set(group.map(({ crossing }) => subjectOf(crossing)));
      const tlp = strictestUnder(
        group.map(({ crossing }) => crossing),
        faces.asset,
      );
      return { warning: worst, tlp, more: assets.size - 1 };
    })
    .sort((a, b) => ORDER[a.warning.outcome] - ORDER[b.warning.outcome] || bySeverity(a.warning, b.warning));
}

const subjectOf = (one: PredictedCrossing): string =>
  one.kind === 'persons' ? `${one.nation} ${one.service}` : one.kind === 'loss' ? one.prediction.assetId : one.key;

const bySeverity = (a: Foretold, b: Foretold): number =>
  b.crossing.severity - a.crossing.severity ||
  (a.arose < b.arose ? -1 : a.arose > b.arose ? 1 : a.crossing.key < b.crossing.key ? -1 : 1);
