import { evolveAsset } from './asset/evolve.ts';
import { withTwin } from './asset/twin.ts';
import { evolveAgreement, evolveCircle, evolveOperation, evolveOrganisation, evolveUser } from './directory/evolve.ts';
import { asMarked, type AnyRecord, type RecordOf } from './records.ts';
import type { Kind } from './entity.ts';
import type { Fact } from './event.ts';
import { evolveIncident } from './incident/evolve.ts';
import { remarked } from './marked.ts';
import { evolveAttachment, evolveNote } from './note/evolve.ts';
import { evolveClock } from './operation/evolve.ts';
import { evolveReading } from './reading/evolve.ts';
import { evolveRelease } from './release/evolve.ts';
import { evolveScenario } from './scenario/evolve.ts';
import { evolveTask } from './task/evolve.ts';

type Evolve<R> = (record: R | undefined, fact: Fact) => R | undefined;
const EVOLVE: { [K in Kind]: Evolve<RecordOf[K]> } = {
  organisation: evolveOrganisation,
  user: evolveUser,
  circle: evolveCircle,
  operation: evolveOperation,
  agreement: evolveAgreement,
  clock: evolveClock,
  asset: evolveAsset,
  incident: evolveIncident,
  task: evolveTask,
  note: evolveNote,
  attachment: evolveAttachment,
  release: evolveRelease,
  reading: evolveReading,
  scenario: evolveScenario,
};

/** Event types of today and the schema version of each; anything else hides what it names (see `world`). */
export const KNOWN_EVENTS: Readonly<Record<string, number>> = {
  'organisation.registered': 1,
  'organisation.clientsChanged': 1,
  'user.registered': 1,
  'user.rolesChanged': 1,
  'user.disabled': 1,
  'user.enabled': 1,
  'guest.invited': 1,
  'agreement.proposed': 1,
  'agreement.accepted': 1,
  'agreement.ended': 1,
  'circle.created': 1,
  'circle.membersChanged': 1,
  'operation.created': 1,
  'operation.participantsChanged': 1,
  'clock.started': 1,
  'clock.paused': 1,
  'clock.resumed': 1,
  'clock.jumped': 1,
  'clock.speedChanged': 1,
  'operation.ended': 1,
  'asset.registered': 1,
  'asset.statusChanged': 1,
  'asset.confirmed': 1,
  'asset.refuted': 1,
  'asset.predictionAnswered': 1,
  'asset.needsChanged': 1,
  'asset.bufferStated': 1,
  'asset.detailsChanged': 1,
  'incident.reported': 1,
  'incident.statusChanged': 1,
  'incident.severityChanged': 1,
  'incident.leadChanged': 1,
  'incident.assetsLinked': 1,
  'incident.acknowledged': 1,
  'incident.acknowledgementWithdrawn': 1,
  'incident.merged': 1,
  'incident.voided': 1,
  'task.created': 1,
  'task.assigned': 1,
  'task.accepted': 1,
  'task.declined': 1,
  'task.statusChanged': 1,
  'task.dueChanged': 1,
  'task.blockedByChanged': 1,
  'note.added': 1,
  'attachment.added': 1,
  'sharing.marked': 1,
  'release.requested': 1,
  'release.answered': 1,
  'reading.recorded': 1,
  'scenario.saved': 1,
  'scenario.changed': 1,
  'scenario.discarded': 1,
};

/** L1: total. An event that names a record it does not fit changes nothing. */
export function evolve(kind: Kind, record: AnyRecord | undefined, fact: Fact): AnyRecord | undefined {
  if (fact.event.type === 'sharing.marked') {
    const marked = asMarked(kind, record);
    if (!marked || !fact.own) return record;
    const next = remarked(marked, fact) as AnyRecord;
    return kind === 'asset' ? withTwin(next as RecordOf['asset'], fact) : next;
  }
  const step = EVOLVE[kind] as Evolve<AnyRecord> | undefined;
  return step ? step(record, fact) : record;
}
