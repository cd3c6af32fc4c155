import { describe, expect, it } from 'vitest';
import { RankingKeeper } from '../../../client/ranking/keeper.ts';
import { topOf } from '../../../client/ranking/reckoning.ts';
import type { RankEntry, RankingFeed, RankingNews, Standing, Story } from '../../../client/ranking/messages.ts';
import type { AnyFace } from '../../../shared/cascade/faces.ts';
import type { AssetFace, Need } from '../../../shared/domain/asset/record.ts';
import type { Weights } from '../../../shared/cascade/criticality.ts';
import { fromMs, toMs, type Instant } from '../../../shared/time.ts';
import { Dice } from '../../support/historiesDice.ts';
import { asset, claim, idOf, NOON, twin } from '../derive/faces.support.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const need = (number: number, suppliers: readonly number[], more: Partial<Need> = {}): Need => ({
  needId: idOf(500 + number),
  type: 'physical',
  rule: 'kofn',
  k: 1,
  suppliers: suppliers.map((one) => ({ assetId: idOf(one), weight: 1, delay: 0, threshold: 1 })),
  alpha: 1_000_000,
  beta: 0,
  ...more,
});
const later = (minutes: number): Instant => fromMs(toMs(NOON) + minutes * 60_000);
const down = (at: Instant): Partial<AssetFace> => ({
  status: 'failed',
  level: 0,
  basis: 'confirmed',
  since: at,
  at,
  confirmed: { ...claim('failed', at), because: 'damage' },
});

/** What a screen has made of a worker's news. */
class Listener {
  readonly entries = new Map<string, RankEntry>();
  pairs: RankingNews['pairs'];
  sectors: RankingNews['sectors'];
  bindings: RankingNews['bindings'];
  /** Of the last word: for how many it was reckoned. */
  made = 0;
  readonly #keeper: RankingKeeper;

  constructor(refreshMs = 0) {
    this.#keeper = new RankingKeeper(refreshMs);
  }

  tell(faces: readonly AnyFace[], some: Partial<RankingFeed> = {}): this {
    const feed: RankingFeed = {
      ticket: 1,
      reset: false,
      faces,
      gone: [],
      again: false,
      now: NOON,
      standing: 'present',
      weights: {},
      stories: [],
      ...some,
    };
    this.#keeper.take(structuredClone(feed));
    if (feed.reset || feed.again) this.entries.clear();
    for (const id of feed.gone) this.entries.delete(id);
    this.made = 0;
    for (;;) {
      const news = this.#keeper.work(() => true);
      if (!news) return this;
      for (const entry of news.entries) this.entries.set(entry.id, entry);
      if (news.phase === 'assets') this.made = Math.max(this.made, news.done);
      this.pairs = news.pairs ?? this.pairs;
      if (news.sectors !== undefined) this.sectors = news.sectors;
      this.bindings = news.bindings ?? this.bindings;
    }
  }
  /** By id, without the time at which each was made. */
  get numbers() {
    return {
      entries: [...this.entries.values()].map(({ at: _at, ...rest }) => rest).sort((a, b) => (a.id < b.id ? -1 : 1)),
      pairs: this.pairs,
      bindings: this.bindings && { ...this.bindings, shares: [...this.bindings.shares].sort() },
      sectors: this.sectors,
    };
  }
}

// 1 and 2 feed 3, any one will do; 3 feeds 4 abroad; 5 feeds 6; 7 is an area that feeds 6 as well.
const world = (): AnyFace[] => [
  asset(1),
  asset(2),
  asset(3, { needs: [need(3, [1, 2])], served: 100 }),
  asset(4, { country: 'PT', sector: 'health', needs: [need(4, [3])], served: 1000 }),
  asset(5, { sector: 'digital' }),
  asset(6, { sector: 'drinking-water', needs: [need(6, [5]), need(7, [7], { buffer: 3600 })], served: 10 }),
  twin(7, { sector: 'space' }),
];

describe('the ranking in the background', () => {
  it('[CAS-12] says of each what its failure costs, whom it brings down and who breaks with whom', () => {
    const heard = new Listener().tell(world(), { reset: true });
    const three = heard.entries.get(idOf(3))!;
    expect(three).toMatchObject({ home: 'ES', dominates: 1, takesDown: 1, reaches: 1, at: NOON });
    expect(three.losses).toEqual([
      { service: 'health', nation: 'PT', personHours: 72_000 },
      { service: 'energy', nation: 'ES', personHours: 7200 },
    ]);
    expect(heard.entries.get(idOf(7))).toMatchObject({ home: '', dominates: 1 });
    expect(topOf(heard.entries.values(), { health: 0 }).map(({ id }) => id)).toEqual([3, 5, 6, 7].map(idOf));
    // Neither of the two feeders costs anything alone: they are no candidates, for only the most critical are tried.
    expect(heard.pairs).toEqual([]);
    expect(heard.sectors!.map(({ sector }) => sector)).toContain('space');
  });

  it('[CAS-12] finds the pairs that break a redundancy among the most critical', () => {
    const faces = [
      asset(1, { served: 1 }),
      asset(2, { served: 1 }),
      asset(3, { needs: [need(3, [1, 2])], served: 100 }),
      asset(4, { served: 1 }),
    ];
    const heard = new Listener().tell(faces, { reset: true });
    expect(heard.pairs).toEqual([{ first: idOf(1), second: idOf(2), together: 102 * 72, apart: 144 }]);
    const weights: Weights = { energy: 0.5 };
    expect(heard.tell([], { weights }).pairs).toEqual([
      { first: idOf(1), second: idOf(2), together: 51 * 72, apart: 72 },
    ]);
    expect(heard.made).toBe(0);
  });

  it('[CAS-12] a status concerns those whose reach it is in; as if all were well it concerns nobody', () => {
    const present = new Listener().tell(world(), { reset: true });
    expect(present.made).toBe(7);
    present.tell([asset(5, { sector: 'digital', ...down(NOON) })]);
    expect(present.made).toBe(3);
    expect(present.entries.get(idOf(5))!.losses).toEqual([]);
    const rest = new Listener().tell(world(), { reset: true, standing: 'rest' });
    rest.tell([asset(5, { sector: 'digital', ...down(NOON) })], { standing: 'rest' });
    expect(rest.made).toBe(0);
    expect(rest.entries.get(idOf(5))!.losses).toHaveLength(1);
    // A new name concerns nobody either way.
    expect(present.tell([asset(1, { name: 'Renamed', version: 2 })]).made).toBe(0);
  });

  it('[CAS-12] what time alone has changed is reckoned anew, with its neighbours, and nobody else', () => {
    const claimed = { ...claim('failed'), because: 'damage' as const, expectedRestoration: later(120) };
    const faces = world().map((face) => (face.id === idOf(5) ? asset(5, { ...down(NOON), confirmed: claimed }) : face));
    const heard = new Listener().tell(faces, { reset: true });
    expect(heard.entries.get(idOf(6))!.losses[0]!.personHours).toBeCloseTo(10 * 69.5, 1);
    // It should be back and nobody has said so: it is down, and nothing is under way any more that would call for it.
    heard.tell([], { now: later(125) });
    expect(heard.made).toBe(3);
    expect(heard.numbers).toEqual(new Listener().tell(faces, { reset: true, now: later(125) }).numbers);

    const drained = world().map((face) =>
      face.id === idOf(7) ? twin(7, { sector: 'space', status: 'failed' }) : face,
    );
    const patient = new Listener(15 * 60_000).tell(drained, { reset: true, now: later(50) });
    expect(patient.tell([], { now: later(55) }).made).toBe(0);
    expect(patient.tell([], { now: later(61) }).made).toBe(3);
  });

  it('[L9] of what was withdrawn nothing stays, and what it fed is reckoned anew', () => {
    const heard = new Listener().tell(world(), { reset: true });
    heard.tell([], { gone: [idOf(3)], again: true });
    expect([...heard.entries.keys()].sort()).toEqual([1, 2, 4, 5, 6, 7].map(idOf));
    expect(heard.entries.get(idOf(1))!.losses).toEqual([]);
    expect(heard.made).toBe(3);
    expect(JSON.stringify([...heard.entries])).not.toContain(idOf(3));
  });

  it('[CAS-12] counts on what falls hung, over the scenarios', () => {
    const story = (...steps: Story['steps']): Story => ({ id: idOf(90), steps, hours: 72 });
    const fail = (number: number, after = 0) => ({ kind: 'health', after, assetId: idOf(number), level: 0 }) as const;
    const heard = new Listener().tell(world(), { reset: true, stories: [story(fail(3)), story(fail(5), fail(1, 60))] });
    expect(heard.bindings).toEqual({
      stories: 2,
      shares: [
        [idOf(3), 500_000],
        [idOf(5), 500_000],
      ],
    });
    // What is down just now is no scenario's doing.
    const before = heard.bindings;
    heard.tell([asset(5, { sector: 'digital', ...down(NOON) })], { stories: [story(fail(3))] });
    expect(heard.bindings!.shares).toEqual([[idOf(3), 1_000_000]]);
    expect(heard.tell([], { stories: [story(fail(3)), story(fail(5), fail(1, 60))] }).bindings).toEqual(before);
    expect(new Listener().tell(world(), { reset: true }).bindings).toEqual({ stories: 0, shares: [] });
    const refuelled = story(fail(7), { kind: 'refuel', after: 60, assetId: idOf(6), needId: idOf(507), seconds: 3600 });
    expect(heard.tell([], { stories: [{ ...refuelled, hours: 1 }] }).bindings!.shares).toEqual([]);
    expect(heard.tell([], { stories: [{ ...refuelled, hours: 2 }] }).bindings!.shares).toEqual([[idOf(7), 1_000_000]]);
  });

  it(`[CAS-12] fed with differences, says what one says that is told everything (from seed ${SEED})`, () => {
    let spared = 0;
    for (let n = 0; n < 40; n++) {
      const dice = new Dice((SEED + n) >>> 0);
      const size = 6 + dice.below(14);
      const faces = new Map<number, AnyFace>();
      const make = (number: number): AnyFace => {
        const suppliers = Array.from({ length: dice.below(3) }, () => 1 + dice.below(size)).filter((j) => j !== number);
        const needs = suppliers.map((one, k) =>
          need(number * 10 + k, dice.chance(0.3) ? [one, 1 + dice.below(size)] : [one], {
            ...(dice.chance(0.5) && { buffer: 3600 * (1 + dice.below(30)), recharge: dice.below(2) * 500_000 }),
          }),
        );
        const well = {
          since: later(-60),
          at: later(-60),
          basis: 'confirmed' as const,
          confirmed: claim('operational'),
        };
        const more = { country: dice.pick(['ES', 'PT']), sector: dice.pick(['energy', 'health', 'digital'] as const) };
        return asset(number, { ...well, ...more, needs, served: dice.below(3) * 100 });
      };
      for (let number = 1; number <= size; number++) faces.set(number, make(number));
      const standing: Standing = dice.chance(0.7) ? 'present' : 'rest';
      const stories: Story[] = [
        { id: idOf(900), hours: 24, steps: [{ kind: 'health', after: 600, assetId: idOf(1), level: 0 }] },
      ];
      const heard = new Listener().tell([...faces.values()], { reset: true, standing, stories });
      let minutes = 0;
      for (let step = 0; step < 8; step++) {
        const number = 1 + dice.below(size);
        const before = faces.get(number);
        minutes += dice.chance(0.5) ? dice.below(600) : 0;
        const now = later(minutes);
        const gone: string[] = [];
        if (dice.chance(0.15) && before) {
          faces.delete(number);
          gone.push(before.id);
        } else if (!before || dice.chance(0.2)) faces.set(number, make(number));
        else if (dice.chance(0.5)) faces.set(number, { ...before, ...down(now) } as AnyFace);
        else {
          const at = { since: now, at: now, status: 'operational' as const, level: 1_000_000 };
          faces.set(number, {
            ...before,
            ...at,
            confirmed: { ...claim('operational', now), level: 1_000_000 },
          } as AnyFace);
        }
        const told = gone.length > 0 ? [] : [faces.get(number)!];
        heard.tell(told, { gone, again: gone.length > 0, now, standing, stories });
        spared += faces.size - heard.made;
        const fresh = new Listener().tell([...faces.values()], { reset: true, now, standing, stories });
        expect(heard.numbers, `seed ${SEED + n}, step ${step}`).toEqual(fresh.numbers);
      }
    }
    // Else the test would hold of a keeper that forgets everything.
    expect(spared).toBeGreaterThan(500);
  });
});
