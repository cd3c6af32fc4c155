import type { Entry } from './history.ts';
import { Acting } from './laws/acting.ts';
import { Convergence } from './laws/convergence.ts';
import { NoGhosts } from './laws/ghosts.ts';
import { NoHiding } from './laws/hiding.ts';
import { Leaks } from './laws/leaks.ts';
import { NoLoss } from './laws/loss.ts';
import { OneOrder } from './laws/order.ts';
import { OwnWrites } from './laws/ownWrites.ts';
import { Resume } from './laws/resume.ts';
import { Telling, type Law } from './replay.ts';
import { counted, type Counts } from './counts.ts';

export interface Verdict {
  readonly counts: Counts;
  readonly laws: readonly {
    readonly id: string;
    readonly checks: number;
    readonly broken?: { n: number; words: string };
  }[];
  /** What did not happen, and must, for a run to show anything. */
  readonly vacuous: readonly string[];
}

export const allLaws = (): Law[] => [
  new Leaks(),
  new NoLoss(),
  new NoGhosts(),
  new OneOrder(),
  new OwnWrites(),
  new Convergence(),
  new NoHiding(),
  new Resume(),
  new Acting(),
];

/** Reads a history and nothing else, and says which laws it breaks. `share`: of a full run, for the least counts. */
export function check(entries: readonly Entry[], share = 1): Verdict {
  const laws = allLaws();
  new Telling(entries, laws).tell();
  const counts = counted(entries, laws);
  const must: Record<string, number> = {
    'accepted commands': counts.accepted,
    'refused commands': counts.refused,
    withdrawals: counts.withdrawals,
    'markings by their owners': counts.types['sharing.mark']?.['accepted'] ?? 0,
    'changes of circles': counts.types['circle.setMembers']?.['accepted'] ?? 0,
    'cuts of connections': counts.cuts,
    'resumptions after a cut': counts.resumed,
    'coarse twins': counts.twins,
    'batches in columns': counts.batchesInColumns,
    'pictures in columns': counts.picturesInColumns,
    'files read': counts.files,
    'requests for release granted or declined': counts.types['sharing.answer']?.['accepted'] ?? 0,
    'commands that came too late for what they were based on': counts.types['asset.setStatus']?.['stale'] ?? 0,
    'commands that came in time for what they were based on': counts.ofVersions,
  };
  const vacuous = [
    ...Object.entries(must).flatMap(([what, count]) => (count === 0 ? [`there were no ${what}`] : [])),
    ...laws.flatMap(({ id, checks, least }) =>
      checks < least * share ? [`"${id}" was put to the test ${checks} times, not ${Math.ceil(least * share)}`] : [],
    ),
  ];
  return {
    counts,
    laws: laws.map(({ id, checks, counter }) => ({ id, checks, ...(counter && { broken: counter }) })),
    vacuous,
  };
}
