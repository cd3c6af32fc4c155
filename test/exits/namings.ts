import { randomUUID } from 'node:crypto';
import type { Reader } from './canaries.ts';
import type { CanaryWorld } from './world.ts';

/** Those whose own records these are, or who may do what the commands say: they would be obeyed. */
const OBEYED: Readonly<Record<string, readonly Reader[]>> = {
  red: ['ann', 'col', 'root'],
  strict: ['ann', 'col', 'root'],
  elsewhere: ['gil', 'root'],
  unknown: [],
};

/** Commands that name records which are hidden from their sender, or which do not exist. */
export function commandsNaming(world: CanaryWorld, name: string, reader: Reader): object[] {
  if (OBEYED[name]!.includes(reader)) return [{ type: 'incident.report' }];
  const id = (kind: string) => (name === 'unknown' ? randomUUID() : world.id(`${kind} ${name}`));
  const of = (what: string) => (name === 'unknown' ? randomUUID() : world.id(what));
  // Of this operation: elsewhere the id would be free.
  const here = name === 'red' || name === 'strict';
  const [assetId, incidentId, taskId] = [id('asset'), id('incident'), id('task')];
  const [noteId, attachmentId] = [id('note'), id('attachment')];
  const entity = { kind: 'incident', id: incidentId };
  const marking = { tlp: 'TLP:CLEAR' };
  const site = { name: 'A', sector: 'energy', kind: 'k', country: 'ES', location: { lat: 1, lon: 1 } };
  const supplied = [{ needId: randomUUID(), type: 'physical', rule: 'kofn', k: 1, suppliers: [{ assetId }] }];
  const [organisationId, userId, circleId] = [of('hotel'), of('hal'), of('circle elsewhere')];
  const data: [string, object][] = [
    ['incident.setStatus', { incidentId, status: 'resolved' }],
    ['incident.setSeverity', { incidentId, severity: 1 }],
    ['incident.setLead', { incidentId, organisation: organisationId }],
    ['incident.linkAssets', { incidentId, assetIds: [assetId] }],
    ['incident.acknowledge', { incidentId }],
    ['incident.merge', { incidentId, into: incidentId }],
    ['incident.void', { incidentId, reason: 'r' }],
    ['incident.addNote', { incidentId, noteId: randomUUID(), text: 't' }],
    ['incident.report', { incidentId: randomUUID(), title: 't', assetIds: [assetId] }],
    // An id that is taken says so in one way, whoever took it.
    ['incident.report', { incidentId: here ? incidentId : 'none', title: 't' }],
    ['incident.report', { incidentId: randomUUID(), title: 't', marking: { tlp: 'TLP:AMBER', circles: [circleId] } }],
    ['incident.report', { incidentId: randomUUID(), title: 't', marking: { tlp: 'TLP:RED', persons: [userId] } }],
    ['asset.register', { assetId: randomUUID(), ...site, needs: supplied }],
    ['asset.setStatus', { assetId, status: 'failed' }],
    ['asset.confirm', { assetId }],
    ['asset.setNeeds', { assetId, needs: [] }],
    ['asset.setDetails', { assetId, name: 'B' }],
    ['task.create', { taskId: randomUUID(), title: 't', incidentId, blockedBy: [taskId] }],
    ['task.accept', { taskId }],
    ['task.decline', { taskId, reason: 'r' }],
    ['task.setStatus', { taskId, status: 'done' }],
    ['task.assign', { taskId, assignee: { organisation: organisationId, user: userId } }],
    [
      'attachment.add',
      { attachmentId: randomUUID(), on: { kind: 'note', id: noteId }, name: 'f', mediaType: 'text/plain', bytes: 1 },
    ],
    ['sharing.mark', { entity, marking, reason: 'r' }],
    ['sharing.mark', { entity: { kind: 'attachment', id: attachmentId }, marking, reason: 'r' }],
    ['sharing.request', { releaseId: randomUUID(), entity, reason: 'r' }],
    [
      'sharing.answer',
      { releaseId: here ? of('request on red') : randomUUID(), answer: 'granted', reason: 'r', marking },
    ],
    ['organisation.setClients', { organisationId, clients: [organisationId] }],
    ['circle.create', { circleId: randomUUID(), name: 'c', members: [organisationId] }],
    ['circle.setMembers', { circleId, members: [] }],
    ['agreement.accept', { agreementId: of('agreement elsewhere') }],
    [
      'agreement.propose',
      { agreementId: randomUUID(), name: 'p', parties: [organisationId, of('golf')], permits: ['share-amber'] },
    ],
    [
      'guest.invite',
      {
        guestId: randomUUID(),
        operation: of('elsewhere'),
        name: 'g',
        cap: 'TLP:GREEN',
        until: new Date(world.now() + 60_000).toISOString(),
      },
    ],
    ['guest.revoke', { guestId: userId }],
    ['user.setRoles', { userId, operation: of('elsewhere'), roles: ['viewer'] }],
    ['operation.setParticipants', { operationId: of('elsewhere'), participants: [organisationId] }],
    ['reading.record', { readingId: randomUUID(), what: 'export', owners: [] }],
  ];
  return data.map(([type, one]) => ({ commandId: randomUUID(), type, data: one }));
}
