import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { canonicalJson } from '../../shared/canonical.ts';
import { walkArchive, type Placed, type Source } from './archive.ts';
import { Findings, type PackVerdict } from './findings.ts';
import {
  attachmentOfFile,
  BOUNDS,
  HISTORY,
  KEY,
  kindOfFile,
  MANIFEST,
  manifestForm,
  SIGNATURE,
  type Manifest,
  type PackedFile,
} from './format.ts';
import { LineSplitter, piecesOf, unpacked, type Lines } from './reading.ts';
import { fingerprintOf, pemOf, rawKeyFrom, signedBy } from './signing.ts';
import { HistoryWalk } from './walkHistory.ts';
import { RecordsWalk } from './walkRecords.ts';

/**
 * Checks a pack by itself: no store, no server, no network. Whoever signed it may be hostile: nothing is trusted, and
 * nothing is written anywhere. `expected` is the fingerprint of the key that it should be signed with.
 */
export async function checkPack(
  source: Source,
  expected: string | undefined,
  progress: (file: string) => void = () => {},
): Promise<PackVerdict> {
  const findings = new Findings();
  const verdict = (more: Partial<PackVerdict> = {}): PackVerdict => ({
    ok: findings.list.length === 0,
    findings: findings.list,
    more: findings.more,
    files: 0,
    entries: 0,
    ...more,
  });
  const placed = await walkArchive(source, findings);
  if (!placed) return verdict();
  const read = await readManifest(source, placed, findings);
  if (!read) return verdict({ files: placed.length });
  const { manifest, bytes } = read;

  const signer = await checkSignature(source, placed, manifest, bytes, findings);
  if (expected !== undefined && manifest.key.fingerprint !== expected)
    findings.add({
      what: 'other-key',
      message: `It was signed with another key than the one expected: ${manifest.key.fingerprint}.`,
    });
  compareNames(placed, manifest, findings);
  const entries = await checkFiles(source, placed, manifest, findings, progress);
  const { files: _files, chain: _chain, ...about } = manifest;
  return verdict({
    manifest: about,
    files: placed.length,
    entries,
    ...(signer && { signer }),
    ...(expected !== undefined && { expected: signer === expected }),
  });
}

async function readManifest(source: Source, placed: readonly Placed[], findings: Findings) {
  const entry = placed.find(({ name }) => name === MANIFEST);
  const refuse = (what: 'missing' | 'altered', words: string) => {
    findings.add({ what, file: MANIFEST, message: `${MANIFEST} ${words}.` });
    return undefined;
  };
  if (!entry) return refuse('missing', 'is missing: nothing else can be checked');
  if (entry.compressed || entry.packed > BOUNDS.manifest) return refuse('altered', 'is not as a pack has it');
  const bytes = await source.read(entry.at, entry.packed);
  if (crc32(bytes) !== entry.crc || entry.bytes !== bytes.length)
    findings.add({ what: 'altered', file: MANIFEST, message: `${MANIFEST}, or what stands before it, was altered.` });
  try {
    const text = bytes.toString('utf8');
    const form = manifestForm.safeParse(JSON.parse(text));
    if (!form.success || canonicalJson(form.data) !== text)
      return refuse('altered', 'has not the form of a manifest of this version');
    return { manifest: form.data, bytes };
  } catch {
    return refuse('altered', 'is no JSON');
  }
}

async function checkSignature(
  source: Source,
  placed: readonly Placed[],
  manifest: Manifest,
  bytes: Buffer,
  findings: Findings,
) {
  const entry = placed.find(({ name }) => name === SIGNATURE);
  if (!entry) {
    findings.add({ what: 'missing', file: SIGNATURE, message: `${SIGNATURE} is missing: the pack is not signed.` });
    return undefined;
  }
  const signature = await source.read(entry.at, Math.min(entry.packed, 1024));
  const raw = rawKeyFrom(manifest.key.publicKey);
  if (raw && fingerprintOf(raw) !== manifest.key.fingerprint)
    findings.add({
      what: 'altered',
      file: MANIFEST,
      message: 'The fingerprint in the manifest is not that of its key.',
    });
  const whole = !entry.compressed && entry.packed === 64 && entry.bytes === 64 && crc32(signature) === entry.crc;
  if (raw && whole && signedBy(raw, bytes, signature)) return fingerprintOf(raw);
  const message = `The signature does not hold: ${MANIFEST} or ${SIGNATURE} was altered after it was signed.`;
  findings.add({ what: 'signature-invalid', file: SIGNATURE, message });
  return undefined;
}

/** The files in the archive are those of the manifest, in its order, and then the manifest and its signature. */
function compareNames(placed: readonly Placed[], manifest: Manifest, findings: Findings): void {
  const listed = [...manifest.files.map(({ name }) => name), MANIFEST, SIGNATURE];
  const there = placed.map(({ name }) => name);
  const [inManifest, inArchive] = [new Set(listed), new Set(there)];
  for (const file of listed)
    if (!inArchive.has(file) && file !== SIGNATURE)
      findings.add({ what: 'missing', file, message: `${file} is missing.` });
  for (const file of inArchive)
    if (!inManifest.has(file))
      findings.add({ what: 'added', file, message: `${file} was added: the manifest does not know it.` });
  const common = [...inArchive].filter((file) => inManifest.has(file));
  const ordered = listed.filter((file) => inArchive.has(file));
  const moved = common.findIndex((file, index) => file !== ordered[index]);
  if (moved >= 0) {
    const file = common[moved]!;
    findings.add({ what: 'reordered', file, message: `The files stand in another order, from ${file} on.` });
  }
}

async function checkFiles(
  source: Source,
  placed: readonly Placed[],
  manifest: Manifest,
  findings: Findings,
  progress: (file: string) => void,
) {
  const keys = new Set<string>();
  const history = new HistoryWalk(manifest, findings, (key) => keys.has(key));
  const counted: Record<string, number> = {};
  const held = new Set<string>();
  const listed = new Map(manifest.files.map((file) => [file.name, file]));
  let walked = false;
  for (const entry of placed) {
    const file = listed.get(entry.name);
    if (!file || findings.full) continue;
    progress(entry.name);
    const kind = kindOfFile(entry.name);
    const attachment = attachmentOfFile(entry.name);
    if (attachment) held.add(attachment);
    const records = kind === undefined ? undefined : new RecordsWalk(kind, entry.name, findings, keys);
    if (entry.name === HISTORY) walked = true;
    const same = await checkFile(source, entry, file, entry.name === HISTORY ? history : records, findings);
    if (records) counted[records.kind] = records.lines;
    if (!same) findings.add({ what: 'altered', file: entry.name, message: `${entry.name} is not what was signed.` });
    await checkKeyFile(source, entry, manifest, findings);
  }
  if (walked) history.finish();
  checkCounts(manifest, counted, keys, held, findings);
  return history.lines;
}

/** The key for the tools of others is the one of the manifest. */
async function checkKeyFile(source: Source, entry: Placed, manifest: Manifest, findings: Findings): Promise<void> {
  if (entry.name !== KEY) return;
  const raw = rawKeyFrom(manifest.key.publicKey);
  const actual = (await source.read(entry.at, Math.min(entry.packed, 1024))).toString('utf8');
  if (!raw || actual !== pemOf(raw))
    findings.add({ what: 'altered', file: KEY, message: `${KEY} is not the key of the manifest.` });
}

function checkCounts(
  manifest: Manifest,
  counted: Record<string, number>,
  keys: ReadonlySet<string>,
  held: ReadonlySet<string>,
  findings: Findings,
) {
  const { records, attachments, withoutBytes } = manifest.counts;
  for (const kind of new Set([...Object.keys(records), ...Object.keys(counted)])) {
    const [said, found] = [records[kind] ?? 0, counted[kind] ?? 0];
    const what = found < said ? 'missing' : 'added';
    if (said !== found)
      findings.add({
        what,
        file: `records/${kind}.jsonl`,
        message: `records/${kind}.jsonl holds ${found} records instead of ${said}.`,
      });
  }
  const missing = new Set(withoutBytes);
  for (const key of keys) {
    if (!key.startsWith('attachment:')) continue;
    const id = key.slice('attachment:'.length);
    if (!held.has(id) && !missing.has(id))
      findings.add({
        what: 'missing',
        file: `attachments/${id}`,
        message: `The bytes of the attachment ${id} are missing.`,
      });
  }
  for (const id of held) {
    if (!keys.has(`attachment:${id}`))
      findings.add({
        what: 'added',
        file: `attachments/${id}`,
        message: `attachments/${id} belongs to no record of the pack.`,
      });
  }
  if (held.size !== attachments)
    findings.add({
      what: held.size < attachments ? 'missing' : 'added',
      message: `There are ${held.size} attachments instead of ${attachments}.`,
    });
}

/** Whether a file is the one in the manifest, to the byte. Its lines are walked on the way. */
async function checkFile(
  source: Source,
  entry: Placed,
  file: PackedFile,
  lines: Lines | undefined,
  findings: Findings,
): Promise<boolean> {
  const whole = createHash('sha256');
  const packed = createHash('sha256');
  const split = lines && new LineSplitter(lines);
  let crc = 0;
  let bytes = 0;
  let sound = true;
  const take = (part: Uint8Array): void => {
    bytes += part.length;
    // More than it claims: a bomb. What is claimed was added up before.
    if (bytes > entry.bytes) sound = false;
    if (!sound) return;
    whole.update(part);
    crc = crc32(part, crc);
    if (split && !split.push(part)) sound = false;
  };
  const stored = piecesOf(source, entry, packed);
  try {
    for await (const part of entry.compressed ? unpacked(stored) : stored) {
      take(part);
      if (!sound) break;
    }
  } catch {
    sound = false;
    const message = `${entry.name} cannot be unpacked to its end.`;
    findings.add({ what: 'altered', file: entry.name, message });
  }
  if (sound && split && !split.end()) sound = false;
  return (
    sound &&
    bytes === entry.bytes &&
    bytes === file.bytes &&
    crc === entry.crc &&
    whole.digest('hex') === file.sha256 &&
    entry.compressed === (file.packed !== undefined) &&
    (!file.packed || (file.packed.bytes === entry.packed && packed.digest('hex') === file.packed.sha256))
  );
}
