import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** A newer version that is here and waits; it never starts by itself. */
const version = createStore<{ waiting: ServiceWorker | undefined }>(() => ({ waiting: undefined }));
export const useNewVersion = (): boolean => useStore(version, ({ waiting }) => waiting !== undefined);

const LOOK_EVERY_MS = 30 * 60_000;

/** Keeps the page on this phone. Over plain http from another machine there are no service workers: then it is online only. */
export function keepForOffline(): void {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!workers || !import.meta.env.PROD) return;
  workers.register('/sw.js', { scope: '/m', updateViaCache: 'none' }).then(watch, () => undefined);
}

function watch(registration: ServiceWorkerRegistration): void {
  const look = (): void => {
    // Without a controller this is the first visit: what waits is not newer than what runs.
    if (registration.waiting && navigator.serviceWorker.controller) version.setState({ waiting: registration.waiting });
  };
  look();
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', look);
  });
  const again = (): void => void registration.update().catch(() => undefined);
  setInterval(again, LOOK_EVERY_MS);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') again();
  });
}

/** Because a person asked for it. What is unsent lies in the outbox and is still there afterwards. */
export function startNewVersion(): void {
  const { waiting } = version.getState();
  if (!waiting) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting.postMessage('take-over');
}
