/**
 * The one way in which a pack is laid out as an archive: no extra fields, no comments, no gaps, one fixed date. What
 * can be written in one way only can be checked byte by byte.
 */
export interface ZipEntry {
  readonly name: string;
  readonly compressed: boolean;
  readonly crc: number;
  /** Bytes as they lie in the archive, and unpacked. */
  readonly packed: number;
  readonly bytes: number;
}

export const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
export const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const NEEDED = 20;
const DEFLATED = 8;
/** 1 January 1980, midnight: when a pack was made stands in its manifest. */
const DATE = 0x0021;

export function localHeader(entry: ZipEntry): Buffer {
  const name = Buffer.from(entry.name, 'latin1');
  const header = Buffer.alloc(LOCAL_BYTES + name.length);
  header.writeUInt32LE(LOCAL, 0);
  common(header, 4, entry, name.length);
  name.copy(header, LOCAL_BYTES);
  return header;
}

/** What the local header and the table of contents have in common, 26 bytes. */
function common(into: Buffer, at: number, entry: ZipEntry, nameBytes: number): void {
  into.writeUInt16LE(NEEDED, at);
  into.writeUInt16LE(entry.compressed ? DEFLATED : 0, at + 4);
  into.writeUInt16LE(DATE, at + 8);
  into.writeUInt32LE(entry.crc, at + 10);
  into.writeUInt32LE(entry.packed, at + 14);
  into.writeUInt32LE(entry.bytes, at + 18);
  into.writeUInt16LE(nameBytes, at + 22);
}

/** A local header as it is read; whether every byte of it is as it must be is for `localHeader` to say. */
export function readLocalHeader(header: Buffer): Omit<ZipEntry, 'name'> & { nameBytes: number } {
  return {
    compressed: header.readUInt16LE(8) === DEFLATED,
    crc: header.readUInt32LE(14),
    packed: header.readUInt32LE(18),
    bytes: header.readUInt32LE(22),
    nameBytes: header.readUInt16LE(26),
  };
}

/** Follows where in the archive things lie, and gives what stands between and behind the files. */
export class ZipLayout {
  #offset = 0;
  readonly #contents: Buffer[] = [];

  /** What stands before the bytes of the file. */
  file(entry: ZipEntry): Buffer {
    const header = localHeader(entry);
    const name = header.subarray(LOCAL_BYTES);
    const line = Buffer.alloc(CENTRAL_BYTES + name.length);
    line.writeUInt32LE(CENTRAL, 0);
    line.writeUInt16LE(NEEDED, 4);
    common(line, 6, entry, name.length);
    line.writeUInt32LE(this.#offset, 42);
    name.copy(line, CENTRAL_BYTES);
    this.#contents.push(line);
    this.#offset += header.length + entry.packed;
    return header;
  }

  get offset(): number {
    return this.#offset;
  }

  /** The table of contents, a line for each file, and the end of the archive. */
  end(): readonly Buffer[] {
    const size = this.#contents.reduce((sum, line) => sum + line.length, 0);
    const end = Buffer.alloc(END_BYTES);
    end.writeUInt32LE(END, 0);
    end.writeUInt16LE(this.#contents.length, 8);
    end.writeUInt16LE(this.#contents.length, 10);
    end.writeUInt32LE(size, 12);
    end.writeUInt32LE(this.#offset, 16);
    return [...this.#contents, end];
  }
}
