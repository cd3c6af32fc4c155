import type { EntityRef } from '../../shared/domain/entity.ts';
import type { FaceMaps } from './confirmed.ts';
import { KeptPicture, type KeptHead } from './kept.ts';
import type { DeviceStorage } from './storage.ts';
import type { DeviceClock, Timers } from './wire.ts';

const WRITE_AFTER_MS = 2000;
/** Of the time there is, at most one part in so many is spent on writing: a large picture is written less often. */
const WRITING_SHARE = 40;
/** Whatever a device was busy with meanwhile, its picture is never older than some minutes. */
const LONGEST_MS = 3000;
/** A reload, or a look at another operation, is no absence. */
export const ABSENT_AFTER_MS = 5 * 60_000;

interface Services {
  readonly storage: DeviceStorage;
  readonly clock: DeviceClock;
  readonly timers: Timers;
}
/** What is to be written, as it is when it is written. */
interface Subject {
  readonly faces: FaceMaps;
  readonly cursor: string | undefined;
  readonly heardAt: number | undefined;
}

/** Keeps the picture of one opened operation for one person, a little behind the present, and when it was last open. */
export class Keeper {
  readonly #services: Services;
  readonly #subject: () => Subject;
  readonly #picture: KeptPicture;
  readonly #leftKey: string;
  #cancel: (() => void) | undefined;
  /** How long (ms) the last writing took. */
  #took = 0;
  #writing = false;
  /** Something changed while it was being written. */
  #again = false;
  #closed = false;
  /** When the last absence worth the name began. */
  #leftAt: number | undefined;

  constructor(services: Services, user: string, operation: string, newStamp: () => string, subject: () => Subject) {
    this.#services = services;
    this.#subject = subject;
    this.#picture = new KeptPicture(services.storage, user, operation, newStamp);
    this.#leftKey = `left/${user}/${operation}`;
  }

  async load(faces: FaceMaps): Promise<{ head: KeptHead | undefined; leftAt: number | undefined }> {
    const [head, left] = await Promise.all([
      this.#picture.load(faces).catch(() => undefined),
      this.#services.storage.list(this.#leftKey).catch(() => []),
    ]);
    const { at, before } = (left[0]?.value ?? {}) as { at?: number; before?: number };
    const away = at !== undefined && this.#services.clock() - at >= ABSENT_AFTER_MS;
    this.#leftAt = away ? at : before;
    return { head, leftAt: this.#leftAt };
  }

  /** These changed, or everything did. */
  touch(changed: readonly EntityRef[] | 'everything'): void {
    if (changed === 'everything') this.#picture.touchEverything();
    else this.#picture.touch(changed);
  }

  writeSoon(): void {
    // How long it takes to write is known when it is written.
    if (this.#writing) this.#again = true;
    else
      this.#cancel ??= this.#services.timers.after(Math.max(WRITE_AFTER_MS, this.#took * WRITING_SHARE), () => {
        this.#cancel = undefined;
        void this.write();
      });
  }

  async write(): Promise<void> {
    const { faces, cursor, heardAt } = this.#subject();
    if (cursor === undefined) return;
    const now = this.#services.clock();
    const here = { at: now, ...(this.#leftAt !== undefined && { before: this.#leftAt }) };
    void this.#services.storage.commit({ put: [{ key: this.#leftKey, value: here }] }).catch(() => undefined);
    this.#writing = true;
    await this.#picture.write(faces, cursor, heardAt ?? now, now).catch(() => undefined);
    this.#took = Math.min(this.#services.clock() - now, LONGEST_MS);
    this.#writing = false;
    if (!this.#again || this.#closed) return;
    this.#again = false;
    this.writeSoon();
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#picture.close();
  }
}
