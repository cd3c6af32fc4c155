import { createHash } from 'node:crypto';

/** A small seeded generator (mulberry32): the same seed, the same plan, on every machine. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('There is nothing to pick from.');
    return list[this.below(list.length)]!;
  }

  some<T>(list: readonly T[], probability: number): T[] {
    return list.filter(() => this.chance(probability));
  }

  weighted<T extends string>(weights: Readonly<Record<T, number>>): T {
    const entries = Object.entries(weights) as [T, number][];
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) if ((left -= weight) < 0) return name;
    return entries.at(-1)![0];
  }
}

/** A UUIDv4 that a name stands for. */
export function idOf(name: string): string {
  const hex = createHash('sha256').update(`checker ${name}`).digest('hex');
  const variant = ((parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A canary: a word that stands nowhere else. Found again in any bytes by `CANARY`. */
export const canaryOf = (name: string): string =>
  `zq${BigInt(`0x${createHash('sha256').update(`canary ${name}`).digest('hex').slice(0, 16)}`)
    .toString(36)
    .padStart(10, '0')
    .slice(-10)}`;
/** By itself: a sealed cursor is random text, and holds such a run now and then. */
export const CANARY = /(?<![\w-])zq[0-9a-z]{10}(?![\w-])/g;

/** A coordinate as a canary: seven decimals, the last of them not zero. */
export const degreesOf = (name: string, whole: number): number =>
  Number(
    `${whole}.${String((parseInt(createHash('sha256').update(name).digest('hex').slice(0, 8), 16) % 999_999) + 1_000_000)}`.replace(
      /0$/,
      '7',
    ),
  );
export const DEGREES = /(?<![\d.])\d+\.\d{7}(?!\d)/g;
export const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;
