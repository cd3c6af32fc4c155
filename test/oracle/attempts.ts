import { TLP } from '../../shared/domain/vocabulary.ts';
import type { Dice } from '../support/historiesDice.ts';
import type { Attempt } from './acts.ts';
import { id } from './making.ts';

/** What one may try: a random command about random records, some of which do not exist. */
export function attempt(dice: Dice, keys: readonly string[], organisations: readonly string[]): Attempt {
  const some = (kind: string): string => {
    const ids = keys.filter((key) => key.startsWith(`${kind}:`)).map((key) => key.slice(kind.length + 1));
    return ids.length === 0 || dice.chance(0.05) ? id('nothing') : dice.pick(ids);
  };
  const list = (kind: string) => [...new Set([some(kind), some(kind)])].slice(0, dice.below(3));
  const ref = () => {
    const [kind, each] = dice.pick(keys).split(':') as [string, string];
    return ['release', 'reading'].includes(kind) ? { kind: 'incident', id: some('incident') } : { kind, id: each };
  };
  const marking = () => {
    const tlp = dice.pick(TLP);
    const restricted = { tlp: dice.pick(TLP.slice(TLP.indexOf(tlp))) };
    return { tlp, ...(dice.chance(0.2) && { restricted }) };
  };
  const marked = () => (dice.chance(0.6) ? { marking: marking() } : {});
  const assignee = () => ({ organisation: dice.pick(organisations) });
  const made = id('made by the attempt');
  const incident = { incidentId: some('incident') };
  const asset = { assetId: some('asset') };
  const task = { taskId: some('task') };
  const scenario = { scenarioId: some('scenario') };
  const steps = () =>
    [some('asset'), some('asset')].map((assetId) => ({ kind: 'health', after: 0, assetId, level: 0 }));
  const supplier = { assetId: some('asset'), weight: 1, delay: 0, threshold: 1 };
  const need = { needId: made, type: 'physical', rule: 'kofn', k: 1, suppliers: [supplier], alpha: 1_000_000, beta: 0 };
  const about = { name: 'Asset', sector: 'energy', kind: 'substation', country: 'ES', location: { lat: 40, lon: -3 } };
  const choices: readonly Attempt[] = [
    {
      type: 'incident.report',
      data: { incidentId: made, title: 'x', kind: 'fire', severity: 2, assetIds: list('asset'), ...marked() },
    },
    { type: 'incident.addNote', data: { ...incident, noteId: made, text: 'x', ...marked() } },
    { type: 'task.addNote', data: { ...task, noteId: made, text: 'x', ...marked() } },
    {
      type: 'attachment.add',
      data: { attachmentId: made, on: hangable(ref()), name: 'x', mediaType: 'image/png', bytes: 1, ...marked() },
    },
    { type: 'incident.setStatus', data: { ...incident, status: dice.pick(['confirmed', 'contained', 'closed']) } },
    { type: 'incident.setSeverity', data: { ...incident, severity: 3 } },
    { type: 'incident.merge', data: { ...incident, into: some('incident') } },
    { type: 'incident.void', data: { ...incident, reason: 'x' } },
    { type: 'incident.acknowledge', data: incident },
    { type: 'incident.withdrawAcknowledgement', data: incident },
    { type: 'asset.register', data: { ...about, assetId: made, needs: [need] } },
    { type: 'asset.setNeeds', data: { ...asset, needs: supplier.assetId === asset.assetId ? [] : [need] } },
    { type: 'asset.setStatus', data: { ...asset, status: 'degraded' } },
    { type: 'asset.confirm', data: asset },
    { type: 'asset.refute', data: asset },
    { type: 'asset.answerPrediction', data: { ...asset, answer: 'refuted', at: '2026-03-01T12:00:00.000Z', level: 0 } },
    { type: 'scenario.save', data: { scenarioId: made, name: 'x', hours: 72, steps: steps(), ...marked() } },
    { type: 'scenario.change', data: { ...scenario, steps: steps() } },
    { type: 'scenario.discard', data: scenario },
    {
      type: 'task.create',
      data: {
        taskId: made,
        title: 'x',
        priority: 2,
        ...(dice.chance(0.5) && incident),
        assetIds: list('asset'),
        blockedBy: list('task'),
      },
    },
    { type: 'task.assign', data: { ...task, assignee: assignee() } },
    { type: 'task.accept', data: task },
    { type: 'task.decline', data: { ...task, reason: 'x' } },
    { type: 'task.setStatus', data: { ...task, status: dice.pick(['in-progress', 'done', 'cancelled']) } },
    { type: 'sharing.mark', data: { entity: ref(), marking: { tlp: dice.pick(TLP) }, reason: 'x' } },
    { type: 'sharing.request', data: { releaseId: made, entity: ref(), reason: 'x' } },
    { type: 'sharing.answer', data: { releaseId: some('release'), answer: 'declined', reason: 'x' } },
  ];
  return dice.pick(choices);

  function hangable(on: { kind: string; id: string }) {
    return on.kind === 'attachment' || on.kind === 'scenario' ? { kind: 'note', id: some('note') } : on;
  }
}
