import type { MarkedFace } from '../../../shared/domain/entity.ts';
import { cellOf, type Inspection, type OrganisationSees } from '../../../shared/sharing/inspect.ts';
import { RESTRICTED_FIELDS } from '../../../shared/sharing/marking.ts';
import type { Markable } from './api.ts';
import { groupsOf } from './words.ts';

/** What a face tells, in the order in which people ask for it. */
const FIELDS: Readonly<Record<Markable, readonly string[]>> = {
  asset: [
    'name',
    'sector',
    'kind',
    'location',
    'status',
    'served',
    'operator',
    'needs',
    'contacts',
    'buffers',
    'notes',
  ],
  incident: [
    'title',
    'kind',
    'severity',
    'status',
    'location',
    'area',
    'description',
    'cause',
    'assetIds',
    'lead',
    'journal',
  ],
  task: ['title', 'description', 'status', 'priority', 'due', 'assignee', 'incidentId', 'assetIds', 'journal'],
  note: ['text'],
  attachment: ['name', 'file'],
  scenario: ['name', 'note', 'steps', 'hours'],
};
/** Never absent, or under another name in the face. */
const ALWAYS = new Set(['file', 'operator', 'status']);

/** The rows: the fields that the record has. */
export const rowsOf = (kind: Markable, face: MarkedFace): readonly string[] =>
  FIELDS[kind].filter((field) => ALWAYS.has(field) || field in face);

/** Those who are given the same answer stand in one column, but for the owner. */
export interface Column {
  readonly key: string;
  readonly answer: OrganisationSees;
  readonly organisations: readonly OrganisationSees[];
  /** One guest of the owner's. */
  readonly guest?: string;
}

/** Above this many organisations with one answer the column stands for all of them until it is unfolded. */
const TOGETHER = 2;

export function columnsOf(inspection: Inspection, unfolded: ReadonlySet<string>): Column[] {
  const columns: Column[] = groupsOf(inspection.organisations).flatMap((group) =>
    group.organisations.length < TOGETHER || unfolded.has(group.key)
      ? group.organisations.map((answer) => ({
          key: `${group.key} ${answer.organisation}`,
          answer,
          organisations: [answer],
        }))
      : [group],
  );
  const owner = inspection.organisations[0]?.organisation ?? '';
  const guests = inspection.guests.map(({ user, sees }): Column => {
    const answer: OrganisationSees = { organisation: owner, sees, why: sees === 'area' ? 'twin' : 'marking' };
    return { key: `guest ${user}`, answer, organisations: [], guest: user };
  });
  return [...columns, ...guests];
}

/** The group that a folded or unfolded column belongs to. */
export const groupKeyOf = ({ key, organisations, answer }: Column): string =>
  organisations.length === 1 ? key.slice(0, key.length - answer.organisation.length - 1) : key;

export interface Cell {
  readonly shown: 'exact' | 'yes' | 'area' | 'band' | 'restricted' | 'not' | 'unknown';
  /** `as-marked`: as the head of the column says. */
  readonly because: 'as-marked' | 'restricted' | 'twin' | 'twin-only';
}

const PLACES = new Set(['location', 'area']);

/** One cell: how exactly this field is shown there, and why. */
export function inspectedCell(kind: Markable, field: string, { sees, why }: OrganisationSees, twinNeeds = false): Cell {
  if (why === 'source') return { shown: 'unknown', because: 'as-marked' };
  const shown = cellOf(kind, field, sees);
  if (sees === 'area') {
    const told = shown !== 'no' && (field !== 'needs' || twinNeeds);
    return told ? { shown, because: 'twin' } : { shown: 'not', because: 'twin-only' };
  }
  if (shown === 'no') {
    const restricted = sees === 'without-restricted' && RESTRICTED_FIELDS[kind]?.includes(field);
    return restricted ? { shown: 'restricted', because: 'restricted' } : { shown: 'not', because: 'as-marked' };
  }
  return { shown: PLACES.has(field) ? 'exact' : 'yes', because: 'as-marked' };
}
