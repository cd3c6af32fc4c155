import { Kept, MAX_PIECES, damaged, pictureTooLarge, tooManyPixels, view } from './sanitised.ts';
import type { Sanitised } from './sanitised.ts';

// ITU-T T.81, table B.1.
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP2 = 0xe2;
const APP14 = 0xee;
const COM = 0xfe;
const HUFFMAN_TABLES = 0xc4;
const ARITHMETIC_CONDITIONING = 0xcc;
const QUANTISATION_TABLES = 0xdb;
const LINE_COUNT = 0xdc;
const RESTART_INTERVAL = 0xdd;

const isFrame = (marker: number): boolean =>
  marker >= 0xc0 &&
  marker <= 0xcf &&
  marker !== HUFFMAN_TABLES &&
  marker !== 0xc8 &&
  marker !== ARITHMETIC_CONDITIONING;

const isDecoding = (marker: number): boolean =>
  isFrame(marker) ||
  [HUFFMAN_TABLES, ARITHMETIC_CONDITIONING, QUANTISATION_TABLES, LINE_COUNT, RESTART_INTERVAL, SOS].includes(marker);

const startsWith = (bytes: Uint8Array, text: string): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(text.length, bytes.length)).toString('latin1') === text;

/** The application segments without which colours or proportions are wrong, in the least form; undefined: drop it. */
function neededSegment(marker: number, body: Uint8Array): Uint8Array | undefined {
  // Version, units and density; a JFIF thumbnail may show what was cropped away.
  if (marker === APP0 && body.length >= 14 && startsWith(body, 'JFIF\0')) {
    const header = body.slice(0, 14);
    header[12] = 0;
    header[13] = 0;
    return segment(marker, header);
  }
  if (marker === APP2 && body.length > 14 && startsWith(body, 'ICC_PROFILE\0')) return segment(marker, body);
  // Says whether the colours are RGB, YCbCr or CMYK.
  if (marker === APP14 && body.length >= 12 && startsWith(body, 'Adobe')) return segment(marker, body.subarray(0, 12));
  return undefined;
}

function segment(marker: number, body: Uint8Array): Uint8Array {
  const whole = new Uint8Array(body.length + 4);
  whole[0] = 0xff;
  whole[1] = marker;
  view(whole).setUint16(2, body.length + 2);
  whole.set(body, 4);
  return whole;
}

/** Where the compressed data that begins at `from` ends: at the first marker that is neither a stuffed zero nor a restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at++) {
    if (bytes[at] !== 0xff) continue;
    const next = bytes[at + 1] ?? 0;
    if (next === 0 || (next >= 0xd0 && next <= 0xd7)) at++;
    else if (next !== 0xff) return at;
  }
  return bytes.length;
}

export function sanitiseJpeg(bytes: Uint8Array): Sanitised {
  const data = view(bytes);
  const kept = new Kept();
  kept.add(Uint8Array.of(0xff, SOI));
  let framed = false;
  let scanned = false;
  let at = 2;
  for (let segments = 0; segments < MAX_PIECES; segments++) {
    if (bytes[at] !== 0xff) return damaged('JPEG picture');
    while (bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1];
    if (marker === EOI) {
      if (!framed || !scanned) return damaged('JPEG picture');
      // Phones put a second picture or a film, with a place of its own, after the end.
      kept.add(Uint8Array.of(0xff, EOI));
      return { ok: true, mediaType: 'image/jpeg', bytes: kept.bytes, disposition: 'inline' };
    }
    if (marker === undefined || at + 4 > bytes.length) return damaged('JPEG picture');
    const length = data.getUint16(at + 2);
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) return damaged('JPEG picture');
    const body = bytes.subarray(at + 4, end);
    if (isDecoding(marker)) {
      if (isFrame(marker)) {
        if (framed || body.length < 6) return damaged('JPEG picture');
        framed = true;
        if (pictureTooLarge(view(body).getUint16(1), view(body).getUint16(3))) return tooManyPixels();
      }
      const scanEnd = marker === SOS ? endOfScan(bytes, end) : end;
      if (marker === SOS) {
        if (!framed) return damaged('JPEG picture');
        scanned = true;
      }
      kept.add(Uint8Array.of(0xff, marker), bytes.subarray(at + 2, scanEnd));
      at = scanEnd;
    } else if ((marker >= APP0 && marker <= 0xef) || marker === COM) {
      const needed = neededSegment(marker, body);
      if (needed) kept.add(needed);
      at = end;
    } else return damaged('JPEG picture');
  }
  return damaged('JPEG picture');
}
