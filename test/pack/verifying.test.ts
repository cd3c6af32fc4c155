import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deflateSync } from 'fflate';
import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { checkPack } from '../../server/pack/check.ts';
import {
  chainNext,
  chainStart,
  entryLine,
  HISTORY,
  MANIFEST,
  partsOfLine,
  SIGNATURE,
} from '../../server/pack/format.ts';
import { ZipLayout } from '../../server/pack/zip.ts';
import { canonicalJson } from '../../shared/canonical.ts';
import type { House } from '../support/house.ts';
import { id } from '../support/house.ts';
import {
  checked,
  furnished,
  linesOf,
  manifestOf,
  memberOf,
  named,
  otherKey,
  packed,
  PACK_ID,
  signedAnew,
  signing,
  sourceOf,
  unzipped,
  withEntries,
  withLines,
  zipped,
} from './pack.support.ts';

/** Every so many bytes of the pack one is altered; 1 as a long run. */
const STEP = Number(process.env['TOCSIN_PACK_STEP'] ?? 23);

let house: House;
let pack: Buffer;
beforeAll(async () => {
  house = await furnished();
  pack = await packed(house, 'ann');
});
afterAll(() => house.close());

const alteredEntry = (line: string) => line.replace(/"at":"2026/, '"at":"2025');

describe('a pack that nobody touched', () => {
  it('[P-D11] holds, and says who signed', async () => {
    const verdict = await checked(pack);
    expect(verdict).toMatchObject({ ok: true, findings: [], signer: signing.shown.fingerprint });
    expect(verdict.expected).toBeUndefined();
    expect(verdict.entries).toBe(manifestOf(unzipped(pack)).counts.entries);
    expect(await checked(pack, signing.shown.fingerprint)).toMatchObject({ ok: true, expected: true });
  });

  it('[P-D11] laid out by hand in the same way it is the same, byte for byte', () => {
    expect(zipped(unzipped(pack)).equals(pack)).toBe(true);
  });
});

describe('[P-D11] any change to what can be read in a pack is found', () => {
  it('[P-D11] each single byte, altered', { timeout: 120_000 }, async () => {
    let checks = 0;
    for (let at = 0; at < pack.length; at += STEP) {
      const altered = Buffer.from(pack);
      altered[at] = altered[at]! ^ (1 << ((at / STEP) % 8));
      const { ok, findings } = await checked(altered);
      if (ok || findings.length === 0) throw new Error(`byte ${at} of ${pack.length} was altered and it was not found`);
      checks += 1;
    }
    process.stdout.write(`P-D11: 0 of ${checks} altered bytes of a pack passed\n`);
  });

  it('[P-D11] each single byte, taken out; and the end, cut off anywhere', { timeout: 120_000 }, async () => {
    for (let at = 0; at < pack.length; at += STEP * 5) {
      const without = await checked(Buffer.concat([pack.subarray(0, at), pack.subarray(at + 1)]));
      expect(without.ok, `byte ${at}`).toBe(false);
      const cut = await checked(pack.subarray(0, at));
      expect(cut.ok, `cut at ${at}`).toBe(false);
      expect(cut.findings[0]!.what).toMatch(/truncated|not-a-pack/);
    }
    expect(named(await checked(Buffer.concat([pack, Buffer.from('x')])))).toEqual(['added']);
  });

  it(
    '[P-D11] each entry of the history: altered, taken out, doubled, moved, by its number',
    { timeout: 60_000 },
    async () => {
      const { entries } = manifestOf(unzipped(pack)).counts;
      expect(entries).toBeGreaterThan(8);
      for (let entry = 1; entry <= entries; entry++) {
        const at = entry - 1;
        const found = async (alter: (lines: string[]) => string[]) =>
          named(await checked(withLines(pack, HISTORY, alter)));
        expect(await found((lines) => lines.with(at, alteredEntry(lines[at]!)))).toEqual([
          `altered ${HISTORY} #${entry}`,
          `altered ${HISTORY}`,
        ]);
        const hash = (line: string) =>
          line.replace(/"hash":"(.)/, (_, digit: string) => `"hash":"${digit === '0' ? '1' : '0'}`);
        expect(await found((lines) => lines.with(at, hash(lines[at]!)))).toContain(`altered ${HISTORY} #${entry}`);
        expect(await found((lines) => lines.toSpliced(at, 1))).toEqual([
          `altered ${HISTORY}`,
          `${entry === entries ? 'truncated' : 'missing'} ${HISTORY} #${entry}`,
        ]);
        expect(await found((lines) => lines.toSpliced(at, 0, lines[at]!))).toEqual([
          `added ${HISTORY} #${entry}`,
          `altered ${HISTORY}`,
        ]);
        if (entry === entries) continue;
        expect(await found((lines) => lines.with(at, lines[entry]!).with(entry, lines[at]!))).toEqual([
          `reordered ${HISTORY} #${entry}`,
          `altered ${HISTORY}`,
        ]);
      }
      expect(named(await checked(withLines(pack, HISTORY, (lines) => lines.slice(0, 3))))).toContain(
        `truncated ${HISTORY} #4`,
      );
      expect(
        named(await checked(withLines(pack, HISTORY, (lines) => [...lines, lines[0]!.replace('"n":1', '"n":999')]))),
      ).toContain(`added ${HISTORY} #999`);
    },
  );

  it('[P-D11] two alterations far apart are both named, and what lies between is not', async () => {
    const altered = withLines(pack, HISTORY, (lines) =>
      lines.map((line, at) => (at === 1 || at === 6 ? alteredEntry(line) : line)),
    );
    expect(named(await checked(altered))).toEqual([
      `altered ${HISTORY} #2`,
      `altered ${HISTORY} #7`,
      `altered ${HISTORY}`,
    ]);
  });

  it('[P-D11] an entry altered and the whole chain written anew', async () => {
    const altered = withLines(pack, HISTORY, (lines) => {
      let link = chainStart(PACK_ID);
      return lines.map((line, at) => {
        const { text } = partsOfLine(at === 4 ? alteredEntry(line) : line)!;
        link = chainNext(link, at + 1, text);
        return entryLine(at + 1, link, text).trimEnd();
      });
    });
    const verdict = await checked(altered);
    expect(verdict.findings.map(({ message }) => message).join()).toContain('the chain written anew');
    expect(named(verdict)).toContain(`altered ${HISTORY}`);
  });

  it('[P-D11] each file: altered, taken out, doubled, added, moved, by its name', { timeout: 60_000 }, async () => {
    const names = unzipped(pack).map(({ name }) => name);
    expect(names).toContain(`attachments/${id('photo')}.png`);
    for (const name of names) {
      const altered = unzipped(pack);
      const member = memberOf(altered, name);
      member.bytes = Buffer.concat([member.bytes.subarray(0, -2), Buffer.from('!'), member.bytes.subarray(-1)]);
      const what = name === MANIFEST ? /manifest/ : new RegExp(name.replace(/[.]/g, '\\.'));
      expect(named(await checked(zipped(altered))).join('\n'), name).toMatch(what);
      expect(named(await checked(zipped(unzipped(pack).filter((one) => one.name !== name))))).toContain(
        `missing ${name}`,
      );
      expect(named(await checked(zipped([...unzipped(pack), memberOf(unzipped(pack), name)])))).toContain(
        `added ${name}`,
      );
    }
    const [first, second, ...rest] = unzipped(pack);
    expect(named(await checked(zipped([second!, first!, ...rest])))).toContain(`reordered ${second!.name}`);
    const extra = { name: `attachments/${id('another')}.png`, bytes: Buffer.from('x') };
    expect(named(await checked(zipped([extra, ...unzipped(pack)])))).toContain(`added ${extra.name}`);
    const circle = { name: 'records/circle.jsonl', bytes: Buffer.from('{}\n') };
    expect(named(await checked(zipped([circle, ...unzipped(pack)])))).toContain(`added ${circle.name}`);
  });

  it('[P-D11] a record: altered by its line, taken out, added, moved', async () => {
    const file = 'records/asset.jsonl';
    const found = async (alter: (lines: string[]) => string[]) =>
      (await checked(withLines(pack, file, alter))).findings;
    expect(await found((lines) => lines.with(1, lines[1]!.replace('"ES"', '"FR"')))).toEqual([
      expect.objectContaining({ what: 'altered', file, line: 2 }),
      expect.objectContaining({ what: 'altered', file }),
    ]);
    expect(await found((lines) => lines.toSpliced(0, 1))).toContainEqual(
      expect.objectContaining({ what: 'missing', file }),
    );
    expect(await found((lines) => lines.toSpliced(0, 0, lines[0]!))).toContainEqual(
      expect.objectContaining({ what: 'added', file, line: 2 }),
    );
    expect(await found((lines) => lines.toReversed())).toContainEqual(
      expect.objectContaining({ what: 'reordered', file, line: 2 }),
    );
  });

  it('[P-D11] the manifest altered to match what was altered: then the signature does not hold', async () => {
    const members = unzipped(withLines(pack, HISTORY, (lines) => lines.slice(0, 3)));
    const signature = memberOf(members, SIGNATURE).bytes;
    const forged = unzipped(signedAnew(members, signing, (manifest) => ({ ...manifest, reason: 'Another.' })));
    memberOf(forged, SIGNATURE).bytes = signature;
    const verdict = await checked(zipped(forged));
    expect(named(verdict)).toContain(`signature-invalid ${SIGNATURE}`);
    expect(verdict.signer).toBeUndefined();
  });

  it('[P-D11] signed anew with another key: found by whoever knows which key to expect', async () => {
    const forged = signedAnew(unzipped(pack));
    expect(await checked(forged)).toMatchObject({ ok: true, signer: otherKey.shown.fingerprint });
    const verdict = await checked(forged, signing.shown.fingerprint);
    expect(named(verdict)).toEqual(['other-key']);
    expect(verdict).toMatchObject({ ok: false, expected: false });
  });
});

it('[P-D11] packed in another way, though it unpacks to the same: bytes that nobody signed', async () => {
  const again = zipped(unzipped(pack), 1);
  expect(unzipped(again)).toEqual(unzipped(pack));
  expect(named(await checked(again))).toContain(`altered ${HISTORY}`);
});

describe('a long history', () => {
  it('[P-D11] is checked at a rate of a million entries in ten seconds', { timeout: 60_000 }, async () => {
    const count = 20_000;
    const long = withEntries(pack, count);
    await checked(long);
    // What it takes of the processor: by the clock it is also what others do on this machine.
    const before = process.cpuUsage();
    expect(await checked(long)).toMatchObject({ ok: true, entries: count });
    const { user, system } = process.cpuUsage(before);
    const perMillion = (user + system) / count;
    process.stdout.write(
      `P-D11: ${perMillion.toFixed(1)} s of processor for 1,000,000 entries of a pack, by ${count}\n`,
    );
    expect(perMillion).toBeLessThan(20);
    const altered = withLines(long, HISTORY, (lines) => lines.with(12_344, alteredEntry(lines[12_344]!)));
    expect(named(await checked(altered))).toEqual([`altered ${HISTORY} #12345`, `altered ${HISTORY}`]);
    const anew = signedAnew(unzipped(long), signing, (manifest) => ({
      ...manifest,
      chain: { ...manifest.chain, checkpoints: manifest.chain.checkpoints.with(7, '0'.repeat(64)) },
    }));
    expect((await checked(anew)).findings[0]!.message).toContain('between the entries 7001 and 8000');
  });
});

describe('hostile packs are refused in words', () => {
  const refused = async (bytes: Buffer) => {
    const verdict = await checked(bytes);
    expect(verdict.ok).toBe(false);
    expect(verdict.findings.length).toBeGreaterThan(0);
    return verdict.findings.map(({ what, message }) => `${what}: ${message}`).join('\n');
  };

  it('what is no pack at all', async () => {
    expect(await refused(Buffer.alloc(0))).toContain('truncated');
    expect(await refused(Buffer.from('%PDF-1.7 and so on, for a while'))).toContain('no evidence pack');
    expect(await refused(zipped([{ name: 'hello.txt', bytes: Buffer.from('hello') }]))).toContain('not-a-pack');
    expect(await refused(Buffer.alloc(100_000))).toContain('not-a-pack');
  });

  it.each([
    '../../etc/passwd',
    '/etc/passwd',
    'records/../x.jsonl',
    'C:\\x',
    'records/\u0000.jsonl',
    'attachments/x',
    '__proto__',
    `records/${'x'.repeat(60_000)}.jsonl`,
  ])('a path that leads elsewhere, the %#th', async (name) => {
    expect(await refused(zipped([{ name, bytes: Buffer.from('x') }]))).toContain('not-a-pack');
    const [first, ...rest] = unzipped(pack);
    const words = await refused(zipped([first!, { name, bytes: Buffer.from('x') }, ...rest]));
    expect(words).toContain('A file that no pack has');
    expect(words).not.toContain('\u0000');
    expect(words.length).toBeLessThan(1000);
  });

  it('a file that unpacks to far more than it claims, or claims far too much', { timeout: 60_000 }, async () => {
    const bomb = Buffer.from(deflateSync(new Uint8Array(60_000_000), { level: 9 }));
    const laid = (bytes: number) => {
      const layout = new ZipLayout();
      const header = layout.file({ name: HISTORY, compressed: true, crc: 0, packed: bomb.length, bytes });
      const rest = unzipped(pack).filter(({ name }) => name === MANIFEST || name === SIGNATURE);
      const others = rest.flatMap(({ name, bytes: own }) => [
        layout.file({ name, compressed: false, crc: crc32(own), packed: own.length, bytes: own.length }),
        own,
      ]);
      return Buffer.concat([header, bomb, ...others, ...layout.end()]);
    };
    const before = process.memoryUsage().rss;
    expect(await refused(laid(1000))).toContain(`${HISTORY} is not what was signed`);
    expect(await refused(laid(60_000_000))).toContain(`${HISTORY} is not what was signed`);
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
    expect(await refused(laid(4_100_000_000))).toContain('too-large');
  });

  it('what unpacks to more than it claims is left at once', async () => {
    const members = unzipped(pack);
    const bytes = randomBytes(20_000_000);
    const packed = Buffer.from(deflateSync(bytes, { level: 0 }));
    const layout = new ZipLayout();
    const header = layout.file({ name: HISTORY, compressed: true, crc: 0, packed: packed.length, bytes: 1000 });
    const own = memberOf(members, MANIFEST).bytes;
    const entry = { name: MANIFEST, compressed: false, crc: crc32(own), packed: own.length, bytes: own.length };
    const archive = Buffer.concat([header, packed, layout.file(entry), own, ...layout.end()]);
    const source = sourceOf(archive);
    let read = 0;
    const counting = { ...source, read: (at: number, length: number) => ((read += length), source.read(at, length)) };
    expect((await checkPack(counting, undefined)).ok).toBe(false);
    expect(read).toBeLessThan(packed.length / 4);
  });

  it('manifests of another form, with huge numbers, or nested without end', async () => {
    const forms: [string, (manifest: Record<string, unknown>) => unknown][] = [
      ['another version', (one) => ({ ...one, version: 2 })],
      ['an unknown member', (one) => ({ ...one, more: true })],
      ['a number too large', (one) => ({ ...one, counts: { ...(one['counts'] as object), entries: 1e300 } })],
      ['a negative one', (one) => ({ ...one, counts: { ...(one['counts'] as object), entries: -1 } })],
      ['a list', () => []],
      ['nothing', () => null],
    ];
    for (const [, form] of forms) {
      const members = unzipped(pack);
      const text = canonicalJson(
        form(JSON.parse(memberOf(members, MANIFEST).bytes.toString()) as Record<string, unknown>),
      );
      memberOf(members, MANIFEST).bytes = Buffer.from(text);
      expect(await refused(zipped(members))).toContain('has not the form of a manifest');
    }
    for (const text of ['', '{', '['.repeat(1_000_000), `{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`]) {
      const members = unzipped(pack);
      memberOf(members, MANIFEST).bytes = Buffer.from(text);
      expect(await refused(zipped(members))).toContain(`altered: ${MANIFEST}`);
    }
  });

  it('records and entries of any other form, though well signed', { timeout: 60_000 }, async () => {
    const nested = `{"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    const chained = (text: string) => entryLine(1, chainNext(chainStart(PACK_ID), 1, text), text).trimEnd();
    const good = JSON.parse(partsOfLine(linesOf(memberOf(unzipped(pack), HISTORY).bytes)[0]!)!.text) as object;
    const lines = [
      '',
      'x',
      '[]',
      'null',
      nested,
      '{"n":99999999999999999999,"hash":"","entry":{}}',
      '{"n":0,"hash":"x","entry":{}}',
      '"\\u0000"',
      ...[nested, 'null', '[]', '1', '{}', ' ', '{"__proto__":1}'].map(chained),
      ...[
        { at: 'yesterday' },
        { type: 5 },
        { type: '<script>' },
        { by: 'me' },
        { by: { organisation: 7 } },
        { entity: 'asset' },
        { entity: { kind: 'asset', id: id('nowhere') } },
        { set: [] },
        { position: 7 },
      ].map((wrong) => chained(canonicalJson({ ...good, ...wrong }))),
    ];
    for (const line of lines) {
      for (const name of [HISTORY, 'records/asset.jsonl']) {
        const members = unzipped(pack);
        memberOf(members, name).bytes = Buffer.from(`${line}\n`);
        const forged = signedAnew(members, otherKey, (manifest) => {
          const link = partsOfLine(line)?.hash ?? manifest.chain.end;
          return name === HISTORY
            ? { ...manifest, counts: { ...manifest.counts, entries: 1 }, chain: { ...manifest.chain, end: link } }
            : manifest;
        });
        const verdict = await checked(forged);
        expect(verdict.ok, `${name}: ${line.slice(0, 200)}`).toBe(false);
        expect(verdict.signer).toBe(otherKey.shown.fingerprint);
      }
    }
  });

  it('a million findings are not listed', async () => {
    const altered = withLines(pack, HISTORY, () =>
      Array.from({ length: 20_000 }, (_, at) => `{"n":${at * 2 + 1e6},"hash":"${'0'.repeat(64)}","entry":{}}`),
    );
    const verdict = await checked(altered);
    expect(verdict.findings.length).toBe(100);
    expect(verdict.more).toBe(true);
  });
});
