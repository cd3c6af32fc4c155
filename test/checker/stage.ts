import { idOf } from './random.ts';

/** Who is there when the curtain rises. Names stand for ids; the checker reads this from the head of the history. */
export interface Stage {
  readonly operation: string;
  readonly admin: string;
  readonly organisations: Readonly<Record<string, { readonly clients: readonly string[] }>>;
  readonly persons: Readonly<Record<string, Person>>;
  readonly circles: Readonly<Record<string, { readonly owner: string; readonly members: readonly string[] }>>;
}
export interface Person {
  readonly organisation: string;
  readonly roles: readonly string[];
  /** Made during the run by a link. */
  readonly guest?: { readonly cap: string; readonly sponsor: string };
}

/** A connection that somebody has open, or polls with. */
export interface Seat {
  readonly name: string;
  /** The id of the person. */
  readonly person: string;
  readonly by: 'socket' | 'poll';
  /** It asks for columns wherever there are any. */
  readonly columns?: true;
}

export const PASSWORD = 'long-enough-for-everybody';
export const DEFAULT_LABEL = 'TLP:GREEN';
const everything = ['coordinator', 'liaison', 'owner'];

/** Port is a client of Ngo, which is a client of Grid: clients of clients must be shown nothing by that. */
const ORGANISATIONS: Readonly<Record<string, readonly string[]>> = {
  Grid: ['Ngo'],
  Water: [],
  Hospital: ['Water'],
  Civil: [],
  Ngo: ['Port'],
  Port: [],
};
const PERSONS: Readonly<Record<string, readonly [organisation: string, ...roles: string[]]>> = {
  gina: ['Grid', ...everything],
  gus: ['Grid', 'responder'],
  gil: ['Grid', 'viewer'],
  wim: ['Water', ...everything],
  wes: ['Water', 'responder', 'analyst'],
  hana: ['Hospital', ...everything],
  hugo: ['Hospital', 'evaluator'],
  cleo: ['Civil', ...everything],
  carl: ['Civil', 'responder'],
  nora: ['Ngo', ...everything],
  pia: ['Port', ...everything],
  dora: ['Grid', 'responder'],
};
const CIRCLES: Readonly<Record<string, readonly [owner: string, ...members: string[]]>> = {
  power: ['Grid', 'Grid', 'Water', 'Hospital'],
  rivers: ['Water', 'Water', 'Civil'],
  wards: ['Hospital', 'Hospital', 'Ngo'],
};
/** Guests come by links that the run itself makes: name, sponsor, cap. */
export const GUESTS: Readonly<Record<string, readonly [sponsor: string, cap: string]>> = {
  greta: ['gina', 'TLP:AMBER'],
  wolf: ['wim', 'TLP:GREEN'],
  hedda: ['hana', 'TLP:RED'],
};

const idsOf = (names: readonly string[]): string[] => names.map(idOf);

export const STAGE: Stage = {
  operation: idOf('operation'),
  admin: idOf('admin'),
  organisations: Object.fromEntries(
    Object.entries(ORGANISATIONS).map(([name, clients]) => [idOf(name), { clients: idsOf(clients) }]),
  ),
  persons: {
    ...Object.fromEntries(
      Object.entries(PERSONS).map(([name, [home, ...roles]]) => [idOf(name), { organisation: idOf(home), roles }]),
    ),
    ...Object.fromEntries(
      Object.entries(GUESTS).map(([name, [sponsor, cap]]) => [
        idOf(name),
        { organisation: idOf(PERSONS[sponsor]![0]), roles: [], guest: { cap, sponsor: idOf(sponsor) } },
      ]),
    ),
  },
  circles: Object.fromEntries(
    Object.entries(CIRCLES).map(([name, [owner, ...members]]) => [
      idOf(name),
      { owner: idOf(owner), members: idsOf(members) },
    ]),
  ),
};

/** Names for people who read a counter-example. */
export const NAMES: ReadonlyMap<string, string> = new Map(
  [
    ...Object.keys(ORGANISATIONS),
    ...Object.keys(PERSONS),
    ...Object.keys(CIRCLES),
    ...Object.keys(GUESTS),
    'admin',
  ].map((name) => [idOf(name), name]),
);

const POLLERS: ReadonlySet<string> = new Set(['gus', 'hugo', 'carl', 'nora']);
const IN_COLUMNS: ReadonlySet<string> = new Set(['wim', 'hana', 'wes', 'gus', 'carl', 'greta']);
export const SEATS: readonly Seat[] = [
  ...Object.keys(PERSONS).map((name): Seat => ({
    name,
    person: idOf(name),
    by: POLLERS.has(name) ? 'poll' : 'socket',
    ...(IN_COLUMNS.has(name) && { columns: true as const }),
  })),
  { name: 'gina2', person: idOf('gina'), by: 'socket', columns: true },
  { name: 'wim2', person: idOf('wim'), by: 'poll' },
  { name: 'carl2', person: idOf('carl'), by: 'socket' },
  ...Object.keys(GUESTS).map((name): Seat => ({
    name,
    person: idOf(name),
    by: 'socket',
    ...(IN_COLUMNS.has(name) && { columns: true as const }),
  })),
];
export const PEOPLE = Object.keys(PERSONS);
export const ORGANISATION_NAMES = Object.keys(ORGANISATIONS);
export const CIRCLE_NAMES = Object.keys(CIRCLES);
export const homeOf = (person: string): string => PERSONS[person]![0];
export const rolesOf = (person: string): readonly string[] => PERSONS[person]!.slice(1);
