import { Kept, MAX_PIECES, damaged, fourLetters, pictureTooLarge, tooManyPixels, view } from './sanitised.ts';
import type { Sanitised } from './sanitised.ts';

const RIFF_HEADER_BYTES = 12;
const FRAME_HEADER_BYTES = 16;
const MOST_IN_FRAME = 16;
// Flags of VP8X: colour profile, transparency, animation. Cleared: EXIF (0x08), XMP (0x04) and the reserved ones.
const KEPT_FLAGS = 0x20 | 0x10 | 0x02;
const PICTURE = ['VP8 ', 'VP8L'];
const IN_FRAME = new Set([...PICTURE, 'ALPH']);
const IN_FILE = new Set([...IN_FRAME, 'VP8X', 'ICCP', 'ANIM', 'ANMF']);

interface Chunk {
  type: string;
  body: Uint8Array;
}

/** The chunks of `bytes` of the types in `wanted`; undefined when one reaches past the end or they are too many. */
function chunksOf(bytes: Uint8Array, wanted: ReadonlySet<string>, most: number): Chunk[] | undefined {
  const data = view(bytes);
  const found: Chunk[] = [];
  let at = 0;
  for (let chunks = 0; at + 8 <= bytes.length; chunks++) {
    if (chunks === most) return undefined;
    const length = data.getUint32(at + 4, true);
    const end = at + 8 + length;
    if (end > bytes.length) return undefined;
    const type = fourLetters(bytes, at);
    if (wanted.has(type)) found.push({ type, body: bytes.subarray(at + 8, end) });
    // Padded to an even length; some writers leave out the last one's padding.
    at = end + (length & 1);
  }
  return found;
}

function pieces({ type, body }: Chunk): Uint8Array[] {
  const header = new Uint8Array(8);
  header.set(Buffer.from(type, 'latin1'));
  view(header).setUint32(4, body.length, true);
  return body.length % 2 === 1 ? [header, body, new Uint8Array(1)] : [header, body];
}

const uint24 = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);

/** The chunk as it is kept; undefined: damaged. */
function cleaned(chunk: Chunk): Chunk | undefined {
  const { type, body } = chunk;
  if (type === 'VP8X') {
    if (body.length !== 10) return undefined;
    const header = body.slice();
    header.fill(0, 1, 4);
    header[0] = (body[0] ?? 0) & KEPT_FLAGS;
    return { type, body: header };
  }
  if (type === 'ANMF') {
    if (body.length < FRAME_HEADER_BYTES) return undefined;
    const inside = chunksOf(body.subarray(FRAME_HEADER_BYTES), IN_FRAME, MOST_IN_FRAME);
    if (!inside?.some((part) => PICTURE.includes(part.type))) return undefined;
    const frame = new Kept();
    frame.add(body.subarray(0, FRAME_HEADER_BYTES), ...inside.flatMap(pieces));
    return { type, body: frame.bytes };
  }
  return chunk;
}

export function sanitiseWebp(bytes: Uint8Array): Sanitised {
  const declared = view(bytes).getUint32(4, true) + 8;
  if (declared > bytes.length || declared < RIFF_HEADER_BYTES + 8) return damaged('WebP picture');
  const chunks = chunksOf(bytes.subarray(RIFF_HEADER_BYTES, declared), IN_FILE, MAX_PIECES);
  if (!chunks) return damaged('WebP picture');
  const [first] = chunks;
  if (!first || !chunks.some(({ type }) => PICTURE.includes(type) || type === 'ANMF')) return damaged('WebP picture');
  if (first.type === 'VP8X' && pictureTooLarge(uint24(first.body, 4) + 1, uint24(first.body, 7) + 1)) {
    return tooManyPixels();
  }
  const kept = new Kept();
  const header = bytes.slice(0, RIFF_HEADER_BYTES);
  kept.add(header);
  for (const [index, chunk] of chunks.entries()) {
    const clean = cleaned(chunk);
    // The extended header is the first or there is none.
    if (!clean || (chunk.type === 'VP8X') !== (index === 0 && first.type === 'VP8X')) {
      return damaged('WebP picture');
    }
    kept.add(...pieces(clean));
  }
  const whole = kept.bytes;
  view(whole).setUint32(4, whole.length - 8, true);
  return { ok: true, mediaType: 'image/webp', bytes: whole, disposition: 'inline' };
}
