import { describe, expect, it } from 'vitest';
import { waitBefore } from '../../../client/sync/backoff.ts';
import { atRest, health, type HealthInput, type HealthState } from '../../../client/sync/health.ts';

/** Inputs with the time (ms) at which they come. */
function after(...inputs: [number, HealthInput][]): HealthState {
  return inputs.reduce((state, [now, input]) => health(state, input, now), atRest(0));
}
const signedIn: [number, HealthInput] = [0, { kind: 'signed', in: true }];
const opened: [number, HealthInput] = [100, { kind: 'opened' }];

describe('the connection pill', () => {
  it('[U8] is signed out until somebody is here', () => {
    expect(after([0, { kind: 'tick' }]).state).toBe('signed-out');
  });
  it('[U8] connecting, then live', () => {
    expect(after(signedIn)).toMatchObject({ state: 'connecting', since: 0 });
    expect(after(signedIn, opened)).toMatchObject({ state: 'live', since: 100, heardAt: 100 });
  });
  it('[U8] stays live while pings are answered, however quiet it is', () => {
    const state = after(
      signedIn,
      opened,
      [5000, { kind: 'pinged' }],
      [5040, { kind: 'clock', serverMs: 5020, roundTripMs: 40 }],
      [9999, { kind: 'tick' }],
    );
    expect(state).toMatchObject({ state: 'live', since: 100, roundTripMs: 40, heardAt: 5040 });
  });
  it('[U8] is delayed when a ping is without an answer for more than three seconds, since it was sent', () => {
    expect(after(signedIn, opened, [5000, { kind: 'pinged' }], [8000, { kind: 'tick' }]).state).toBe('live');
    expect(after(signedIn, opened, [5000, { kind: 'pinged' }], [8001, { kind: 'tick' }])).toMatchObject({
      state: 'delayed',
      since: 5000,
    });
  });
  it('[U8] whatever is heard ends the delay', () => {
    const state = after(
      signedIn,
      opened,
      [5000, { kind: 'pinged' }],
      [9000, { kind: 'tick' }],
      [9500, { kind: 'heard' }],
    );
    expect(state).toMatchObject({ state: 'live', since: 9500 });
  });
  it('[U8] a second ping does not hide that the first was not answered', () => {
    const state = after(
      signedIn,
      opened,
      [5000, { kind: 'pinged' }],
      [10_000, { kind: 'pinged' }],
      [10_001, { kind: 'tick' }],
    );
    expect(state.state).toBe('delayed');
  });
  it('[U8] reconnecting after a cut, offline ten seconds later, since the cut', () => {
    const cut: [number, HealthInput] = [20_000, { kind: 'cut' }];
    expect(after(signedIn, opened, cut)).toMatchObject({ state: 'reconnecting', since: 20_000 });
    expect(after(signedIn, opened, cut, [24_000, { kind: 'cut' }], [30_000, { kind: 'tick' }])).toMatchObject({
      state: 'offline',
      since: 20_000,
    });
  });
  it('[U8] offline at once when the device says that it has no network', () => {
    expect(
      after(signedIn, opened, [20_000, { kind: 'cut' }], [20_001, { kind: 'device', online: false }]),
    ).toMatchObject({ state: 'offline', since: 20_000 });
  });
  it('[U8] after a reload without a network: offline since the server was last heard in the page before', () => {
    const state = after([5000, { kind: 'signed', in: true, heardAt: 1234 }], [15_000, { kind: 'tick' }]);
    expect(state).toMatchObject({ state: 'offline', since: 1234 });
  });
  it('takes the server clock from the quickest answer', () => {
    const state = after(
      signedIn,
      opened,
      [1000, { kind: 'clock', serverMs: 6000, roundTripMs: 100 }],
      [2000, { kind: 'clock', serverMs: 9000, roundTripMs: 900 }],
    );
    expect(state.clockOffsetMs).toBe(5050);
  });
});

describe('waiting before the next attempt', () => {
  it('the first is spread over a second and a half, later ones grow to fifteen seconds at most', () => {
    expect(waitBefore(0, 0)).toBe(0);
    expect(waitBefore(0, 0.999)).toBeLessThan(1500);
    expect(waitBefore(1, 0)).toBe(1500);
    expect(waitBefore(2, 0)).toBe(3000);
    expect(waitBefore(60, 0.999)).toBeLessThanOrEqual(15_000);
  });
});
