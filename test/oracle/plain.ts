import type { View } from '../../shared/domain/world.ts';
import { getKey } from '../../shared/domain/world.ts';

/** A record as plain data: the oracle takes it by its members, whatever the types of the product say. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Loose = Readonly<Record<string, any>>;

/** What the oracle knows: flat tables of plain data, taken from a view once. It imports nothing of the policy. */
export interface Audienced {
  readonly tlp: string;
  readonly owner: string;
  readonly circles: readonly string[];
  readonly persons: readonly string[];
}
export interface MarkedRow {
  readonly key: string;
  readonly kind: string;
  readonly id: string;
  readonly owner: string;
  /** The label of this moment: a downgrade that is due has taken place. */
  readonly tlp: string;
  readonly admits: Audienced;
  readonly restricted?: Audienced;
  readonly expired: boolean;
  readonly hidden: boolean;
  /** The audience of another record that this one was made with. */
  readonly as?: { readonly key: string; readonly then: Omit<Audienced, 'owner'> };
  /** A note or attachment: what it hangs on. */
  readonly on?: string;
  /** All that it hangs on or is derived from: the full face of each must be seen. */
  readonly sources: readonly string[];
  /** A request or an entry of the read journal: what it is about. */
  readonly about?: string;
  /** Organisations, and one person of them, who see it by what it says: an assignee, the organisation that is asked. */
  readonly alsoOrganisations: readonly string[];
  readonly alsoPerson?: string;
  readonly record: Loose;
  readonly twin?: TwinRow;
}
export interface TwinRow {
  readonly key: string;
  readonly id: string;
  readonly tlp: string;
  readonly admits: Audienced;
  readonly expired: boolean;
  readonly withNeeds: boolean;
}
export interface PersonRow {
  readonly id: string;
  readonly organisation: string;
  readonly guest: boolean;
  readonly cap?: string;
  readonly only?: ReadonlySet<string>;
  readonly sponsor?: string;
  readonly contributes: boolean;
  readonly roles: readonly string[];
}
export interface Plain {
  readonly now: string;
  readonly operation: string;
  readonly participants: ReadonlySet<string>;
  readonly clients: ReadonlyMap<string, readonly string[]>;
  readonly circles: ReadonlyMap<string, { readonly owner: string; readonly members: readonly string[] }>;
  /** Everybody who has a part in the operation now, and of each organisation somebody whom no record names. */
  readonly persons: ReadonlyMap<string, PersonRow>;
  /** Guests whose link does not stand: nobody, whatever names them. */
  readonly departed: readonly { readonly id: string; readonly organisation: string }[];
  readonly marked: ReadonlyMap<string, MarkedRow>;
  /** Circles, organisations, users and agreements, by key. */
  readonly directory: ReadonlyMap<string, Loose>;
  readonly twins: ReadonlyMap<string, { readonly asset: string; readonly twin: TwinRow }>;
}

/** Whoever of an organisation is named by no record. */
export const anyOf = (organisation: string): string => `any of ${organisation}`;

const MARKED_KINDS = new Set(['asset', 'incident', 'task', 'note', 'attachment', 'release', 'reading', 'scenario']);

export function plainOf(view: View): Plain {
  const now = view.time as string;
  const tables: Record<string, Loose[]> = {};
  for (const world of [view.directory, view.operation]) {
    for (const key of world.keys()) {
      const kind = key.slice(0, key.indexOf(':'));
      const record = getKey(view, key) as Loose | undefined;
      if (record && `${kind}:${record['id']}` === key) (tables[kind] ??= []).push(record);
    }
  }
  const operation = tables['operation']?.find((each) => each['id'] === view.operationId);
  const participants = new Set<string>(operation?.['participants'] ?? []);
  const users = new Map((tables['user'] ?? []).map((user) => [user['id'] as string, user]));
  const rolesOf = (user: Loose | undefined): string[] => user?.['roles']?.[view.operationId] ?? [];

  const persons = new Map<string, PersonRow>();
  for (const organisation of participants) {
    const id = anyOf(organisation);
    persons.set(id, { id, organisation, guest: false, contributes: false, roles: [] });
  }
  for (const user of users.values()) {
    const roles = rolesOf(user);
    const { id, organisation, guest } = user;
    if (!participants.has(organisation) || user['disabled'] || roles.length === 0) continue;
    if (guest) {
      const sponsor = users.get(guest.sponsor);
      const stands = sponsor && !sponsor['disabled'] && rolesOf(sponsor).length > 0;
      if (!stands || guest.operation !== view.operationId || now >= guest.until) continue;
      const only = guest.records && new Set<string>(guest.records.map((ref: Loose) => `${ref['kind']}:${ref['id']}`));
      const contributes = guest.contributes === true;
      persons.set(id, {
        id,
        organisation,
        guest: true,
        cap: guest.cap,
        only,
        sponsor: guest.sponsor,
        contributes,
        roles,
      });
    } else if (roles.every((role) => role === 'guest')) {
      persons.set(id, { id, organisation, guest: true, cap: 'TLP:AMBER', contributes: false, roles });
    } else persons.set(id, { id, organisation, guest: false, contributes: false, roles });
  }

  const marked = new Map<string, MarkedRow>();
  const twins = new Map<string, { asset: string; twin: TwinRow }>();
  for (const kind of MARKED_KINDS) {
    for (const record of tables[kind] ?? []) {
      const row = markedRow(kind, record, now);
      marked.set(row.key, row);
      if (row.twin) twins.set(row.twin.key, { asset: row.key, twin: row.twin });
    }
  }
  return {
    now,
    operation: view.operationId,
    participants,
    clients: new Map((tables['organisation'] ?? []).map((each) => [each['id'], each['clients'] ?? []])),
    circles: new Map(
      (tables['circle'] ?? []).map((each) => [each['id'], { owner: each['owner'], members: each['members'] }]),
    ),
    persons,
    departed: [...users.values()].flatMap(({ id, organisation, guest }) =>
      guest && participants.has(organisation) && !persons.has(id) ? [{ id, organisation }] : [],
    ),
    marked,
    twins,
    directory: new Map(
      ['circle', 'organisation', 'user', 'agreement'].flatMap((kind) =>
        (tables[kind] ?? []).map((record) => [`${kind}:${record['id']}`, record] as const),
      ),
    ),
  };
}

const labelOf = (marking: Loose, now: string): string =>
  marking['downgrade'] && now >= marking['downgrade'].at ? marking['downgrade'].tlp : marking['tlp'];

function markedRow(kind: string, record: Loose, now: string): MarkedRow {
  const { marking } = record as { marking: Loose };
  const owner = marking['owner'] as string;
  const audienced = (a: Loose, tlp: string = a['tlp']): Audienced => ({
    tlp,
    owner,
    circles: a['circles'],
    persons: a['persons'],
  });
  const tlp = labelOf(marking, now);
  const passed = (m: Loose) => m['expires'] !== undefined && now >= m['expires'];
  const also: string[] = [];
  if (kind === 'task' && record['assignee']) also.push(record['assignee'].organisation);
  if (kind === 'release') also.push(record['to']);
  if (kind === 'reading') also.push(...record['owners']);
  const hangs = kind === 'note' || kind === 'attachment';
  const twin = record['twin'] as Loose | undefined;
  return {
    key: `${kind}:${record['id']}`,
    kind,
    id: record['id'],
    owner,
    tlp,
    admits: audienced(marking, tlp),
    ...(marking['restricted'] && { restricted: audienced(marking['restricted']) }),
    expired: passed(marking),
    hidden: record['hidden'] === true,
    ...(marking['as'] && { as: { key: marking['as'].key, then: marking['as'].then } }),
    sources: hangs
      ? [`${record['on'].kind}:${record['on'].id}`]
      : (record['steps'] ?? []).map((step: Loose) => `asset:${step['assetId']}`),
    ...(hangs && { on: `${record['on'].kind}:${record['on'].id}` }),
    ...(!hangs && record['on'] && { about: `${record['on'].kind}:${record['on'].id}` }),
    alsoOrganisations: also,
    ...(kind === 'task' && record['assignee']?.user && { alsoPerson: record['assignee'].user }),
    record,
    ...(twin && {
      twin: {
        key: `asset:${twin['id']}`,
        id: twin['id'],
        tlp: labelOf(twin['marking'], now),
        admits: { ...audienced(twin['marking'], labelOf(twin['marking'], now)), owner: twin['marking'].owner },
        expired: passed(twin['marking']),
        withNeeds: twin['needs'] === true,
      },
    }),
  };
}
