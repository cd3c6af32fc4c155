import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
/** Everything that decides what a fold comes to; a test holds that the fold imports nothing else. */
export const FOLD_SOURCES = ['shared/domain', 'shared', 'shared/sharing/marking.ts', 'server/worlds'] as const;

/** The sources themselves, so that nobody has to remember to raise a number. */
export function foldFiles(): string[] {
  const files = new Set<string>();
  for (const source of FOLD_SOURCES) {
    const path = join(ROOT, source);
    if (source.endsWith('.ts')) files.add(path);
    else
      for (const entry of readdirSync(path, { withFileTypes: true, recursive: source === 'shared/domain' }))
        if (entry.isFile() && entry.name.endsWith('.ts')) files.add(join(entry.parentPath, entry.name));
  }
  return [...files].sort();
}

/** Undefined where the sources are not at hand: nothing is then kept, for nobody could tell when it no longer holds. */
export function foldVersion(): string | undefined {
  try {
    const digest = createHash('sha256');
    for (const file of foldFiles()) digest.update(`${relative(ROOT, file)}\n`).update(readFileSync(file));
    return digest.digest('hex').slice(0, 32);
  } catch {
    return undefined;
  }
}
