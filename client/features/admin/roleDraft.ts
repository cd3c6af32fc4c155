import { ROLES, type OperationKind, type Role } from '../../../shared/domain/vocabulary.ts';
import { rolesOf, type Person } from '../../ui/directory/directory.ts';

/** Changes of roles that are not saved yet: the roles a person is to have, by person. */
export type RoleDraft = ReadonlyMap<string, readonly string[]>;

export interface RoleChange {
  readonly person: Person;
  readonly roles: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Without any role an operation is out of sight; with a first one it comes into sight. */
  readonly sight: 'gained' | 'lost' | 'kept';
}

export function toggled(draft: RoleDraft, person: Person, operation: string, role: string): RoleDraft {
  const now = draft.get(person.id) ?? rolesOf(person, operation);
  const next = now.includes(role) ? now.filter((one) => one !== role) : [...now, role];
  const changed = new Map(draft);
  if (same(next, rolesOf(person, operation))) changed.delete(person.id);
  else changed.set(person.id, next);
  return changed;
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one));

/** What saving would change, as the directory stands now: what somebody else has done meanwhile is no change any more. */
export function changesOf(draft: RoleDraft, people: ReadonlyMap<string, Person>, operation: string): RoleChange[] {
  return [...draft].flatMap(([id, roles]) => {
    const person = people.get(id);
    if (!person) return [];
    const before = rolesOf(person, operation);
    if (same(roles, before)) return [];
    const added = roles.filter((role) => !before.includes(role));
    const removed = before.filter((role) => !roles.includes(role));
    const sight = before.length === 0 ? 'gained' : roles.length === 0 ? 'lost' : 'kept';
    return [{ person, roles, added, removed, sight } as const];
  });
}

/** Guests come with a link and a sponsor, not from here. */
const NOT_OFFERED: readonly Role[] = ['guest'];
const EXERCISE_ONLY: readonly Role[] = ['director', 'evaluator'];

/** The columns of the matrix: what is offered, and what somebody holds all the same. */
export function columnsOf(kind: OperationKind | 'directory', held: ReadonlySet<string>): Role[] {
  if (kind === 'directory') return ['admin'];
  return ROLES.filter(
    (role) => held.has(role) || (!NOT_OFFERED.includes(role) && (kind === 'exercise' || !EXERCISE_ONLY.includes(role))),
  );
}
