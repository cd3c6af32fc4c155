/** One element of a file, before anybody has looked at what it says. */
export type Element =
  | { readonly number: number; readonly ok: true; readonly value: unknown }
  | { readonly number: number; readonly ok: false; readonly reason: string };

/** A single feature beyond this many characters is refused and skipped: memory must not depend on the file. */
export const MOST_FEATURE_CHARACTERS = 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
/** Blanks of JSON, and whatever other control character lies between its tokens. */
const SPACE = 0x20;

/**
 * Finds the elements of the `features` array of a FeatureCollection in text that arrives in pieces, and parses each by
 * itself: a broken one is told and the next goes on, and no more than one is ever held. What else the collection says
 * is stepped over.
 */
export async function* geojsonFeatures(text: AsyncIterable<string>): AsyncGenerator<Element> {
  const scanner = new FeatureScanner();
  for await (const piece of text) yield* scanner.take(piece);
  yield* scanner.end();
}

class FeatureScanner {
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The member of the collection that is being read, and the string that may turn out to be its name. */
  #member: string | undefined;
  #string = '';
  #features: 'before' | 'inside' | 'after' = 'before';
  #element: string | undefined;
  #tooLarge = false;
  #number = 0;
  #begun = false;
  #stopped = false;

  *take(piece: string): Generator<Element> {
    let from = 0;
    for (let at = 0; at < piece.length && !this.#stopped; at++) {
      const code = piece.charCodeAt(at);
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (code === BACKSLASH) this.#escaped = true;
        else if (code === QUOTE) this.#inString = false;
        else if (this.#depth === 1 && this.#string.length < 100) this.#string += piece[at];
        continue;
      }
      if (code <= SPACE) continue;
      if (!this.#begun) {
        this.#begun = true;
        if (code !== OPEN_BRACE) return yield* this.#refuseAll('This is no GeoJSON: it does not begin with "{".');
      }
      const between = this.#features === 'inside' && this.#depth === 2;
      if (between && this.#element === undefined && code !== COMMA && code !== CLOSE_BRACKET) {
        this.#element = '';
        from = at;
      }
      if (code === QUOTE) {
        this.#inString = true;
        if (this.#depth === 1) this.#string = '';
      } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
        this.#depth += 1;
        const isList = this.#depth === 2 && this.#member === 'features' && code === OPEN_BRACKET;
        if (isList && this.#features === 'before') this.#features = 'inside';
      } else if (between && (code === COMMA || code === CLOSE_BRACKET)) {
        if (this.#element !== undefined) yield this.#finish(this.#element + piece.slice(from, at));
        if (code === CLOSE_BRACKET) {
          this.#depth -= 1;
          this.#features = 'after';
        }
      } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
        this.#depth -= 1;
        if (this.#depth < 0) return yield* this.#refuseAll('The brackets of the file do not match.');
      } else if (this.#depth === 1 && code === COLON) this.#member = this.#string;
      else if (this.#depth === 1 && code === COMMA) this.#member = undefined;
    }
    if (this.#element !== undefined && !this.#tooLarge) {
      this.#element += piece.slice(from);
      if (this.#element.length > MOST_FEATURE_CHARACTERS) {
        this.#tooLarge = true;
        this.#element = '';
      }
    }
  }

  *end(): Generator<Element> {
    if (this.#stopped) return;
    if (!this.#begun) yield* this.#refuseAll('The file is empty.');
    else if (this.#element !== undefined) yield this.#no('The file breaks off in the middle of this feature.');
    else if (this.#features === 'before')
      yield* this.#refuseAll('The file has no "features": it is no GeoJSON FeatureCollection.');
    else if (this.#depth !== 0) yield this.#no('The file breaks off after the feature before this one.');
  }

  #finish(text: string): Element {
    this.#element = undefined;
    if (this.#tooLarge || text.length > MOST_FEATURE_CHARACTERS) {
      this.#tooLarge = false;
      return this.#no(`The feature is larger than ${MOST_FEATURE_CHARACTERS / 1024} KiB.`);
    }
    try {
      const value: unknown = JSON.parse(text);
      this.#number += 1;
      return { number: this.#number, ok: true, value };
    } catch {
      return this.#no('The feature is not valid JSON.');
    }
  }

  #no(reason: string): Element {
    this.#number += 1;
    return { number: this.#number, ok: false, reason };
  }

  *#refuseAll(reason: string): Generator<Element> {
    this.#stopped = true;
    yield { number: this.#number + 1, ok: false, reason };
  }
}
