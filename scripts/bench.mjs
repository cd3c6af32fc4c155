// npm run bench -- NAME|all [--json]: runs test/bench/NAME.ts, which prints its own results; `all` runs every one of
// them, one after another, and with --json prints one object with every figure as its last line.
import { join } from 'node:path';
import { benches, flags, folder, measureAll } from './parts/benches.mjs';
import { run, say } from './parts/words.mjs';

const known = benches();
const [name, ...rest] = process.argv.slice(2);

if (name === 'all') {
  const { report, failed } = await measureAll();
  if (rest.includes('--json')) say(JSON.stringify(report));
  process.exitCode = failed.length > 0 ? 1 : 0;
} else if (name === undefined || !known.includes(name)) {
  say(`npm run bench -- NAME [--json], where NAME is all or one of: ${known.join(', ') || '(there is none yet)'}`);
  process.exitCode = 2;
} else {
  const { code } = await run(process.execPath, [...flags, join(folder, `${name}.ts`), ...rest], { show: true });
  process.exitCode = code;
}
