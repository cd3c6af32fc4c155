import type { Asset } from './asset/record.ts';
import type { User } from './directory/record.ts';
import type { Key, Marked } from './entity.ts';
import { keyOf, keyOfRef, type Kind } from './entity.ts';
import type { Incident } from './incident/record.ts';
import type { Attachment, Note } from './note/record.ts';
import { asMarked, type AnyRecord } from './records.ts';
import type { Reading } from './reading/record.ts';
import type { Release } from './release/record.ts';
import type { Scenario } from './scenario/record.ts';
import type { Task } from './task/record.ts';

/** What a record names. A hidden one is left out of the face of whoever names it, so both are looked at together. */
export function referencesOf(kind: Kind, record: AnyRecord): Key[] {
  const keys: Key[] = [];
  const add = (to: Kind, ids: readonly (string | undefined)[] | undefined) => {
    for (const id of ids ?? []) if (id !== undefined) keys.push(keyOf(to, id));
  };
  switch (kind) {
    case 'asset':
      for (const need of (record as Asset).needs ?? [])
        add(
          'asset',
          need.suppliers.map((s) => s.assetId),
        );
      break;
    case 'incident':
      add('asset', (record as Incident).assetIds);
      add('incident', [(record as Incident).mergedInto]);
      break;
    case 'task':
      add('incident', [(record as Task).incidentId]);
      add('asset', (record as Task).assetIds);
      add('task', (record as Task).blockedBy);
      break;
    case 'user':
      for (const named of (record as User).guest?.records ?? []) keys.push(keyOfRef(named));
      break;
    case 'release':
    case 'reading': {
      const { on } = record as Release | Reading;
      if (on) add(on.kind, [on.id]);
      break;
    }
    default:
      break;
  }
  return [...keys, ...hangsOn(kind, record)];
}

/** What decides with it who sees a record: its sources, and the record whose audience it takes. */
export function hangsOn(kind: Kind, record: AnyRecord): Key[] {
  const as = asMarked(kind, record)?.marking.as;
  const sources = sourcesOf(kind, record);
  return as ? [...sources, as.key] : sources;
}

/** What a record hangs on or is derived from: it is shown only where the full face of every one of these is. */
export function sourcesOf(kind: Kind, record: AnyRecord): Key[] {
  if (kind === 'note' || kind === 'attachment') return [keyOfRef((record as Note | Attachment).on)];
  if (kind === 'scenario') return [...new Set((record as Scenario).steps.map((step) => keyOf('asset', step.assetId)))];
  return [];
}

/** Whether who may see the record can differ between these two versions of it. */
export function visibilityDiffers(before: AnyRecord | undefined, after: AnyRecord | undefined): boolean {
  if (!before || !after) return before !== after;
  const x = before as Partial<Marked & Task & Asset & Scenario>;
  const y = after as Partial<Marked & Task & Asset & Scenario>;
  return (
    x.marking !== y.marking ||
    x.hidden !== y.hidden ||
    x.twin?.id !== y.twin?.id ||
    x.twin?.marking !== y.twin?.marking ||
    x.steps !== y.steps ||
    x.assignee?.organisation !== y.assignee?.organisation ||
    x.assignee?.user !== y.assignee?.user
  );
}
