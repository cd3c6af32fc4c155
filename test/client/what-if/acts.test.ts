import { describe, expect, it } from 'vitest';
import { actsFrom, inOrder, stepsOf, whatIfsOf, type Act } from '../../../client/forecast/acts.ts';
import { DraftKeeper } from '../../../client/forecast/draft.ts';
import type { ShownAsset } from '../../../client/store/derive/shownAsset.ts';
import { fromMs, toMs } from '../../../shared/time.ts';

const NOW = fromMs(Date.UTC(2025, 3, 28, 10));
const inHours = (hours: number) => fromMs(toMs(NOW) + hours * 3_600_000);
const asset = (id: string, needs: object[] = []) => [id, { id, needs }] as unknown as [string, ShownAsset];
const ASSETS = new Map([
  asset('a'),
  asset('b', [{ needId: 'power', buffer: 4 * 3600 }, { needId: 'water', buffer: 3600 }, { needId: 'data' }]),
  asset('c', [{ needId: 'diesel', buffer: 8 * 3600 }]),
]);
const act = (key: string, more: Partial<Act>): Act => ({
  key,
  assetIds: ['a'],
  what: { kind: 'fail' },
  when: { after: 0 },
  ...more,
});

describe('what is supposed to happen', () => {
  it('is ordered by time, whether it was said in hours from now or as a moment; the past is now', () => {
    const acts = [
      act('late', { when: { at: inHours(3) } }),
      act('soon', { when: { after: 3600 } }),
      act('past', { when: { at: inHours(-2) } }),
      act('now', {}),
    ];
    expect(inOrder(acts, NOW).map(({ key }) => key)).toEqual(['past', 'now', 'soon', 'late']);
    expect(stepsOf(acts, ASSETS, NOW).map(({ after }) => after)).toEqual([0, 0, 3600, 3 * 3600]);
    expect(whatIfsOf(stepsOf(acts, ASSETS, NOW), NOW).map(({ at }) => at)).toEqual([NOW, NOW, inHours(1), inHours(3)]);
  });

  it('is one step for each asset that is still shown, and one for each buffer that is refuelled', () => {
    const steps = stepsOf(
      [
        act('1', { assetIds: ['a', 'gone', 'b'], what: { kind: 'degrade', level: 400_000 } }),
        act('2', { assetIds: ['a', 'b', 'c'], what: { kind: 'refuel' } }),
        act('3', { assetIds: ['b', 'c'], what: { kind: 'refuel', needIds: ['power', 'diesel'], seconds: 5 * 3600 } }),
        act('4', { what: { kind: 'repair' } }),
      ],
      ASSETS,
      NOW,
    );
    expect(
      steps.map((step) => (step.kind === 'health' ? [step.assetId, step.level] : [step.needId, step.seconds])),
    ).toEqual([
      ['a', 400_000],
      ['b', 400_000],
      ['power', 4 * 3600],
      ['water', 3600],
      ['diesel', 8 * 3600],
      // A buffer holds no more than it can.
      ['power', 4 * 3600],
      ['diesel', 5 * 3600],
      ['a', 1_000_000],
    ]);
  });

  it('comes back from what was saved as the lines that it was made of', () => {
    const acts = [
      act('1', { assetIds: ['a', 'b', 'c'], when: { after: 600 } }),
      act('2', { assetIds: ['b', 'c'], what: { kind: 'refuel' }, when: { after: 600 } }),
      act('3', { assetIds: ['b'], what: { kind: 'refuel', seconds: 60 }, when: { after: 7200 } }),
      act('4', { assetIds: ['a'], what: { kind: 'degrade', level: 300_000 }, when: { after: 7200 } }),
    ];
    const steps = stepsOf(acts, ASSETS, NOW);
    const back = actsFrom(steps, ASSETS);
    expect(back.map(({ assetIds, what }) => [assetIds, what])).toEqual([
      [['a', 'b', 'c'], { kind: 'fail' }],
      [['b', 'c'], { kind: 'refuel', needIds: ['power', 'water', 'diesel'] }],
      [['b'], { kind: 'refuel', seconds: 60, needIds: ['power', 'water'] }],
      [['a'], { kind: 'degrade', level: 300_000 }],
    ]);
    expect(stepsOf(back, ASSETS, inHours(5))).toEqual(steps);
  });
});

describe('the list as it is put together', () => {
  it('adds, changes in place and removes, and takes each of it back', () => {
    const keeper = new DraftKeeper();
    const lines = () => keeper.store.getState().acts.map(({ assetIds, what }) => `${assetIds.join()} ${what.kind}`);
    keeper.put();
    expect(lines()).toEqual([]);
    keeper.compose({ assetIds: ['a'] });
    keeper.put();
    keeper.compose({ assetIds: ['b', 'c'], what: { kind: 'repair' } });
    keeper.put();
    expect(lines()).toEqual(['a fail', 'b,c repair']);
    expect(keeper.store.getState().composer.assetIds).toEqual([]);
    const first = keeper.store.getState().acts[0]!.key;
    keeper.edit(first);
    keeper.compose({ what: { kind: 'degrade', level: 1 } });
    keeper.put();
    expect(lines()).toEqual(['a degrade', 'b,c repair']);
    keeper.remove(first);
    keeper.look(72);
    expect(lines()).toEqual(['b,c repair']);
    for (let back = 0; back < 3; back++) keeper.undo();
    expect(lines()).toEqual(['a fail', 'b,c repair']);
    expect(keeper.store.getState().hours).toBe(24);
    for (let back = 0; back < 5; back++) keeper.undo();
    expect(lines()).toEqual([]);
  });

  it('asked twice what happens if an asset fails, supposes it once', () => {
    const keeper = new DraftKeeper();
    keeper.fail(['a']);
    keeper.fail(['a']);
    keeper.fail(['b']);
    expect(keeper.store.getState().acts.map(({ assetIds }) => assetIds)).toEqual([['a'], ['b']]);
  });
});
