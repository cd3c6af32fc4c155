import type { Need } from '../../../../shared/domain/asset/record.ts';
import { lengthWords } from '../../../forecast/words.ts';
import type { Say } from '../../../ui/assetName.ts';
import { draftOf, type NeedDraft, type Rule } from './draft.ts';
import type { Meaning, NotUnderstood } from './parse.ts';

/** `24 h`, `1 h 30 min`; of less than a minute the seconds. */
export const spanWords = (seconds: number, say: Say): string =>
  seconds > 0 && seconds < 60 ? say('ui.age.seconds', { count: seconds }) : lengthWords(seconds * 1000, say);

/** `needs 2 of 3`, `needs 60 + 60 for 100`. */
export function ruleWords(rule: Rule, count: number, say: Say): string {
  if (rule.how === 'all') return count === 1 ? say('need.rule.one') : say('need.rule.all', { count });
  if (rule.how === 'some') return say('need.rule.some', { k: rule.k, count });
  if (rule.how === 'capacity') {
    return say('need.rule.capacity', { weights: rule.weights.slice(0, count).join(' + '), demand: rule.demand });
  }
  return rule.percent >= 100 ? say('need.rule.whole') : say('need.rule.share', { percent: rule.percent });
}

/** A need in the sentences of whoever keeps it: what was stated, and nothing of what goes without saying. */
export function needWords(draft: NeedDraft, say: Say): string[] {
  const { suppliers, rule, buffer, refill, residual, delay, useless } = draft;
  const words = [ruleWords(rule, suppliers.length, say)];
  if (delay === undefined) words.push(say('need.delaysDiffer'));
  else if (delay > 0) words.push(say('need.delay', { length: spanWords(delay, say) }));
  if (useless === undefined) words.push(say('need.uselessDiffers'));
  else if (useless > 0) words.push(say('need.useless', { percent: useless }));
  const after = buffer > 0 ? 'then' : 'at';
  if (buffer > 0) {
    words.push(holdsWords(draft, say));
  }
  words.push(residual > 0 ? say(`need.runs.${after}`, { percent: residual }) : say(`need.stops.${after}`));
  if (buffer > 0) {
    words.push(refill === undefined ? say('need.byHand') : say('need.refills', { length: spanWords(refill, say) }));
  }
  return words;
}

/** `holds out 24 h on diesel`. */
function holdsWords({ buffer, stock }: NeedDraft, say: Say): string {
  const length = spanWords(buffer, say);
  return stock ? say('need.read.holdsOn', { length, of: stock }) : say('need.holds', { length });
}

/** The need as one line, for tables: its kind, the rule and the buffer. */
export function needLine(need: Need, say: Say): string {
  const draft = draftOf(need);
  const words = [say(`assets.needType.${need.type}`), ruleWords(draft.rule, draft.suppliers.length, say)];
  if (draft.buffer > 0) words.push(holdsWords(draft, say));
  if (draft.residual > 0) words.push(say(`need.runs.${draft.buffer > 0 ? 'then' : 'at'}`, { percent: draft.residual }));
  return words.join(', ');
}

/** What was understood, said back. */
export function meaningWords(one: Meaning, suppliers: number, say: Say): string {
  switch (one.kind) {
    case 'buffer': {
      if (one.seconds === 0) return say('need.read.noBuffer');
      const length = spanWords(one.seconds, say);
      return one.of === undefined ? say('need.holds', { length }) : say('need.read.holdsOn', { length, of: one.of });
    }
    case 'refill':
      return one.seconds === undefined
        ? say('need.byHand')
        : say('need.refills', { length: spanWords(one.seconds, say) });
    case 'delay':
      return say('need.delay', { length: spanWords(one.seconds, say) });
    case 'residual':
      return one.percent === 0 ? say('need.stops.at') : say('need.runs.at', { percent: one.percent });
    case 'useless':
      return one.percent === 0 ? say('need.read.useful') : say('need.useless', { percent: one.percent });
    case 'type':
      return say(`assets.needType.${one.type}`);
    case 'all':
      return ruleWords({ how: 'all' }, suppliers, say);
    case 'some':
      return ruleWords(one.k >= suppliers ? { how: 'all' } : { how: 'some', k: one.k }, suppliers, say);
    case 'share':
      return ruleWords({ how: 'share', percent: one.percent }, suppliers, say);
    case 'capacity':
      return ruleWords({ how: 'capacity', weights: one.weights, demand: one.demand }, suppliers, say);
  }
}

export const notWords = ({ text, why }: NotUnderstood, suppliers: number, say: Say): string =>
  say(`need.not.${why}`, { text, count: suppliers });
