import type { AgreementFace } from '../../../shared/domain/directory/record.ts';
import type { OperationKind, OrganisationKind, Phase, Tlp } from '../../../shared/domain/vocabulary.ts';
import { DIRECTORY } from '../../../shared/ids.ts';
import type { Records } from '../../../shared/protocol/down.ts';

/** The directory as an administrator is shown it; a liaison is shown partners and their own circles alone. */
export interface Directory {
  readonly organisations: ReadonlyMap<string, Organisation>;
  readonly people: ReadonlyMap<string, Person>;
  readonly circles: ReadonlyMap<string, Circle>;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly agreements: ReadonlyMap<string, AgreementFace>;
}
export interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  readonly kind: OrganisationKind;
  readonly country: string;
  /** Of one's own; an administrator is shown everybody's. */
  readonly clients?: readonly string[];
}
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
  /** By operation; `directory` holds the administrators of the platform. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
  readonly disabled?: true;
  /** Came by a link and has no account. */
  readonly guest?: object;
}
export interface Circle {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly members: readonly string[];
}
export interface Operation {
  readonly id: string;
  readonly name: string;
  readonly kind: OperationKind;
  readonly defaultTlp: Tlp;
  readonly participants: readonly string[];
  readonly succeededBy?: string;
}
export interface Account {
  readonly userId: string;
  readonly username: string;
  readonly disabled: boolean;
}
export interface Platform {
  readonly operations: readonly { readonly id: string; readonly phase: Phase }[];
  readonly notUnderstood: readonly { readonly operation: string; readonly type: string; readonly count: number }[];
}

const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);

function mapOf<T extends { id: string; name: string }>(faces: Records[keyof Records]): ReadonlyMap<string, T> {
  return new Map(([...(faces ?? [])] as unknown as T[]).sort(byName).map((one) => [one.id, one]));
}

export function directoryFrom(records: Records): Directory {
  const people = mapOf<Person>(records.user);
  return {
    organisations: mapOf(records.organisation),
    // Who is no administrator is shown roles as a list, and only their own people: nothing of that is used. Guests have no
    // account: their sponsors look after them.
    people: new Map([...people].filter(([, { roles, guest }]) => !Array.isArray(roles) && !guest)),
    circles: mapOf(records.circle),
    operations: mapOf(records.operation),
    agreements: mapOf(records.agreement),
  };
}

export const rolesOf = (person: Person, operation: string): readonly string[] => person.roles[operation] ?? [];

/** The operations that a person has a role in; administering the platform is none. */
export const operationsOf = (person: Person): string[] =>
  Object.entries(person.roles).flatMap(([operation, roles]) =>
    operation !== DIRECTORY && roles.length > 0 ? [operation] : [],
  );

/** Who loses and who gains something when a list of organisations is replaced by another. */
export function changeOf(before: readonly string[], after: readonly string[]): { gains: string[]; loses: string[] } {
  return {
    gains: after.filter((one) => !before.includes(one)),
    loses: before.filter((one) => !after.includes(one)),
  };
}

/** The people of some organisations who have a role in an operation and are not disabled: who is really concerned. */
export function peopleConcerned(directory: Directory, operation: string, organisations: readonly string[]): Person[] {
  return [...directory.people.values()].filter(
    (person) =>
      !person.disabled && organisations.includes(person.organisation) && rolesOf(person, operation).length > 0,
  );
}

/** What an empty house needs first, in its order; undefined once there is an operation. */
export function firstSteps(directory: Directory): { organisations: boolean; people: boolean } | undefined {
  if (directory.operations.size > 0) return undefined;
  return { organisations: directory.organisations.size > 1, people: directory.people.size > 1 };
}
