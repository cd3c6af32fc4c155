import type { z } from 'zod';
import { deepEqual } from '../../canonical.ts';
import { refused, type Refused } from '../../outcome.ts';
import { tlpAt } from '../../sharing/marking.ts';
import { inFull } from '../asset/record.ts';
import { accept, nothingToDo, unseen, type Decision, type Sight } from '../decision.ts';
import type { EntityRef, Marking } from '../entity.ts';
import { isBorn, markingOfNew } from '../markingOf.ts';
import type { scenarioCommands } from './commands.ts';
import type { ScenarioStep } from './record.ts';

type Data<T extends keyof typeof scenarioCommands> = z.infer<(typeof scenarioCommands)[T]>;
const ref = (id: string): EntityRef => ({ kind: 'scenario', id });

export const decideScenario = {
  'scenario.save'(data: Data<'scenario.save'>, sight: Sight): Decision {
    const { scenarioId, marking, ...content } = data;
    if (sight.taken(scenarioId)) return refused('id-taken');
    const born = markingOfNew(sight, marking);
    if (!isBorn(born)) return born;
    const why = cannotRest(sight, content.steps, born.marking);
    if (why) return why;
    return accept('scenario.saved', ref(scenarioId), { ...content, steps: inOrder(content.steps), ...born });
  },

  'scenario.change'(data: Data<'scenario.change'>, sight: Sight): Decision {
    const { scenarioId, ...change } = data;
    const scenario = sight.record('scenario', scenarioId);
    if (!scenario) return refused('not-found');
    const why = change.steps && cannotRest(sight, change.steps, scenario.marking);
    if (why) return why;
    const wanted: Record<string, unknown> = { ...change, ...(change.steps && { steps: inOrder(change.steps) }) };
    const now = scenario as unknown as Record<string, unknown>;
    const changed = Object.entries(wanted).filter(
      ([name, value]) => value !== undefined && !deepEqual(now[name], value),
    );
    if (changed.length === 0) return nothingToDo(ref(scenarioId));
    return accept('scenario.changed', ref(scenarioId), Object.fromEntries(changed));
  },

  'scenario.discard': ({ scenarioId }: Data<'scenario.discard'>): Decision =>
    accept('scenario.discarded', ref(scenarioId), {}),
};

/** By time; steps of one moment in the order in which they were given. */
const inOrder = (steps: readonly ScenarioStep[]): ScenarioStep[] => [...steps].sort((a, b) => a.after - b.after);

/** A derived record is shown where the full face of every source is: of a coarse twin nobody else has one. */
function cannotRest(sight: Sight, steps: readonly ScenarioStep[], marking: Marking): Refused | undefined {
  const assetIds = steps.map(({ assetId }) => assetId);
  const unknown = unseen(sight, 'asset', assetIds);
  if (unknown) return unknown;
  for (const step of steps) {
    const asset = inFull(sight.see('asset', step.assetId));
    if (!asset) return refused('not-possible', 'A scenario is saved of assets that you are shown, not of areas.');
    if (asset.tlp === 'TLP:RED' && tlpAt(marking, sight.realAt) !== 'TLP:RED') {
      return refused('marking-contradiction', 'It rests on a TLP:RED asset: mark the scenario TLP:RED.');
    }
    if (step.kind === 'refuel' && !asset.needs?.some(({ needId }) => needId === step.needId)) {
      return refused('not-found', 'A step refuels a need that the asset does not have.');
    }
  }
  return undefined;
}
