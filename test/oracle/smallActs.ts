import { ROLES, TASK_STATUSES, TLP, type Tlp } from '../../shared/domain/vocabulary.ts';
import type { Marking } from '../../shared/domain/entity.ts';
import type { Attempt } from './acts.ts';
import { id, Making, type Author } from './making.ts';

/** A owns, B leads, C is assigned, D is none of these; in each somebody of every role. */
const ORGANISATIONS = ['A', 'B', 'C', 'D'];
const person = (organisation: string, role: string) => id(`${organisation} ${role}`);
const ANN: Author = { organisation: id('A'), user: person('A', 'coordinator') };
const BEN: Author = { organisation: id('B'), user: person('B', 'coordinator') };
const as = (tlp: Tlp, more: Partial<Marking> = {}): Marking => ({
  tlp,
  owner: id('A'),
  circles: [],
  persons: tlp === 'TLP:RED' ? [ANN.user] : [],
  ...more,
});
const RESTRICTED = { tlp: 'TLP:RED' as const, circles: [], persons: [ANN.user] };

export function everybodyActing(): Making {
  const making = new Making();
  for (const organisation of ORGANISATIONS) {
    making.organisation(id(organisation));
    for (const role of ROLES) making.user(person(organisation, role), id(organisation), [role]);
    making.user(id(`${organisation} both`), id(organisation), ['viewer', 'guest', 'responder']);
  }
  making.open(ORGANISATIONS.map(id));
  for (const organisation of ['A', 'C']) {
    const sponsor = person(organisation, 'liaison');
    for (const cap of ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:RED']) {
      for (const contributes of [false, true]) {
        const name = id(`${organisation} guest ${cap} ${contributes}`);
        making.guest(name, id(organisation), { sponsor, cap, ...(contributes && { contributes }) });
      }
    }
    const records = [{ kind: 'incident', id: id('incident TLP:GREEN') }];
    making.guest(id(`${organisation} guest of one`), id(organisation), {
      sponsor,
      cap: 'TLP:RED',
      contributes: true,
      records,
    });
  }

  for (const tlp of TLP) {
    making.incident(id(`incident ${tlp}`), ANN, as(tlp));
    making.asset(id(`asset ${tlp}`), ANN, as(tlp));
    making.task(id(`task ${tlp}`), ANN, as(tlp), { incidentId: id(`incident ${tlp}`) });
    making.note(id(`note ${tlp}`), ANN, as(tlp), { kind: 'incident', id: id(`incident ${tlp}`) });
  }
  for (const tlp of TLP) making.scenario(id(`scenario ${tlp}`), ANN, as(tlp), [id(`asset ${tlp}`)]);
  const twin = { id: id('twin'), marking: as('TLP:GREEN'), cell: { lat: 40, lon: -3, size: 0.5 } };
  making.asset(id('asset with a twin'), ANN, as('TLP:RED'), { twin });
  making.asset(id('asset restricted'), ANN, as('TLP:GREEN', { restricted: RESTRICTED }));
  making.incident(id('incident led'), ANN, as('TLP:GREEN'));
  making.happen('incident.leadChanged', ['incident', id('incident led')], { organisation: id('B') }, ANN);
  // One task for each person of C, one for C itself, each in every status, each of an incident of its own.
  const assignees = [
    undefined,
    ...['responder', 'viewer', 'guest', 'owner', 'coordinator'].map((role) => person('C', role)),
  ];
  for (const [n, user] of assignees.entries()) {
    for (const status of TASK_STATUSES) {
      const [task, incident] = [id(`task ${n} ${status}`), id(`incident of task ${n} ${status}`)];
      making.incident(incident, ANN, as('TLP:GREEN'));
      making.task(task, ANN, as('TLP:AMBER'), {
        incidentId: incident,
        assignee: { organisation: id('C'), ...(user && { user }) },
      });
      making.happen('task.statusChanged', ['task', task], { status }, ANN);
    }
  }
  const asked = [
    ['asset', 'asset with a twin'],
    ['asset', 'asset restricted'],
    ['incident', 'incident TLP:GREEN'],
  ] as const;
  for (const [kind, name] of asked) {
    making.release(
      id(`release of ${name}`),
      BEN,
      as('TLP:AMBER+STRICT', { owner: id('B') }),
      { kind, id: id(name) },
      id('A'),
    );
  }
  return making;
}

/** Every command on every record, with every value that has a rule of its own. */
export function everyAttempt(keys: readonly string[]): Attempt[] {
  const made = id('made by the attempt');
  const idsOf = (kind: string) => [
    ...keys.filter((key) => key.startsWith(`${kind}:`)).map((key) => key.slice(kind.length + 1)),
    id('nothing'),
  ];
  const markings = [
    undefined,
    ...TLP.map((tlp) => ({ tlp })),
    ...TLP.map((tlp) => ({ tlp: 'TLP:CLEAR' as Tlp, restricted: { tlp } })),
  ].map((marking) => (marking ? { marking } : {}));
  const about = { name: 'Asset', sector: 'energy', kind: 'substation', country: 'ES', location: { lat: 40, lon: -3 } };
  const attempts: [type: string, data: object][] = [];
  const add = (type: string, data: object) => attempts.push([type, data]);
  const anywhere = (kind: string, each: string) => {
    add('sharing.mark', { entity: { kind, id: each }, marking: { tlp: 'TLP:GREEN' }, reason: 'x' });
    add('sharing.request', { releaseId: made, entity: { kind, id: each }, reason: 'x' });
    if (kind !== 'scenario')
      add('attachment.add', {
        attachmentId: made,
        on: { kind, id: each },
        name: 'x',
        mediaType: 'image/png',
        bytes: 1,
      });
  };
  for (const marking of markings)
    add('incident.report', { incidentId: made, title: 'x', kind: 'fire', severity: 2, ...marking });
  for (const incidentId of idsOf('incident')) {
    anywhere('incident', incidentId);
    for (const marking of markings) add('incident.addNote', { incidentId, noteId: made, text: 'x', ...marking });
    for (const status of ['confirmed', 'closed']) add('incident.setStatus', { incidentId, status });
    add('incident.setSeverity', { incidentId, severity: 3 });
    for (const into of [id('incident TLP:GREEN'), id('incident TLP:RED')]) add('incident.merge', { incidentId, into });
    add('incident.void', { incidentId, reason: 'x' });
    add('incident.acknowledge', { incidentId });
    add('incident.withdrawAcknowledgement', { incidentId });
    add('task.create', { taskId: made, title: 'x', priority: 2, incidentId });
  }
  for (const assetId of idsOf('asset')) {
    anywhere('asset', assetId);
    const suppliers = [{ assetId, weight: 1, delay: 0, threshold: 1 }];
    const needs = [{ needId: made, type: 'physical', rule: 'kofn', k: 1, suppliers, alpha: 1_000_000, beta: 0 }];
    add('asset.register', { ...about, assetId: made, needs });
    add('asset.setNeeds', { assetId, needs: [] });
    add('asset.setStatus', { assetId, status: 'degraded' });
    add('asset.confirm', { assetId });
    add('asset.refute', { assetId });
    add('asset.answerPrediction', { assetId, answer: 'refuted', at: '2026-03-01T12:00:00.000Z', level: 0 });
    const steps = [{ kind: 'health', after: 0, assetId, level: 0 }];
    add('scenario.save', { scenarioId: made, name: 'x', hours: 72, steps, marking: { tlp: 'TLP:RED' } });
    add('incident.report', { incidentId: made, title: 'x', kind: 'fire', severity: 2, assetIds: [assetId] });
    add('task.create', { taskId: made, title: 'x', priority: 2, assetIds: [assetId] });
  }
  for (const taskId of idsOf('task')) {
    anywhere('task', taskId);
    add('task.addNote', { taskId, noteId: made, text: 'x' });
    for (const organisation of ORGANISATIONS)
      add('task.assign', { taskId, assignee: { organisation: id(organisation) } });
    add('task.accept', { taskId });
    add('task.decline', { taskId, reason: 'x' });
    for (const status of ['in-progress', 'done', 'cancelled', 'open']) add('task.setStatus', { taskId, status });
    add('task.create', { taskId: made, title: 'x', priority: 2, blockedBy: [taskId] });
  }
  for (const scenarioId of idsOf('scenario')) {
    anywhere('scenario', scenarioId);
    add('scenario.change', { scenarioId, name: 'y' });
    add('scenario.discard', { scenarioId });
  }
  for (const note of idsOf('note')) anywhere('note', note);
  for (const releaseId of idsOf('release')) add('sharing.answer', { releaseId, answer: 'declined', reason: 'x' });
  return attempts.map(([type, data]) => ({ type, data }));
}
