import { useMemo } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Tocsin } from '../store/contract.ts';
import { useTocsin, useTocsinApi } from '../ui/tocsin.ts';
import type { Act, What, When } from './acts.ts';

/** What is being put together; `editing`: the line that it takes the place of. */
export interface Composer {
  readonly assetIds: readonly string[];
  readonly what: What;
  readonly when: When;
  readonly editing: string | undefined;
}

interface Content {
  readonly acts: readonly Act[];
  /** How far it looks ahead. */
  readonly hours: number;
  /** The scenario that was opened, as long as it is the one that is being looked at. */
  readonly scenarioId: string | undefined;
}

export interface Draft extends Content {
  readonly composer: Composer;
  /** What the last choice of many assets found, in words. */
  readonly said: string;
  readonly past: readonly Content[];
  /** The map shows what would follow, in the place of the present forecast. */
  readonly onMap: boolean;
}

export const NOTHING_CHOSEN: Composer = {
  assetIds: [],
  what: { kind: 'fail' },
  when: { after: 0 },
  editing: undefined,
};
const EMPTY: Draft = {
  acts: [],
  hours: 24,
  scenarioId: undefined,
  composer: NOTHING_CHOSEN,
  said: '',
  past: [],
  onMap: false,
};

/** So many steps back. */
const MOST_PAST = 50;

/** Held beside the screen: it stays while one goes to the map to draw, or reads an asset, and comes back. */
export class DraftKeeper {
  readonly store: StoreApi<Draft> = createStore(() => EMPTY);
  #keys = 0;

  compose(change: Partial<Composer>, said = ''): void {
    const { composer } = this.store.getState();
    this.store.setState({ composer: { ...composer, ...change }, said });
  }

  /** The composed line joins the list, or takes the place of the one that was being edited. */
  put(): void {
    const { acts, composer } = this.store.getState();
    const { assetIds, what, when, editing } = composer;
    if (assetIds.length === 0) return;
    const act: Act = { key: editing ?? `act ${++this.#keys}`, assetIds, what, when };
    const known = acts.some(({ key }) => key === editing);
    this.#change({ acts: known ? acts.map((one) => (one.key === editing ? act : one)) : [...acts, act] });
    this.store.setState({ composer: NOTHING_CHOSEN, said: '' });
  }

  /** Adds a failure at once, where somebody asks "what if it fails?" of an asset. */
  fail(assetIds: readonly string[]): void {
    const { acts } = this.store.getState();
    const same = (act: Act): boolean =>
      act.what.kind === 'fail' && assetIds.every((id) => act.assetIds.includes(id)) && 'after' in act.when;
    if (acts.some(same)) return;
    const act: Act = { key: `act ${++this.#keys}`, assetIds, what: { kind: 'fail' }, when: { after: 0 } };
    this.#change({ acts: [...acts, act] });
  }

  edit(key: string): void {
    const act = this.store.getState().acts.find((one) => one.key === key);
    if (!act) return;
    const { assetIds, what, when } = act;
    this.compose({ assetIds, what, when, editing: key });
  }

  remove(key: string): void {
    const { acts, composer } = this.store.getState();
    this.#change({ acts: acts.filter((one) => one.key !== key) });
    if (composer.editing === key) this.store.setState({ composer: NOTHING_CHOSEN });
  }

  clear(): void {
    if (this.store.getState().acts.length > 0) this.#change({ acts: [], scenarioId: undefined });
    this.store.setState({ composer: NOTHING_CHOSEN, said: '' });
  }

  look(hours: number): void {
    this.#change({ hours });
  }

  /** Opens what was saved; what was put together before can be undone to. */
  open(scenarioId: string, acts: readonly Act[], hours: number): void {
    this.#change({ scenarioId, acts, hours });
    this.store.setState({ composer: NOTHING_CHOSEN, said: '' });
  }

  /** What is put together is this scenario now. */
  savedAs(scenarioId: string | undefined): void {
    this.store.setState({ scenarioId });
  }

  showOnMap(onMap: boolean): void {
    this.store.setState({ onMap });
  }

  undo(): void {
    const { past } = this.store.getState();
    const last = past.at(-1);
    if (last)
      this.store.setState({ ...last, past: past.slice(0, -1), ...(last.acts.length === 0 && { onMap: false }) });
  }

  #change(change: Partial<Content>): void {
    const { acts, hours, scenarioId, past } = this.store.getState();
    if (change.acts?.length === 0) this.showOnMap(false);
    this.store.setState({ ...change, past: [...past, { acts, hours, scenarioId }].slice(-MOST_PAST) });
  }
}

const keepers = new WeakMap<Tocsin, { readonly whose: string; readonly keeper: DraftKeeper }>();

/** One for each picture; of another person or operation nothing is left. */
export function useDraftKeeper(): DraftKeeper {
  const tocsin = useTocsinApi();
  const whose = useTocsin(({ me, operationId }) => `${operationId} ${me?.id}`);
  return useMemo(() => {
    const known = keepers.get(tocsin);
    if (known?.whose === whose) return known.keeper;
    const keeper = new DraftKeeper();
    keepers.set(tocsin, { whose, keeper });
    return keeper;
  }, [tocsin, whose]);
}

export const useDraft = (): Draft => useStore(useDraftKeeper().store);
