import { sanitiseJpeg } from './jpeg.ts';
import { sanitisePdf } from './pdf.ts';
import { sanitisePng } from './png.ts';
import { refused } from './sanitised.ts';
import type { Sanitised } from './sanitised.ts';
import { sanitiseText } from './text.ts';
import { sanitiseWebp } from './webp.ts';

export const ATTACHMENT_MAX_BYTES = 8 * 1024 * 1024;

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const ascii = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));
const has = (bytes: Uint8Array, at: number, magic: readonly number[]): boolean =>
  magic.every((byte, index) => bytes[at + index] === byte);

/**
 * What may be kept of an uploaded file: decided by its bytes alone, never by its name or by what the sender calls it. Pictures
 * leave without the place, device, person and time that cameras write into them, and without anything after their
 * end. Linear in the length; never throws. Serve the result with `nosniff`, and with its `disposition`.
 */
export function sanitise(bytes: Uint8Array): Sanitised {
  if (bytes.length === 0) return refused('empty', 'The file is empty.');
  if (bytes.length > ATTACHMENT_MAX_BYTES) return refused('too-large', 'A file may have at most 8 MiB.');
  if (has(bytes, 0, [0xff, 0xd8, 0xff])) return sanitiseJpeg(bytes);
  if (has(bytes, 0, PNG_SIGNATURE)) return sanitisePng(bytes);
  if (has(bytes, 0, ascii('RIFF')) && has(bytes, 8, ascii('WEBP'))) return sanitiseWebp(bytes);
  if (has(bytes, 0, ascii('%PDF-'))) return sanitisePdf(bytes);
  return sanitiseText(bytes);
}
