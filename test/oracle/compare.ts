import { decide, type Command } from '../../shared/domain/decide.ts';
import type { Actor } from '../../shared/domain/decision.ts';
import type { View } from '../../shared/domain/world.ts';
import { audienceOf, type Audience } from '../../shared/sharing/audience.ts';
import { SharingClasses } from '../../shared/sharing/classes.ts';
import { faceOfKey, glimpseOfKey, versionOf } from '../../shared/sharing/face.ts';
import { sightOf } from '../../server/commands/sight.ts';
import type { Answer, Attempt } from './acts.ts';
import type { ShownEntry } from './directory.ts';
import { anyOf, plainOf, type Loose, type Plain } from './plain.ts';
import { seenIn } from './seen.ts';
import { anonymous, Oracle, type Reader, type Shown, type ShownNeed } from './shown.ts';

export const oracleOf = (view: View): Oracle => {
  const plain = plainOf(view);
  return new Oracle(plain, seenIn(plain));
};

/** A preview is a world in which there is nothing but what one organisation owns. */
export function previewOf({ plain }: Oracle, owner: string): Oracle {
  const marked = new Map([...plain.marked].filter(([, row]) => row.owner === owner));
  const twins = new Map([...plain.twins].filter(([, twin]) => marked.has(twin.asset)));
  const only: Plain = { ...plain, marked, twins };
  return new Oracle(only, seenIn(only));
}

export interface Pair {
  readonly reader: Reader;
  readonly audience: Audience;
}
/** Everybody who has a part in the operation or whose link to it is over, each beside the audience that the product makes of them. */
export function everybody(oracle: Oracle, view: View): Pair[] {
  return [...oracle.plain.persons.values(), ...oracle.plain.departed].map(({ id, organisation }) => ({
    reader: { person: id, organisation },
    audience: id === anyOf(organisation) ? { organisation, roleClass: 'member' } : audienceOf(view, organisation, id),
  }));
}

const RESTRICTED: Record<string, readonly string[]> = {
  asset: ['location', 'contacts', 'notes'],
  incident: ['location', 'description', 'cause'],
};
const POINTING = ['assetIds', 'blockedBy', 'incidentId', 'mergedInto', 'on'] as const;

/** The versions of the faces of one view, made once for everybody who is answered alike. */
export class SharedVersions {
  readonly #view: View;
  readonly #classes = new Map<string, SharingClasses<number | undefined>>();
  constructor(view: View) {
    this.#view = view;
  }

  of(audience: Audience, key: string): number | undefined {
    let classes = this.#classes.get(key);
    if (!classes) this.#classes.set(key, (classes = new SharingClasses()));
    return classes.of(audience, (ask) => {
      const glimpse = glimpseOfKey(audience, key, this.#view, ask);
      return glimpse && versionOf(glimpse);
    });
  }
}

/** What the product shows, in the oracle's words. A face with only some of the restricted fields is like nothing it says. */
export function productShows(audience: Audience, key: string, view: View, shared: SharedVersions): Shown {
  const face = faceOfKey(audience, key, view) as unknown as Loose | undefined;
  // Who is answered alike is given the same face: it must be the one they would be given alone.
  if (shared.of(audience, key) !== face?.['version']) return { how: 'hidden', reason: true };
  if (!face) return { how: 'hidden' };
  const kind = key.slice(0, key.indexOf(':'));
  const needs = face['needs'] as Loose[] | undefined;
  const common = { id: face['id'], tlp: face['tlp'], ...(needs && { needs: needs.map(needOf) }) };
  if ('cell' in face) {
    return { how: 'twin', id: face['id'], tlp: face['tlp'], ...(needs && { needs: anonymous(needs.map(needOf)) }) };
  }
  const fields = RESTRICTED[kind];
  const present = fields?.filter((field) => face[field] !== undefined).length ?? 0;
  const references: Record<string, readonly string[]> = {};
  for (const member of POINTING) {
    const value = face[member];
    if (value === undefined) continue;
    const ids = Array.isArray(value) ? value : [typeof value === 'string' ? value : value.id];
    references[member] = ids;
  }
  return {
    how: 'full',
    ...common,
    ...(fields && { restricted: present === 0 ? false : present === fields.length ? true : ('some' as never) }),
    ownerExtras: face['marking'] !== undefined,
    references,
    ...(kind === 'release' && face['to'] !== undefined && { to: face['to'] }),
    ...(kind === 'reading' && { owners: face['owners'], reason: face['reason'] !== undefined }),
  };
}
const needOf = (need: Loose): ShownNeed => ({
  needId: need['needId'],
  suppliers: need['suppliers'].map((supplier: Loose) => supplier['assetId']),
  ...(need['k'] !== undefined && { k: need['k'] }),
  ...(need['demand'] !== undefined && { demand: need['demand'] }),
  buffer: need['buffer'] !== undefined,
});

/** Equal members in any order of members. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return left.length === right.length && left.every(([name, value]) => same(value, (b as Loose)[name]));
}

/**
 * What the product answers to somebody, as far as sight and rights go: whatever else it refuses, it was allowed to be
 * asked.
 */
export function productAnswering(actor: Actor, view: View): (attempt: Attempt) => Answer {
  const sight = sightOf(actor, view);
  return ({ type, data }) => {
    const decision = decide({ type, data } as Command, sight);
    if (decision.kind !== 'refused') return 'allowed';
    return decision.code === 'not-found' || decision.code === 'not-allowed' ? decision.code : 'allowed';
  };
}

/** What the product shows of a directory's record, in the oracle's words; whom else it shows is not in these tables. */
export function productShowsEntry(audience: Audience, key: string, view: View): ShownEntry | undefined {
  const face = faceOfKey(audience, key, view) as unknown as Loose | undefined;
  const kind = key.slice(0, key.indexOf(':'));
  if (!face) return kind === 'user' ? undefined : { how: 'hidden' };
  if (kind === 'circle') return { how: 'full', members: face['members'] };
  if (kind === 'organisation') return { how: 'full', ...(face['clients'] && { clients: face['clients'] }) };
  if (kind === 'agreement') return { how: 'full' };
  const records = (face['guest']?.records as Loose[] | undefined)?.map((ref) => ref['id'] as string).sort();
  return { how: 'full', link: face['guest'] !== undefined, ...(records && { records }) };
}
