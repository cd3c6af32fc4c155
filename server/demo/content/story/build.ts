import { demoAssets } from '../assets.ts';
import type {
  AssetStatus,
  Because,
  DemoAssignee,
  DemoCommand,
  DemoMarking,
  DemoPolygon,
  DemoScenario,
  DemoStep,
  IncidentStatus,
  Severity,
  TaskStatus,
} from '../types.ts';
import { ownerAccount } from '../users.ts';
import { ASSUMED } from './sources.ts';
import type { Origin } from './sources.ts';

const MIDNIGHT_CEST = Date.UTC(2025, 3, 27, 22, 0, 0);

/** `12:33:24.5` in CEST on 28 April 2025; hours from 24 on are of the next day, so `28:00` is 04:00. */
export function cest(time: string): string {
  const [hours = '0', minutes = '0', seconds = '0'] = time.split(':');
  const milliseconds = Math.round(Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1_000);
  return new Date(MIDNIGHT_CEST + milliseconds).toISOString();
}

/** Seconds after an instant. */
export const after = (at: string, seconds: number): string =>
  new Date(Date.parse(at) + Math.round(seconds * 1_000)).toISOString();

const assetOwners = new Map(demoAssets.map((asset) => [asset.key, asset.organisation]));

export function ownerOf(assetId: string): string {
  const account = ownerAccount(assetOwners.get(assetId) ?? '');
  if (account === undefined) throw new Error(`no owner account for asset ${assetId}`);
  return account;
}

const step = (at: string, as: string, command: DemoCommand, from: Origin): DemoStep => ({ at, as, command, ...from });

interface StatusDetails {
  /** Percent. */
  level?: number;
  because?: Because;
  note?: string;
  /** CEST, as for `cest`. */
  back?: string;
}

function statusData(assetId: string, status: AssetStatus, details: StatusDetails) {
  return {
    assetId,
    status,
    ...(details.level === undefined ? {} : { level: details.level * 10_000 }),
    ...(details.because === undefined ? {} : { because: details.because }),
    ...(details.note === undefined ? {} : { note: details.note }),
    ...(details.back === undefined ? {} : { expectedRestoration: cest(details.back) }),
  };
}

export const reported = (
  time: string,
  as: string,
  assetId: string,
  status: AssetStatus,
  details: StatusDetails = {},
  from: Origin = ASSUMED,
): DemoStep => step(cest(time), as, { type: 'asset.setStatus', data: statusData(assetId, status, details) }, from);

export const confirmedAt = (
  at: string,
  assetId: string,
  status: AssetStatus,
  details: StatusDetails = {},
  from: Origin = ASSUMED,
): DemoStep =>
  step(at, ownerOf(assetId), { type: 'asset.setStatus', data: statusData(assetId, status, details) }, from);

export const confirmed = (
  time: string,
  assetId: string,
  status: AssetStatus,
  details: StatusDetails = {},
  from: Origin = ASSUMED,
): DemoStep => confirmedAt(cest(time), assetId, status, details, from);

export const stillHolds = (time: string, assetId: string): DemoStep =>
  step(cest(time), ownerOf(assetId), { type: 'asset.confirm', data: { assetId } }, ASSUMED);

export const refuted = (time: string, assetId: string, note: string): DemoStep =>
  step(cest(time), ownerOf(assetId), { type: 'asset.refute', data: { assetId, note } }, ASSUMED);

interface Foreseen {
  /** CEST, as for `cest`: the moment that is predicted. */
  at: string;
  /** Percent that is predicted. */
  level: number;
  note: string;
}

const answered = (
  time: string,
  assetId: string,
  answer: 'confirmed' | 'refuted',
  { at, level, note }: Foreseen,
): DemoStep =>
  step(
    cest(time),
    ownerOf(assetId),
    { type: 'asset.answerPrediction', data: { assetId, answer, at: cest(at), level: level * 10_000, note } },
    ASSUMED,
  );

/** The owner confirms what is predicted of the asset, or says that it will not come to that. */
export const expects = (time: string, assetId: string, foreseen: Foreseen): DemoStep =>
  answered(time, assetId, 'confirmed', foreseen);
export const deniesThat = (time: string, assetId: string, foreseen: Foreseen): DemoStep =>
  answered(time, assetId, 'refuted', foreseen);

/** Hours that a buffer lasts from then on at full draw. */
export const refilled = (time: string, assetId: string, needId: string, hours: number): DemoStep =>
  step(
    cest(time),
    ownerOf(assetId),
    { type: 'asset.setBuffer', data: { assetId, needId, secondsLeft: hours * 3_600 } },
    ASSUMED,
  );

export const scenario = (time: string, as: string, data: DemoScenario): DemoStep =>
  step(cest(time), as, { type: 'scenario.save', data }, ASSUMED);

/** Failures one after another, evenly spaced in seconds. */
export const trips = (
  time: string,
  spacing: number,
  because: Because,
  from: Origin,
  assetIds: string[],
  note?: string,
): DemoStep[] =>
  assetIds.map((assetId, index) =>
    confirmedAt(
      after(cest(time), index * spacing),
      assetId,
      'failed',
      { level: 0, because, ...(note === undefined ? {} : { note }) },
      from,
    ),
  );

interface IncidentDetails {
  title: string;
  kind: string;
  severity: Severity;
  place?: [number, number];
  area?: DemoPolygon;
  assetIds?: string[];
  description?: string;
  marking?: DemoMarking;
}

export function incident(
  time: string,
  as: string,
  incidentId: string,
  details: IncidentDetails,
  from: Origin = ASSUMED,
): DemoStep {
  const { place, ...rest } = details;
  const location = place === undefined ? {} : { location: { lat: place[0], lon: place[1] } };
  return step(cest(time), as, { type: 'incident.report', data: { incidentId, ...rest, ...location } }, from);
}

export const becomes = (
  time: string,
  as: string,
  incidentId: string,
  status: IncidentStatus,
  note?: string,
  from: Origin = ASSUMED,
) =>
  step(
    cest(time),
    as,
    { type: 'incident.setStatus', data: { incidentId, status, ...(note === undefined ? {} : { note }) } },
    from,
  );

export const severity = (
  time: string,
  as: string,
  incidentId: string,
  value: Severity,
  from: Origin = ASSUMED,
): DemoStep => step(cest(time), as, { type: 'incident.setSeverity', data: { incidentId, severity: value } }, from);

export const lead = (time: string, as: string, incidentId: string, organisation: string): DemoStep =>
  step(cest(time), as, { type: 'incident.setLead', data: { incidentId, organisation } }, ASSUMED);

export const links = (time: string, as: string, incidentId: string, assetIds: string[]): DemoStep =>
  step(cest(time), as, { type: 'incident.linkAssets', data: { incidentId, assetIds } }, ASSUMED);

export const acknowledged = (time: string, as: string, incidentId: string): DemoStep =>
  step(cest(time), as, { type: 'incident.acknowledge', data: { incidentId } }, ASSUMED);

export const merged = (time: string, as: string, incidentId: string, into: string): DemoStep =>
  step(cest(time), as, { type: 'incident.merge', data: { incidentId, into } }, ASSUMED);

export const voided = (time: string, as: string, incidentId: string, reason: string): DemoStep =>
  step(cest(time), as, { type: 'incident.void', data: { incidentId, reason } }, ASSUMED);

/** Note keys are made of the incident and a word, so that a step can be found by them. */
export const note = (
  time: string,
  as: string,
  incidentId: string,
  word: string,
  text: string,
  from: Origin = ASSUMED,
  marking?: DemoMarking,
): DemoStep =>
  step(
    cest(time),
    as,
    {
      type: 'incident.addNote',
      data: { incidentId, noteId: `${incidentId}/${word}`, text, ...(marking === undefined ? {} : { marking }) },
    },
    from,
  );

interface TaskDetails {
  title: string;
  incidentId?: string;
  assetIds?: string[];
  /** CEST. */
  due?: string;
  priority?: 1 | 2 | 3 | 4;
  to?: string;
  marking?: DemoMarking;
}

export function task(time: string, as: string, taskId: string, details: TaskDetails, from: Origin = ASSUMED): DemoStep {
  const { due, to, ...rest } = details;
  return step(
    cest(time),
    as,
    {
      type: 'task.create',
      data: {
        taskId,
        ...rest,
        ...(due === undefined ? {} : { due: cest(due) }),
        ...(to === undefined ? {} : { assignee: { organisation: to } }),
      },
    },
    from,
  );
}

export const assigned = (time: string, as: string, taskId: string, assignee: DemoAssignee): DemoStep =>
  step(cest(time), as, { type: 'task.assign', data: { taskId, assignee } }, ASSUMED);

export const accepted = (time: string, as: string, taskId: string): DemoStep =>
  step(cest(time), as, { type: 'task.accept', data: { taskId } }, ASSUMED);

export const declined = (time: string, as: string, taskId: string, reason: string): DemoStep =>
  step(cest(time), as, { type: 'task.decline', data: { taskId, reason } }, ASSUMED);

export const taskIs = (time: string, as: string, taskId: string, status: TaskStatus, text?: string): DemoStep =>
  step(
    cest(time),
    as,
    { type: 'task.setStatus', data: { taskId, status, ...(text === undefined ? {} : { note: text }) } },
    ASSUMED,
  );

export const blockedBy = (time: string, as: string, taskId: string, others: string[]): DemoStep =>
  step(cest(time), as, { type: 'task.setBlockedBy', data: { taskId, blockedBy: others } }, ASSUMED);

export const marked = (
  time: string,
  as: string,
  kind: 'asset' | 'incident' | 'task' | 'note',
  id: string,
  marking: DemoMarking,
  reason: string,
): DemoStep => step(cest(time), as, { type: 'sharing.mark', data: { entity: { kind, id }, marking, reason } }, ASSUMED);
