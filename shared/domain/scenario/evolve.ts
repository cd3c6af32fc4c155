import type { Fact } from '../event.ts';
import { born } from '../marked.ts';
import type { Scenario } from './record.ts';

export function evolveScenario(scenario: Scenario | undefined, fact: Fact): Scenario | undefined {
  const { event, own } = fact;
  if (!own) return scenario;
  if (event.type === 'scenario.saved') {
    if (scenario) return scenario;
    const { name, note, steps, hours } = event.data as unknown as Scenario;
    return { ...born(fact), name, ...(note !== undefined && { note }), steps, hours, changedAt: event.at };
  }
  if (!scenario) return undefined;
  if (event.type === 'scenario.changed') {
    const { name, note, steps, hours } = event.data as Partial<Scenario>;
    return {
      ...scenario,
      ...(name !== undefined && { name }),
      ...(note !== undefined && { note }),
      ...(steps && { steps }),
      ...(hours !== undefined && { hours }),
      changedAt: event.at,
    };
  }
  // What was thrown away is shown to nobody; the journal keeps that it was.
  return event.type === 'scenario.discarded' ? undefined : scenario;
}
