import type { Loose, MarkedRow, PersonRow } from './plain.ts';
import type { Oracle, Reader } from './shown.ts';

export type Answer = 'allowed' | 'not-allowed' | 'not-found';
export interface Attempt {
  readonly type: string;
  readonly data: Loose;
}

const WORKERS = 'responder liaison coordinator owner analyst director admin';
const STRICTNESS = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED'];

/**
 * The table of "Acting": command, roles, and how the actor must stand to the record it acts on (`any`: no matter how).
 * A command is allowed when one row says so.
 */
const ROWS: readonly (readonly [command: string, roles: string, standing: string])[] = [
  ['incident.report', WORKERS, 'any'],
  ['incident.report', 'guest', 'link for the whole operation'],
  ['incident.addNote', WORKERS, 'any'],
  ['task.addNote', WORKERS, 'any'],
  ['attachment.add', WORKERS, 'any'],
  ['incident.addNote', 'guest', 'link to contribute'],
  ['task.addNote', 'guest', 'link to contribute'],
  ['attachment.add', 'guest', 'link to contribute'],
  ['incident.setStatus', 'coordinator', 'any'],
  ['incident.setStatus', 'responder', 'assigned to it'],
  ['incident.setStatus closed', 'coordinator', 'owner'],
  ['incident.setStatus closed', 'coordinator', 'lead'],
  ['incident.setSeverity', 'coordinator', 'any'],
  ['incident.setSeverity', 'responder', 'assigned to it'],
  ['incident.merge', 'coordinator', 'any'],
  ['incident.merge', 'responder', 'assigned to it'],
  ['incident.void', 'coordinator', 'owner'],
  ['incident.void', 'coordinator', 'lead'],
  ['incident.acknowledge', 'responder liaison coordinator', 'any'],
  ['incident.withdrawAcknowledgement', 'responder liaison coordinator', 'any'],
  ['asset.register', 'owner admin', 'any'],
  ['asset.setNeeds', 'owner', 'owner'],
  ['asset.setBuffer', 'owner', 'owner'],
  ['asset.confirm', 'owner', 'owner'],
  ['asset.answerPrediction', 'owner', 'owner'],
  ['scenario.save', WORKERS, 'any'],
  ['scenario.change', WORKERS, 'owner'],
  ['scenario.discard', WORKERS, 'owner'],
  ['asset.refute', 'owner', 'owner'],
  // Whose word it counts as, the owner's or a report, is the decision's; anybody of these may say something.
  ['asset.setStatus', 'owner responder liaison coordinator', 'any'],
  ['task.create', 'liaison coordinator', 'any'],
  ['task.assign', 'liaison coordinator', 'owner'],
  ['task.assign', 'responder liaison coordinator', 'hands on inside its organisation'],
  ['task.accept', WORKERS, 'assignee'],
  ['task.accept', 'liaison coordinator', 'of the assigned organisation'],
  ['task.decline', WORKERS, 'assignee'],
  ['task.decline', 'liaison coordinator', 'of the assigned organisation'],
  ['task.setStatus', WORKERS, 'assignee'],
  ['task.setStatus', 'liaison coordinator', 'of the assigned organisation'],
  ['task.setStatus', 'liaison coordinator', 'nobody has it and it is ours'],
  ['task.setStatus cancelled', 'liaison coordinator', 'owner'],
  ['sharing.mark', 'liaison owner coordinator', 'owner who is not kept from it'],
  // Of one's own record there is nothing to ask: that is a matter of state.
  ['sharing.request', WORKERS, 'any'],
  ['sharing.answer', 'liaison owner coordinator', 'asked'],
];

const STANDINGS: Readonly<Record<string, (each: Case) => boolean>> = {
  any: () => true,
  owner: ({ person, target }: Case) => target?.owner === person.organisation,
  lead: ({ person, target }: Case) => target?.record['lead'] === person.organisation,
  'owner who is not kept from it': ({ person, target }: Case) =>
    target?.owner === person.organisation && namesIfRed(target, person),
  asked: ({ person, target, oracle, reader }: Case) => {
    if (target?.record['to'] !== person.organisation) return false;
    // Whom it is hidden from is not told that it is theirs to answer.
    if (target.about === undefined || !oracle.sees(reader, target.about)) return false;
    // A grant marks the record, so whoever may not mark it cannot answer; what is not shown any more nobody marks.
    const about = target.about === undefined ? undefined : oracle.plain.marked.get(target.about);
    const shown = about && oracle.reference(reader, target.tlp, about.key);
    if (!about || shown === undefined) return true;
    return shown === about.id && about.owner === person.organisation && namesIfRed(about, person);
  },
  'assigned to it': ({ person, target, oracle, reader }: Case) =>
    target?.record['lead'] === person.organisation ||
    [...oracle.plain.marked.values()].some(
      (task) =>
        task.kind === 'task' &&
        task.record['incidentId'] === target?.id &&
        task.record['assignee']?.organisation === person.organisation &&
        [undefined, person.id].includes(task.record['assignee'].user) &&
        !['assigned', 'cancelled'].includes(task.record['status']) &&
        oracle.sees(reader, task.key) &&
        oracle.reference(reader, task.tlp, target!.key) !== undefined,
    ),
  'nobody has it and it is ours': ({ person, target }: Case) =>
    target?.owner === person.organisation && !target.record['assignee'],
  assignee: ({ person, target }: Case) => target?.record['assignee']?.user === person.id,
  'of the assigned organisation': ({ person, target }: Case) =>
    target?.record['assignee']?.organisation === person.organisation,
  'hands on inside its organisation': ({ person, target, data }: Case) =>
    target?.record['assignee']?.organisation === person.organisation &&
    data['assignee'].organisation === person.organisation,
  'link to contribute': ({ person }: Case) => person.contributes,
  'link for the whole operation': (each: Case) =>
    each.person.only === undefined && STANDINGS['link to contribute']!(each),
};

interface Case {
  readonly oracle: Oracle;
  readonly reader: Reader;
  readonly person: PersonRow;
  readonly target: MarkedRow | undefined;
  readonly data: Loose;
}

const within = (tlp: string, cap: string) => STRICTNESS.indexOf(tlp) <= STRICTNESS.indexOf(cap);

/** A guest marks nothing stricter than AMBER or than its link reaches, its restricted fields neither. */
const withinLink = (person: PersonRow, data: Attempt['data'], target: MarkedRow | undefined): boolean =>
  person.cap === undefined ||
  [data['marking']?.tlp ?? bornAs(target), data['marking']?.restricted?.tlp ?? 'TLP:CLEAR'].every(
    (tlp) => within(tlp, 'TLP:AMBER') && within(tlp, person.cap!),
  );

/** What is made without a marking takes the operation's default (GREEN here) or the stricter label it hangs on. */
const bornAs = (target: MarkedRow | undefined) =>
  target && within('TLP:GREEN', target.tlp) ? target.tlp : 'TLP:GREEN';

/** Marking anew would show fields that are for named persons to whoever marks. */
const namesIfRed = ({ restricted }: MarkedRow, person: PersonRow) =>
  restricted?.tlp !== 'TLP:RED' || restricted.persons.includes(person.id);

/** Commands with values that have a row of their own. */
const SPECIAL = new Set(['incident.setStatus closed', 'task.setStatus cancelled']);

/** The record acted on. */
function targetKey({ type, data }: Attempt): string | undefined {
  if (type === 'sharing.mark') return `${data['entity'].kind}:${data['entity'].id}`;
  if (type === 'sharing.answer') return `release:${data['releaseId']}`;
  if (type === 'attachment.add') return `${data['on'].kind}:${data['on'].id}`;
  if (['incident.report', 'asset.register', 'task.create', 'sharing.request', 'scenario.save'].includes(type))
    return undefined;
  const kind = type.slice(0, type.indexOf('.'));
  return `${kind}:${data[`${kind}Id`]}`;
}

/** Every other record that it names. */
function namedKeys({ type, data }: Attempt): string[] {
  return [
    ...(type === 'sharing.request' ? [`${data['entity'].kind}:${data['entity'].id}`] : []),
    ...(data['assetIds'] ?? []).map((id: string) => `asset:${id}`),
    ...(data['steps'] ?? []).map((step: Loose) => `asset:${step['assetId']}`),
    ...(data['blockedBy'] ?? []).map((id: string) => `task:${id}`),
    ...(data['needs'] ?? []).flatMap((need: Loose) => need.suppliers.map((s: Loose) => `asset:${s.assetId}`)),
    ...(data['into'] ? [`incident:${data['into']}`] : []),
    ...(data['taskId'] && data['incidentId'] ? [`incident:${data['incidentId']}`] : []),
  ];
}

export function answer(oracle: Oracle, reader: Reader, attempt: Attempt): Answer {
  const { type, data } = attempt;
  const person = oracle.plain.persons.get(reader.person)!;
  const key = targetKey(attempt);
  const twin = key === undefined ? undefined : oracle.plain.twins.get(key);
  if (key !== undefined && oracle.shown(reader, key).how === 'hidden') return 'not-found';
  // A twin may be named and asked about, never acted on.
  if (twin) return 'not-allowed';
  const target = key === undefined ? undefined : oracle.plain.marked.get(key);

  const cancelled = type === 'task.setStatus' && target?.record['status'] === 'cancelled';
  // To open a cancelled task again is as much its maker's as to cancel it.
  const special = `${type} ${cancelled ? 'cancelled' : data['status']}`;
  const command = SPECIAL.has(special) ? special : type;
  const each: Case = { oracle, reader, person, target, data };
  const allowed = ROWS.some(
    ([row, roles, standing]) =>
      row === command && roles.split(' ').some((role) => person.roles.includes(role)) && STANDINGS[standing]!(each),
  );
  if (!allowed) return 'not-allowed';
  const seen = namedKeys(attempt).every((named) => oracle.shown(reader, named).how !== 'hidden');
  const partner = data['assignee'] === undefined || oracle.plain.participants.has(data['assignee'].organisation);
  if (!seen || !partner) return 'not-found';
  return withinLink(person, data, target) ? 'allowed' : 'not-allowed';
}
