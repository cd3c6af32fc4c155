import { createContext, useContext } from 'react';
import type { Alert } from '../../store/derive/alerts.ts';

export interface Alerts {
  /** Worst first, then oldest; what was put aside on this device is left out. */
  readonly list: readonly Alert[];
  readonly selected: Alert | undefined;
  select(key: string | undefined): void;
  /** An incident: for the whole organisation. Anything else has no such command: it is put aside on this device. */
  acknowledge(alert: Alert): void;
  readonly soundBlocked: boolean;
  enableSound(): void;
}

/** None: outside of an operation, and in a picture that is another's. */
export const SILENT: Alerts = {
  list: [],
  selected: undefined,
  select: () => undefined,
  acknowledge: () => undefined,
  soundBlocked: false,
  enableSound: () => undefined,
};

export const AlertsContext = createContext<Alerts>(SILENT);

export const useAlerts = (): Alerts => useContext(AlertsContext);
