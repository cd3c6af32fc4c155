import { describe, expect, it } from 'vitest';
import { Pace } from '../../../client/store/pace.ts';
import { HandCrankedTime } from '../../support/handCranked.ts';

/** Panels that take so long (ms) to draw. */
function panels(drawing: number) {
  const time = new HandCrankedTime(0);
  const told: number[] = [];
  const services = { clock: () => time.now, timers: time };
  const pace = new Pace(services, () => {
    told.push(time.now);
    time.now += drawing;
  });
  return { pace, time, told };
}

describe('[P-S9] how often panels are told of changes', () => {
  it('each time while there are few records', async () => {
    const { pace, told } = panels(10);
    for (let change = 0; change < 50; change++) pace.changed(100, false);
    expect(told).toHaveLength(50);
  });

  it('of a first change at once, of what follows together, for a twelfth of the time at most', async () => {
    const { pace, time, told } = panels(50);
    pace.changed(100_000, false);
    expect(told).toEqual([0]);
    for (let ms = 0; ms < 10_000; ms += 20) {
      pace.changed(100_000, false);
      await time.advance(20);
    }
    expect(told.length).toBeGreaterThan(10);
    expect(told.length * 50).toBeLessThanOrEqual(10_000 / 12 + 100);
    const before = told.length;
    await time.advance(60_000);
    // The last change of a stream is told, too; then there is nothing to tell.
    expect(told.length).toBeLessThanOrEqual(before + 1);
    await time.advance(60_000);
    expect(told.length).toBeLessThanOrEqual(before + 1);
  });

  it('at once where somebody waits for it, and never long after it happened', async () => {
    const { pace, time, told } = panels(2000);
    pace.changed(100_000, false);
    pace.changed(100_000, true);
    expect(told).toHaveLength(2);
    pace.changed(100_000, false);
    await time.advance(5500);
    expect(told).toHaveLength(3);
  });
});
