import { refused } from '../outcome.ts';
import { isTwin } from './asset/record.ts';
import type { FaceOf } from './records.ts';
import { may } from '../policy/may.ts';
import { decideAsset } from './asset/decide.ts';
import type { Decision, Sight } from './decision.ts';
import { decideDirectory } from './directory/decide.ts';
import type { EntityRef, Kind } from './entity.ts';
import { decideIncident } from './incident/decide.ts';
import { decideNote } from './note/decide.ts';
import { decideClock } from './operation/decide.ts';
import { decideReading, RECORD_READING } from './reading/decide.ts';
import { decideRelease } from './release/decide.ts';
import { decideScenario } from './scenario/decide.ts';
import { decideTask } from './task/decide.ts';

/** A command as decided: parsed, its author known. */
export interface Command {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The version its author saw of the record it changes: equal or not equal. */
  readonly ifVersion?: number;
}

const DECIDE: Readonly<Record<string, (data: never, sight: Sight) => Decision>> = {
  ...decideAsset,
  ...decideIncident,
  ...decideTask,
  ...decideNote,
  ...decideRelease,
  ...decideReading,
  ...decideScenario,
  ...decideDirectory,
  ...decideClock,
};

/** Commands that make what they name; all others change a record that must be seen. */
const MAKES = new Set([
  'asset.register',
  'incident.report',
  'task.create',
  'attachment.add',
  'organisation.register',
  'user.register',
  'circle.create',
  'operation.create',
  'sharing.request',
  'reading.record',
  'scenario.save',
  'guest.invite',
  'agreement.propose',
]);

const TARGETS: readonly (readonly [Kind, string])[] = [
  ['asset', 'assetId'],
  ['incident', 'incidentId'],
  ['task', 'taskId'],
  ['scenario', 'scenarioId'],
  ['circle', 'circleId'],
  ['agreement', 'agreementId'],
  ['user', 'userId'],
  ['organisation', 'organisationId'],
  ['operation', 'operationId'],
];

/** The record that a command changes; undefined where it makes one, or commands the operation itself. */
export function targetOf(command: Command): EntityRef | undefined {
  const { type, data } = command;
  if (type === 'sharing.mark') return data['entity'] as EntityRef;
  if (type === 'attachment.add') return data['on'] as EntityRef;
  if (type === 'sharing.answer') return { kind: 'release', id: data['releaseId'] as string };
  if (type === 'guest.revoke') return { kind: 'user', id: data['guestId'] as string };
  if (MAKES.has(type)) return undefined;
  for (const [kind, member] of TARGETS) {
    if (type.startsWith(`${kind}.`) && typeof data[member] === 'string') return { kind, id: data[member] };
  }
  return undefined;
}

/**
 * Decides one command: is what it names seen, may its author, is it still what they saw, is it possible. Deterministic
 * (L2): the same command in the same sight gives the same answer. "No" is an answer.
 */
export function decide(command: Command, sight: Sight): Decision {
  const step = DECIDE[command.type];
  if (!step) return refused('unknown-type');
  const target = targetOf(command);
  const seen = target && sight.see(target.kind, target.id);
  if (target && !seen) return refused('not-found');
  // What is done to an asset needs its own face: of a coarse twin nobody outside knows which one it is.
  if (target && isTwin(seen as FaceOf['asset'])) {
    return refused('not-allowed', 'You are shown this asset as an area only. You may ask its owner for a release.');
  }
  const allowed = may(command.type, command.data, sight);
  if (allowed !== true) return allowed;
  // The record of an ended operation is closed; who may see it stays its owners' to decide, and who reads it is noted.
  const ended = sight.operation && sight.see('clock', sight.operation.id)?.phase === 'ended';
  if (ended && command.type !== 'sharing.mark' && command.type !== RECORD_READING) return refused('operation-ended');
  if (command.ifVersion !== undefined && target && command.ifVersion !== sight.versionOf(target.kind, target.id)) {
    return refused('stale');
  }
  return step(command.data as never, sight);
}
