import type { KindColumns } from '../../shared/columns/decode.ts';
import type { EntityRef } from '../../shared/domain/entity.ts';
import type { PresenceHere } from '../../shared/protocol/down.ts';
import type { Instant } from '../../shared/time.ts';
import type { FaceMaps } from './confirmed.ts';
import type { HealthState } from './health.ts';
import type { RefusedEntry } from './outbox.ts';
import type { Entry } from './reconcile.ts';
import type { Operation, Person, SessionState, SignInAnswer } from './session.ts';
import type { DeviceStorage } from './storage.ts';
import type { DeviceClock, Random, Timers, Wire } from './wire.ts';

export interface SyncServices {
  readonly wire: Wire;
  readonly storage: DeviceStorage;
  readonly clock: DeviceClock;
  readonly random: Random;
  readonly timers: Timers;
  /** The server no longer speaks with this build of the page: it is to be loaded anew, what is kept stays. */
  readonly outdated?: () => void;
}

/** How a command ended: its effect is in the faces; accepted for what is not open here; refused. */
export type Ending = 'in-faces' | 'elsewhere' | 'refused';

export interface SyncListener {
  /**
   * Commands have ended, the faces stand already as that left them. Answers those still pending that must now say
   * something else of what they are based on (see client/store/stacking.ts).
   */
  ended(entries: readonly Entry[], how: Ending): readonly Entry[];
  facesChanged(difference: { readonly reset: boolean; readonly changed: readonly EntityRef[] }): void;
  /** The assets of a picture that will be there in a moment. */
  glimpsed?(assets: KindColumns): void;
  pendingChanged(): void;
  attentionChanged(): void;
  healthChanged(): void;
  sessionChanged(): void;
  operationChanged(): void;
  presenceChanged(): void;
}

/** What the layer above hands in; the rest of an `Entry` is added here. */
export type Draft = Pick<Entry, 'operation' | 'type' | 'data'> &
  Partial<Pick<Entry, 'target' | 'basedOn' | 'stackedOn'>>;

export interface Sync {
  readonly session: SessionState;
  readonly person: Person | undefined;
  readonly operations: readonly Operation[];
  readonly operation: string | undefined;
  readonly ready: boolean;
  readonly faces: FaceMaps;
  readonly cursor: string | undefined;
  readonly pending: readonly Entry[];
  readonly attention: readonly RefusedEntry[];
  readonly health: HealthState;
  readonly presence: PresenceHere['people'];
  readonly leftAt: number | undefined;
  /** Since this page was opened the server turned out to be restored from a backup. */
  readonly restored: boolean;
  start(): Promise<void>;
  stop(): void;
  signIn(username: string, password: string): Promise<SignInAnswer>;
  signOut(): Promise<void>;
  refreshOperations(): Promise<void>;
  open(operation: string): void;
  close(): void;
  /** The entry is pending at once; `kept` tells when it is durable, or that the device has no room for it. */
  put(draft: Draft, blob?: Blob): { readonly entry: Entry; readonly kept: Promise<boolean> };
  dismiss(refusal: RefusedEntry): void;
  look(looking: EntityRef | undefined, editing: boolean | undefined): void;
  /** The device's network came back, or the page was looked at again. */
  nudge(): void;
  online(online: boolean): void;
  newId(): string;
  realNow(): Instant;
  /** Resolves when the device's storage has caught up. */
  settled(): Promise<void>;
}
