import type { Canary, Facts } from './facts.ts';
import type { Telling } from './replay.ts';
import { MAYBE, NO, type Three } from './three.ts';
import type { Window } from './timeline.ts';

/** Whether a person is shown a canary where its record is shown. Circles stand in the directory, twins in no full face. */
export function reads(person: string, { key, access }: Canary, window: Window, { policy }: Telling): Three {
  switch (access) {
    case 'circle':
      return NO;
    case 'twin':
    case 'release':
      return MAYBE;
    case 'owner':
      return policy.owns(person, key, window);
    case 'restricted':
      return policy.seesRestricted(person, key, window);
    default:
      return policy.sees(person, key, window);
  }
}

/** Whether it is surely the latest of those that hold one place, one after another. */
export function latest(canary: Canary, facts: Facts): boolean {
  for (const other of facts.canaries.values()) {
    if (other === canary || other.key !== canary.key || other.fate !== canary.fate) continue;
    if (other.sent.outcome?.outcome === 'refused') continue;
    if (other.sent.answeredN > canary.sent.n) return false;
  }
  return true;
}
