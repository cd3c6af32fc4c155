import { createStore } from 'zustand/vanilla';
import type { Weights } from '../../shared/cascade/criticality.ts';
import { SECTORS } from '../../shared/domain/vocabulary.ts';
import { STANDINGS } from './messages.ts';
import type { RankingChoice } from './RankingSource.ts';

const NAME = 'tocsin.ranking';
/** A service may count up to so many times as much as another. */
export const HEAVIEST = 100;

/** What stands in the device's storage is not to be trusted: anybody may have written it. */
export function readChoice(text: string | null): RankingChoice {
  const value = parsed(text) as Partial<RankingChoice> | null;
  const weights: Record<string, number> = {};
  for (const sector of SECTORS) {
    const weight: unknown = value?.weights?.[sector];
    if (typeof weight === 'number' && weight >= 0 && weight <= HEAVIEST && weight !== 1) weights[sector] = weight;
  }
  return { standing: STANDINGS.find((one) => one === value?.standing) ?? 'present', weights };
}

function parsed(text: string | null): unknown {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null;
  }
}

/** How this device weighs services against each other. It says nothing of what its person sees. */
export const choice = createStore<RankingChoice>(() => readChoice(stored()));
choice.subscribe((state) => {
  try {
    localStorage.setItem(NAME, JSON.stringify(state));
  } catch {
    // A browser may forbid storage: then the choice lasts as long as the page.
  }
});

/** 1 is what a service counts when nothing else is said. */
export function weighWith(weights: Weights, service: string, weight: number): Weights {
  const { [service]: _before, ...others } = weights;
  return weight === 1 ? others : { ...others, [service]: Math.min(HEAVIEST, Math.max(0, weight)) };
}
