import type { Utf8 } from './format.ts';

/** What is wrong with a message, in a sentence. Never leaves `decodeColumns`. */
export class Malformed extends Error {}

/** The bytes of a message, taken from front to back. */
export class Bytes {
  readonly #buffer: Uint8Array;
  readonly #utf8: Utf8;
  #at = 0;

  constructor(buffer: Uint8Array, utf8: Utf8) {
    this.#buffer = buffer;
    this.#utf8 = utf8;
  }

  get left(): number {
    return this.#buffer.length - this.#at;
  }

  take(count: number): Uint8Array {
    if (!Number.isSafeInteger(count) || count < 0 || count > this.left) {
      throw new Malformed(`The message ends too early: ${count} bytes are wanted, ${this.left} are left.`);
    }
    this.#at += count;
    return this.#buffer.subarray(this.#at - count, this.#at);
  }

  text(count: number): string {
    const bytes = this.take(count);
    try {
      return this.#utf8.decode(bytes);
    } catch {
      throw new Malformed('A text is no UTF-8.');
    }
  }

  json(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw new Malformed('A value is no JSON.');
    }
  }
}
