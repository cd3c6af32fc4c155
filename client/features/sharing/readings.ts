import type { ReadingFace } from '../../../shared/domain/reading/record.ts';

/** Whose looking it was: one's own organisation's, or somebody else's at one's own records. */
export type Whose = 'all' | 'ours' | 'of-ours';
export interface JournalFilter {
  readonly whose: Whose;
  readonly what: ReadingFace['what'] | undefined;
}

/** Latest first, by real time: a paused clock of the operation says nothing about when somebody looked. */
export function journalOf(
  readings: Iterable<ReadingFace>,
  { whose, what }: JournalFilter,
  organisation: string | undefined,
): ReadingFace[] {
  return [...readings]
    .filter(
      (reading) =>
        (what === undefined || reading.what === what) &&
        (whose === 'all' || (whose === 'ours') === (reading.owner === organisation)),
    )
    .sort((a, b) => (a.realAt < b.realAt ? 1 : a.realAt > b.realAt ? -1 : a.id < b.id ? -1 : 1));
}
