// Writes the figures of README.md: runs the benchmarks and puts what they printed between the markers.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, say } from './parts/words.mjs';

const names = process.argv.slice(2);
if (names.length === 0) names.push('append', 'fanout');

const file = join(projectRoot, 'README.md');
const text = readFileSync(file, 'utf8');
const begin = text.indexOf('<!-- figures:begin');
const end = text.indexOf('<!-- figures:end -->');
if (begin < 0 || end < begin) throw new Error('README.md has no markers for the figures');

const rows = [];
let machine = '';
for (const name of names) {
  say(`Measuring ${name} …`);
  const output = execFileSync(
    process.execPath,
    ['--expose-gc', join(projectRoot, 'test', 'bench', `${name}.ts`), '--json'],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    },
  );
  const report = JSON.parse(output.trim().split('\n').at(-1));
  machine = `${report.machine}, ${report.when.slice(0, 10)}`;
  for (const { id, metric, value, unit, baseline, ratio, target, met } of report.results) {
    // What nothing was promised of stands in the benchmark's own output.
    if (target === undefined || !id.startsWith('P-')) continue;
    const beside = baseline === undefined ? '' : `${baseline} ${unit}`;
    const verdict = `${target}: ${met ? 'met' : 'missed'}`;
    rows.push(`| ${id} | ${metric} | ${value} ${unit} | ${beside} | ${ratio ?? ''} | ${verdict} |`);
  }
}
const opening = text.slice(begin, text.indexOf('-->', begin) + 3);
const table = [
  '| | what | here | baseline, same run | ratio | promise |',
  '| --- | --- | --- | --- | --- | --- |',
  ...rows,
];
const block = [opening, `On ${machine}.`, '', ...table, ''].join('\n');
writeFileSync(file, text.slice(0, begin) + block + text.slice(end));
execFileSync(join(projectRoot, 'node_modules', '.bin', 'prettier'), ['--write', '--log-level', 'warn', file]);
say('README.md has the new figures.');
