import type { AssetStatus } from '../../../shared/domain/vocabulary.ts';
import type { NameOf, ShownAsset } from '../../store/derive/shownAsset.ts';
import { fold } from './fold.ts';

export interface Choice {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly status?: AssetStatus;
  readonly about?: string;
}

interface Named {
  readonly id: string;
  readonly code: string;
  readonly name?: string;
  readonly title?: string;
  readonly status?: string;
}

interface Wanted {
  readonly search: string;
  readonly taken: readonly string[];
  readonly suggested?: readonly { readonly id: string; readonly about?: string }[];
  readonly among?: ReadonlySet<string>;
  /** What a record without a name or title is called: a coarse twin. */
  readonly called?: NameOf;
}

const AT_MOST = 12;
const ASSET_STATUS = new Set<string>(['operational', 'degraded', 'failed', 'unknown']);

/** What a search offers: the suggested ones before anything is typed; then names that begin so, then those that hold it. */
export function choices(
  faces: ReadonlyMap<string, Named>,
  { search, taken, suggested = [], among, called }: Wanted,
): Choice[] {
  const nameOf = (face: Named): string =>
    face.name ?? face.title ?? (called && 'cell' in face ? called(face as ShownAsset) : face.code);
  const chosen = new Set(taken);
  const free = (id: string) => !chosen.has(id) && (!among || among.has(id));
  const words = fold(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    const first = suggested.flatMap(({ id, about }) => {
      const face = faces.get(id);
      return face && free(id) ? [choiceOf(face, nameOf(face), about)] : [];
    });
    if (first.length > 0 || !among) return first.slice(0, AT_MOST);
  }
  const begins: Choice[] = [];
  const holds: Choice[] = [];
  for (const face of faces.values()) {
    if (begins.length >= AT_MOST) break;
    if (!free(face.id)) continue;
    const name = fold(nameOf(face));
    const text = `${fold(face.code)} ${name}`;
    if (!words.every((word) => text.includes(word))) continue;
    const first = words[0] ?? '';
    (name.startsWith(first) || fold(face.code).startsWith(first) ? begins : holds).push(choiceOf(face, nameOf(face)));
  }
  return [...begins, ...holds].slice(0, AT_MOST);
}

function choiceOf(face: Named, name: string, about?: string): Choice {
  const { id, code, status } = face;
  return {
    id,
    code,
    name,
    ...(status && ASSET_STATUS.has(status) && { status: status as AssetStatus }),
    ...(about !== undefined && { about }),
  };
}
