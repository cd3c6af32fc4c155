import type { z } from 'zod';
import { refused } from '../../outcome.ts';
import { publishedFrom } from '../asset/twin.ts';
import { accept, type Decision, type Sight } from '../decision.ts';
import type { EntityRef } from '../entity.ts';
import { explicitMarking, isBorn, markingOfNew } from '../markingOf.ts';
import type { noteCommands } from './commands.ts';

type Data<T extends keyof typeof noteCommands> = z.infer<(typeof noteCommands)[T]>;

export const decideNote = {
  'attachment.add'(data: Data<'attachment.add'>, sight: Sight): Decision {
    const { attachmentId, marking: input, ...content } = data;
    if (!sight.see(content.on.kind, content.on.id)) return refused('not-found');
    if (sight.taken(attachmentId)) return refused('id-taken');
    const born = markingOfNew(sight, input, content.on);
    if (!isBorn(born)) return born;
    return accept('attachment.added', { kind: 'attachment', id: attachmentId }, { ...content, ...born });
  },

  /** A marking act replaces the whole marking, schedule included, by an explicit act with its reason. */
  'sharing.mark'(data: Data<'sharing.mark'>, sight: Sight): Decision {
    return markEvent(sight, data.entity, data);
  },
};

/** The event of an act of marking. The coarse twin of an asset stands as it is where the act says nothing of it. */
export function markEvent(
  sight: Sight,
  entity: EntityRef,
  { marking: input, coarse, reason }: Pick<Data<'sharing.mark'>, 'marking' | 'coarse' | 'reason'>,
): Decision {
  if (!sight.see(entity.kind, entity.id)) return refused('not-found');
  const marking = explicitMarking(sight, input);
  if ('kind' in marking) return marking;
  if (coarse === undefined) return accept('sharing.marked', entity, { marking, reason });
  if (entity.kind !== 'asset') return refused('invalid', 'data.coarse: only an asset has a coarse twin.');
  if (coarse === null) return accept('sharing.marked', entity, { marking, reason, twin: null });
  const asset = sight.record('asset', entity.id);
  if (!asset) return refused('not-found');
  const twin = publishedFrom(sight, coarse, marking, asset.location, asset.twin);
  if ('kind' in twin) return twin;
  return accept('sharing.marked', entity, { marking, reason, twin });
}
