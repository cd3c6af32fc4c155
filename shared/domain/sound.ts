import { KINDS } from './entity.ts';
import type { TocsinEvent } from './event.ts';
import {
  ASSET_STATUSES,
  INCIDENT_STATUSES,
  PREDICTION_ANSWERS,
  READINGS,
  ROLES,
  TASK_STATUSES,
  TLP,
} from './vocabulary.ts';

/**
 * Whether a stored event has the form that the folds and faces rely on. A row that a disk or another build has damaged is
 * then like one of an unknown type: it hides what it names, and throws nowhere. Written by hand, not as schemas: it runs
 * for every row of every start. Members that nothing computes with are not looked at.
 */
export function isSound(event: TocsinEvent): boolean {
  const form = FORMS[event.type];
  return ENVELOPE(event) && (form === undefined || form(event.data));
}

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const number: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const instant: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const either =
  (one: Check, other: Check): Check =>
  (value) =>
    one(value) || other(value);
const nothing: Check = (value) => value === null;
const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const oneOf = (words: readonly string[]): Check => {
  const known: ReadonlySet<unknown> = new Set(words);
  return (value) => known.has(value);
};
const shape = (members: Readonly<Record<string, Check>>): Check => {
  const checks = Object.entries(members);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    for (const [name, check] of checks) if (!check((value as Record<string, unknown>)[name])) return false;
    return true;
  };
};

const texts = list(text);
const object = shape({});
const ref = shape({ kind: oneOf(KINDS), id: text });
const ENVELOPE = shape({
  type: text,
  by: shape({ organisation: text, user: text }),
  at: instant,
  realAt: instant,
  observedAt: maybe(instant),
  entities: (value) => list(ref)(value) && (value as unknown[]).length > 0,
  data: object,
});

const audiences = { tlp: oneOf(TLP), circles: texts, persons: texts };
const marking = shape({
  ...audiences,
  owner: text,
  expires: maybe(instant),
  downgrade: maybe(shape({ at: instant, tlp: oneOf(TLP) })),
  restricted: maybe(shape(audiences)),
  as: maybe(shape({ key: text, then: shape(audiences) })),
});
const twin = shape({
  id: text,
  marking,
  cell: shape({ lat: number, lon: number, size: number }),
  region: maybe(text),
});
const needs = list(
  shape({
    needId: text,
    suppliers: list(shape({ assetId: text, weight: number })),
    k: maybe(number),
    demand: maybe(number),
    stock: maybe(text),
  }),
);
const steps = list(
  shape({
    kind: oneOf(['health', 'refuel']),
    after: number,
    assetId: text,
    level: maybe(number),
    seconds: maybe(number),
  }),
);
const assignee = shape({ organisation: text, user: maybe(text) });
/** What is merged into a record as it stands may name no member that others compute with. */
const NOT_DETAILS = [
  'id',
  'marking',
  'acts',
  'by',
  'needs',
  'reports',
  'buffers',
  'confirmed',
  'hidden',
  'twin',
  'expected',
];
const note = shape({ note: maybe(text) });

/** By event type, its data. A type that stands only in `KNOWN_EVENTS` needs no more than to be an object. */
const FORMS: Readonly<Record<string, Check>> = {
  'organisation.registered': shape({ name: text }),
  'organisation.clientsChanged': shape({ clients: texts }),
  'user.registered': shape({ name: text, organisation: text }),
  'user.rolesChanged': shape({ operation: text, roles: list(oneOf(ROLES)) }),
  'circle.created': shape({ name: text, owner: text, members: texts }),
  'circle.membersChanged': shape({ members: texts }),
  'operation.created': shape({ name: text, participants: texts, simulated: maybe(texts), defaultTlp: oneOf(TLP) }),
  'operation.participantsChanged': shape({ participants: texts }),
  'clock.started': shape({ at: maybe(instant), speed: maybe(number) }),
  'clock.jumped': shape({ at: instant }),
  'clock.speedChanged': shape({ speed: number }),
  'operation.ended': shape({ reason: text }),
  'asset.registered': shape({ marking, name: text, level: maybe(number), needs: maybe(needs), twin: maybe(twin) }),
  'asset.statusChanged': shape({ status: oneOf(ASSET_STATUSES), level: maybe(number), basis: text }),
  'asset.refuted': note,
  'asset.predictionAnswered': shape({
    answer: oneOf(PREDICTION_ANSWERS),
    at: instant,
    level: number,
    until: maybe(instant),
    note: maybe(text),
  }),
  'asset.needsChanged': shape({ needs }),
  'asset.detailsChanged': (value) => object(value) && !NOT_DETAILS.some((name) => Object.hasOwn(value as object, name)),
  'asset.bufferStated': shape({ needId: text, secondsLeft: number }),
  'incident.reported': shape({ marking, title: text, assetIds: maybe(texts) }),
  'incident.statusChanged': shape({ status: oneOf(INCIDENT_STATUSES), note: maybe(text) }),
  'incident.severityChanged': shape({ severity: number, note: maybe(text) }),
  'incident.leadChanged': shape({ organisation: text }),
  'incident.assetsLinked': shape({ assetIds: texts }),
  'incident.merged': shape({ into: text }),
  'incident.voided': shape({ reason: text }),
  'task.created': shape({
    marking,
    title: text,
    incidentId: maybe(text),
    assetIds: maybe(texts),
    blockedBy: maybe(texts),
    assignee: maybe(assignee),
  }),
  'task.assigned': shape({ assignee }),
  'task.declined': shape({ reason: text }),
  'task.statusChanged': shape({ status: oneOf(TASK_STATUSES), note: maybe(text) }),
  'task.dueChanged': shape({ due: either(instant, nothing) }),
  'task.blockedByChanged': shape({ blockedBy: texts }),
  'note.added': shape({ marking, on: ref, text }),
  'attachment.added': shape({ marking, on: ref, name: text }),
  'sharing.marked': shape({ marking, reason: text, twin: maybe(either(twin, nothing)) }),
  'release.requested': shape({ marking, on: ref, to: text, reason: text }),
  'release.answered': shape({ answer: oneOf(['granted', 'declined']), reason: text }),
  'reading.recorded': shape({ marking, what: oneOf(READINGS), owners: texts, on: maybe(ref) }),
  'scenario.saved': shape({ marking, name: text, steps, hours: number }),
  'scenario.changed': shape({ name: maybe(text), note: maybe(text), steps: maybe(steps), hours: maybe(number) }),
  'guest.invited': shape({
    name: text,
    organisation: text,
    guest: shape({ sponsor: text, operation: text, cap: oneOf(TLP), until: instant, records: maybe(list(ref)) }),
  }),
  'agreement.proposed': shape({ name: text, parties: texts, permits: texts, until: maybe(instant) }),
  'agreement.ended': shape({ reason: text }),
};
