import type { Random, Timers } from '../sync/wire.ts';

export const browserTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export const browserRandom: Random = {
  fraction: () => Math.random(),
  // Over plain http there is no `crypto.randomUUID`, but this.
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
};

/** Tells when the device's network comes and goes, and when the page is looked at again after a while in the dark. */
export function watchDevice(to: { online(online: boolean): void; nudge(): void }): void {
  window.addEventListener('online', () => to.online(true));
  window.addEventListener('offline', () => to.online(false));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') to.nudge();
  });
  if (!navigator.onLine) to.online(false);
}
