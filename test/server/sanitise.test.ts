import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ATTACHMENT_MAX_BYTES, sanitise } from '../../server/http/attachments/sanitise.ts';
import { PICTURES, joined, jpegSegment, pngChunk, riffChunk, webpOf } from './sanitise.support.ts';

const CANARY = 'GPS 40.4168 -3.7038 CANARY';
const EXIF = `Exif\0\0MM\0*\0\0\0\u0008${CANARY}`;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const holds = (bytes: Uint8Array, text: string): boolean => Buffer.from(bytes).includes(text, 0, 'latin1');

function kept(bytes: Uint8Array): Uint8Array {
  const outcome = sanitise(bytes);
  if (!outcome.ok) throw new Error(`${outcome.code}: ${outcome.message}`);
  return outcome.bytes;
}
const code = (bytes: Uint8Array): string => {
  const outcome = sanitise(bytes);
  return outcome.ok ? outcome.mediaType : outcome.code;
};
/** Where `length` bytes of another's making are put in: what remains must be the picture as it was. */
const inserted = (picture: Uint8Array, at: number, ...parts: Uint8Array[]): Uint8Array =>
  joined(picture.subarray(0, at), ...parts, picture.subarray(at));

test('a clean picture comes out byte for byte, with its type by its bytes', () => {
  for (const [name, type] of [
    ['jpeg', 'image/jpeg'],
    ['png', 'image/png'],
    ['webp', 'image/webp'],
    ['webpWithAlpha', 'image/webp'],
  ] as const) {
    const outcome = sanitise(PICTURES[name]);
    expect(outcome).toMatchObject({ ok: true, mediaType: type, disposition: 'inline' });
    expect(kept(PICTURES[name])).toEqual(PICTURES[name]);
  }
});

test('what comes out goes in again unchanged, and shares no memory with what came in', () => {
  for (const picture of Object.values(PICTURES)) {
    const input = picture.slice();
    const once = kept(input);
    input.fill(0);
    expect(kept(once)).toEqual(once);
  }
});

describe('JPEG', () => {
  const { jpeg } = PICTURES;

  test('loses EXIF, XMP, IPTC, comments and every other application segment, and keeps the picture', () => {
    const others = Array.from({ length: 15 }, (_, i) => jpegSegment(0xe1 + i, CANARY));
    const dirty = inserted(
      jpeg,
      2,
      jpegSegment(0xe1, EXIF),
      jpegSegment(0xe1, `http://ns.adobe.com/xap/1.0/\0${CANARY}`),
      jpegSegment(0xed, `Photoshop 3.0\0${CANARY}`),
      jpegSegment(0xfe, CANARY),
      jpegSegment(0xe0, `JFXX\0\u0010${CANARY}`),
      jpegSegment(0xe2, `MPF\0${CANARY}`),
      ...others,
    );
    expect(kept(dirty)).toEqual(jpeg);
  });

  test('loses them also between two scans, and when fill bytes stand before the marker', () => {
    const scan = Buffer.from(jpeg).indexOf(Buffer.from([0xff, 0xda]));
    const afterScan = jpeg.length - 2;
    expect(kept(inserted(jpeg, scan, jpegSegment(0xe1, EXIF)))).toEqual(jpeg);
    expect(kept(inserted(jpeg, scan, Uint8Array.of(0xff, 0xff, 0xff), jpegSegment(0xfe, CANARY)))).toEqual(jpeg);
    expect(kept(inserted(jpeg, afterScan, jpegSegment(0xe1, EXIF)))).toEqual(jpeg);
  });

  test('loses what follows the end: a second picture, a film, an archive', () => {
    expect(kept(joined(jpeg, jpeg, CANARY))).toEqual(jpeg);
  });

  test('keeps the colour profile and the Adobe colour transform, and drops the JFIF thumbnail', () => {
    expect(holds(kept(jpeg), 'ICC_PROFILE')).toBe(true);
    const adobe = jpegSegment(0xee, 'Adobe\0d\0\0\0\0\u0001');
    expect(kept(inserted(jpeg, 20, adobe))).toEqual(inserted(jpeg, 20, adobe));
    const withMore = jpegSegment(0xee, `Adobe\0d\0\0\0\0\u0001${CANARY}`);
    expect(kept(inserted(jpeg, 20, withMore))).toEqual(inserted(jpeg, 20, adobe));
    const thumbnail = jpegSegment(0xe0, `JFIF\0\u0001\u0001\0\0\u0001\0\u0001\u0003\u0003${CANARY}x`);
    expect(kept(joined(jpeg.subarray(0, 2), thumbnail, jpeg.subarray(20)))).toEqual(jpeg);
  });

  test('cut anywhere is refused as damaged', () => {
    for (let length = 3; length < jpeg.length; length++) expect(code(jpeg.subarray(0, length))).toBe('damaged');
  });

  test('without a frame or a scan, or with more pixels than a screen can bear, is refused', () => {
    expect(code(joined([0xff, 0xd8], jpegSegment(0xe0, 'JFIF'), [0xff, 0xd9]))).toBe('damaged');
    const huge = jpeg.slice();
    const frame = Buffer.from(huge).indexOf(Buffer.from([0xff, 0xc0]));
    huge.set([0xff, 0xff, 0xff, 0xff], frame + 5);
    expect(code(huge)).toBe('too-large');
  });
});

describe('PNG', () => {
  const { png } = PICTURES;
  const afterHeader = 33;

  test('keeps only what the pixels are made of', () => {
    const dirty = inserted(
      png,
      afterHeader,
      pngChunk('eXIf', EXIF),
      pngChunk('tEXt', `Comment\0${CANARY}`),
      pngChunk('iTXt', `XML:com.adobe.xmp\0\0\0\0\0${CANARY}`),
      pngChunk('zTXt', joined('Comment\0\0', deflateSync(CANARY))),
      pngChunk('tIME', '\u0007\u00e9\u0004\u001c\u000a\u0020\u0039'),
      pngChunk('pHYs', '\0\0\0\u0001\0\0\0\u0001\u0001'),
      pngChunk('iCCP', CANARY),
      pngChunk('prVt', CANARY),
    );
    expect(kept(dirty)).toEqual(png);
    expect(kept(inserted(png, png.length - 12, pngChunk('tEXt', `a\0${CANARY}`)))).toEqual(png);
  });

  test('keeps transparency, gamma and sRGB', () => {
    const colours = [
      pngChunk('gAMA', '\0\u0001\u0086\u00a0'),
      pngChunk('sRGB', '\0'),
      pngChunk('tRNS', '\0\0\0\0\0\0'),
    ];
    expect(kept(inserted(png, afterHeader, ...colours))).toEqual(inserted(png, afterHeader, ...colours));
  });

  test('loses what follows the end, where cropped pictures have kept their whole', () => {
    expect(kept(joined(png, CANARY, png))).toEqual(png);
  });

  test('cut, with a wrong checksum, an unknown critical chunk, an overlong one or too many pixels is refused', () => {
    for (let length = 8; length < png.length; length++) expect(code(png.subarray(0, length))).toBe('damaged');
    const flipped = png.slice();
    flipped[afterHeader + 12]! ^= 1;
    expect(code(flipped)).toBe('damaged');
    expect(code(inserted(png, afterHeader, pngChunk('ABCD', CANARY)))).toBe('damaged');
    expect(code(inserted(png, afterHeader, pngChunk('gAMA', CANARY)))).toBe('damaged');
    const huge = joined(png.subarray(0, 8), pngChunk('IHDR', '\0\0\u00ff\u00ff\0\0\u00ff\u00ff\u0008\u0006\0\0\0'));
    expect(code(joined(huge, png.subarray(afterHeader)))).toBe('too-large');
  });
});

describe('WebP', () => {
  const { webp, webpWithAlpha } = PICTURES;

  test('loses EXIF, XMP and unknown chunks; the flags say so and the length fits', () => {
    for (const picture of [webp, webpWithAlpha]) {
      const chunks = picture.slice(12);
      chunks[8]! |= 0x08 | 0x04;
      const extras = [riffChunk('EXIF', EXIF), riffChunk('XMP ', `${CANARY}.`), riffChunk('abcd', CANARY)];
      expect(kept(webpOf(chunks, ...extras))).toEqual(picture);
      expect(kept(joined(webpOf(chunks, ...extras), CANARY))).toEqual(picture);
    }
  });

  test('keeps a simple file without an extended header, and cleans the frames of an animated one', () => {
    const pixels = webp.subarray(Buffer.from(webp).indexOf('VP8 '));
    expect(kept(webpOf(pixels))).toEqual(webpOf(pixels));
    const header = riffChunk('VP8X', joined([0x02, 0, 0, 0, 11, 0, 0, 7, 0, 0]));
    const animation = riffChunk('ANIM', '\0\0\0\0\0\0');
    const frame = (...more: Uint8Array[]) => riffChunk('ANMF', joined(new Uint8Array(16), pixels, ...more));
    expect(kept(webpOf(header, animation, frame(riffChunk('prVt', CANARY)), frame()))).toEqual(
      webpOf(header, animation, frame(), frame()),
    );
  });

  test('cut, without pixels, or with too many is refused', () => {
    for (let length = 12; length < webp.length; length++) expect(code(webp.subarray(0, length))).toBe('damaged');
    expect(code(webpOf(riffChunk('EXIF', EXIF)))).toBe('damaged');
    const huge = webp.slice();
    huge.fill(0xff, 24, 30);
    expect(code(huge)).toBe('too-large');
  });
});

describe('PDF', () => {
  const pdf = (inside: Uint8Array | string): Uint8Array => joined('%PDF-1.7\n1 0 obj\n', inside, '\nendobj\n%%EOF\n');
  const packed = (inside: string): Uint8Array =>
    pdf(joined('<< /Type /ObjStm /Filter /FlateDecode >>\nstream\r\n', deflateSync(inside), '\nendstream'));

  test('is kept as it is, for saving only', () => {
    const plain = pdf(
      '<< /Type /Catalog /Pages 2 0 R /JavaScripting_is_a_word (no) >>'.replace('/JavaScripting', '/Scripting'),
    );
    expect(sanitise(plain)).toEqual({
      ok: true,
      mediaType: 'application/pdf',
      bytes: plain,
      disposition: 'attachment',
    });
    expect(code(packed('<< /Type /Page >>'))).toBe('application/pdf');
  });

  test('with a script, a program to start or a file inside is refused, however the name is written', () => {
    for (const name of [
      '/JavaScript',
      '/Launch',
      '/EmbeddedFile',
      '/EmbeddedFiles',
      '/J#61vaScript',
      '/#4C#61unch',
      '/#4cAUNCH',
    ]) {
      const expected = name === '/#4cAUNCH' ? 'application/pdf' : 'active-content';
      expect(code(pdf(`<< /S ${name} /X (x) >>`)), name).toBe(expected);
      expect(code(pdf(`<</S${name}>>`)), name).toBe(expected);
      expect(code(packed(`<< /S ${name} >>`)), name).toBe(expected);
    }
  });

  test('whose packed part cannot be looked into, or unfolds without end, is refused', () => {
    expect(code(pdf('<< /Type /ObjStm >>\nstream\nnot packed\nendstream'))).toBe('active-content');
    expect(code(pdf('<< /Type /ObjStm >>'))).toBe('active-content');
    expect(code(packed(' '.repeat(9 * 1024 * 1024)))).toBe('active-content');
    const bomb = joined('<< /Type /ObjStm >> stream\n', deflateSync(' '.repeat(5 * 1024 * 1024)), ' ');
    expect(code(pdf(bomb))).toBe('application/pdf');
    expect(code(pdf(joined(bomb, bomb)))).toBe('active-content');
  });
});

describe('anything else', () => {
  test('plain text is kept, for saving only', () => {
    const text = utf8('Llum tornada a 16:30 \u2014 pont\tobert\r\n< 5 kV, <3\n');
    expect(sanitise(text)).toEqual({
      ok: true,
      mediaType: 'text/plain; charset=utf-8',
      bytes: text,
      disposition: 'attachment',
    });
  });

  test('is refused: markup, other pictures, archives, programs, text of another encoding, nothing, too much', () => {
    for (const wrong of [
      '<!DOCTYPE html><script>alert(1)</script>',
      ' \n<svg xmlns="http://www.w3.org/2000/svg"/>',
      '\ufeff<?xml version="1.0"?>',
      '<html>',
      'GIF89a\u0001\0\u0001\0',
      'PK\u0003\u0004',
      '\u007fELF\u0002',
      'MZ\0\0',
      'bell\u0007',
    ]) {
      expect(code(utf8(wrong)), wrong).toBe('unsupported-type');
    }
    expect(code(joined('caf\u00e9'))).toBe('unsupported-type');
    expect(code(new Uint8Array())).toBe('empty');
    expect(code(new Uint8Array(ATTACHMENT_MAX_BYTES + 1))).toBe('too-large');
    expect(code(utf8('x'.repeat(ATTACHMENT_MAX_BYTES)))).toBe('text/plain; charset=utf-8');
  });
});

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

test('10,000 mutated files never throw; what is kept is clean, no longer than it came and stays as it is', () => {
  const seed = 20_250_428;
  const random = seeded(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const { jpeg, png, webp, webpWithAlpha } = PICTURES;
  const starts = [
    inserted(jpeg, 2, jpegSegment(0xe1, EXIF)),
    inserted(png, 33, pngChunk('eXIf', EXIF)),
    webpOf(webp.subarray(12), riffChunk('EXIF', EXIF)),
    webpOf(webpWithAlpha.subarray(12), riffChunk('XMP ', EXIF)),
    joined('%PDF-1.5 << /Type /ObjStm >> stream\n', deflateSync('<< /Type /Page >>'), ' endstream << /S /Nothing >>'),
    utf8('just a few words'),
  ];
  let accepted = 0;
  for (let run = 0; run < 10_000; run++) {
    let bytes: Uint8Array = starts[run % starts.length]!.slice();
    for (let changes = below(4); changes >= 0; changes--) {
      const at = below(bytes.length);
      const kind = below(5);
      if (kind === 0) bytes[at] = below(256);
      else if (kind === 1) bytes[at] = [0, 0xff, 0xd8, 0xda, 0x7f, 0x80][below(6)]!;
      else if (kind === 2) bytes = bytes.slice(0, at);
      else if (kind === 3) bytes = joined(bytes.subarray(0, at), bytes.subarray(at + below(20)));
      else bytes = joined(bytes.subarray(0, at), bytes.subarray(below(bytes.length)));
    }
    const about = `seed ${seed}, run ${run}`;
    const outcome = sanitise(bytes);
    if (!outcome.ok) continue;
    accepted++;
    expect(outcome.bytes.length, about).toBeLessThanOrEqual(bytes.length + 1);
    const again = sanitise(outcome.bytes);
    expect(again.ok && Buffer.compare(again.bytes, outcome.bytes), about).toBe(0);
  }
  // A fuzz that only meets refusals has tested the front door alone.
  expect(accepted).toBeGreaterThan(1_000);
});

test('R4 eight hostile megabytes are one pass: four times the input is not sixteen times the work', () => {
  const fill = (head: Uint8Array | string, unit: Uint8Array | string, size: number): Uint8Array => {
    const bytes = new Uint8Array(size);
    const start = joined(head);
    const repeated = Buffer.alloc(size - start.length, joined(unit));
    bytes.set(start);
    bytes.set(repeated, start.length);
    return bytes;
  };
  const { jpeg, png, webp } = PICTURES;
  const hostile: Record<string, (size: number) => Uint8Array> = {
    'JPEG of stuffed zeros': (size) => fill(jpeg.subarray(0, jpeg.length - 2), Uint8Array.of(0xff, 0), size),
    'JPEG of comments': (size) => fill(jpeg.subarray(0, 2), jpegSegment(0xfe, ''), size),
    'JPEG of fill bytes': (size) => fill(jpeg.subarray(0, 2), Uint8Array.of(0xff), size),
    'PNG of empty chunks': (size) => fill(png.subarray(0, 33), pngChunk('abCd', ''), size),
    'WebP of empty chunks': (size) => fill(webp.subarray(0, 12), riffChunk('abcd', ''), size),
    'PDF of slashes': (size) => fill('%PDF-1.7 ', '/', size),
    'PDF of object streams': (size) => fill('%PDF-1.7 ', '/ObjStm ', size),
    'PDF of object streams that share one': (size) => {
      const stream = joined('stream\n', deflateSync('<< /Type /Page >>'));
      return joined(fill('%PDF-1.7 ', '/ObjStm ', size - stream.length), stream);
    },
    'PDF of escapes': (size) => fill('%PDF-1.7 ', '/#4a#61', size),
    'text of angle brackets': (size) => fill('', ' <', size),
  };
  for (const [name, make] of Object.entries(hostile)) {
    const cost = (size: number): number => {
      const bytes = make(size);
      const once = (): number => {
        const start = performance.now();
        sanitise(bytes);
        return performance.now() - start;
      };
      return Math.min(once(), once(), once());
    };
    const [small, large] = [cost(ATTACHMENT_MAX_BYTES / 4), cost(ATTACHMENT_MAX_BYTES)];
    // Below ten milliseconds the clock and the neighbours say more than the code.
    expect(large, `${name}: ${small} ms, ${large} ms`).toBeLessThan(Math.max(10, small) * 12);
  }
});
