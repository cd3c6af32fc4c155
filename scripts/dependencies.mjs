// Holds the arrows between the rooms (.dependency-cruiser.cjs), and that any module was seen at all.
import { cruiseRooms } from './parts/cruise.mjs';
import { say } from './parts/words.mjs';

const { modules, violations } = await cruiseRooms();
for (const { rule, from, to, advice } of violations) say(`${rule}: ${from} -> ${to}\n    ${advice}`);
if (modules === 0) {
  say('The dependency rules saw 0 modules: TypeScript 6 is needed (7 has no compiler API), or the folders are empty.');
}
say(`${violations.length} violations of the dependency rules in ${modules} modules`);
process.exitCode = modules === 0 || violations.length > 0 ? 1 : 0;
