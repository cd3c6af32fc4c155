import type { Marked, Marking } from './entity.ts';
import type { Fact } from './event.ts';

/** What every `…registered`, `…reported`, `…created` event carries of the marking it was made with. */
export interface Born {
  readonly marking: Marking;
  readonly unmarked?: true;
}

/** Most records are never marked again: one list for all of them. */
export const NO_ACTS: Marked['acts'] = [];

export function born(fact: Fact): Pick<Marked, 'id' | 'marking' | 'unmarked' | 'acts' | 'by' | 'madeAt' | 'realAt'> {
  const { event, ref } = fact;
  const { marking, unmarked } = event.data as unknown as Born;
  return {
    id: ref.id,
    marking,
    ...(unmarked && { unmarked }),
    acts: NO_ACTS,
    by: event.by,
    madeAt: event.at,
    realAt: event.realAt,
  };
}

/** `sharing.marked` replaces the whole marking, schedule included, of whatever record it names first. */
export function remarked<R extends Marked>(record: R, fact: Fact): R {
  const { event } = fact;
  const { marking, reason } = event.data as unknown as { marking: Marking; reason: string };
  const { unmarked: _unmarked, ...rest } = record;
  const act = { marking, by: event.by, realAt: event.realAt, reason };
  return { ...rest, marking, acts: [...record.acts, act] } as unknown as R;
}
