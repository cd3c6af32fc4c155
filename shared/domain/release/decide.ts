import type { z } from 'zod';
import { refused } from '../../outcome.ts';
import { tlpAt } from '../../sharing/marking.ts';
import { accept, type Decision, type Sight } from '../decision.ts';
import type { EntityRef, Marking } from '../entity.ts';
import { markEvent } from '../note/decide.ts';
import { asMarked } from '../records.ts';
import type { releaseCommands } from './commands.ts';

type Data<T extends keyof typeof releaseCommands> = z.infer<(typeof releaseCommands)[T]>;
const ref = (id: string): EntityRef => ({ kind: 'release', id });

export const decideRelease = {
  'sharing.request'(data: Data<'sharing.request'>, sight: Sight): Decision {
    const { releaseId, entity, wanted, reason } = data;
    if (!sight.see(entity.kind, entity.id)) return refused('not-found');
    if (sight.taken(releaseId)) return refused('id-taken');
    const on: EntityRef = { kind: entity.kind, id: sight.exact(entity.kind, entity.id) };
    const record = asMarked(on.kind, sight.record(entity.kind, entity.id));
    if (!record) return refused('not-found');
    const { organisation, user } = sight.actor;
    const to = record.marking.owner;
    // Whose a coarse twin is, is not told: not even that it is one's own organisation's.
    if (to === organisation && on.id === entity.id) {
      return refused('not-possible', 'Your organisation owns it: mark it anew.');
    }
    const open = sight.referrers(on.kind, on.id).some((ref) => {
      const asked = ref.kind === 'release' ? sight.see('release', ref.id) : undefined;
      return asked?.status === 'asked' && asked.owner === organisation;
    });
    if (open) return refused('not-possible', 'Your organisation has asked for it already and waits for the answer.');
    // That a TLP:RED record exists is for its named persons: their request is too.
    const red = on.id === entity.id && tlpAt(record.marking, sight.realAt) === 'TLP:RED';
    const marking: Marking = {
      tlp: red ? 'TLP:RED' : 'TLP:AMBER+STRICT',
      owner: organisation,
      circles: [],
      persons: red ? [user] : [],
    };
    return accept('release.requested', ref(releaseId), { on, to, reason, ...(wanted && { wanted }), marking });
  },

  'sharing.answer'(data: Data<'sharing.answer'>, sight: Sight): Decision {
    const { releaseId, answer, reason } = data;
    const release = sight.see('release', releaseId);
    if (!release) return refused('not-found');
    if (release.status !== 'asked') return refused('not-possible', 'The request was answered before.');
    const answered = accept('release.answered', ref(releaseId), { answer, reason });
    if (!data.marking) return answered;
    const { on } = release;
    if (!on || !sight.see(on.kind, on.id))
      return refused('not-possible', 'What it asks for is not shown to you any more.');
    const marked = markEvent(sight, on, { marking: data.marking, coarse: data.coarse, reason });
    if (marked.kind === 'refused') return marked;
    return { kind: 'accepted', events: [...marked.events, ...answered.events], records: [ref(releaseId), on] };
  },
};
