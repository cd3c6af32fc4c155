import type { ScenarioFace, ScenarioStep } from '../../../shared/domain/scenario/record.ts';
import { strictness, TLP, type Tlp } from '../../../shared/domain/vocabulary.ts';
import { stepsOf, type Act } from '../../forecast/acts.ts';
import type { ShownAsset } from '../../store/derive/shownAsset.ts';
import type { Instant } from '../../../shared/time.ts';

type Assets = ReadonlyMap<string, ShownAsset>;

/** The strictest label of what a scenario rests on: it is saved under no wider one unless somebody says so. */
export function strictestOf(steps: readonly ScenarioStep[], assets: Assets): Tlp {
  let most = 0;
  for (const { assetId } of steps) most = Math.max(most, strictness(assets.get(assetId)?.tlp ?? 'TLP:CLEAR'));
  return TLP[most] ?? 'TLP:CLEAR';
}

/** Whether the list says something else than what was saved. The order within one moment says nothing. */
export function differs(
  acts: readonly Act[],
  hours: number,
  saved: ScenarioFace,
  assets: Assets,
  now: Instant,
): boolean {
  if (hours !== saved.hours) return true;
  const words = (steps: readonly ScenarioStep[]): string =>
    steps
      .map((step) =>
        JSON.stringify(
          step.kind === 'health'
            ? [step.after, step.assetId, step.level]
            : [step.after, step.assetId, step.needId, step.seconds],
        ),
      )
      .sort()
      .join();
  return words(stepsOf(acts, assets, now)) !== words(saved.steps);
}

/** Those changed last first. */
export const byChange = (faces: Iterable<ScenarioFace>): ScenarioFace[] =>
  [...faces].sort((a, b) => (a.changedAt > b.changedAt ? -1 : a.changedAt < b.changedAt ? 1 : a.id < b.id ? -1 : 1));
