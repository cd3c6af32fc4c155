import type { AnyFace } from '../../shared/cascade/faces.ts';
import { isTwin } from '../../shared/domain/asset/record.ts';

/** What of a face makes the network: needs, whom it serves, where it belongs. */
export function shapeOf(face: AnyFace): string {
  return JSON.stringify([face.sector, isTwin(face) ? '' : face.country, face.served ?? 0, face.needs ?? []]);
}

/** All else of a face that a run may rest on: how it is, and who said so when. Names and markings change nothing. */
export function statusOf(face: AnyFace): string {
  const { needs: _needs, version: _version, code: _code, tlp: _tlp, ...rest } = face;
  if ('cell' in rest) return JSON.stringify(rest);
  const { name: _name, location: _location, contacts: _contacts, notes: _notes, marking: _marking, ...said } = rest;
  const { acts: _acts, twin: _twin, ...status } = said;
  return JSON.stringify(status);
}

/** Whatever was sent is a copy; the network is kept only where needs are the same objects as before. */
export function withKnownNeeds(face: AnyFace, before: AnyFace | undefined): AnyFace {
  const needs = before?.needs;
  if (!needs || JSON.stringify(needs) !== JSON.stringify(face.needs)) return face;
  return { ...face, needs };
}
