// npm test: everything; npm run check (--fast): all but PostgreSQL and the browser. What follows goes to vitest.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, run, say, seconds } from './parts/words.mjs';

const started = performance.now();
const fast = process.argv.includes('--fast');
const forVitest = process.argv.slice(2).filter((argument) => argument !== '--fast');

const cache = join(projectRoot, 'node_modules', '.cache', 'tocsin');
mkdirSync(cache, { recursive: true });

const tool = (name, ...args) => [process.execPath, [join(projectRoot, 'node_modules', ...name.split('/')), ...args]];
const script = (name) => [process.execPath, [join(projectRoot, 'scripts', name)]];
const types = (leaf) =>
  tool('typescript/bin/tsc', '-p', leaf, '--incremental', '--tsBuildInfoFile', join(cache, `${leaf}.tsbuildinfo`));

// The longest first: two run at once.
const checks = [
  ['types of test', types('test')],
  ['types of client', types('client')],
  [
    'lint',
    tool('eslint/bin/eslint.js', '.', '--max-warnings', '0', '--cache', '--cache-location', join(cache, 'eslint')),
  ],
  [
    'format',
    tool(
      'prettier/bin/prettier.cjs',
      '.',
      '--check',
      '--log-level',
      'warn',
      '--cache',
      '--cache-location',
      join(cache, 'prettier'),
    ),
  ],
  ['types of server', types('server')],
  ['types of shared', types('shared')],
  ['dependency rules', script('dependencies.mjs')],
  ['rules and tests', script('rules.mjs')],
];

async function runChecks() {
  const waiting = [...checks];
  const failed = [];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, [program, args]] = next;
      const began = performance.now();
      const { code, output } = await run(program, args);
      const note = code === 0 && name.includes('rules') ? ` (${output.trim().split('\n').at(-1)})` : '';
      say(`${code === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(17)} ${seconds(began)}${note}`);
      if (code === 0) continue;
      failed.push(name);
      say(output.trim().replace(/^/gm, '    '));
    }
  };
  await Promise.all([worker(), worker()]);
  return failed;
}

const failed = await runChecks();
if (failed.length > 0) {
  say(`\nFailed in ${seconds(started)}: ${failed.join(', ')}. The tests were not run.`);
  process.exitCode = 1;
} else if (!existsSync(join(projectRoot, 'test'))) {
  say('There are no tests.');
  process.exitCode = 1;
} else {
  say(`Checked in ${seconds(started)}.`);
  const [program, args] = tool('vitest/vitest.mjs', 'run', ...(fast ? ['--project', 'unit'] : []), ...forVitest);
  const { code } = await run(program, args, { show: true });
  process.exitCode = code;
}
