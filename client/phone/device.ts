import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Place } from '../../shared/geo.ts';

/** How this phone is liked, and which operation was open last. Nothing of what is seen there. */
interface PhoneDevice {
  readonly theme: 'system' | 'dark' | 'light';
  /** By person, so that two who share a phone each find their own. */
  readonly operation: Readonly<Record<string, string>>;
}

const NAME = 'tocsin.phone';

function stored(): Partial<PhoneDevice> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(NAME) ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

export const phoneDevice = createStore<PhoneDevice>(() => ({ theme: 'system', operation: {}, ...stored() }));
phoneDevice.subscribe((state) => {
  try {
    localStorage.setItem(NAME, JSON.stringify(state));
  } catch {
    // A private window: it lasts as long as the page.
  }
});
export const usePhoneDevice = <T>(selector: (state: PhoneDevice) => T): T => useStore(phoneDevice, selector);

/** Dark unless the system or the person prefers light. */
export function applyTheme(): void {
  const light = matchMedia('(prefers-color-scheme: light)');
  const apply = (): void => {
    const { theme } = phoneDevice.getState();
    const name = theme === 'system' ? (light.matches ? 'light' : 'dark') : theme;
    document.documentElement.dataset['mapTheme'] = name;
    document.querySelector('meta[name=theme-color]')?.setAttribute('content', name === 'light' ? '#ffffff' : '#0a121a');
  };
  light.addEventListener('change', apply);
  phoneDevice.subscribe(apply);
  apply();
}

export interface Position extends Place {
  /** Metres, as the device believes. */
  readonly accuracy: number;
  /** Device time (ms). */
  readonly at: number;
}
interface Where {
  readonly position: Position | undefined;
  readonly state: 'idle' | 'asking' | 'denied' | 'unavailable';
}

/** Where this phone is: asked only when a person says so, kept in memory, sent only inside a report. */
export const where = createStore<Where>(() => ({ position: undefined, state: 'idle' }));
export const useWhere = <T>(selector: (state: Where) => T): T => useStore(where, selector);

export function askWhere(found?: (position: Position) => void): void {
  const { geolocation } = navigator;
  if (!geolocation) {
    where.setState({ state: 'unavailable' });
    return;
  }
  where.setState({ state: 'asking' });
  geolocation.getCurrentPosition(
    ({ coords }) => {
      const { latitude: lat, longitude: lon, accuracy } = coords;
      const position = { lat, lon, accuracy, at: Date.now() };
      where.setState({ state: 'idle', position });
      found?.(position);
    },
    (error) => where.setState({ state: error.code === error.PERMISSION_DENIED ? 'denied' : 'unavailable' }),
    { enableHighAccuracy: true, timeout: 20_000, maximumAge: 30_000 },
  );
}
