import { canonicalJson } from '../../shared/canonical.ts';
import type { OperationDesk } from '../desk/desk.ts';
import type { Tables } from '../log/tables.ts';
import { asItIs, type Ready } from './compress.ts';
import { attachmentFile, BOUNDS, KEY, MANIFEST, README, SIGNATURE, type PackedFile } from './format.ts';
import type { Gathered } from './make.ts';
import { withdrawnSince } from './past.ts';
import { readme } from './readme.ts';
import type { SigningKey } from './signing.ts';
import { ZipLayout } from './zip.ts';

/** The pack is broken off: something in it was withdrawn, or its reader was, while it was on its way. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff';
}

interface Sending {
  readonly desk: OperationDesk;
  readonly tables: Tables;
  readonly signing: SigningKey;
  readonly user: string;
  /** Whether the session that asked is still one. */
  readonly allowed: () => Promise<boolean>;
}

/** Bytes after which it is asked anew whether they may go on. */
const ASK_EVERY = 256 * 1024;

/** The archive, piece by piece: the reader's pace is its pace. Nothing is read from the store before it is its turn. */
export async function* archiveOf(gathered: Gathered, sending: Sending): AsyncIterable<Uint8Array> {
  const { desk, tables, signing, user, allowed } = sending;
  const { audience, about } = gathered;
  const layout = new ZipLayout();
  const files: PackedFile[] = [];
  let checked = gathered.view;
  let since = 0;
  const goOn = async (): Promise<void> => {
    since = 0;
    const { view } = desk;
    if (withdrawnSince(desk, user, audience, checked) || !(await allowed())) throw new BrokenOff();
    checked = view;
  };
  async function* lay(file: Ready): AsyncIterable<Uint8Array> {
    yield layout.file(file.entry);
    if (layout.offset > BOUNDS.archive) throw new BrokenOff();
    for (const piece of file.pieces) {
      yield piece;
      since += piece.length;
      if (since > ASK_EVERY) await goOn();
    }
  }
  async function* listed(file: Ready): AsyncIterable<Uint8Array> {
    files.push(file.listed);
    yield* lay(file);
  }

  await goOn();
  for (const file of gathered.files) yield* listed(file);
  const withoutBytes: string[] = [];
  for (const { id, by } of gathered.attachments) {
    const stored = await tables.getBlob(id);
    const meta = stored && (JSON.parse(stored.meta) as { operation: string; by: string; mediaType: string });
    // The rule of reading one: it belongs to this operation, and its uploader hung it there.
    if (!stored || meta?.operation !== about.operation.id || meta.by !== by) {
      withoutBytes.push(id);
      continue;
    }
    await goOn();
    yield* listed(asItIs(attachmentFile(id, meta.mediaType), stored.bytes));
  }
  await goOn();
  const attachments = gathered.attachments.length - withoutBytes.length;
  const told = { ...about, counts: { ...about.counts, attachments, withoutBytes } };
  yield* listed(asItIs(README, Buffer.from(readme(told))));
  yield* listed(asItIs(KEY, Buffer.from(signing.pem)));
  const manifest = Buffer.from(canonicalJson({ ...told, files }));
  yield* lay(asItIs(MANIFEST, manifest));
  yield* lay(asItIs(SIGNATURE, signing.sign(manifest)));
  yield* layout.end();
}
