import { useEffect, useState } from 'react';
import type { EntityRef } from '../../shared/domain/entity.ts';
import { codeOf } from '../../shared/code.ts';
import type { Faces, PendingCommand, TocsinState } from '../store/contract.ts';
import { useTocsin, useTocsinApi } from '../ui/tocsin.ts';
import { hasText, t } from './text.ts';

/** Commands that the server has not accepted yet. */
export const unsentOf = (pending: readonly PendingCommand[]): number =>
  pending.filter(({ state }) => state !== 'accepted').length;

export const useUnsent = (): number => useTocsin((state) => unsentOf(state.pending));

export interface SentCommand {
  readonly command: PendingCommand;
  /** Device time in milliseconds. */
  readonly at: number;
}

const KEPT = 10;

/** What has left the outbox without being refused, newest first: for seeing that it has gone, so for this page's life only. */
export function sentNow(
  before: Pick<TocsinState, 'pending' | 'me'>,
  after: Pick<TocsinState, 'pending' | 'me' | 'attention'>,
  at: number,
): SentCommand[] {
  // Signing out empties the outbox too.
  if (before.me === undefined || before.me.id !== after.me?.id) return [];
  const here = new Set(after.pending.map(({ commandId }) => commandId));
  const refused = new Set(after.attention.map(({ command }) => command.commandId));
  return before.pending
    .filter(({ commandId, state }) => state !== 'queued' && !here.has(commandId) && !refused.has(commandId))
    .map((command) => ({ command, at }));
}

export function useSent(): readonly SentCommand[] {
  const { store } = useTocsinApi();
  const [sent, setSent] = useState<readonly SentCommand[]>([]);
  useEffect(
    () =>
      store.subscribe((after, before) => {
        if (after.me?.id !== before.me?.id) setSent([]);
        if (after.pending === before.pending) return;
        const gone = sentNow(before, after, Date.now());
        if (gone.length > 0) setSent((list) => [...gone.reverse(), ...list].slice(0, KEPT));
      }),
    [store],
  );
  return sent;
}

/** What a command is about, for a person: the record's name where it is known here, else its code. */
export function aboutOf(faces: Faces, command: PendingCommand): string {
  const { data } = command;
  const title = data['title'] ?? data['name'];
  if (typeof title === 'string' && command.type !== 'attachment.add') return title;
  const ref = refOf(command);
  if (!ref) return '';
  const face = faces[ref.kind].get(ref.id) as { title?: string; name?: string; code: string } | undefined;
  return face ? `${face.code} ${face.title ?? face.name ?? ''}`.trim() : codeOf(ref.kind, ref.id);
}

function refOf({ target, data }: PendingCommand): EntityRef | undefined {
  if (target) return target;
  if (typeof data['on'] === 'object' && data['on'] !== null) return data['on'] as EntityRef;
  for (const kind of ['incident', 'task', 'asset'] as const) {
    const id = data[`${kind}Id`];
    if (typeof id === 'string') return { kind, id };
  }
  return undefined;
}

/** The gesture in words: `Status: Contained`. */
export function gestureOf({ type, data }: PendingCommand): string {
  const status = typeof data['status'] === 'string' ? data['status'] : undefined;
  if (type === 'incident.setStatus' && status)
    return t('phone.did.status', { status: t(`ui.incidentStatus.${status}`) });
  if (type === 'task.setStatus' && status) return t('phone.did.status', { status: t(`ui.taskStatus.${status}`) });
  if (type === 'asset.setStatus' && status) return t('phone.did.status', { status: t(`ui.status.${status}`) });
  const key = `phone.did.${type}`;
  return hasText(key) ? t(key) : type;
}

/** Whether a command about this record is still on its way, and since when: the mark on its card. */
export function usePendingOn(kind: EntityRef['kind'], id: string): PendingCommand | undefined {
  return useTocsin((state) =>
    state.pending.find((command) => {
      const ref = refOf(command);
      return ref?.id === id && ref.kind === kind;
    }),
  );
}
