import type { AssetFace, ShownClaim } from '../../shared/domain/asset/record.ts';
import type { IncidentFace } from '../../shared/domain/incident/record.ts';
import type { AnyFace } from '../../shared/domain/records.ts';
import { nextTaskStatuses } from '../../shared/domain/task/decide.ts';
import type { TaskFace } from '../../shared/domain/task/record.ts';
import type { TaskStatus } from '../../shared/domain/vocabulary.ts';

export interface Compensation {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}
interface Self {
  readonly organisation: string;
  /** Whether this person's word on the asset confirms it. */
  readonly confirms: boolean;
}

/**
 * The command that takes another back, given the face of its record before: never a deletion, always one more event.
 * Undefined where nothing can: what was said, shared or handed out cannot be unsaid.
 */
export function compensate(
  type: string,
  data: Readonly<Record<string, unknown>>,
  before: AnyFace | undefined,
  self: Self,
): Compensation | undefined {
  return before && COMPENSATE[type]?.(data, before, self);
}

type Step = (data: Readonly<Record<string, unknown>>, before: AnyFace, self: Self) => Compensation | undefined;

const COMPENSATE: Readonly<Record<string, Step>> = {
  'asset.setStatus'({ assetId }, before, self) {
    const asset = before as AssetFace;
    const own = self.confirms
      ? asset.confirmed
      : asset.reports?.find((claim: ShownClaim) => claim.by.organisation === self.organisation);
    if (!own) return undefined;
    const { status, level, because, note, expectedRestoration } = own;
    return {
      type: 'asset.setStatus',
      data: { assetId, status, level, ...defined({ because, note, expectedRestoration }) },
    };
  },
  'asset.setNeeds'({ assetId }, before) {
    return { type: 'asset.setNeeds', data: { assetId, needs: (before as AssetFace).needs ?? [] } };
  },

  'incident.setStatus'({ incidentId, status }, before) {
    const was = (before as IncidentFace).status;
    return was === status ? undefined : { type: 'incident.setStatus', data: { incidentId, status: was } };
  },
  'incident.setSeverity'({ incidentId, severity }, before) {
    const was = (before as IncidentFace).severity;
    return was === severity ? undefined : { type: 'incident.setSeverity', data: { incidentId, severity: was } };
  },
  'incident.setLead'({ incidentId, organisation }, before) {
    const was = (before as IncidentFace).lead;
    if (was === undefined || was === organisation) return undefined;
    return { type: 'incident.setLead', data: { incidentId, organisation: was } };
  },
  'incident.linkAssets'({ incidentId }, before) {
    return { type: 'incident.linkAssets', data: { incidentId, assetIds: (before as IncidentFace).assetIds ?? [] } };
  },
  'incident.acknowledge'({ incidentId }, before, self) {
    const already = (before as IncidentFace).acknowledgements?.some((one) => one.organisation === self.organisation);
    return already ? undefined : { type: 'incident.withdrawAcknowledgement', data: { incidentId } };
  },

  'task.setStatus'({ taskId, status }, before) {
    const was = (before as TaskFace).status;
    if (was === status || !nextTaskStatuses(status as TaskStatus).includes(was)) return undefined;
    return { type: 'task.setStatus', data: { taskId, status: was } };
  },
  'task.assign'({ taskId }, before) {
    const { assignee } = before as TaskFace;
    return assignee && { type: 'task.assign', data: { taskId, assignee } };
  },
  'task.setDue'({ taskId }, before) {
    return { type: 'task.setDue', data: { taskId, due: (before as TaskFace).due ?? null } };
  },
  'task.setBlockedBy'({ taskId }, before) {
    return { type: 'task.setBlockedBy', data: { taskId, blockedBy: (before as TaskFace).blockedBy ?? [] } };
  },
};

function defined(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== undefined));
}
