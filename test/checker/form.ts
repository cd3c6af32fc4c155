import { whyNoPostgres } from '../support/postgres.ts';
import { caught } from './caught.ts';
import { explained } from './explain.ts';
import { furnish, furnishPostgres, type Furnished } from './furnish.ts';
import { PLANTED } from './planted.ts';
import { broken, trial, words } from './trial.ts';

interface Sums {
  readonly counts: Record<string, number>;
  readonly losses: Record<string, number>;
}

/** Of three histories one is made on two nodes over a real PostgreSQL, where there is one. */
const ON_A_CLUSTER = 3;
const SHAPE = { steps: 500, rounds: 3, kills: 2 };

/** So many histories, one seed after another: what was counted, and by law what was against it. */
export async function checkHistories(count: number, seed: number): Promise<Sums> {
  const sums: Sums = { counts: { histories: 0, onTwoNodes: 0 }, losses: {} };
  const alone = await furnish();
  const cluster = count >= ON_A_CLUSTER && !(await whyNoPostgres()) ? await furnishPostgres(2) : undefined;
  try {
    for (let number = 0; number < count; number++) {
      const several = cluster !== undefined && number % ON_A_CLUSTER === ON_A_CLUSTER - 1;
      await oneHistory(several ? cluster : alone, seed + number, sums);
      if (several) add(sums.counts, 'onTwoNodes', 1);
    }
  } finally {
    await alone.remove();
    await cluster?.remove();
  }
  return sums;
}

async function oneHistory(furnished: Furnished, seed: number, { counts, losses }: Sums): Promise<void> {
  const shape = { ...SHAPE, seed };
  const done = await trial(furnished, shape);
  const { verdict } = done;
  add(counts, 'histories', 1);
  for (const [name, value] of Object.entries(verdict.counts))
    if (typeof value === 'number' && name !== 'seed') add(counts, name, value);
  for (const { id, checks, broken: found } of verdict.laws) {
    add(counts, `checks of "${id}"`, checks);
    add(losses, id, found ? 1 : 0);
  }
  add(losses, 'vacuous', verdict.vacuous.length);
  if (broken(verdict).length > 0) {
    process.stdout.write(`${words(verdict)}\n`);
    process.stdout.write(`${await explained(furnished, shape, done, 30)}\n`);
  } else for (const why of verdict.vacuous) process.stdout.write(`seed ${seed} shows nothing: ${why}\n`);
}

/** So many of the planted faults, one by one: one that goes through is a loss. */
export async function plantFaults(count: number, seed: number): Promise<Sums> {
  const sums: Sums = { counts: { planted: 0 }, losses: { 'went through': 0 } };
  const furnished = await furnish();
  try {
    for (const fault of PLANTED.slice(0, count)) {
      const shape = { seed, steps: 320, rounds: 2, kills: 0 };
      const found = await caught(furnished, shape, fault).catch((error: unknown) => {
        process.stdout.write(`${String(error)}\n`);
        return undefined;
      });
      process.stdout.write(`${fault.id}: ${found ?? 'WENT THROUGH'}\n`);
      add(sums.counts, 'planted', 1);
      add(sums.losses, 'went through', found === undefined ? 1 : 0);
    }
  } finally {
    await furnished.remove();
  }
  return sums;
}

function add(to: Record<string, number>, name: string, value: number): void {
  to[name] = (to[name] ?? 0) + value;
}
