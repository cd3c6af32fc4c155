import type { PredictedCrossing } from '../../../shared/cascade/crossings.ts';
import type { Alert } from '../../store/derive/alerts.ts';
import type { Say } from '../../ui/assetName.ts';
import { crossingWords } from '../../ui/crossingWords.ts';

/** What is predicted, and how much more of the same cause; of anything else what it is about. */
export function titleOf({ title, predicted }: Alert, say: Say): string {
  if (!predicted) return title;
  const [worst, ...rest] = predicted.crossings;
  const more = rest.filter((one) => subjectOf(one) !== subjectOf(worst));
  const others = new Set(more.map(subjectOf)).size;
  const words = crossingWords(worst, title, say);
  return others === 0 ? words : say('alerts.predicted.more', { words, count: others });
}

/** Ten thousand persons without energy are said with the hundred thousand. */
const subjectOf = (one: PredictedCrossing): string =>
  one.kind === 'persons'
    ? `${one.nation} ${one.service}`
    : one.kind === 'loss'
      ? one.prediction.assetId
      : `${one.from} ${one.to}`;
