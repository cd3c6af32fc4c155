// npm run figures [-- FILE]: writes docs/performance.md, docs/performance.json and the figures of README.md. Without FILE
// everything is measured anew (npm run bench -- all); FILE holds what such a run printed as its last line.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureAll } from './parts/benches.mjs';
import { performanceDigest, performancePage } from './parts/performance.mjs';
import { projectRoot, say } from './parts/words.mjs';

const [given] = process.argv.slice(2);
const report =
  given === undefined ? (await measureAll()).report : JSON.parse(readFileSync(given, 'utf8').trim().split('\n').at(-1));

const readme = join(projectRoot, 'README.md');
const text = readFileSync(readme, 'utf8');
const begin = text.indexOf('<!-- figures:begin');
const end = text.indexOf('<!-- figures:end -->');
if (begin < 0 || end < begin) throw new Error('README.md has no markers for the figures');
const opening = text.slice(begin, text.indexOf('-->', begin) + 3);
writeFileSync(readme, `${text.slice(0, begin)}${opening}\n\n${performanceDigest(report)}\n\n${text.slice(end)}`);

const page = join(projectRoot, 'docs', 'performance.md');
const data = join(projectRoot, 'docs', 'performance.json');
writeFileSync(page, performancePage(report));
writeFileSync(data, JSON.stringify(report));
const prettier = join(projectRoot, 'node_modules', '.bin', 'prettier');
execFileSync(prettier, ['--write', '--log-level', 'warn', readme, page, data]);
say('README.md and docs/performance.md have the new figures.');
