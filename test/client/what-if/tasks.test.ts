import { describe, expect, it } from 'vitest';
import { differs, strictestOf } from '../../../client/features/what-if/scenarios.ts';
import { actsFrom } from '../../../client/forecast/acts.ts';
import { dueOf, madeOf, priorityOf, proposalOf } from '../../../client/forecast/deadlineTasks.ts';
import type { ShownAsset } from '../../../client/store/derive/shownAsset.ts';
import type { ForecastDeadline } from '../../../shared/cascade/forecast.ts';
import type { ScenarioFace } from '../../../shared/domain/scenario/record.ts';
import type { TaskFace } from '../../../shared/domain/task/record.ts';
import { fromMs, toMs } from '../../../shared/time.ts';

const NOW = fromMs(Date.UTC(2025, 3, 28, 10));
const inHours = (hours: number) => fromMs(toMs(NOW) + hours * 3_600_000);
const deadline = (more: Partial<ForecastDeadline> = {}): ForecastDeadline => ({
  assetId: 'hospital',
  needId: 'power',
  at: inHours(4),
  earliest: inHours(3),
  latest: inHours(5),
  band: 'rigorous',
  saved: [],
  savedSum: 0,
  spares: 1,
  ...more,
});

describe('a deadline as a task', () => {
  it('is due at the earliest moment at which it may be too late, while that is still to come', () => {
    expect(dueOf(deadline(), NOW)).toBe(inHours(3));
    expect(dueOf(deadline({ earliest: inHours(-1) }), NOW)).toBe(inHours(4));
    expect(dueOf(deadline({ earliest: undefined }), NOW)).toBe(inHours(4));
  });

  it('is the more urgent the more person-hours it saves', () => {
    const of = (savedSum: number, spares = 1) => priorityOf(deadline({ savedSum, spares }));
    expect([of(0), of(0, 2), of(1), of(99_999), of(100_000), of(1_000_000)]).toEqual([1, 2, 2, 2, 3, 4]);
  });

  it('is proposed to whoever runs the asset, if they take part', () => {
    const face = { id: 'hospital', organisation: 'clinic', owner: 'region' } as unknown as ShownAsset;
    const proposed = (asset: ShownAsset, participants: string[]) =>
      proposalOf(deadline(), asset, 'Keep', participants, NOW).organisation;
    expect(proposed(face, ['clinic', 'grid'])).toBe('clinic');
    expect(proposed(face, ['grid', 'region'])).toBeUndefined();
    const twin = { id: 'hospital', cell: {}, owner: 'region' } as unknown as ShownAsset;
    expect(proposed(twin, ['clinic', 'region'])).toBeUndefined();
  });

  it('is known by asset and title until it is over', () => {
    const task = (more: object) =>
      ({ title: 'Keep', assetIds: ['hospital'], status: 'open', ...more }) as unknown as TaskFace;
    expect(madeOf([task({ status: 'done' }), task({ status: 'assigned' })], 'hospital', 'Keep')?.status).toBe(
      'assigned',
    );
    expect(madeOf([task({ title: 'Other' }), task({ assetIds: ['x'] })], 'hospital', 'Keep')).toBeUndefined();
  });
});

describe('a scenario that is kept', () => {
  const assets = new Map(
    [
      { id: 'a', tlp: 'TLP:GREEN' },
      { id: 'b', tlp: 'TLP:AMBER+STRICT' },
      { id: 'c', tlp: 'TLP:RED' },
    ].map((face) => [face.id, face as unknown as ShownAsset]),
  );
  const fail = (assetId: string, after = 0) => ({ kind: 'health', after, assetId, level: 0 }) as const;

  it('[U12] is as strict as the strictest of its sources', () => {
    expect(strictestOf([fail('a')], assets)).toBe('TLP:GREEN');
    expect(strictestOf([fail('a'), fail('b')], assets)).toBe('TLP:AMBER+STRICT');
    expect(strictestOf([fail('c'), fail('a')], assets)).toBe('TLP:RED');
    expect(strictestOf([], assets)).toBe('TLP:CLEAR');
  });

  it('says that the list is another one only when it is', () => {
    const steps = [fail('a'), { ...fail('b'), level: 500_000 }, fail('c'), fail('a', 60)];
    const saved = { steps, hours: 24 } as unknown as ScenarioFace;
    // Lines gather what happens at once: within a moment the order may be another.
    const acts = actsFrom(steps, assets);
    expect(acts).toHaveLength(3);
    expect(differs(acts, 24, saved, assets, NOW)).toBe(false);
    expect(differs(acts, 72, saved, assets, NOW)).toBe(true);
    expect(differs(acts.slice(1), 24, saved, assets, NOW)).toBe(true);
    expect(differs([...acts.slice(0, 2), { ...acts[2]!, when: { after: 61 } }], 24, saved, assets, NOW)).toBe(true);
  });
});
