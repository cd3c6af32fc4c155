import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, run, say, seconds } from './words.mjs';

export const folder = join(projectRoot, 'test', 'bench');

/** As the server itself is started, so that what is measured here is what runs there. */
const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
export const flags = ['--expose-gc', .../exec node (.*)server\/main\.ts/.exec(scripts.start)[1].trim().split(' ')];

/** The names of all benchmarks: what they share has a capital letter in its name, or is the support. */
export const benches = () =>
  existsSync(folder)
    ? readdirSync(folder).flatMap((file) =>
        /^[a-z0-9-]+\.ts$/.test(file) && file !== 'support.ts' ? [file.slice(0, -3)] : [],
      )
    : [];

/**
 * Runs benchmarks one after another, so that none is measured beside another. One that fails stops nobody: it is named.
 * @param {readonly string[]} [names] all where absent
 * @returns {Promise<{ report: object, failed: string[] }>} report: `{ name, machine, when, results }`, as one alone has it
 */
export async function measureAll(names = benches()) {
  const results = [];
  const failed = [];
  let machine = '';
  const when = new Date().toISOString();
  for (const name of names) {
    const began = performance.now();
    const { code, output } = await run(process.execPath, [...flags, join(folder, `${name}.ts`), '--json']);
    const lines = output.trim().split('\n');
    const report = code === 0 ? reportIn(lines) : undefined;
    if (!report) {
      failed.push(name);
      say(`${name} FAILED after ${seconds(began)}\n${lines.slice(-20).join('\n')}`);
      continue;
    }
    say(lines.filter((line) => line !== report.line).join('\n'));
    say(`  (${name}: ${seconds(began)})`);
    machine = report.machine;
    results.push(...report.results.map((result) => ({ bench: name, ...result })));
  }
  return { report: { name: 'all', machine, when, results, ...(failed.length > 0 && { failed }) }, failed };
}

function reportIn(lines) {
  const line = lines.findLast((each) => each.startsWith('{"name":'));
  return line === undefined ? undefined : { ...JSON.parse(line), line };
}
