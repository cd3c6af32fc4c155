import type { WhatIf } from '../../shared/cascade/forecast.ts';
import { UP } from '../../shared/domain/vocabulary.ts';
import type { ScenarioStep } from '../../shared/domain/scenario/record.ts';
import { fromMs, toMs, type Instant } from '../../shared/time.ts';
import type { ShownAsset } from '../store/derive/shownAsset.ts';

type Assets = ReadonlyMap<string, ShownAsset>;

/** In seconds after the moment from which it is reckoned, or at a moment of the operation. */
export type When = { readonly after: number } | { readonly at: Instant };

export type What =
  | { readonly kind: 'fail' }
  /** To this level, ppm. */
  | { readonly kind: 'degrade'; readonly level: number }
  | { readonly kind: 'repair' }
  /** Buffers of one need, or of all needs that have one; `seconds` at full draw, full when absent. */
  | { readonly kind: 'refuel'; readonly needIds?: readonly string[]; readonly seconds?: number };

/** One line of the list: the same happens to all these assets at the same moment. */
export interface Act {
  readonly key: string;
  readonly assetIds: readonly string[];
  readonly what: What;
  readonly when: When;
}

/** Seconds from `now`; what lies before it happens now. */
export const afterOf = (when: When, now: Instant): number =>
  'after' in when ? when.after : Math.max(0, Math.round((toMs(when.at) - toMs(now)) / 1000));

/** By time; those of one moment in the order in which they were added. */
export const inOrder = (acts: readonly Act[], now: Instant): Act[] =>
  [...acts].sort((a, b) => afterOf(a.when, now) - afterOf(b.when, now));

/** As many steps as there are assets, or buffers, that are still shown. */
export function stepsOf(acts: readonly Act[], assets: Assets, now: Instant): ScenarioStep[] {
  return inOrder(acts, now).flatMap(({ assetIds, what, when }) => {
    const after = afterOf(when, now);
    return assetIds.flatMap((assetId): ScenarioStep[] => {
      const face = assets.get(assetId);
      if (!face) return [];
      if (what.kind !== 'refuel') return [{ kind: 'health', after, assetId, level: levelOf(what) }];
      return buffersOf(face, what.needIds).map(({ needId, buffer }) => ({
        kind: 'refuel',
        after,
        assetId,
        needId,
        seconds: Math.min(buffer, what.seconds ?? buffer),
      }));
    });
  });
}

const levelOf = (what: Exclude<What, { kind: 'refuel' }>): number =>
  what.kind === 'fail' ? 0 : what.kind === 'repair' ? UP : what.level;

/** Needs with a buffer: only these can be refuelled. */
export function buffersOf(face: ShownAsset, needIds?: readonly string[]) {
  return (face.needs ?? []).flatMap((need) =>
    need.buffer !== undefined && need.buffer > 0 && (!needIds || needIds.includes(need.needId))
      ? [{ needId: need.needId, buffer: need.buffer }]
      : [],
  );
}

/** As the engine is asked: each step at its moment. */
export function whatIfsOf(steps: readonly ScenarioStep[], now: Instant): WhatIf[] {
  return steps.map(({ after, ...step }) => ({ ...step, at: fromMs(toMs(now) + after * 1000) }));
}

/** The list as somebody made it, from the steps that are kept: what happens at once to several is one line. */
export function actsFrom(steps: readonly ScenarioStep[], assets: Assets): Act[] {
  const groups = new Map<string, { act: Act; ids: Set<string>; needIds: Set<string> }>();
  for (const step of steps) {
    const what = whatOf(step, assets);
    const key = JSON.stringify([step.after, what]);
    const group = groups.get(key) ?? {
      act: { key: `kept ${groups.size}`, assetIds: [], what, when: { after: step.after } },
      ids: new Set<string>(),
      needIds: new Set<string>(),
    };
    group.ids.add(step.assetId);
    if (step.kind === 'refuel') group.needIds.add(step.needId);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ act, ids, needIds }) => ({
    ...act,
    assetIds: [...ids],
    ...(act.what.kind === 'refuel' && { what: { ...act.what, needIds: [...needIds] } }),
  }));
}

function whatOf(step: ScenarioStep, assets: Assets): What {
  if (step.kind === 'health') {
    if (step.level === 0) return { kind: 'fail' };
    return step.level === UP ? { kind: 'repair' } : { kind: 'degrade', level: step.level };
  }
  const need = assets.get(step.assetId)?.needs?.find(({ needId }) => needId === step.needId);
  return need?.buffer === step.seconds ? { kind: 'refuel' } : { kind: 'refuel', seconds: step.seconds };
}
