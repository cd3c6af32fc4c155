import type { z } from 'zod';
import { refused } from '../../outcome.ts';
import { accept, nothingToDo, type Decision, type Sight } from '../decision.ts';
import type { EntityRef } from '../entity.ts';
import type { clockCommands } from './commands.ts';

type Data<T extends keyof typeof clockCommands> = z.infer<(typeof clockCommands)[T]>;

/** The clock record has the operation's own id. */
const ref = (sight: Sight): EntityRef => ({ kind: 'clock', id: sight.operation?.id ?? '' });
const held = (sight: Sight) => sight.see('clock', sight.operation?.id ?? '');

export const decideClock = {
  'clock.start'(data: Data<'clock.start'>, sight: Sight): Decision {
    if (!sight.operation) return refused('not-found');
    if (held(sight)?.phase === 'ended') return refused('operation-ended');
    if (held(sight)?.startedAt) return refused('not-possible', 'The clock was started before: resume it instead.');
    if (sight.operation.kind === 'live' && (data.at ?? data.speed ?? data.paused) !== undefined) {
      return refused('not-possible', 'A live operation runs on real time.');
    }
    return accept('clock.started', ref(sight), data);
  },
  'clock.pause'(_data: Data<'clock.pause'>, sight: Sight): Decision {
    if (!sight.operation) return refused('not-found');
    if (sight.operation.kind === 'live') return refused('not-possible', 'A live operation runs on real time.');
    if (!held(sight)?.clock?.running) return nothingToDo(ref(sight));
    return accept('clock.paused', ref(sight), {});
  },
  'clock.resume'(_data: Data<'clock.resume'>, sight: Sight): Decision {
    if (!sight.operation) return refused('not-found');
    if (held(sight)?.phase === 'ended') return refused('operation-ended');
    if (!held(sight)?.clock) return refused('not-possible', 'The clock was never started.');
    if (held(sight)?.clock?.running) return nothingToDo(ref(sight));
    return accept('clock.resumed', ref(sight), {});
  },
  'clock.jump'({ at }: Data<'clock.jump'>, sight: Sight): Decision {
    if (!sight.operation) return refused('not-found');
    if (sight.operation.kind === 'live') return refused('not-possible', 'A live operation runs on real time.');
    if (held(sight)?.phase === 'ended') return refused('operation-ended');
    if (!held(sight)?.clock) return refused('not-possible', 'The clock was never started.');
    if (at < sight.at) return refused('not-possible', 'The clock moves forward only.');
    return accept('clock.jumped', ref(sight), { at });
  },
  'clock.setSpeed'({ speed }: Data<'clock.setSpeed'>, sight: Sight): Decision {
    if (!sight.operation) return refused('not-found');
    if (sight.operation.kind === 'live') return refused('not-possible', 'A live operation runs on real time.');
    if (!held(sight)?.clock) return refused('not-possible', 'The clock was never started.');
    if (held(sight)?.clock?.speed === speed) return nothingToDo(ref(sight));
    return accept('clock.speedChanged', ref(sight), { speed });
  },
  'operation.end'({ reason }: Data<'operation.end'>, sight: Sight): Decision {
    if (!sight.operation) return refused('not-found');
    if (held(sight)?.phase === 'ended') return nothingToDo(ref(sight));
    return accept('operation.ended', ref(sight), { reason });
  },
};
