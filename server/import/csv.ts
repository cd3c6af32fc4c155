/** One record of a file: the number of the line it begins on, and its cells. */
export type CsvRecord =
  | { readonly line: number; readonly ok: true; readonly cells: readonly string[] }
  | { readonly line: number; readonly ok: false; readonly reason: string };

/** A single record beyond this many characters is refused: a quote that is never closed must not swallow the memory. */
const MOST_RECORD_CHARACTERS = 256 * 1024;
const SEPARATORS = [',', ';', '\t', '|'];

/**
 * RFC 4180 out of text that arrives in pieces: quoted cells, doubled quotes, line breaks inside quotes, CRLF, LF or CR,
 * and a separator that is found in the first line.
 */
export async function* csvRecords(text: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  const reader = new CsvReader();
  for await (const piece of text) yield* reader.take(piece);
  yield* reader.end();
}

/** The separator that stands most often outside quotes in the first line. */
export function separatorOf(firstLine: string): string {
  const bare = firstLine.replace(/"(?:[^"]|"")*"/g, '');
  let best = ',';
  for (const candidate of SEPARATORS) if (bare.split(candidate).length > bare.split(best).length) best = candidate;
  return best;
}

class CsvReader {
  #separator: string | undefined;
  #head = '';
  #cells: string[] = [];
  #cell = '';
  #length = 0;
  #state: 'start' | 'bare' | 'quoted' | 'quote-in-quoted' = 'start';
  #line = 1;
  #began = 1;
  #afterCarriageReturn = false;
  #skipping = false;

  *take(piece: string): Generator<CsvRecord> {
    let text = piece;
    if (this.#separator === undefined) {
      this.#head += piece;
      const end = this.#head.search(/[\r\n]/);
      if (end < 0 && this.#head.length < MOST_RECORD_CHARACTERS) return;
      this.#separator = separatorOf(end < 0 ? this.#head : this.#head.slice(0, end));
      text = this.#head;
      this.#head = '';
    }
    for (const character of text) yield* this.#step(character);
  }

  *end(): Generator<CsvRecord> {
    if (this.#separator === undefined) {
      this.#separator = separatorOf(this.#head);
      for (const character of this.#head) yield* this.#step(character);
    }
    if (this.#state === 'quoted')
      yield { line: this.#began, ok: false, reason: 'A quote is opened here and never closed.' };
    else if (this.#length > 0 || this.#cells.length > 0) yield* this.#endRecord();
  }

  *#step(character: string): Generator<CsvRecord> {
    const lineBreak = character === '\n' || character === '\r';
    if (character === '\n' && this.#afterCarriageReturn) {
      this.#afterCarriageReturn = false;
      if (this.#state === 'quoted') this.#cell += character;
      return;
    }
    this.#afterCarriageReturn = character === '\r';
    if (lineBreak) this.#line += 1;
    this.#length += 1;
    if (this.#length > MOST_RECORD_CHARACTERS && !this.#skipping) {
      this.#skipping = true;
      yield {
        line: this.#began,
        ok: false,
        reason: 'The row is larger than 256 KiB: a quote may never have been closed.',
      };
      // Go on at the next line, as if the quote had not been there.
      this.#state = 'bare';
    }
    if (this.#state === 'quoted') {
      if (character === '"') this.#state = 'quote-in-quoted';
      else this.#keep(character);
      return;
    }
    if (this.#state === 'quote-in-quoted' && character === '"') {
      this.#keep(character);
      this.#state = 'quoted';
      return;
    }
    if (lineBreak) {
      this.#length -= 1;
      yield* this.#endRecord();
    } else if (character === this.#separator) {
      this.#cells.push(this.#cell);
      this.#cell = '';
      this.#state = 'start';
    } else if (character === '"' && this.#state === 'start') this.#state = 'quoted';
    else {
      // Text after a closing quote is not in the rules, and common: it is kept as it stands.
      this.#state = 'bare';
      this.#keep(character);
    }
  }

  #keep(character: string): void {
    if (!this.#skipping) this.#cell += character;
  }

  *#endRecord(): Generator<CsvRecord> {
    const cells = [...this.#cells, this.#cell];
    const empty = this.#length === 0;
    const skipped = this.#skipping;
    const line = this.#began;
    this.#cells = [];
    this.#cell = '';
    this.#length = 0;
    this.#state = 'start';
    this.#skipping = false;
    this.#began = this.#line;
    if (!empty && !skipped) yield { line, ok: true, cells };
  }
}
