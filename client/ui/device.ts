import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** What this device remembers of how a person likes it. Nothing of what they see. */
export type ThemeChoice = 'system' | 'dark' | 'light' | 'contrast';
interface Device {
  readonly theme: ThemeChoice;
  readonly sound: boolean;
  /** Device time (ms) until which alerts are silent here; at most 15 minutes ahead. */
  readonly mutedUntil: number;
  /** Single keys such as C and A; Ctrl+K and Esc always work. */
  readonly shortcuts: boolean;
  readonly tourSeen: boolean;
  readonly left: boolean;
  readonly right: boolean;
  /** Alerts about assets and tasks that were put aside here, by their key, with device time (ms). */
  readonly seen: Readonly<Record<string, number>>;
}

const NAME = 'tocsin.device';
export const LONGEST_MUTE_MS = 15 * 60_000;
const OLDEST_SEEN_MS = 7 * 24 * 3_600_000;

const initial: Device = {
  theme: 'dark',
  sound: true,
  mutedUntil: 0,
  shortcuts: true,
  tourSeen: false,
  left: true,
  right: true,
  seen: {},
};

/** A browser may forbid storage (private windows): then the choices last as long as the page. */
function stored(): Partial<Device> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(NAME) ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

export const device = createStore<Device>(() => ({ ...initial, ...stored() }));
device.subscribe((state) => {
  try {
    localStorage.setItem(NAME, JSON.stringify(state));
  } catch {
    // Kept for this page only.
  }
});

export const useDevice = <T>(selector: (state: Device) => T): T => useStore(device, selector);

/** Puts an alert aside on this device alone; what is older than a week is forgotten. */
export function markSeen(keys: readonly string[], now: number): void {
  const kept = Object.entries(device.getState().seen).filter(([, at]) => now - at < OLDEST_SEEN_MS);
  device.setState({ seen: { ...Object.fromEntries(kept), ...Object.fromEntries(keys.map((key) => [key, now])) } });
}
