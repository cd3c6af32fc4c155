import type { Connection } from '../../store/contract.ts';
import type { Values } from '../text.ts';
import { local } from '../../ui/time.ts';

/** What the header says of the connection (U8). `key` is a text key. */
export interface Pill {
  readonly tone: 'live' | 'delayed' | 'trying' | 'offline';
  readonly key: string;
  readonly values: Values;
}

/** `now` is device time in milliseconds. Whatever is not known to be live is never called so. */
export function pillOf(connection: Connection, now: number): Pill {
  const seconds = Math.max(0, Math.round((now - (connection.heardAt ?? connection.since)) / 1000));
  switch (connection.state) {
    case 'live':
      return { tone: 'live', key: 'phone.pill.live', values: {} };
    case 'delayed':
      return { tone: 'delayed', key: 'phone.pill.delayed', values: { seconds } };
    case 'reconnecting':
      return { tone: 'trying', key: 'phone.pill.reconnecting', values: {} };
    case 'offline':
      return { tone: 'offline', key: 'phone.pill.offline', values: { time: local(connection.since) } };
    case 'connecting':
      return { tone: 'trying', key: 'phone.pill.connecting', values: {} };
    case 'signed-out':
      return { tone: 'offline', key: 'phone.pill.signedOut', values: {} };
  }
}

/** Device time (ms) at which the picture was true, while it is not live; undefined while it is. */
export function pictureFrom(connection: Connection): number | undefined {
  if (connection.state === 'live') return undefined;
  return connection.heardAt;
}
