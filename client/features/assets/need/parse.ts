import type { NeedType } from '../../../../shared/domain/vocabulary.ts';
import { LONGEST, type NeedDraft, type Rule } from './draft.ts';

/** One thing that was understood: what of a need it sets. */
export type Meaning =
  | { readonly kind: 'buffer'; readonly seconds: number; readonly of?: string }
  | { readonly kind: 'refill'; readonly seconds: number | undefined }
  | { readonly kind: 'delay'; readonly seconds: number }
  | { readonly kind: 'residual'; readonly percent: number; readonly without?: string }
  | { readonly kind: 'useless'; readonly percent: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'some'; readonly k: number; readonly of?: number }
  | { readonly kind: 'share'; readonly percent: number }
  | { readonly kind: 'capacity'; readonly weights: readonly number[]; readonly demand: number; readonly unit?: string }
  | { readonly kind: 'type'; readonly type: NeedType };

/** What was not: the words themselves, and why where they were nearly understood. */
export interface NotUnderstood {
  readonly text: string;
  readonly why: 'unknown' | 'twice' | 'too-many' | 'count-differs' | 'percent' | 'too-long' | 'no-supplier';
}

export interface Reading {
  readonly meanings: readonly Meaning[];
  readonly not: readonly NotUnderstood[];
}

const NUMBER = String.raw`\d+(?:[.,]\d+)?`;
const UNIT = String.raw`(?:seconds?|secs?|s|minutes?|mins?|hours?|hrs?|hr|h|days?|d|weeks?|w)`;
const LENGTH = String.raw`${NUMBER}\s*${UNIT}\b(?:\s*(?:and\s+)?${NUMBER}\s*${UNIT}\b)*`;
const PERCENT = String.raw`(${NUMBER})\s*(?:%|percent\b|per cent\b)`;
/** What a buffer is made of. A word beside a length that is none of these is not taken for one. */
const STOCK = String.raw`(?:of\s+)?(diesel|fuel|gas|petrol|oil|batter(?:y|ies)|ups|tanks?|stocks?|stores?|reserves?|buffers?|generators?|gensets?|water|oxygen|supplies|autonomy)`;
const WORD = String.raw`[\p{L}\p{N}][\p{L}\p{N}\-/]*`;

type Rule1 = readonly [pattern: RegExp, meaning: (found: RegExpExecArray) => Meaning | NotUnderstood];
const rule = (source: string): RegExp => new RegExp(String.raw`(?<![\p{L}\p{N}])${source}`, 'iu');

/** Tried in this order; what one of them took, the next do not see: "felt after 20 min" is no buffer of 20 min. */
const RULES: readonly Rule1[] = [
  [
    rule(
      String.raw`((?:${NUMBER}\s*(?:\p{L}+\s*)?\+\s*)+${NUMBER})\s*(\p{L}+)?\s*(?:for|of|against|covers?)\s*(${NUMBER})(?:\s*(?:\2|[kMG]?(?:W|VA)|m3|m³|l|t)(?!\p{L}))?`,
    ),
    ([, parts = '', unit, demand = '']) => ({
      kind: 'capacity',
      weights: parts.split('+').map((part) => Math.round(number(part))),
      demand: Math.round(number(demand)),
      ...(unit && { unit }),
    }),
  ],
  [
    rule(
      String.raw`(?:felt|noticed|lag|delay(?:ed)?|feels? it|after)\s*(?:only\s+)?(?:after|by|of|in|:)?\s*(${LENGTH})(?:\s+(?:late[r]?|delay|lag))?`,
    ),
    ([, length = '']) => ({ kind: 'delay', seconds: secondsOf(length) }),
  ],
  [
    rule(String.raw`(${LENGTH})\s+(?:delay|lag|late[r]?)(?!\p{L})`),
    ([, length = '']) => ({ kind: 'delay', seconds: secondsOf(length) }),
  ],
  [
    rule(
      String.raw`(?:refills?|recharges?|charges?|refilled|recharged|fills up|filled|refuels?)\s*(?:again\s+)?(?:with)?in\s*(${LENGTH})`,
    ),
    ([, length = '']) => ({ kind: 'refill', seconds: secondsOf(length) }),
  ],
  [
    rule(
      String.raw`(?:(?:needs?|must be|is|has to be)\s+)?(?:refuel(?:l?ed|l?ing)?|refill(?:ed|ing)?|filled|recharged)?\s*(?:up\s+)?by hand(?!\p{L})`,
    ),
    () => ({ kind: 'refill', seconds: undefined }),
  ],
  [
    rule(
      String.raw`(?:below|under|less than)\s*${PERCENT}\s*(?:it\s+)?(?:is|it's|its)?\s*(?:useless|no use|of no use|nothing)(?!\p{L})`,
    ),
    ([, percent = '']) => ({ kind: 'useless', percent: number(percent) }),
  ],
  [
    rule(String.raw`(?:useless|no use|needs? at least|at least)\s*(?:below|under)\s*${PERCENT}`),
    ([, percent = '']) => ({ kind: 'useless', percent: number(percent) }),
  ],
  [
    rule(
      String.raw`(?:at least\s*|needs?\s*|from\s*)?${PERCENT}\s*(?:of\s+(?:the\s+|its\s+)?(?:whole\s+)?(?:supply|supplies|capacity|demand)|(?:is\s+)?enough)(?!\p{L})`,
    ),
    ([, percent = '']) => ({ kind: 'share', percent: number(percent) }),
  ],
  [
    rule(
      String.raw`(?:it\s+)?(?:still\s+)?(?:runs?|works?|operates?|goes on|falls?|drops?|keeps? running)?\s*(?:on\s+)?(?:at|to|with)?\s*${PERCENT}\s*(?:without|when lost|manual(?:ly)?|by manual)(?:\s+(?:(?:the|its|any)\s+)?(${WORD}))?`,
    ),
    ([, percent = '', without]) => ({
      kind: 'residual',
      percent: number(percent),
      ...(without && !/^it$/i.test(without) && { without }),
    }),
  ],
  [
    rule(String.raw`(?:it\s+)?(?:still\s+)?(?:runs?|works?|operates?|goes on)\s*(?:on\s+)?(?:at|to|with)\s*${PERCENT}`),
    ([, percent = '']) => ({ kind: 'residual', percent: number(percent) }),
  ],
  [
    rule(
      String.raw`(?:it\s+)?(?:stops?|fails?|is down|nothing works|does not (?:run|work))\s+without(?:\s+(?:(?:the|its|any)\s+)?(${WORD}))?`,
    ),
    ([, without]) => ({ kind: 'residual', percent: 0, ...(without && !/^it$/i.test(without) && { without }) }),
  ],
  [
    rule(
      String.raw`(\d+)\s*(?:of|out of|\/|from)\s*(\d+)(?:\s+(?:feeders?|lines?|suppliers?|sources?|circuits?|links?|pumps?|of them))?(?!\p{L})`,
    ),
    ([, k = '', of = '']) => ({ kind: 'some', k: Number(k), of: Number(of) }),
  ],
  [
    rule(
      String.raw`(?:needs?\s+)?(?:any|one)\s+(?:one\s+)?(?:of\s+(?:them|the (?:feeders|lines|suppliers|sources))|is enough|will do)(?!\p{L})`,
    ),
    () => ({ kind: 'some', k: 1 }),
  ],
  [
    rule(
      String.raw`(?:needs?\s+)?(?:all|both|every one|each)(?:\s+of(?:\s+(?:them|the (?:feeders|lines|suppliers|sources)))?|\s+(?:feeders|lines|suppliers|sources))?(?!\p{L})`,
    ),
    () => ({ kind: 'all' }),
  ],
  [
    rule(String.raw`(?:(?:no|without (?:a |any )?)\s*(?:buffer|battery|stock|reserve|autonomy))(?!\p{L})`),
    () => ({ kind: 'buffer', seconds: 0 }),
  ],
  [
    rule(
      String.raw`(?:holds?(?: out)?|lasts?|autonomy|buffer|battery|tank|diesel|fuel|ups|stock|reserve)?\s*(?:for|of|:)?\s*(${LENGTH})(?:\s+(?:worth\s+)?${STOCK}(?!\p{L}))?`,
    ),
    (found) => {
      const [all, length = '', stock] = found;
      const before = /^(battery|tank|diesel|fuel|ups|stock|reserve)/i.exec(all)?.[1];
      const of = stock ?? before;
      return { kind: 'buffer', seconds: secondsOf(length), ...(of && { of: of.toLowerCase() }) };
    },
  ],
  [
    rule(String.raw`(physical|cyber|geographic|logical)(?!\p{L})`),
    ([, type = '']) => ({ kind: 'type', type: type.toLowerCase() as NeedType }),
  ],
];

/** Words that carry no meaning by themselves. */
const FILLER =
  /(?<![\p{L}\p{N}])(?:and|then|with|it|needs?|has|have|a|an|the|but|still|only|or|so|also|need|there is|there are|per)(?![\p{L}\p{N}])/giu;

/**
 * Reads what a person types of a need: "24 h diesel", "2 of 3 feeders, runs at 70 % without SCADA". English words; pure.
 * Whatever it cannot read it says, in the person's own words, and guesses nothing.
 */
export function readNeed(text: string, suppliers: number): Reading {
  const meanings: Meaning[] = [];
  const not: NotUnderstood[] = [];
  let rest = text.slice(0, LONGEST_LINE).replace(/\s+/g, ' ').trim();
  for (const [pattern, meaning] of RULES) {
    for (let found = pattern.exec(rest); found; found = pattern.exec(rest)) {
      const said = found[0].trim();
      // A mark that no rule crosses, so that what stood on either side is not read as one.
      rest = `${rest.slice(0, found.index)}\u0001${rest.slice(found.index + found[0].length)}`;
      const one = meaning(found);
      if ('why' in one) {
        not.push(one);
        continue;
      }
      const why = faultIn(one, meanings, suppliers);
      if (why) not.push({ text: said, why });
      else meanings.push(one);
    }
  }
  for (const part of rest.split(/[\u0001,;.!?]|\s-\s/)) {
    const left = part.replace(FILLER, ' ').replace(/\s+/g, ' ').trim();
    if (left !== '') not.push({ text: part.trim(), why: 'unknown' });
  }
  return { meanings, not };
}

/** Characters. What follows is not read. */
export const LONGEST_LINE = 300;

const RULE_KINDS = new Set(['all', 'some', 'share', 'capacity']);

function faultIn(one: Meaning, before: readonly Meaning[], suppliers: number): NotUnderstood['why'] | undefined {
  const same = (other: Meaning) => other.kind === one.kind || (RULE_KINDS.has(one.kind) && RULE_KINDS.has(other.kind));
  if (before.some(same)) return 'twice';
  if ('seconds' in one && one.seconds !== undefined && !(one.seconds <= LONGEST)) return 'too-long';
  if ('percent' in one && one.percent > 100) return 'percent';
  if (one.kind === 'share' && one.percent === 0) return 'percent';
  if (one.kind === 'some') {
    if (suppliers === 0) return 'no-supplier';
    if (one.of !== undefined && one.of !== suppliers) return 'count-differs';
    if (one.k < 1 || one.k > suppliers) return 'too-many';
  }
  if (one.kind === 'capacity') {
    if (suppliers === 0) return 'no-supplier';
    if (one.weights.length !== suppliers) return 'count-differs';
    if (one.demand < 1 || [...one.weights, one.demand].some((value) => value > 1_000_000_000)) return 'too-many';
  }
  return undefined;
}

/** The draft with what was understood. Where anything was not, it stays as it is. */
export function applied(draft: NeedDraft, { meanings, not }: Reading): NeedDraft {
  if (not.length > 0) return draft;
  return meanings.reduce((next, one): NeedDraft => {
    switch (one.kind) {
      case 'buffer':
        return { ...next, buffer: one.seconds, stock: one.of ?? next.stock };
      case 'refill':
        return { ...next, refill: one.seconds };
      case 'delay':
        return { ...next, delay: one.seconds };
      case 'residual':
        return { ...next, residual: one.percent };
      case 'useless':
        return { ...next, useless: one.percent };
      case 'type':
        return { ...next, type: one.type };
      default:
        return { ...next, rule: ruleOf(one, next.suppliers.length) };
    }
  }, draft);
}

function ruleOf(one: Extract<Meaning, { kind: Rule['how'] }>, suppliers: number): Rule {
  if (one.kind === 'some') return one.k >= suppliers ? { how: 'all' } : { how: 'some', k: one.k };
  if (one.kind === 'share') return { how: 'share', percent: one.percent };
  if (one.kind === 'capacity') return { how: 'capacity', weights: one.weights, demand: one.demand };
  return { how: 'all' };
}

const number = (text: string): number => Number.parseFloat(text.replace(',', '.'));

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^s/i, 1],
  [/^m/i, 60],
  [/^h/i, 3600],
  [/^d/i, 86_400],
  [/^w/i, 604_800],
];
/** "1 h 30 min" and "1.5 h" in seconds. */
export function secondsOf(length: string): number {
  const parts = [...length.matchAll(new RegExp(String.raw`(${NUMBER})\s*(\p{L}+)`, 'giu'))];
  const sum = parts.reduce((all, [, count = '', unit = '']) => {
    const [, seconds = 0] = UNITS.find(([name]) => name.test(unit)) ?? [];
    return all + number(count) * seconds;
  }, 0);
  return Math.round(sum);
}
