import { strictness, type Tlp } from '../../../shared/domain/vocabulary.ts';
import { stricter } from '../../../shared/sharing/marking.ts';
import type { MarkedFace } from '../../../shared/domain/entity.ts';
import type { Instant } from '../../../shared/time.ts';
import type { Faces } from '../../store/contract.ts';

const PACKED = ['asset', 'incident', 'task', 'note', 'attachment', 'release'] as const;

export interface PackForecast {
  readonly records: number;
  /** The whole is as strict as the strictest in it. */
  readonly tlp: Tlp;
  /** Other organisations of whom something AMBER or stricter is inside: they are told. */
  readonly owners: readonly string[];
}

/** What a pack of everything would hold: it is made of the very faces that are shown here. */
export function packForecast(faces: Faces, organisation: string | undefined): PackForecast {
  let records = 0;
  // Who takes part is told to those who take part, and to nobody beyond them.
  let tlp: Tlp = 'TLP:GREEN';
  const owners = new Set<string>();
  for (const kind of PACKED) {
    for (const face of faces[kind].values()) {
      const { owner, marking } = face as Partial<MarkedFace>;
      const label = marking?.restricted ? stricter(face.tlp, marking.restricted.tlp) : face.tlp;
      records += 1;
      tlp = stricter(tlp, label);
      if (owner !== undefined && owner !== organisation && strictness(label) >= strictness('TLP:AMBER'))
        owners.add(owner);
    }
  }
  return { records, tlp, owners: [...owners].sort() };
}

export interface PackWanted {
  readonly from?: Instant;
  readonly until?: Instant;
  readonly reason: string;
}
export type PackTaken =
  | { readonly ok: true; readonly file: Blob; readonly name: string }
  /** `broken-off`: something in it was withdrawn while it was on its way. */
  | { readonly ok: false; readonly code: string };

/** Fetches a pack; `bytes` so far are told as they come. Nothing is kept of one that breaks off. */
export async function takePack(
  operation: string,
  wanted: PackWanted,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<PackTaken> {
  const answer = await fetch(`/api/v1/operations/${operation}/pack`, {
    method: 'POST',
    cache: 'no-store',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(wanted),
    signal,
  }).catch(() => undefined);
  if (!answer) return { ok: false, code: 'unreachable' };
  if (!answer.ok || !answer.body) {
    const said = (await answer.json().catch(() => ({}))) as { code?: string };
    return { ok: false, code: said.code ?? 'other' };
  }
  const pieces: BlobPart[] = [];
  let bytes = 0;
  try {
    const reader = answer.body.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      pieces.push(read.value as BlobPart);
      bytes += read.value.byteLength;
      onBytes(bytes);
    }
  } catch {
    return { ok: false, code: 'broken-off' };
  }
  const name = /filename="([\w.-]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'tocsin-pack.zip';
  return { ok: true, file: new Blob(pieces, { type: 'application/zip' }), name };
}
