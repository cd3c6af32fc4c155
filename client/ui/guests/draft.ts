import type { EntityRef } from '../../../shared/domain/entity.ts';
import type { Tlp } from '../../../shared/domain/vocabulary.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { fromMs, type Instant } from '../../../shared/time.ts';

/** What can be chosen for a guest; AMBER+STRICT is never for guests. */
export const CAPS = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:RED'] as const satisfies readonly Tlp[];
export type Cap = (typeof CAPS)[number];

const HOUR = 3_600_000;
/** How long a visit may be, in milliseconds. `other`: an end is chosen. */
export const STAYS = { hours4: 4 * HOUR, day: 24 * HOUR, days3: 72 * HOUR } as const;
export type Stay = keyof typeof STAYS | 'other';

export interface GuestDraft {
  readonly name: string;
  readonly stay: Stay;
  /** Local time as an input of the browser says it: `2026-03-01T18:00`. */
  readonly end: string;
  readonly cap: Cap;
  /** Undefined: the whole operation. */
  readonly records: readonly EntityRef[] | undefined;
  readonly contributes: boolean;
}

export const emptyDraft = (record?: EntityRef): GuestDraft => ({
  name: '',
  stay: 'hours4',
  end: '',
  cap: 'TLP:AMBER',
  records: record && [record],
  contributes: false,
});

export type Wrong = 'name' | 'end' | 'past' | 'too-long' | 'records' | 'too-many';

/** When the visit ends (ms), as far as the draft says. */
export function endOf({ stay, end }: GuestDraft, now: number): number | undefined {
  if (stay !== 'other') return now + STAYS[stay];
  const chosen = Date.parse(end);
  return Number.isFinite(chosen) ? chosen : undefined;
}

/** What the server would refuse, said before anybody asks it. */
export function wrongWith(draft: GuestDraft, now: number): Wrong | undefined {
  const end = endOf(draft, now);
  if (draft.name.trim() === '') return 'name';
  if (end === undefined) return 'end';
  if (end <= now) return 'past';
  if (end > now + LIMITS.guestSeconds * 1000) return 'too-long';
  if (draft.records?.length === 0) return 'records';
  if (draft.records && draft.records.length > LIMITS.recordsPerGuest) return 'too-many';
  return undefined;
}

/** The command that a sound draft stands for. */
export function invitation(draft: GuestDraft, guestId: string, operation: string, now: number) {
  return {
    guestId,
    operation,
    name: draft.name.trim(),
    cap: draft.cap,
    until: fromMs(endOf(draft, now) ?? now) as Instant,
    ...(draft.records && { records: draft.records }),
    ...(draft.contributes && { contributes: true }),
  };
}

/** What is left of a visit, in the two units that people count in. */
export function leftOf(milliseconds: number): { days: number; hours: number; minutes: number; seconds: number } {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return {
    days: Math.floor(seconds / 86_400),
    hours: Math.floor((seconds % 86_400) / 3600),
    minutes: Math.floor((seconds % 3600) / 60),
    seconds: seconds % 60,
  };
}
