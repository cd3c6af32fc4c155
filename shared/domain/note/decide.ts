import type { z } from 'zod';
import { refused } from '../../outcome.ts';
import { accept, type Decision, type Sight } from '../decision.ts';
import { explicitMarking, isBorn, markingOfNew } from '../markingOf.ts';
import type { noteCommands } from './commands.ts';

type Data<T extends keyof typeof noteCommands> = z.infer<(typeof noteCommands)[T]>;

export const decideNote = {
  'attachment.add'(data: Data<'attachment.add'>, sight: Sight): Decision {
    const { attachmentId, marking: input, coarse: _coarse, ...content } = data;
    if (!sight.see(content.on.kind, content.on.id)) return refused('not-found');
    if (sight.taken(attachmentId)) return refused('id-taken');
    const born = markingOfNew(sight, input, content.on);
    if (!isBorn(born)) return born;
    return accept('attachment.added', { kind: 'attachment', id: attachmentId }, { ...content, ...born });
  },

  /** A marking act replaces the whole marking, schedule included, by an explicit act with its reason. */
  'sharing.mark'(data: Data<'sharing.mark'>, sight: Sight): Decision {
    const { entity, reason } = data;
    if (!sight.see(entity.kind, entity.id)) return refused('not-found');
    const marking = explicitMarking(sight, data.marking);
    if ('kind' in marking) return marking;
    return accept('sharing.marked', entity, { marking, reason });
  },
};
