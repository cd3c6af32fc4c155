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

const RELOADED = 'tocsin.reloadedAt';
const RELOAD_AGAIN_MS = 60_000;

/** Loads the page anew for another build; not over and over, should the same old one come back. */
export async function reloadFor(settled: () => Promise<void>): Promise<void> {
  const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
  if (Date.now() - last < RELOAD_AGAIN_MS) return;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  await settled();
  location.reload();
}

/** Tells when the device's network comes and goes, and when the page is looked at again after a while in the dark. */
export function watchDevice(to: { online(online: boolean): void; nudge(): void }): void {
  window.addEventListener('online', () => to.online(true));
  window.addEventListener('offline', () => to.online(false));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') to.nudge();
  });
  if (!navigator.onLine) to.online(false);
}
