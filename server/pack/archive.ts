import type { Findings } from './findings.ts';
import { shownText } from './findings.ts';
import { BOUNDS, isPackName } from './format.ts';
import { LOCAL, LOCAL_BYTES, localHeader, readLocalHeader, ZipLayout, type ZipEntry } from './zip.ts';

/** The bytes of a pack, wherever they lie. */
export interface Source {
  readonly size: number;
  /** As many as there are. */
  read(at: number, length: number): Promise<Buffer>;
}

export interface Placed extends ZipEntry {
  /** Where its bytes begin. */
  readonly at: number;
}

const LONGEST_NAME = 200;

/**
 * Walks an archive from its beginning. It could have been written in one way only, so every byte that is not content is
 * compared with what must stand there. Undefined: this is no pack at all, or it cannot be followed to its end.
 */
export async function walkArchive(source: Source, findings: Findings): Promise<Placed[] | undefined> {
  const placed: Placed[] = [];
  const names = new Set<string>();
  const layout = new ZipLayout();
  const last = () => placed.at(-1)?.name ?? 'the beginning';
  let unpacked = 0;
  for (;;) {
    const at = layout.offset;
    const head = await source.read(at, LOCAL_BYTES);
    if (head.length < 4) {
      findings.add({ what: 'truncated', message: `The pack is cut off after ${last()}.` });
      return undefined;
    }
    if (head.readUInt32LE(0) !== LOCAL) break;
    if (head.length < LOCAL_BYTES) {
      findings.add({ what: 'truncated', message: `The pack is cut off after ${last()}.` });
      return undefined;
    }
    const { nameBytes, ...read } = readLocalHeader(head);
    if (nameBytes <= LONGEST_NAME && at + LOCAL_BYTES + nameBytes > source.size) {
      findings.add({ what: 'truncated', message: `The pack is cut off after ${last()}.` });
      return undefined;
    }
    const name = (await source.read(at + LOCAL_BYTES, Math.min(nameBytes, LONGEST_NAME))).toString('latin1');
    if (!isPackName(name)) {
      const message = `A file that no pack has stands after ${last()}: "${shownText(name)}".`;
      findings.add({ what: placed.length === 0 ? 'not-a-pack' : 'added', message });
      return undefined;
    }
    const entry = { name, ...read };
    const start = at + LOCAL_BYTES + nameBytes;
    const header = layout.file(entry);
    if (!header.equals(await source.read(at, header.length)) || !header.equals(localHeader(entry)))
      findings.add({ what: 'altered', file: name, message: `What stands before ${name} in the archive was altered.` });
    if (names.has(name)) findings.add({ what: 'added', file: name, message: `${name} is in the archive twice.` });
    if (start + entry.packed > source.size) {
      findings.add({
        what: 'truncated',
        file: name,
        message: `The pack is cut off inside ${name}, or its length was altered.`,
      });
      return undefined;
    }
    names.add(name);
    unpacked += entry.bytes;
    placed.push({ ...entry, at: start });
    if (placed.length > BOUNDS.files || unpacked > BOUNDS.unpacked) {
      const message = `It claims more than ${BOUNDS.files} files or ${BOUNDS.unpacked} bytes: no pack of Tocsin does.`;
      findings.add({ what: 'too-large', message });
      return undefined;
    }
  }
  if (placed.length === 0) {
    findings.add({ what: 'not-a-pack', message: 'This is no evidence pack.' });
    return undefined;
  }
  await compareEnd(source, layout, placed, findings);
  return placed;
}

/** The table of contents follows from the files, so it is not read but compared. */
async function compareEnd(source: Source, layout: ZipLayout, placed: readonly Placed[], findings: Findings) {
  let at = layout.offset;
  const lines = layout.end();
  for (const [index, expected] of lines.entries()) {
    const file = placed[index]?.name;
    const actual = await source.read(at, expected.length);
    at += expected.length;
    if (actual.equals(expected)) continue;
    const of = file ? `of ${file} in the table of contents` : 'of the archive';
    findings.add({
      what: at > source.size ? 'truncated' : 'altered',
      ...(file && { file }),
      message:
        at > source.size
          ? `The pack is cut off: its table of contents is not whole.`
          : `The ${file ? 'line' : 'end'} ${of} was altered, or a file was altered, added or removed there.`,
    });
    return;
  }
  if (at < source.size)
    findings.add({ what: 'added', message: `${source.size - at} bytes follow the end of the pack.` });
}
