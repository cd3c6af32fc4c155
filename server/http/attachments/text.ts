import { refused } from './sanitised.ts';
import type { Sanitised } from './sanitised.ts';

// Tab, line feed, form feed and carriage return are text; the other controls belong to something else.
const CONTROL = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/;
const MARKUP = /^\s*<(?:!|\?|[a-z])/i;

const unsupported = (): Sanitised =>
  refused('unsupported-type', 'Only JPEG, PNG and WebP pictures, PDF documents and plain text can be attached.');

export function sanitiseText(bytes: Uint8Array): Sanitised {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return unsupported();
  }
  if (CONTROL.test(text) || MARKUP.test(text.slice(0, 1_024))) return unsupported();
  return { ok: true, mediaType: 'text/plain; charset=utf-8', bytes: new Uint8Array(bytes), disposition: 'attachment' };
}
