import type { z } from 'zod';
import type { CoarseInput, MarkingInput, markable } from '../../../shared/domain/fields.ts';
import type { Consequence, Inspection } from '../../../shared/sharing/inspect.ts';

/** What an owner shares or withholds by an act of marking. */
export type Markable = z.infer<typeof markable>;
export interface MarkableRef {
  readonly kind: Markable;
  readonly id: string;
}

/** Who would see it, if it were marked so. */
export interface AudienceQuestion {
  readonly kind: Markable;
  /** The record that is marked anew; absent: one that is being written. */
  readonly entity?: MarkableRef | undefined;
  /** What a new record will hang on. */
  readonly on?: MarkableRef | undefined;
  /** Absent: the default. */
  readonly marking?: MarkingInput | undefined;
  readonly coarse?: CoarseInput | null | undefined;
  readonly assignee?: { readonly organisation: string; readonly user?: string | undefined } | undefined;
}

export type Preview = Inspection &
  Partial<Consequence> & {
    readonly unmarked?: true;
    readonly refused?: { readonly code: string; readonly message: string };
  };

/** `undefined`: the server was not reached, or does not know the record yet. Throws only when it was called off. */
async function ask<T>(path: string, signal: AbortSignal, body?: object): Promise<T | undefined> {
  try {
    const response = await fetch(`/api/v1${path}`, {
      method: body ? 'POST' : 'GET',
      cache: 'no-store',
      signal,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return response.ok ? ((await response.json()) as T) : undefined;
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined;
  }
}

export const askWhoWould = (operation: string, question: AudienceQuestion, signal: AbortSignal) =>
  ask<Preview>(`/operations/${operation}/sharing/preview`, signal, question);

export const askWhoSees = (operation: string, { kind, id }: MarkableRef, signal: AbortSignal) =>
  ask<Inspection>(`/operations/${operation}/sharing/${kind}/${id}`, signal);
