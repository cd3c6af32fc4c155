import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { projectRoot } from './words.mjs';

const rules = createRequire(import.meta.url)(join(projectRoot, '.dependency-cruiser.cjs'));

/**
 * Holds the dependency rules over the rooms below `baseDir`.
 * @returns {Promise<{ modules: number, violations: { rule: string, from: string, to: string, advice: string }[] }>}
 *   modules: files of ours that were read. 0 means that the compiler could not be used, not that all is well.
 */
export async function cruiseRooms(baseDir = projectRoot) {
  const rooms = ['client', 'server', 'shared', 'test'].filter((room) => existsSync(join(baseDir, room)));
  const { output } = await cruise(rooms, {
    ...rules.options,
    baseDir,
    ruleSet: { forbidden: rules.forbidden },
    validate: true,
  });
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text where a result was asked for');
  const advice = new Map(rules.forbidden.map((rule) => [rule.name, rule.comment]));
  return {
    modules: output.modules.filter((module) => /^(client|server|shared|test)\//.test(module.source)).length,
    violations: output.summary.violations.map(({ rule, from, to, cycle }) => ({
      rule: rule.name,
      from,
      to: cycle === undefined ? to : cycle.map(({ name }) => name).join(' -> '),
      advice: advice.get(rule.name) ?? '',
    })),
  };
}
