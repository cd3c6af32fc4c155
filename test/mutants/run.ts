import { FAULTS, FIRST, THEN } from './faults.ts';
import { Bed } from './plant.ts';

/** `npm run mutants [-- PART OF A NAME …]`: plants small faults one by one and shows which test catches each. */
const wanted = process.argv.slice(2);
const faults = FAULTS.filter(({ id }) => wanted.length === 0 || wanted.some((part) => id.includes(part)));
const bed = new Bed();
let through = 0;
try {
  const asked = new Set([...FIRST, ...THEN, ...faults.flatMap(({ tests = [] }) => tests)]);
  const already = await bed.failing([...asked]);
  if (already !== undefined) throw new Error(`The tests fail without any fault: ${already}`);
  for (const fault of faults) {
    const { caughtBy, seconds, trouble } = await bed.plant(fault);
    if (caughtBy === undefined) through++;
    const said = trouble ? `CANNOT BE PLANTED: ${trouble}` : (caughtBy ?? 'WENT THROUGH');
    process.stdout.write(
      `${caughtBy === undefined ? '!!' : 'ok'} ${fault.id.padEnd(58)} ${String(seconds).padStart(5)} s  ${said}\n`,
    );
  }
} finally {
  bed.clear();
}
process.stdout.write(`${faults.length} faults planted, ${faults.length - through} caught, ${through} went through.\n`);
process.exit(through === 0 ? 0 : 1);
