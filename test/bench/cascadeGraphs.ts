import type { CascadeForm } from '../../shared/cascade/interchange.ts';

/** Seeded chance of the recipe in section B4 of the cascade model (a linear congruential generator). */
export class Lcg {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }
  fraction(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return this.#state / 2 ** 32;
  }
  below(n: number): number {
    return Math.floor(this.fraction() * n);
  }
}

/**
 * Everything hangs on the first asset: each other one needs all of `links / assets` random suppliers, one of them an
 * earlier asset, with delays up to an hour and buffers up to a day. When the first fails, all fail.
 */
export function collapsing(assets: number, links: number, seed: number): CascadeForm {
  const chance = new Lcg(seed);
  const each = Math.round(links / assets);
  return {
    assets: Array.from({ length: assets }, (_none, index) => ({
      name: `A${index}`,
      ...(index > 0 && {
        needs: [
          {
            rule: 'kofn' as const,
            k: each,
            B: chance.below(86_400),
            sup: Array.from({ length: each }, (_one, at) => ({
              j: at === 0 ? chance.below(index) : chance.below(assets),
              lat: 1 + chance.below(3600),
            })),
          },
        ],
      }),
    })),
  };
}
