import { crc32 } from 'node:zlib';
import { Kept, MAX_PIECES, damaged, fourLetters, pictureTooLarge, tooManyPixels, view } from './sanitised.ts';
import type { Sanitised } from './sanitised.ts';

const SIGNATURE_BYTES = 8;
// What the pixels are made of, and the longest each may be: a length that its meaning does not need carries something else.
const KEPT_CHUNKS = new Map([
  ['IHDR', 13],
  ['PLTE', 768],
  ['IDAT', Infinity],
  ['IEND', 0],
  ['tRNS', 256],
  ['gAMA', 4],
  ['sRGB', 1],
]);

// The fifth bit of the first letter is what makes a chunk safe to ignore (PNG, third edition, 5.4).
const isCritical = (type: string): boolean => (type.charCodeAt(0) & 0x20) === 0;

export function sanitisePng(bytes: Uint8Array): Sanitised {
  const data = view(bytes);
  const kept = new Kept();
  kept.add(bytes.subarray(0, SIGNATURE_BYTES));
  let first = true;
  let pixels = false;
  let at = SIGNATURE_BYTES;
  for (let chunks = 0; at + 12 <= bytes.length && chunks < MAX_PIECES; chunks++) {
    const length = data.getUint32(at);
    const end = at + 12 + length;
    if (end > bytes.length) break;
    const type = fourLetters(bytes, at + 4);
    const longest = KEPT_CHUNKS.get(type);
    if ((type === 'IHDR') !== first) break;
    if (longest !== undefined) {
      if (length > longest || crc32(bytes.subarray(at + 4, end - 4)) !== data.getUint32(end - 4)) break;
      kept.add(bytes.subarray(at, end));
    } else if (isCritical(type)) break;
    if (first) {
      if (length !== 13) break;
      if (pictureTooLarge(data.getUint32(at + 8), data.getUint32(at + 12))) return tooManyPixels();
    }
    first = false;
    pixels ||= type === 'IDAT';
    if (type === 'IEND') {
      if (!pixels) break;
      // What follows the end (a cropped picture's remains, an archive) stays behind.
      return { ok: true, mediaType: 'image/png', bytes: kept.bytes, disposition: 'inline' };
    }
    at = end;
  }
  return damaged('PNG picture');
}
