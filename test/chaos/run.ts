import { parseArgs } from 'node:util';
import { FORMS, type Form } from './forms.ts';
import { inWords, lossesOf, type Report } from './report.ts';

// The long forms of what `npm test` runs short.
const say = (text: string) => process.stdout.write(`${text}\n`);

function help(): void {
  say('npm run chaos -- --minutes N [--seed S]     all forms in turn, with random seeds, for so many minutes');
  say('npm run chaos -- NAME [COUNT [SEED]]        one form, as long as promised or as often as said');
  say('');
  for (const [name, { of, about, long }] of Object.entries(FORMS))
    say(`  ${name.padEnd(11)} ${about} (${long.toLocaleString('en')} ${of})`);
  say('');
  say('Ends with 1 when anything was lost or wrong. A seed makes the same choices again, not the same timing.');
}

async function once(name: string, form: Form, count: number, seed: number): Promise<Report> {
  try {
    return await form.run(count, seed);
  } catch (error) {
    say(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return { counts: {}, losses: { broke: 1 } };
  }
}

/** What all turns of one form came to. */
interface Sum {
  turns: number;
  trials: number;
  losses: number;
  skipped: string | undefined;
  readonly failed: number[];
}

async function inTurn(minutes: number, first: number): Promise<boolean> {
  const until = performance.now() + minutes * 60_000;
  const sums = new Map<string, Sum>();
  for (let seed = first; ;) {
    for (const [name, form] of Object.entries(FORMS)) {
      if (performance.now() > until) return summary(sums);
      const sum = sums.get(name) ?? { turns: 0, trials: 0, losses: 0, skipped: undefined, failed: [] };
      sums.set(name, sum);
      seed += 1;
      const began = performance.now();
      const report = await once(name, form, form.turn, seed);
      const seconds = Math.round((performance.now() - began) / 1000);
      say(`${inWords(name, report)} (seed ${seed}, ${seconds} s)`);
      const { skipped } = report.counts;
      if (skipped !== undefined) sum.skipped = String(skipped);
      else {
        sum.turns += 1;
        sum.trials += form.turn;
      }
      sum.losses += lossesOf(report);
      if (lossesOf(report) > 0) sum.failed.push(seed);
    }
  }
}

function summary(sums: ReadonlyMap<string, Sum>): boolean {
  say('');
  for (const [name, { turns, trials, losses, skipped, failed }] of sums) {
    const trialsSaid = skipped
      ? `skipped: ${skipped}`
      : `${losses} lost or wrong in ${trials} ${FORMS[name]!.of} (${turns} turns)`;
    say(`${name.padEnd(11)} ${trialsSaid}${failed.length > 0 ? `, FAILED with seeds ${failed.join(', ')}` : ''}`);
  }
  return [...sums.values()].every(({ losses }) => losses === 0);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { minutes: { type: 'string' }, seed: { type: 'string' }, help: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [name, count, seed = values.seed ?? String(Date.now() % 1_000_000)] = positionals;
  const minutes = Number(values.minutes);
  if (values.help) {
    help();
    return 0;
  }
  if (minutes > 0) return (await inTurn(minutes, Number(seed))) ? 0 : 1;
  const form = name === undefined ? undefined : FORMS[name];
  if (!form || !(Number(count ?? 1) > 0)) {
    help();
    return 2;
  }
  const trials = Number(count ?? form.long);
  const report = await once(name!, form, trials, Number(seed));
  say(`${inWords(`${name!}, ${trials} ${form.of}, seed ${seed}`, report)}`);
  return lossesOf(report) === 0 ? 0 : 1;
}

// A form that failed may leave something open: the answer is given all the same.
process.exit(await main());
