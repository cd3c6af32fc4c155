export type AttachmentMediaType =
  'image/jpeg' | 'image/png' | 'image/webp' | 'application/pdf' | 'text/plain; charset=utf-8';

export type SanitiseRefusal = 'empty' | 'too-large' | 'unsupported-type' | 'damaged' | 'active-content';

export type Sanitised =
  | {
      ok: true;
      mediaType: AttachmentMediaType;
      bytes: Uint8Array;
      /** `attachment`: offered for saving only, never shown inside a page of ours. */
      disposition: 'inline' | 'attachment';
    }
  | { ok: false; code: SanitiseRefusal; message: string };

export const refused = (code: SanitiseRefusal, message: string): Sanitised => ({ ok: false, code, message });
export const damaged = (kind: string): Sanitised => refused('damaged', `The ${kind} is damaged or incomplete.`);

// A file of a few kilobytes can unfold to a picture that fills the memory of every screen that shows it.
const MAX_PIXELS = 100_000_000;
export const pictureTooLarge = (width: number, height: number): boolean => width * height > MAX_PIXELS;
export const tooManyPixels = (): Sanitised => refused('too-large', 'A picture may have at most 100 million pixels.');

// Far above any real file (an 8 MiB PNG in 1 KiB pieces has 8,192); bounds the work on one made of empty pieces,
// those that are dropped included.
export const MAX_PIECES = 20_000;

/** Gathers what is kept, in order. */
export class Kept {
  readonly #pieces: Uint8Array[] = [];
  add(...pieces: Uint8Array[]): void {
    this.#pieces.push(...pieces);
  }
  get bytes(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#pieces));
  }
}

export const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Four bytes as text, for the names of chunks. */
export const fourLetters = (bytes: Uint8Array, at: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + 4));
