import { inflateSync } from 'node:zlib';
import { refused } from './sanitised.ts';
import type { Sanitised } from './sanitised.ts';

// ISO 32000-1: actions that run or start something, and files inside the file. By beginning, so that /EmbeddedFiles is one too.
// By their first letter, of which no two are the same.
const WORDS = new Map(['JavaScript', 'Launch', 'EmbeddedFile', 'ObjStm'].map((word) => [word.charCodeAt(0), word]));
const OBJECT_STREAM = 'ObjStm';
// A document of 8 MiB has a few hundred; the sum keeps one upload from holding up everyone else.
const MAX_OBJECT_STREAMS = 2_000;
const MAX_UNPACKED_BYTES = 8 * 1024 * 1024;

const SLASH = 0x2f;
const HASH = 0x23;

const hexDigit = (byte: number | undefined): number => {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
};

/** `#4a` is `J`: any letter of a name may be written so. -1: not written so. */
function escapedAt(bytes: Uint8Array, at: number): number {
  const [high, low] = [hexDigit(bytes[at + 1]), hexDigit(bytes[at + 2])];
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/** Which of the words the name after the slash at `slash` begins with. */
function wordAt(bytes: Uint8Array, slash: number): string | undefined {
  const first = bytes[slash + 1] === HASH ? escapedAt(bytes, slash + 1) : bytes[slash + 1];
  const word = first === undefined ? undefined : WORDS.get(first);
  if (word === undefined) return undefined;
  let at = slash + 1;
  for (let letter = 0; letter < word.length; letter++) {
    const escaped = bytes[at] === HASH;
    if ((escaped ? escapedAt(bytes, at) : bytes[at]) !== word.charCodeAt(letter)) return undefined;
    at += escaped ? 3 : 1;
  }
  return word;
}

type Finding = 'active' | 'unreadable' | undefined;

/** Looks at every name, also at those inside compressed object streams, where newer writers put most of a document. */
function examine(bytes: Uint8Array): Finding {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let streamAt = -1;
  let unpackedStream = -1;
  let streams = 0;
  let budget = MAX_UNPACKED_BYTES;
  for (let at = 0; at < buffer.length; at++) {
    if (buffer[at] !== SLASH) continue;
    const word = wordAt(buffer, at);
    if (word === undefined) continue;
    if (word !== OBJECT_STREAM) return 'active';
    // Remembered, so that many such names before one stream do not search the same stretch again and again.
    if (streamAt < at) streamAt = buffer.indexOf('stream', at);
    if (streamAt < 0) return 'unreadable';
    if (streamAt === unpackedStream) continue;
    unpackedStream = streamAt;
    if (++streams > MAX_OBJECT_STREAMS) return 'unreadable';
    const start = streamAt + 'stream'.length + (buffer[streamAt + 6] === 0x0d ? 2 : 1);
    let unpacked: Uint8Array;
    try {
      unpacked = inflateSync(buffer.subarray(start), { maxOutputLength: Math.max(1, budget) });
    } catch {
      // Another packing, encrypted, cut off, or far too large: what cannot be looked into cannot be vouched for.
      return 'unreadable';
    }
    budget -= unpacked.length;
    for (let slash = 0; slash < unpacked.length; slash++) {
      if (unpacked[slash] !== SLASH) continue;
      const inner = wordAt(unpacked, slash);
      if (inner !== undefined && inner !== OBJECT_STREAM) return 'active';
    }
  }
  return undefined;
}

export function sanitisePdf(bytes: Uint8Array): Sanitised {
  const finding = examine(bytes);
  if (finding === 'active') {
    return refused('active-content', 'The PDF contains a script, starts a program or carries a file inside it.');
  }
  if (finding === 'unreadable') {
    return refused('active-content', 'The PDF is protected or packed in a way that cannot be checked.');
  }
  return { ok: true, mediaType: 'application/pdf', bytes: new Uint8Array(bytes), disposition: 'attachment' };
}
