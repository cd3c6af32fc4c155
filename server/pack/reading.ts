import type { Hash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import type { Placed, Source } from './archive.ts';
import { BOUNDS } from './format.ts';

/** Bytes read, and unpacked, at once. */
const CHUNK = 256 * 1024;

export interface Lines {
  line(text: string): void;
}

/** A file as it lies in the archive. */
export async function* piecesOf(source: Source, entry: Placed, digest: Hash): AsyncIterable<Buffer> {
  for (let at = 0; at < entry.packed; at += CHUNK) {
    const piece = await source.read(entry.at + at, Math.min(CHUNK, entry.packed - at));
    digest.update(piece);
    yield piece;
  }
}

/** Piece by piece and no further than it is asked for, so that a bomb is left before it has gone off. */
export function unpacked(stored: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const inflate = createInflateRaw({ chunkSize: CHUNK });
  // Whatever goes wrong is told to whoever reads what is unpacked.
  pipeline(Readable.from(stored), inflate, () => {});
  return inflate;
}

/** Lines end with a line feed, the last one too. False: a line is longer than any may be, or does not end. */
export class LineSplitter {
  readonly #to: Lines;
  #rest: Buffer[] = [];
  #waiting = 0;

  constructor(to: Lines) {
    this.#to = to;
  }

  push(part: Uint8Array): boolean {
    const bytes = Buffer.from(part.buffer, part.byteOffset, part.length);
    let from = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      const text = this.#waiting === 0 ? bytes.toString('utf8', from, end) : this.#joined(bytes.subarray(from, end));
      this.#to.line(text);
      from = end + 1;
    }
    if (from < bytes.length) {
      this.#rest.push(Buffer.from(bytes.subarray(from)));
      this.#waiting += bytes.length - from;
    }
    return this.#waiting <= BOUNDS.line;
  }

  #joined(last: Buffer): string {
    const text = Buffer.concat([...this.#rest, last]).toString('utf8');
    this.#rest = [];
    this.#waiting = 0;
    return text;
  }

  end(): boolean {
    return this.#waiting === 0;
  }
}
