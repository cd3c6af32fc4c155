// npm run bench -- NAME [--json]: runs test/bench/NAME.ts, which prints its own results.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, run, say } from './parts/words.mjs';

const folder = join(projectRoot, 'test', 'bench');
const known = existsSync(folder)
  ? readdirSync(folder).flatMap((file) => (/^[a-z0-9-]+\.ts$/.test(file) ? [file.slice(0, -3)] : []))
  : [];
const [name, ...rest] = process.argv.slice(2);

if (name === undefined || !known.includes(name)) {
  say(`npm run bench -- NAME [--json], where NAME is one of: ${known.join(', ') || '(there is none yet)'}`);
  process.exitCode = 2;
} else {
  const { code } = await run(process.execPath, ['--expose-gc', join(folder, `${name}.ts`), ...rest], { show: true });
  process.exitCode = code;
}
