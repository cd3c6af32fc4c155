/** Bytes as they come in, counted; what comes after `limit` is never looked at. */
export class Intake {
  bytes = 0;
  over = false;
  readonly #source: AsyncIterable<Uint8Array>;
  readonly #limit: number;

  constructor(source: AsyncIterable<Uint8Array>, limit: number) {
    this.#source = source;
    this.#limit = limit;
  }

  async *taken(): AsyncGenerator<Uint8Array> {
    for await (const part of this.#source) {
      this.bytes += part.length;
      if (this.bytes > this.#limit) {
        this.over = true;
        return;
      }
      yield part;
    }
  }
}

/** Pieces that are read at one go, in bytes: a few milliseconds of work, whatever the sender cuts (P-R4). */
const PIECE = 16 * 1024;

/**
 * UTF-8 with or without a byte order mark, or UTF-16 with one, as spreadsheets write "Unicode text"; a broken byte becomes
 * the character that says so.
 */
export async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let head = new Uint8Array(0);
  for await (const part of bytes) {
    let rest: Uint8Array = part;
    if (!decoder) {
      head = Buffer.concat([head, part]);
      // Two bytes tell; a file of a single byte is decoded at the end.
      if (head.length < 2) continue;
      decoder = new TextDecoder(encodingOf(head));
      rest = head;
    }
    for (let at = 0; at < rest.length; at += PIECE) {
      const piece = decoder.decode(rest.subarray(at, at + PIECE), { stream: true });
      if (piece !== '') yield piece;
    }
  }
  decoder ??= new TextDecoder('utf-8');
  const last = decoder.decode(head.length < 2 ? head : undefined);
  if (last !== '') yield last;
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return 'utf-8';
}

export type Format = 'geojson' | 'csv';

/** Why a file cannot be what it is called, judged by how it begins; undefined when nothing speaks against it. */
export function mistaken(beginning: string, format: Format): string | undefined {
  const start = beginning.trimStart();
  if (start.startsWith('PK\u0003\u0004')) {
    return 'This is a spreadsheet or a zip, not text. Save it as CSV (UTF-8) or GeoJSON.';
  }
  if (/[\u0000-\u0008]/.test(beginning)) return 'This is no text file. Save it as CSV (UTF-8) or GeoJSON.';
  if (format === 'csv' && /^[{[]\s*["{[]/.test(start))
    return 'It is called CSV and holds JSON. Give it the ending .geojson.';
  if (/^<(?:!doctype|\?xml|html|kml)/i.test(start)) return 'This is XML or HTML. Save it as CSV (UTF-8) or GeoJSON.';
  if (format === 'geojson' && start !== '' && !start.startsWith('{')) {
    return 'It is called GeoJSON and does not begin with "{". A table needs the ending .csv.';
  }
  return undefined;
}

/** The first piece of a text, and the whole of it; who does not read it leaves it. */
export async function begun(text: AsyncIterable<string>): Promise<{
  beginning: string;
  whole: AsyncGenerator<string>;
  leave: () => Promise<void>;
}> {
  const source = text[Symbol.asyncIterator]();
  const first = await source.next();
  const beginning = first.done ? '' : first.value;
  const leave = async () => void (await source.return?.());
  async function* whole(): AsyncGenerator<string> {
    try {
      if (first.done) return;
      yield first.value;
      for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
    } finally {
      await leave();
    }
  }
  return { beginning, whole: whole(), leave };
}
