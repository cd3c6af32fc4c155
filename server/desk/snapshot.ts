import { refOf, type Kind } from '../../shared/domain/entity.ts';
import type { View } from '../../shared/domain/world.ts';
import type { Records } from '../../shared/protocol/down.ts';
import type { Audience } from '../../shared/sharing/audience.ts';
import { allFaces } from '../../shared/sharing/difference.ts';

/** All faces of an audience by kind, sorted by id; kinds of which it sees nothing are absent. */
export function snapshotOf(audience: Audience, view: View): Records {
  const records: Partial<Record<Kind, Record<string, unknown>[]>> = {};
  for (const { key, face } of allFaces(audience, view)) {
    const { kind } = refOf(key);
    (records[kind] ??= []).push(face as unknown as Record<string, unknown>);
  }
  for (const list of Object.values(records)) list.sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1));
  return records;
}
