import type { z } from 'zod';
import { refused } from '../../outcome.ts';
import { accept, nothingToDo, unseen, type Decision, type Seen, type Sight } from '../decision.ts';
import type { EntityRef } from '../entity.ts';
import { strictness } from '../vocabulary.ts';
import { isBorn, markingOfNew } from '../markingOf.ts';
import type { incidentCommands } from './commands.ts';

type Data<T extends keyof typeof incidentCommands> = z.infer<(typeof incidentCommands)[T]>;
const ref = (id: string): EntityRef => ({ kind: 'incident', id });

const settled = (incident: Seen<'incident'>): string | undefined => {
  if (incident.voided) return 'The incident was voided.';
  if (incident.mergedInto) return 'The incident was merged into another one.';
  return undefined;
};

/** The ids of what is named, twins resolved, sorted: what is stored tells nothing of the order it was written in. */
export const exactIds = (sight: Sight, assetIds: readonly string[]): string[] =>
  [...new Set(assetIds.map((id) => sight.exact('asset', id)))].sort();

/** Members that the actor was not shown stay; those it was shown are replaced by the ones it names. */
export function replaceShownIds(
  stored: readonly string[] | undefined,
  shown: readonly string[] | undefined,
  wanted: readonly string[],
): string[] {
  const visible = new Set(shown ?? []);
  const hidden = (stored ?? []).filter((id) => !visible.has(id) && !wanted.includes(id));
  return [...wanted, ...hidden].sort();
}

export const decideIncident = {
  'incident.report'(data: Data<'incident.report'>, sight: Sight): Decision {
    const { incidentId, marking: input, assetIds: named, ...content } = data;
    if (sight.taken(incidentId)) return refused('id-taken');
    const unknown = unseen(sight, 'asset', named);
    if (unknown) return unknown;
    const assetIds = named && exactIds(sight, named);
    const born = markingOfNew(sight, input);
    if (!isBorn(born)) return born;
    const assets = assetIds && assetIds.length > 0 ? { assetIds } : {};
    return accept('incident.reported', ref(incidentId), { ...content, ...assets, ...born });
  },

  'incident.setStatus'({ incidentId, status, note }: Data<'incident.setStatus'>, sight: Sight): Decision {
    const incident = sight.see('incident', incidentId);
    if (!incident) return refused('not-found');
    const why = settled(incident);
    if (why) return refused('not-possible', why);
    if (incident.status === status && !note) return nothingToDo(ref(incidentId));
    return accept('incident.statusChanged', ref(incidentId), { status, ...(note && { note }) });
  },

  'incident.setSeverity'({ incidentId, severity, note }: Data<'incident.setSeverity'>, sight: Sight): Decision {
    const incident = sight.see('incident', incidentId);
    if (!incident) return refused('not-found');
    const why = settled(incident);
    if (why) return refused('not-possible', why);
    if (incident.severity === severity && !note) return nothingToDo(ref(incidentId));
    return accept('incident.severityChanged', ref(incidentId), { severity, ...(note && { note }) });
  },

  'incident.setLead'({ incidentId, organisation }: Data<'incident.setLead'>, sight: Sight): Decision {
    const incident = sight.see('incident', incidentId);
    const unknown = unseen(sight, 'organisation', [organisation]);
    if (!incident || unknown) return refused('not-found');
    const why = settled(incident);
    if (why) return refused('not-possible', why);
    if (incident.lead === organisation) return nothingToDo(ref(incidentId));
    return accept('incident.leadChanged', ref(incidentId), { organisation });
  },

  'incident.linkAssets'({ incidentId, assetIds }: Data<'incident.linkAssets'>, sight: Sight): Decision {
    const incident = sight.see('incident', incidentId);
    const record = sight.record('incident', incidentId);
    const unknown = unseen(sight, 'asset', assetIds);
    if (!incident || !record || unknown) return refused('not-found');
    const why = settled(incident);
    if (why) return refused('not-possible', why);
    return accept('incident.assetsLinked', ref(incidentId), {
      assetIds: replaceShownIds(record.assetIds, exactIds(sight, incident.assetIds ?? []), exactIds(sight, assetIds)),
    });
  },

  'incident.acknowledge'({ incidentId }: Data<'incident.acknowledge'>, sight: Sight): Decision {
    const incident = sight.see('incident', incidentId);
    if (!incident) return refused('not-found');
    const already = incident.acknowledgements?.some((one) => one.organisation === sight.actor.organisation);
    return already ? nothingToDo(ref(incidentId)) : accept('incident.acknowledged', ref(incidentId), {});
  },

  'incident.withdrawAcknowledgement'({ incidentId }: Data<'incident.withdrawAcknowledgement'>, sight: Sight): Decision {
    const incident = sight.see('incident', incidentId);
    if (!incident) return refused('not-found');
    const given = incident.acknowledgements?.some((one) => one.organisation === sight.actor.organisation);
    return given ? accept('incident.acknowledgementWithdrawn', ref(incidentId), {}) : nothingToDo(ref(incidentId));
  },

  'incident.merge'({ incidentId, into }: Data<'incident.merge'>, sight: Sight): Decision {
    const incident = sight.see('incident', incidentId);
    const target = sight.see('incident', into);
    if (!incident || !target) return refused('not-found');
    if (incidentId === into) return refused('not-possible', 'An incident cannot be merged into itself.');
    const why = settled(incident);
    if (why) return refused('not-possible', why);
    const whyTarget = settled(target);
    if (whyTarget) return refused('not-possible', 'The other incident was itself merged or voided.');
    if (strictness(target.tlp) > strictness(incident.tlp)) {
      return refused('not-possible', 'The other incident is shared with fewer: merge that one into this one.');
    }
    return accept('incident.merged', ref(incidentId), { into }, [ref(into)]);
  },

  'incident.void'({ incidentId, reason }: Data<'incident.void'>, sight: Sight): Decision {
    const incident = sight.see('incident', incidentId);
    if (!incident) return refused('not-found');
    if (incident.voided) return nothingToDo(ref(incidentId));
    return accept('incident.voided', ref(incidentId), { reason });
  },

  'incident.addNote'(data: Data<'incident.addNote'>, sight: Sight): Decision {
    return addNote(sight, ref(data.incidentId), data);
  },
};

export function addNote(
  sight: Sight,
  on: EntityRef,
  data: { noteId: string; text: string; marking?: Data<'incident.addNote'>['marking'] },
): Decision {
  if (!sight.see(on.kind, on.id)) return refused('not-found');
  if (sight.taken(data.noteId)) return refused('id-taken');
  const born = markingOfNew(sight, data.marking, on);
  if (!isBorn(born)) return born;
  return accept('note.added', { kind: 'note', id: data.noteId }, { on, text: data.text, ...born });
}
