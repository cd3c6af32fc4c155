import { fromMs, operationTime, toMs, type Clock, type Instant } from '../../time.ts';
import type { Fact } from '../event.ts';
import type { ClockRecord } from './record.ts';

/** Every change of the clock anchors it anew at the event's own operation time, so nothing ever jumps by accident. */
export function evolveClock(record: ClockRecord | undefined, { event, ref }: Fact): ClockRecord | undefined {
  const before: ClockRecord = record ?? { id: ref.id, phase: 'planned' };
  const anchored = (change: Partial<Clock>): ClockRecord => {
    const clock: Clock = {
      running: true,
      speed: 1,
      ...before.clock,
      anchorAt: event.at,
      anchorReal: event.realAt,
      ...change,
    };
    return { ...before, clock };
  };
  switch (event.type) {
    case 'clock.started': {
      const { at, speed } = event.data as { at?: Instant; speed?: number };
      const started = anchored({ running: event.data['paused'] !== true, anchorAt: at ?? event.at, speed: speed ?? 1 });
      return { ...started, phase: 'running', startedAt: before.startedAt ?? at ?? event.at };
    }
    case 'clock.paused':
      return anchored({ running: false });
    case 'clock.resumed':
      return anchored({ running: true });
    case 'clock.jumped':
      return anchored({ anchorAt: event.data['at'] as Instant });
    case 'clock.speedChanged':
      return anchored({ speed: event.data['speed'] as number });
    case 'operation.ended':
      return {
        ...anchored({ running: false }),
        phase: 'ended',
        ended: { at: event.at, reason: event.data['reason'] as string },
      };
    default:
      return record;
  }
}

/** Real time at which the clock will show `at`; undefined while it stands still or when that is past. */
export function realTimeOf(clock: Clock, at: Instant, now: Instant): Instant | undefined {
  if (!clock.running) return undefined;
  const wait = (toMs(at) - toMs(operationTime(clock, now))) / clock.speed;
  return fromMs(toMs(now) + Math.max(0, wait));
}
