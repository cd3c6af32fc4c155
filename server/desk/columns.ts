import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { encodeColumns } from '../../shared/columns/encode.ts';
import type { Utf8 } from '../../shared/columns/format.ts';
import type { View } from '../../shared/domain/world.ts';
import type { Records } from '../../shared/protocol/down.ts';
import { toMs } from '../../shared/time.ts';
import { breathe } from './snapshot.ts';

export const ENCODINGS = ['br', 'gzip', 'identity'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** As long as others are kept waiting (ms) while columns are being made (P-R4). */
const TURN_MS = 5;
/** Beyond this quality a tenth of a percent costs a second. */
const BROTLI_QUALITY = 4;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
export const utf8: Utf8 = { encode: (text) => encoder.encode(text), decode: (bytes) => decoder.decode(bytes) };

interface Made {
  readonly cursor: string;
  readonly plain: Promise<Uint8Array>;
  readonly compressed: Map<Encoding, Promise<Uint8Array>>;
}

/**
 * Snapshots as columns, encoded and compressed once for all of an audience who ask at the same view. What is kept goes
 * when the desk lets go of the faces it was made of: seconds after they were taken.
 */
export class ColumnSnapshots {
  readonly #made = new WeakMap<Records, Made>();
  readonly #onMade: () => void;
  readonly #now: () => number;

  constructor(onMade: () => void = () => {}, now: () => number = () => performance.now()) {
    this.#onMade = onMade;
    this.#now = now;
  }

  of(operation: string, { cursor, records }: { cursor: string; records: Records }, encoding: Encoding) {
    let made = this.#made.get(records);
    if (made?.cursor !== cursor) {
      this.#onMade();
      const plain = this.#encoded(operation, cursor, records);
      made = { cursor, plain, compressed: new Map([['identity', plain]]) };
      this.#made.set(records, made);
      // One that failed serves nobody: the next to ask has it made anew.
      const mine = made;
      plain.catch(() => this.#made.get(records) === mine && this.#made.delete(records));
    }
    let bytes = made.compressed.get(encoding);
    if (!bytes) {
      bytes = made.plain.then((plain) => compress(plain, encoding));
      made.compressed.set(encoding, bytes);
    }
    return bytes;
  }

  async #encoded(operation: string, cursor: string, records: Records): Promise<Uint8Array> {
    const steps = encodeColumns({ operation, cursor, records }, utf8);
    let turn = this.#now();
    for (;;) {
      const step = steps.next();
      if (step.done) return Buffer.concat(step.value);
      if (this.#now() - turn < TURN_MS) continue;
      await breathe();
      turn = this.#now();
    }
  }
}

/** By threads of their own. */
async function compress(plain: Uint8Array, encoding: Encoding): Promise<Uint8Array> {
  if (encoding === 'gzip') return promisify(gzip)(plain);
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = constants;
  const params = {
    [BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
    [BROTLI_PARAM_LGWIN]: 22,
    [BROTLI_PARAM_SIZE_HINT]: plain.length,
  };
  return promisify(brotliCompress)(plain, { params });
}

/**
 * Whether nothing that was shown at one view may be shown no more, or in a narrower form, at a later one. Told from what
 * was touched alone, so it may say no where the reader would not notice.
 */
export function stillShown(then: View, now: View): boolean {
  return (
    then.directoryPosition === now.directoryPosition &&
    now.operation.deadlinesBetween(toMs(then.time), toMs(now.time)).length === 0 &&
    now.operation.touchesBetween(then.position, now.position).every(({ visibility }) => visibility.length === 0)
  );
}
