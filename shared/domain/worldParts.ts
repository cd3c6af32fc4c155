import type { Key } from './entity.ts';
import type { AnyRecord } from './records.ts';
import type { TocsinEvent } from './event.ts';

/** What one row touched. `seen` marks keys whose visibility may have changed, so that referrers are looked at too. */
export interface Touch {
  readonly position: number;
  readonly realAt: number;
  readonly keys: readonly Key[];
  readonly visibility: readonly Key[];
  /** Without its content, which is in the records: a day of a busy operation is held in memory. */
  readonly event?: TocsinEvent;
}

/** One state of a record: what it was from a row of the stream on. */
export interface Version {
  readonly position: number;
  /** Real time in milliseconds; of an undecodable row that of its predecessor. */
  readonly realAt: number;
  readonly record: AnyRecord | undefined;
}

/** So many rows are told of in one part. */
export const PER_PART = 100;

type Members = Readonly<Record<string, unknown>>;
/** Position, real time, and the whole record (null: none), or the members that differ from the version before and those gone. */
export type VersionPart =
  | readonly [position: number, realAt: number, record: Members | null]
  | readonly [position: number, realAt: number, set: Members, gone: readonly string[]];

export interface RecordPart {
  readonly is: 'record';
  readonly key: Key;
  readonly versions: readonly VersionPart[];
}

/** A piece of a world as it is kept outside of it: plain JSON. */
export type WorldPart =
  | RecordPart
  | { readonly is: 'touches'; readonly touches: readonly Touch[] }
  /** Records by their number among the record parts. */
  | { readonly is: 'naming'; readonly user: string; readonly records: readonly number[] }
  | {
      readonly is: 'rest';
      readonly position: number;
      readonly forgottenUpTo: number;
      readonly twins: readonly (readonly [twin: Key, exact: Key])[];
      readonly namedPersons: readonly (readonly [user: string, since: number])[];
      readonly undecoded: readonly (readonly [type: string, count: number])[];
    };

/** The versions up to a position; undefined where the record is younger. What two versions share is told once. */
export function partOf(key: Key, versions: readonly Version[], upTo: number): RecordPart | undefined {
  const told: VersionPart[] = [];
  let before: Members | undefined;
  for (const { position, realAt, record } of versions) {
    if (position > upTo) break;
    const members = record as unknown as Members | undefined;
    if (!members) told.push([position, realAt, null]);
    else if (!before) told.push([position, realAt, members]);
    else {
      const set: Record<string, unknown> = {};
      for (const name of Object.keys(members)) if (members[name] !== before[name]) set[name] = members[name];
      const gone = Object.keys(before).filter((name) => members[name] === undefined);
      told.push([position, realAt, set, gone]);
    }
    before = members;
  }
  return told.length > 0 ? { is: 'record', key, versions: told } : undefined;
}

/** What `partOf` told. Members that did not change are the very same objects in both versions, as after a fold. */
export function versionsOf(part: RecordPart): Version[] {
  let before: Members | undefined;
  return part.versions.map(([position, realAt, members, gone]): Version => {
    if (gone && members) {
      const next: Record<string, unknown> = { ...before, ...members };
      for (const name of gone) delete next[name];
      before = next;
    } else before = members ?? undefined;
    return { position, realAt, record: before as AnyRecord | undefined };
  });
}
