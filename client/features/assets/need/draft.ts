import type { Need, Supplier } from '../../../../shared/domain/asset/record.ts';
import { UP, type NeedType } from '../../../../shared/domain/vocabulary.ts';

/** How much of its suppliers a need asks for, as people say it. */
export type Rule =
  | { readonly how: 'all' }
  | { readonly how: 'some'; readonly k: number }
  /** Met from so many percent of the whole supply on, below that in proportion. */
  | { readonly how: 'share'; readonly percent: number }
  /** What each supplier can give, in the order of the suppliers, and how much is wanted, in one unit. */
  | { readonly how: 'capacity'; readonly weights: readonly number[]; readonly demand: number };

/** A need as its owner talks of it. Lengths in seconds, the rest in percent. */
export interface NeedDraft {
  readonly type: NeedType;
  readonly suppliers: readonly string[];
  readonly rule: Rule;
  /** How long it holds out without supply; 0: not at all. */
  readonly buffer: number;
  /** What it is made of. */
  readonly stock?: string | undefined;
  /** How long an empty buffer takes to fill up; undefined: somebody has to fill it. */
  readonly refill: number | undefined;
  /** At what it runs without supply, when the buffer is empty. */
  readonly residual: number;
  /** How long until a loss is felt; undefined where suppliers differ. */
  readonly delay: number | undefined;
  /** Below which level what a supplier gives is useless; undefined where suppliers differ. */
  readonly useless: number | undefined;
}

/** Of a supply of parts that count the same, a share is kept in hundredths. */
const SHARE_WEIGHT = 100;
export const percentOf = (level: number): number => Math.round((level / UP) * 1000) / 10;
const levelOf = (percent: number): number => Math.round((percent / 100) * UP);
const DAY = 86_400;

/** What a new need of each type starts with: what the field assumes where nobody says otherwise. */
export const DEFAULTS: Readonly<Record<NeedType, Pick<NeedDraft, 'residual' | 'buffer'>>> = {
  physical: { residual: 0, buffer: 0 },
  cyber: { residual: 70, buffer: 0 },
  geographic: { residual: 0, buffer: 0 },
  logical: { residual: 90, buffer: 3 * DAY },
};

export const newDraft = (type: NeedType = 'physical'): NeedDraft => ({
  type,
  suppliers: [],
  rule: { how: 'all' },
  refill: undefined,
  delay: 0,
  useless: 0,
  ...DEFAULTS[type],
});

/** What follows a change of type: a default that nobody touched gives way to that of the new type. */
export function withType(draft: NeedDraft, type: NeedType): NeedDraft {
  const was = DEFAULTS[draft.type];
  const is = DEFAULTS[type];
  return {
    ...draft,
    type,
    residual: draft.residual === was.residual ? is.residual : draft.residual,
    buffer: draft.buffer === was.buffer ? is.buffer : draft.buffer,
  };
}

export function draftOf(need: Need): NeedDraft {
  const { type, suppliers, buffer = 0, recharge = 0, alpha, beta } = need;
  const same = (values: readonly number[]): number | undefined =>
    values.every((value) => value === values[0]) ? (values[0] ?? 0) : undefined;
  const threshold = same(suppliers.map((one) => one.threshold));
  return {
    type,
    suppliers: suppliers.map(({ assetId }) => assetId),
    rule: ruleOf(need),
    buffer,
    stock: need.stock,
    refill: buffer > 0 && recharge > 0 ? Math.round((buffer * UP) / recharge) : undefined,
    // At no supply at all; what lies between follows from both.
    residual: percentOf(Math.min(UP - alpha, beta)),
    delay: same(suppliers.map((one) => one.delay)),
    useless: threshold === undefined ? undefined : threshold <= 1 ? 0 : percentOf(threshold),
  };
}

function ruleOf({ rule, suppliers, k = 1, demand = 1 }: Need): Rule {
  if (rule === 'kofn') return k >= suppliers.length ? { how: 'all' } : { how: 'some', k };
  const weights = suppliers.map(({ weight }) => weight);
  const plain = weights.every((weight) => weight === weights[0] && (weight === 1 || weight === SHARE_WEIGHT));
  const nominal = weights.reduce((sum, weight) => sum + weight, 0);
  if (plain && nominal > 0) return { how: 'share', percent: Math.round((demand / nominal) * 1000) / 10 };
  return { how: 'capacity', weights, demand };
}

/**
 * The need that a draft stands for. Of `before`, everything stays that the draft says as before, to the last digit, and
 * everything that a draft does not tell: its base, and suppliers that differ where the draft has one word for all.
 */
export function needOf(draft: NeedDraft, needId: string, before?: Need): Need {
  const was = before && draftOf(before);
  const sameSuppliers = was !== undefined && was.suppliers.join() === draft.suppliers.join();
  const sameRule = sameSuppliers && JSON.stringify(was.rule) === JSON.stringify(draft.rule);
  const old = new Map((before?.suppliers ?? []).map((one) => [one.assetId, one]));
  const { rule } = draft;
  const suppliers = draft.suppliers.map((assetId, at): Supplier => {
    const kept = old.get(assetId);
    const weight = sameRule ? kept!.weight : weightOf(rule, at);
    return {
      assetId,
      weight,
      delay: draft.delay === undefined || draft.delay === was?.delay ? (kept?.delay ?? draft.delay ?? 0) : draft.delay,
      threshold:
        draft.useless === undefined || draft.useless === was?.useless
          ? (kept?.threshold ?? Math.max(1, levelOf(draft.useless ?? 0)))
          : Math.max(1, levelOf(draft.useless)),
    };
  });
  const { buffer, refill } = draft;
  const isCap = rule.how === 'share' || rule.how === 'capacity';
  const sameStock = was !== undefined && was.buffer === buffer && was.refill === refill;
  const residual = levelOf(draft.residual);
  const impact =
    was?.residual === draft.residual
      ? { alpha: before!.alpha, beta: before!.beta }
      : { alpha: UP - residual, beta: residual > 0 ? UP : 0 };
  const common = {
    needId,
    type: draft.type,
    suppliers,
    ...(sameStock ? given(before!, ['buffer', 'recharge']) : stockOf(buffer, refill)),
    ...(buffer > 0 && draft.stock?.trim() && { stock: draft.stock.trim() }),
    ...(before?.base !== undefined && (sameRule || (before.rule === 'cap' && isCap)) && { base: before.base }),
    ...impact,
  };
  if (sameRule) return { ...common, rule: before!.rule, ...given(before!, ['k', 'demand']) };
  if (rule.how === 'share') {
    const demand = Math.max(1, Math.round((rule.percent / 100) * SHARE_WEIGHT * suppliers.length));
    return { ...common, rule: 'cap', demand };
  }
  if (rule.how === 'capacity') return { ...common, rule: 'cap', demand: Math.max(1, rule.demand) };
  const k = rule.how === 'all' ? suppliers.length : Math.min(rule.k, suppliers.length);
  return { ...common, rule: 'kofn', k: Math.max(1, k) };
}

const weightOf = (rule: Rule, at: number): number =>
  rule.how === 'share' ? SHARE_WEIGHT : rule.how === 'capacity' ? (rule.weights[at] ?? 0) : 1;

/** ppm-seconds a second; a whole number, so a refill of 7 h comes back as 7 h to the second or so. */
const stockOf = (buffer: number, refill: number | undefined): Pick<Need, 'buffer' | 'recharge'> =>
  buffer === 0 ? {} : { buffer, recharge: refill === undefined ? 0 : rechargeOf(buffer, refill) };

const rechargeOf = (buffer: number, refill: number): number =>
  Math.min(MOST_RECHARGE, Math.max(1, Math.round((buffer * UP) / Math.max(1, refill))));
const MOST_RECHARGE = 1_000_000_000;

function given<K extends keyof Need>(need: Need, members: readonly K[]): Pick<Need, K> {
  return Object.fromEntries(members.filter((one) => need[one] !== undefined).map((one) => [one, need[one]])) as Pick<
    Need,
    K
  >;
}

/** What stands in the way of saving; the key of a sentence. */
export function faultOf({ suppliers, rule, buffer, refill, residual, useless, delay }: NeedDraft): string | undefined {
  if (suppliers.length === 0) return 'noSupplier';
  if (rule.how === 'some' && (rule.k < 1 || rule.k > suppliers.length)) return 'k';
  if (rule.how === 'share' && !(rule.percent > 0 && rule.percent <= 100)) return 'share';
  if (rule.how === 'capacity') {
    const sum = suppliers.reduce((all, _one, at) => all + (rule.weights[at] ?? 0), 0);
    if (rule.demand < 1 || sum < 1) return 'capacity';
  }
  if (!(residual >= 0 && residual <= 100)) return 'residual';
  if (useless !== undefined && !(useless >= 0 && useless <= 100)) return 'useless';
  if (![buffer, delay ?? 0].every((seconds) => seconds >= 0 && seconds <= LONGEST) || !((refill ?? 0) >= 0)) {
    return 'length';
  }
  return undefined;
}

/** Seconds: ten years. */
export const LONGEST = 3650 * DAY;
