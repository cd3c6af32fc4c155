import { deepEqual } from '../../shared/canonical.ts';
import { keyOfRef } from '../../shared/domain/entity.ts';
import type { RefusedEntry } from '../sync/outbox.ts';
import type { Picture } from './picture.ts';

type Values = Readonly<Record<string, unknown>>;

/** Members that every change moves: they say nothing about what the conflict is. */
const BOOKKEEPING: ReadonlySet<string> = new Set([
  'version',
  'changedAt',
  'at',
  'since',
  'journal',
  'offeredAt',
  'closedAt',
]);
/** Said again, in full, beside what they result in. */
const BEHIND_STATUS: ReadonlySet<string> = new Set(['confirmed', 'reports', 'basis', 'disputed']);

/** A stale command's two sides: what the record shows now, and what the command would have made of it, where they differ. */
export function bothSides(refusal: RefusedEntry, picture: Picture): { theirs: Values; mine: Values } | undefined {
  const { entry, code } = refusal;
  if (code !== 'stale' || !entry.target) return undefined;
  const theirs = picture.scene.face(entry.target.kind, entry.target.id) as unknown as Values | undefined;
  const mine = picture.tryOut(entry).writes.get(keyOfRef(entry.target))?.face as unknown as Values | undefined;
  if (!theirs) return undefined;
  // Already as this command would have it: then the two agree, and nothing differs.
  if (!mine) return { theirs: {}, mine: {} };
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])];
  const differ = names.filter((name) => !BOOKKEEPING.has(name) && !deepEqual(theirs[name], mine[name]));
  const telling = differ.filter((name) => !BEHIND_STATUS.has(name));
  const shown = telling.length > 0 ? telling : differ;
  return { theirs: pick(theirs, shown), mine: pick(mine, shown) };
}

const pick = (values: Values, names: readonly string[]): Values =>
  Object.fromEntries(names.filter((name) => name in values).map((name) => [name, values[name]]));
