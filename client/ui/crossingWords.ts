import type { PredictedCrossing } from '../../shared/cascade/crossings.ts';
import type { Say } from './assetName.ts';

const people = new Intl.NumberFormat('en-GB');

/** What is predicted, of an asset whose name is given. Without its time: that stands beside it, with its band. */
export function crossingWords(one: PredictedCrossing, name: string, say: Say): string {
  switch (one.kind) {
    case 'loss':
      return say(one.below === 'any' ? 'alerts.predicted.fails' : 'alerts.predicted.halved', { name });
    case 'persons':
      return say('alerts.predicted.persons', {
        persons: people.format(one.mark),
        service: say(`ui.sector.${one.service}`),
        nation: one.nation,
      });
    case 'border':
      return say('alerts.predicted.border', { name, from: one.from, to: one.to });
  }
}
