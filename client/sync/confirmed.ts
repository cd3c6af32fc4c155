import { KINDS, type EntityRef, type Kind } from '../../shared/domain/entity.ts';
import type { FaceOf } from '../../shared/domain/records.ts';
import type { Records } from '../../shared/protocol/down.ts';
import { apply, type Change } from '../../shared/sharing/change.ts';

/** Faces as the server last showed them. Mutable, one for the life of an open operation: 34,000 are never copied. */
export type FaceMaps = { readonly [K in Kind]: Map<string, FaceOf[K]> };

export function emptyFaces(): FaceMaps {
  return Object.fromEntries(KINDS.map((kind) => [kind, new Map()])) as unknown as FaceMaps;
}

export type AnyFaceMap = Map<string, FaceOf[Kind]>;
export const mapOf = (faces: FaceMaps, kind: Kind): AnyFaceMap => faces[kind] as unknown as AnyFaceMap;

/** A kind this build does not know is passed over: a newer server may show more than this client can. */
const isKnown = (faces: FaceMaps, kind: string): kind is Kind => Object.hasOwn(faces, kind);

export function applyChanges(faces: FaceMaps, changes: readonly Change[]): EntityRef[] {
  const changed: EntityRef[] = [];
  for (const change of changes) {
    const { kind, id } = change.entity;
    if (!isKnown(faces, kind)) continue;
    const map = mapOf(faces, kind);
    const next = apply(map.get(id), change);
    if (next === undefined) map.delete(id);
    else map.set(id, next);
    changed.push(change.entity);
  }
  return changed;
}

export function replaceFaces(faces: FaceMaps, records: Records): void {
  for (const kind of KINDS) {
    const map = mapOf(faces, kind);
    map.clear();
    for (const face of records[kind] ?? []) map.set(face['id'] as string, face as unknown as FaceOf[Kind]);
  }
}
