import { constants, deflateRawSync } from 'node:zlib';
import { packChanges } from '../../shared/columns/changes.ts';
import type { Change } from '../../shared/sharing/change.ts';

const FINAL_TEXT = 0x81;
const COMPRESSED = 0x40;
/** Bytes from which a part of a frame is worth the compressing. */
const WORTH_PACKING = 1024;
/** Changes from which columns are worth it. */
const WORTH_COLUMNS = 8;
/** Bytes up to which it may take its time; beyond, a frame of a megabyte must not take longer than a few milliseconds (P-R4). */
const AT_LEISURE = 256 * 1024;
/** What a deflated part ends with once it is flushed; the reader of a frame adds the last one by itself (RFC 7692). */
const FLUSHED = 4;
/** An empty stored block without its lengths: those are what the reader adds. */
const LAST_BLOCK = Buffer.from([0]);
const MOST_STORED = 0xffff;

/** The header of an unmasked WebSocket text frame. */
function headerOf(length: number, first: number): Buffer {
  if (length < 126) return Buffer.from([first, length]);
  const header = Buffer.allocUnsafe(length < 65536 ? 4 : 10);
  header[0] = first;
  if (length < 65536) {
    header[1] = 126;
    header.writeUInt16BE(length, 2);
  } else {
    header[1] = 127;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return header;
}

function frameOf(parts: readonly Buffer[], first: number): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([headerOf(length, first), ...parts]);
}

/** Compressed by itself: nothing in it refers to what stands before it, so it may follow anything. */
function deflated(bytes: Buffer): Buffer {
  const level = bytes.length <= AT_LEISURE ? 6 : 1;
  return deflateRawSync(bytes, { level, finishFlush: constants.Z_SYNC_FLUSH });
}

/** The same bytes as deflate takes them without compressing. */
function stored(bytes: Buffer): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += MOST_STORED) {
    const some = bytes.subarray(at, at + MOST_STORED);
    const opening = Buffer.alloc(5);
    opening.writeUInt16LE(some.length, 1);
    opening.writeUInt16LE(~some.length & 0xffff, 3);
    blocks.push(opening, some);
  }
  return Buffer.concat(blocks);
}

interface Segment {
  readonly plain: Buffer;
  /** Absent where it is not worth it. */
  packed: Buffer | undefined;
}

/** One message as it is written to every socket that is sent it. */
export class Frame {
  readonly #parts: readonly Segment[];
  #plain: Buffer | undefined;
  #packed: Buffer | undefined;

  constructor(parts: readonly Segment[]) {
    this.#parts = parts;
  }

  get plain(): Buffer {
    return (this.#plain ??= frameOf(
      this.#parts.map(({ plain }) => plain),
      FINAL_TEXT,
    ));
  }

  /** For who takes compressed frames: the plain one where compressing is not worth it. */
  get packed(): Buffer {
    return (this.#packed ??= this.#pack());
  }

  #pack(): Buffer {
    if (this.#parts.every(({ plain }) => plain.length < WORTH_PACKING)) return this.plain;
    const parts = this.#parts.map((part) => {
      if (part.plain.length < WORTH_PACKING) return stored(part.plain);
      return (part.packed ??= deflated(part.plain));
    });
    const last = this.#parts.at(-1)!;
    // A part that was deflated ends with an empty stored block: its lengths are those that the reader adds.
    if (last.packed) parts[parts.length - 1] = parts.at(-1)!.subarray(0, -FLUSHED);
    else parts.push(LAST_BLOCK);
    return frameOf(parts, FINAL_TEXT | COMPRESSED);
  }
}

/** Engine.IO message (4), Socket.IO event (2), default namespace. */
const openingOf = (event: string): string => `42[${JSON.stringify(event)},`;

/** The latest frame around what is shared: readers who come back from one moment are told the same in as many messages. */
const AROUND = new WeakMap<Segment, { readonly opening: string; readonly frame: Frame }>();

/** What is an audience's own around what is shared with others. */
function framed(event: string, rest: object, before: string, shared: Segment, after: string): Frame {
  const head = JSON.stringify(rest).slice(0, -1);
  const opening = `${openingOf(event)}${head}${head === '{' ? '' : ','}${before}`;
  const known = AROUND.get(shared);
  if (known?.opening === opening) return known.frame;
  const frame = new Frame([segmentOf(opening), shared, segmentOf(after)]);
  AROUND.set(shared, { opening, frame });
  return frame;
}

const segmentOf = (text: string): Segment => ({ plain: Buffer.from(text), packed: undefined });

/**
 * Encodes and compresses each message once, each list of changes once for all audiences that are shown the same list, and
 * each change once for all lists that hold it.
 */
export class Frames {
  readonly #frames = new WeakMap<object, Frame>();
  readonly #lists = new WeakMap<readonly Change[], Segment>();
  readonly #changes = new WeakMap<Change, string>();
  readonly #inColumns = new WeakMap<object, Frame>();
  readonly #columns = new WeakMap<readonly Change[], Segment | null>();

  of(event: string, message: object): Frame {
    let frame = this.#frames.get(message);
    if (!frame) this.#frames.set(message, (frame = this.#encode(event, message)));
    return frame;
  }

  /** For who takes many changes as columns: the ordinary frame where they are few. */
  asColumns(event: string, message: object): Frame {
    let frame = this.#inColumns.get(message);
    if (!frame) this.#inColumns.set(message, (frame = this.#encodeColumns(event, message)));
    return frame;
  }

  #encode(event: string, message: object): Frame {
    const { changes, ...rest } = message as { changes?: readonly Change[] };
    if (!Array.isArray(changes)) return new Frame([segmentOf(`${openingOf(event)}${JSON.stringify(message)}]`)]);
    return framed(event, rest, '"changes":[', this.#listOf(changes), ']}]');
  }

  #encodeColumns(event: string, message: object): Frame {
    const { changes, ...rest } = message as { changes?: readonly Change[] };
    const columns = Array.isArray(changes) && changes.length >= WORTH_COLUMNS ? this.#columnsOf(changes) : null;
    return columns ? framed(event, rest, '"columns":', columns, '}]') : this.of(event, message);
  }

  #columnsOf(changes: readonly Change[]): Segment | null {
    let columns = this.#columns.get(changes);
    if (columns === undefined) {
      const packed = packChanges(changes);
      this.#columns.set(changes, (columns = packed ? segmentOf(JSON.stringify(packed)) : null));
    }
    return columns;
  }

  #listOf(changes: readonly Change[]): Segment {
    let list = this.#lists.get(changes);
    if (!list) this.#lists.set(changes, (list = segmentOf(changes.map((one) => this.#changeOf(one)).join(','))));
    return list;
  }

  #changeOf(change: Change): string {
    let text = this.#changes.get(change);
    if (text === undefined) this.#changes.set(change, (text = JSON.stringify(change)));
    return text;
  }
}
