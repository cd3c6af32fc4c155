import { createHash } from 'node:crypto';
import { uuidFrom } from '../../shared/ids.ts';

/**
 * The id of a demonstration record: made of a name, so that loading again, or playing on after a restart or on another
 * node, sends the very same commands, which then take effect once.
 */
export const demoId = (...names: readonly string[]): string =>
  uuidFrom(
    new Uint8Array(
      createHash('sha256')
        .update(['tocsin-demo', ...names].join('\u0000'))
        .digest(),
    ),
  );

const SHARED_KINDS = new Set(['organisation', 'user', 'circle', 'agreement']);
/** Organisations, users and circles are shared by all runs; everything else belongs to one operation. */
export const idOf = (operation: string, kind: string, key: string): string =>
  SHARED_KINDS.has(kind) ? demoId(kind, key) : demoId(operation, kind, key);

/** Which member of a command holds keys of which kind. */
const KIND_OF: Readonly<Record<string, string>> = {
  assetId: 'asset',
  assetIds: 'asset',
  incidentId: 'incident',
  into: 'incident',
  taskId: 'task',
  blockedBy: 'task',
  noteId: 'note',
  scenarioId: 'scenario',
  needId: 'need',
  organisation: 'organisation',
  user: 'user',
  circles: 'circle',
  persons: 'user',
};

/** Turns the keys in a piece of demonstration data into ids, wherever they stand. */
export function withIds(operation: string, value: unknown, member = ''): unknown {
  const kind = KIND_OF[member];
  if (typeof value === 'string') return kind ? idOf(operation, kind, value) : value;
  if (Array.isArray(value)) return value.map((item) => withIds(operation, item, member));
  if (typeof value !== 'object' || value === null) return value;
  const { kind: entityKind, id } = value as { kind?: unknown; id?: unknown };
  if (member === 'entity' && typeof entityKind === 'string' && typeof id === 'string') {
    return { kind: entityKind, id: idOf(operation, entityKind, id) };
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withIds(operation, inner, name)]));
}
