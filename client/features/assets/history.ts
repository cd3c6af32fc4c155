import type { Instant } from '../../../shared/time.ts';

/** One line of an asset's history as the server tells it: what changed, in the form of a difference of faces. */
export interface HistoryEntry {
  readonly at: Instant;
  readonly realAt: Instant;
  readonly by?: { readonly organisation: string; readonly user?: string };
  readonly type: string;
  readonly set: Readonly<Record<string, unknown>>;
}

/** Takes what is well formed; a line of another shape is left out rather than breaking the rest. */
export function parseHistory(answer: unknown): HistoryEntry[] {
  const list = (answer as { entries?: unknown } | null)?.entries;
  if (!Array.isArray(list)) return [];
  return list.filter(isEntry).sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

function isEntry(value: unknown): value is HistoryEntry {
  const entry = value as Partial<HistoryEntry> | null;
  return (
    typeof entry === 'object' &&
    entry !== null &&
    typeof entry.at === 'string' &&
    typeof entry.type === 'string' &&
    typeof entry.set === 'object' &&
    entry.set !== null
  );
}

/** What a line says to a reader: the status it set, or the members it touched. */
export function changeOf(entry: HistoryEntry): { status?: string; level?: number; members: string[] } {
  const { status, level } = entry.set;
  const quiet = new Set(['version', 'at', 'since', 'id', 'code', 'status', 'level', 'changedAt']);
  return {
    ...(typeof status === 'string' && { status }),
    ...(typeof level === 'number' && { level }),
    members: Object.keys(entry.set).filter((name) => !quiet.has(name)),
  };
}
