import { cpus, loadavg } from 'node:os';

export interface Result {
  readonly id: string;
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline?: number;
  readonly ratio?: number;
  readonly target?: string;
  readonly met?: boolean;
}

export const median = (values: readonly number[]): number => percentile(values, 50);
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil((p / 100) * sorted.length) - 1))] ?? Number.NaN;
}
export const round = (value: number, digits = 3): number => Number(value.toPrecision(digits));

/** Prints the results for people, and with `--json` one object as the last line. */
export function print(name: string, results: readonly Result[]): void {
  const machine = `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}`;
  const when = new Date().toISOString();
  // What else the machine does: a figure of a busy machine says little.
  const load = round(loadavg()[0]!);
  process.stdout.write(`\n${name} on ${machine}, ${when}, load ${load}\n`);
  for (const { id, metric, value, unit, baseline, ratio, target, met } of results) {
    const beside = [
      baseline === undefined ? '' : `baseline ${baseline} ${unit}`,
      ratio === undefined ? '' : `ratio ${ratio}`,
      target === undefined ? '' : `target ${target}: ${met ? 'met' : 'MISSED'}`,
    ].filter((part) => part !== '');
    process.stdout.write(
      `  ${id.padEnd(6)} ${metric}: ${value} ${unit}${beside.length > 0 ? ` (${beside.join(', ')})` : ''}\n`,
    );
  }
  if (process.argv.includes('--json'))
    process.stdout.write(`${JSON.stringify({ name, machine, when, load, results })}\n`);
}

/** Waits until a condition holds; the deadline is a bug's, not a schedule. */
export async function until(condition: () => boolean, seconds = 60): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!condition()) {
    if (performance.now() > end) throw new Error('The condition was not reached in time');
    await new Promise((resume) => setTimeout(resume, 5));
  }
}

/** Until a count has stood still for so long (ms): that nothing more comes has no other sign. */
export async function silence(count: () => number, ms: number): Promise<void> {
  for (let before = -1; before !== count();) {
    before = count();
    await new Promise((resume) => setTimeout(resume, ms));
  }
}
