import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Deflate } from 'fflate';
import { breathe } from '../desk/snapshot.ts';
import type { PackedFile } from './format.ts';
import type { ZipEntry } from './zip.ts';

/** Text that gathers before it is compressed: a few milliseconds of work. */
const GATHERED = 64 * 1024;
/** How long (ms) one may work before others get their turn. */
const TURN_MS = 10;

/** `if (turn.over()) await turn.next();` in every long loop (P-R4). */
export function turns(): { over(): boolean; next(): Promise<void> } {
  let began = performance.now();
  return {
    over: () => performance.now() - began > TURN_MS,
    async next() {
      await breathe();
      began = performance.now();
    },
  };
}

/** A file ready to lie in the archive. */
export interface Ready {
  readonly listed: PackedFile;
  readonly entry: ZipEntry;
  readonly pieces: readonly Uint8Array[];
}

/** A file of text that is compressed while it is written: only that is kept. */
export class TextFile {
  readonly #name: string;
  readonly #deflate = new Deflate({ level: 6 });
  readonly #whole = createHash('sha256');
  readonly #packed = createHash('sha256');
  readonly #pieces: Uint8Array[] = [];
  #gathered: string[] = [];
  #waiting = 0;
  #crc = 0;
  #bytes = 0;
  #packedBytes = 0;

  constructor(name: string) {
    this.#name = name;
    this.#deflate.ondata = (piece) => {
      if (piece.length === 0) return;
      this.#packed.update(piece);
      this.#packedBytes += piece.length;
      this.#pieces.push(piece);
    };
  }

  get bytes(): number {
    return this.#bytes + this.#waiting;
  }

  write(text: string): void {
    this.#gathered.push(text);
    this.#waiting += text.length;
    if (this.#waiting >= GATHERED) this.#push(false);
  }

  #push(last: boolean): void {
    const text = Buffer.from(this.#gathered.join(''));
    this.#gathered = [];
    this.#waiting = 0;
    this.#whole.update(text);
    this.#crc = crc32(text, this.#crc);
    this.#bytes += text.length;
    this.#deflate.push(text, last);
  }

  end(): Ready {
    this.#push(true);
    const packed = { bytes: this.#packedBytes, sha256: this.#packed.digest('hex') };
    return {
      listed: { name: this.#name, bytes: this.#bytes, sha256: this.#whole.digest('hex'), packed },
      entry: { name: this.#name, compressed: true, crc: this.#crc, packed: packed.bytes, bytes: this.#bytes },
      pieces: this.#pieces,
    };
  }
}

/** A file that lies in the archive as it is. */
export function asItIs(name: string, bytes: Uint8Array): Ready {
  return {
    listed: { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
    entry: { name, compressed: false, crc: crc32(bytes), packed: bytes.length, bytes: bytes.length },
    pieces: [bytes],
  };
}
