import { inFull } from '../domain/asset/record.ts';
import type { Role } from '../domain/vocabulary.ts';
import { hasRole, type Seen, type Sight } from '../domain/decision.ts';
import type { Kind, MarkedFace } from '../domain/entity.ts';
import { refused, type Refused } from '../outcome.ts';

/**
 * Who may do what, on records whose full face they have. One pure function, checked on what the actor's faces show; the
 * client asks the same one before it offers a button. It answers only for what is seen: an id that is not shown is
 * "not found" before anybody asks whether it was allowed.
 */
export function may(type: string, data: unknown, sight: Sight): true | Refused {
  const rule = RULES[type];
  if (!rule) return refused('unknown-type');
  const answer = rule(sight, data as never);
  return answer === true ? true : refused('not-allowed', answer);
}

/** Allowed, or why not in words that name only what the actor sees. */
type Answer = true | string;
type Rule = (sight: Sight, data: Ids) => Answer;
interface Ids {
  readonly assetId: string;
  readonly incidentId: string;
  readonly taskId: string;
  readonly organisationId: string;
  readonly circleId: string;
  readonly releaseId: string;
  readonly guestId: string;
  readonly scenarioId: string;
  readonly agreementId: string;
  readonly operation: string;
  readonly parties?: readonly string[];
  readonly owner?: string;
  readonly organisation: string;
  readonly status: string;
  readonly assignee: { readonly organisation: string };
  readonly entity: { readonly kind: Kind; readonly id: string };
}

const mine = (sight: Sight, organisation: string | undefined) => organisation === sight.actor.organisation;

const roles =
  (...allowed: Role[]): Rule =>
  (sight) =>
    hasRole(sight, ...allowed) || `This needs the role ${allowed.join(' or ')} in this operation.`;

const READERS: ReadonlySet<Role> = new Set<Role>(['viewer', 'evaluator', 'guest']);

/** Who is a guest asks their sponsor. */
const contributesAsMember: Rule = (sight) =>
  sight.actor.roles.some((role) => !READERS.has(role)) || 'Viewers, evaluators and guests read only.';

/** Every role but those that only read; a guest where its link says so. */
const contributes: Rule = (sight, data) => sight.actor.guest?.contributes ?? contributesAsMember(sight, data);

const reports: Rule = (sight, data) => {
  // It would not be shown what it reported.
  if (sight.actor.guest?.records) return 'This link is for the records it names: add a note to one of them instead.';
  return contributes(sight, data);
};

const ownsAsset: Rule = (sight, { assetId }) => {
  const asset = inFull(sight.see('asset', assetId));
  if (asset && !mine(sight, asset.owner)) return 'Only the owner of the asset may do this.';
  return hasRole(sight, 'owner') || 'This needs the role owner in the organisation that owns the asset.';
};

/** Imports are corrected by the one who imported: an administrator of the owning organisation, never of another. */
const describesAsset: Rule = (sight, { assetId }) => {
  const asset = inFull(sight.see('asset', assetId));
  if (asset && !mine(sight, asset.owner)) return 'Only the owner of the asset may do this.';
  return (
    hasRole(sight, 'owner', 'admin') || 'This needs the role owner or admin in the organisation that owns the asset.'
  );
};

/** A coordinator, or a responder whose organisation leads the incident or holds a task of it. */
const handlesIncident: Rule = (sight, { incidentId }) => {
  if (hasRole(sight, 'coordinator')) return true;
  if (hasRole(sight, 'responder') && respondsTo(sight, incidentId)) return true;
  return 'This needs a coordinator, or a responder who is assigned to the incident.';
};

function respondsTo(sight: Sight, incidentId: string): boolean {
  if (mine(sight, sight.see('incident', incidentId)?.lead)) return true;
  return sight.referrers('incident', incidentId).some(({ kind, id }) => {
    const task = kind === 'task' ? sight.see('task', id) : undefined;
    if (!task || task.incidentId !== incidentId || !mine(sight, task.assignee?.organisation)) return false;
    if (task.assignee?.user !== undefined && task.assignee.user !== sight.actor.user) return false;
    return task.status !== 'assigned' && task.status !== 'cancelled';
  });
}

const concludesIncident: Rule = (sight, { incidentId }) => {
  const incident = sight.see('incident', incidentId);
  const concerned = incident && (mine(sight, incident.owner) || mine(sight, incident.lead));
  return (
    (concerned && hasRole(sight, 'coordinator')) ||
    "Only a coordinator of the incident's owner or lead organisation may close or void it."
  );
};

const setsLead: Rule = (sight, { incidentId, organisation }) => {
  const incident = sight.see('incident', incidentId);
  if (!hasRole(sight, 'coordinator')) return 'This needs a coordinator.';
  if (!incident || mine(sight, incident.owner) || mine(sight, incident.lead)) return true;
  if (incident.lead === undefined && mine(sight, organisation)) return true;
  return 'The lead is passed on by the owner or the present lead; anybody may take it while nobody has it.';
};

const passesTask: Rule = (sight, { taskId, assignee }) => {
  const task = sight.see('task', taskId);
  const inside = mine(sight, task?.assignee?.organisation) && mine(sight, assignee.organisation);
  if (inside && hasRole(sight, 'liaison', 'coordinator', 'responder')) return true;
  if (task && !mine(sight, task.owner)) return 'Only the organisation that made the task may offer it to another.';
  return hasRole(sight, 'liaison', 'coordinator') || 'This needs the role liaison or coordinator.';
};

const isAssignee = (sight: Sight, task: Seen<'task'> | undefined): boolean =>
  mine(sight, task?.assignee?.organisation) &&
  ((task?.assignee?.user === sight.actor.user && sight.actor.roles.some((role) => !READERS.has(role))) ||
    hasRole(sight, 'liaison', 'coordinator'));

const answersTask: Rule = (sight, { taskId }) =>
  isAssignee(sight, sight.see('task', taskId)) ||
  'Only the assignee, or a liaison or coordinator of the assigned organisation, may do this.';

const progressesTask: Rule = (sight, data) => {
  const task = sight.see('task', data.taskId);
  const creator = mine(sight, task?.owner) && hasRole(sight, 'liaison', 'coordinator');
  if (data.status === 'cancelled' || task?.status === 'cancelled') {
    return creator || 'Only the organisation that made the task may cancel it or open it again.';
  }
  if (task && !task.assignee && creator) return true;
  return answersTask(sight, data);
};

const plansTask: Rule = (sight, { taskId }) => {
  const task = sight.see('task', taskId);
  const concerned = mine(sight, task?.owner) || mine(sight, task?.assignee?.organisation);
  return (
    (concerned && hasRole(sight, 'liaison', 'coordinator')) ||
    'This needs a liaison or coordinator of an organisation of the task.'
  );
};

const marksIt: Rule = (sight, { entity }) => {
  const shown = sight.see(entity.kind, entity.id) as Partial<MarkedFace> | undefined;
  if (shown && !mine(sight, shown.owner))
    return 'Only the owner of a record decides who sees it. You may ask for a release.';
  // Marking anew would show the restricted fields to whoever marks.
  const restricted = shown?.marking?.restricted;
  if (restricted?.tlp === 'TLP:RED' && !restricted.persons.includes(sight.actor.user))
    return 'Its restricted fields are for named persons: one of them marks it.';
  return hasRole(sight, 'liaison', 'owner', 'coordinator') || 'This needs the role liaison, owner or coordinator.';
};

const ownCircle: Rule = (sight, { circleId, owner }) => {
  if (hasRole(sight, 'admin')) return true;
  const held = circleId ? sight.see('circle', circleId)?.owner : undefined;
  if (held !== undefined && !mine(sight, held)) return 'Only the owner of the circle decides who is in it.';
  if (owner !== undefined && !mine(sight, owner)) return 'A circle is made for your own organisation.';
  return hasRole(sight, 'liaison') || 'This needs the role liaison or admin.';
};

const ownClients: Rule = (sight, { organisationId }) => {
  if (hasRole(sight, 'admin')) return true;
  if (!mine(sight, organisationId)) return 'An organisation declares its own clients.';
  return hasRole(sight, 'liaison') || 'This needs the role liaison or admin.';
};

const answersRelease: Rule = (sight, { releaseId }) => {
  const release = sight.see('release', releaseId);
  if (release && !mine(sight, release.to)) return 'Only the owner of what it asks for answers a request.';
  // A grant marks the record: whoever may not mark it cannot grant.
  if (release?.on) return marksIt(sight, { entity: release.on } as Ids);
  return hasRole(sight, 'liaison', 'owner', 'coordinator') || 'This needs the role liaison, owner or coordinator.';
};

/** In the directory a liaison of any operation speaks for their organisation. */
const invites: Rule = (sight, { operation }) => {
  if (!hasRole(sight, 'liaison', 'admin')) return 'This needs the role liaison or admin.';
  const here = sight.record('user', sight.actor.user)?.roles[operation];
  return (
    here?.some((role) => role === 'liaison' || role === 'admin') || 'A guest is invited where you take part yourself.'
  );
};

const revokes: Rule = (sight, { guestId }) => {
  const guest = sight.see('user', guestId);
  if (hasRole(sight, 'admin')) return true;
  if (guest && !mine(sight, guest.organisation)) return "Only the sponsor's organisation takes a guest's link back.";
  return hasRole(sight, 'liaison') || 'This needs the role liaison or admin.';
};

const isParty: Rule = (sight, { agreementId, parties }) => {
  const named = parties ?? sight.see('agreement', agreementId)?.parties;
  if (named && !named.includes(sight.actor.organisation)) return 'Only a party speaks for its side of an agreement.';
  return hasRole(sight, 'liaison', 'admin') || 'This needs the role liaison or admin.';
};

const changesScenario: Rule = (sight, data) => {
  const scenario = sight.see('scenario', data.scenarioId);
  if (scenario && !mine(sight, scenario.owner))
    return 'Only the organisation that saved it may change it: save your own.';
  return contributesAsMember(sight, data);
};

const runsClock: Rule = (sight) => {
  if (hasRole(sight, 'admin')) return true;
  if (sight.operation?.kind !== 'exercise') return 'A live operation is run by an administrator.';
  return hasRole(sight, 'director') || 'This needs the role director.';
};

const admin = roles('admin');

const RULES: Readonly<Record<string, Rule>> = {
  'asset.register': roles('owner', 'admin'),
  'asset.setStatus': roles('owner', 'responder', 'liaison', 'coordinator'),
  'asset.confirm': ownsAsset,
  'asset.refute': ownsAsset,
  'asset.answerPrediction': ownsAsset,
  'asset.setDetails': describesAsset,
  'asset.setNeeds': ownsAsset,
  'asset.setBuffer': ownsAsset,
  'incident.report': reports,
  'incident.addNote': contributes,
  'task.addNote': contributes,
  'attachment.add': contributes,
  'incident.setStatus': (sight, data) =>
    data.status === 'closed' ? concludesIncident(sight, data) : handlesIncident(sight, data),
  'incident.setSeverity': handlesIncident,
  'incident.linkAssets': handlesIncident,
  'incident.setLead': setsLead,
  'incident.merge': handlesIncident,
  'incident.void': concludesIncident,
  'incident.acknowledge': roles('responder', 'liaison', 'coordinator'),
  'incident.withdrawAcknowledgement': roles('responder', 'liaison', 'coordinator'),
  'task.create': roles('liaison', 'coordinator'),
  'task.assign': passesTask,
  'task.accept': answersTask,
  'task.decline': answersTask,
  'task.setStatus': progressesTask,
  'task.setDue': plansTask,
  'task.setBlockedBy': plansTask,
  'sharing.mark': marksIt,
  'sharing.request': contributesAsMember,
  'sharing.answer': answersRelease,
  'reading.record': () => true,
  'scenario.save': contributesAsMember,
  'scenario.change': changesScenario,
  'scenario.discard': changesScenario,
  'guest.invite': invites,
  'guest.revoke': revokes,
  'agreement.propose': isParty,
  'agreement.accept': isParty,
  'agreement.end': isParty,
  'circle.create': ownCircle,
  'circle.setMembers': ownCircle,
  'organisation.setClients': ownClients,
  'organisation.register': admin,
  'user.register': admin,
  'user.setRoles': admin,
  'user.disable': admin,
  'user.enable': admin,
  'operation.create': admin,
  'operation.setParticipants': admin,
  'clock.start': runsClock,
  'clock.pause': runsClock,
  'clock.resume': runsClock,
  'clock.jump': runsClock,
  'clock.setSpeed': runsClock,
  'operation.end': runsClock,
};
export const COMMAND_TYPES_WITH_RULES = Object.keys(RULES);
