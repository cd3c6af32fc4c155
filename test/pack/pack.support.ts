import { crc32, inflateRawSync } from 'node:zlib';
import { deflateSync } from 'fflate';
import { createHash } from 'node:crypto';
import { createCursors } from '../../server/desk/cursors.ts';
import { OperationDesk } from '../../server/desk/desk.ts';
import type { Source } from '../../server/pack/archive.ts';
import { checkPack } from '../../server/pack/check.ts';
import type { PackVerdict } from '../../server/pack/findings.ts';
import {
  CHECKPOINT_EVERY,
  chainNext,
  chainStart,
  entryLine,
  HISTORY,
  MANIFEST,
  partsOfLine,
  SIGNATURE,
  type Manifest,
} from '../../server/pack/format.ts';
import { gather, type Gathering, type Wanted } from '../../server/pack/make.ts';
import { archiveOf } from '../../server/pack/send.ts';
import { signingKeyFrom } from '../../server/pack/signing.ts';
import { ZipLayout } from '../../server/pack/zip.ts';
import { canonicalJson } from '../../shared/canonical.ts';
import { fromMs } from '../../shared/time.ts';
import { House, id } from '../support/house.ts';

export const signing = signingKeyFrom(new Uint8Array(32).fill(7));
export const otherKey = signingKeyFrom(new Uint8Array(32).fill(8));
export const PACK_ID = id('the pack');

export const deskOf = (house: House): OperationDesk => {
  const stream = house.worlds.operation(house.operation)!;
  const key = createCursors(new Uint8Array(32));
  const desk = new OperationDesk(
    stream,
    house.worlds,
    key,
    () => house.now,
    () => {},
  );
  house.worlds.directory.onConfirmed((row) => desk.directoryMoved(row));
  return desk;
};

export async function gathered(house: House, user: string, wanted: Partial<Wanted> = {}): Promise<Gathering> {
  const parts = { log: house.store.log, signing };
  const made = { id: PACK_ID, at: fromMs(house.now) };
  return gather(deskOf(house), parts, id(user), { reason: 'For the inquiry.', ...wanted }, made);
}

export async function packed(house: House, user: string, wanted: Partial<Wanted> = {}): Promise<Buffer> {
  const pack = await gathered(house, user, wanted);
  if (typeof pack === 'string') throw new Error(pack);
  const { tables } = house.store;
  const sending = { desk: deskOf(house), tables, signing, user: id(user), allowed: async () => true };
  return joined(archiveOf(pack, sending));
}

export async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

export const sourceOf = (bytes: Buffer): Source => ({
  size: bytes.length,
  read: async (at, length) => bytes.subarray(at, Math.max(at, Math.min(at + length, bytes.length))),
});
export const checked = (bytes: Buffer, expected?: string): Promise<PackVerdict> => checkPack(sourceOf(bytes), expected);
/** What was found, as `what file #entry`. */
export const named = ({ findings }: PackVerdict): string[] =>
  findings.map(({ what, file, entry }) => [what, file, entry && `#${entry}`].filter(Boolean).join(' '));

export interface Member {
  name: string;
  bytes: Buffer;
}

/** Reads an archive in the way of any tool: by its table of contents. It shares no code with what is tested. */
export function unzipped(archive: Buffer): Member[] {
  const end = archive.length - 22;
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    const [method, size, nameBytes] = [
      archive.readUInt16LE(at + 10),
      archive.readUInt32LE(at + 20),
      archive.readUInt16LE(at + 28),
    ];
    const name = archive.toString('latin1', at + 46, at + 46 + nameBytes);
    const local = archive.readUInt32LE(at + 42);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const stored = archive.subarray(start, start + size);
    at += 46 + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    return { name, bytes: Buffer.from(method === 8 ? inflateRawSync(stored) : stored) };
  });
}

/** Lays members out as a pack is: what a forger with the same tools would do. */
export function zipped(members: readonly Member[], level: 1 | 6 = 6): Buffer {
  const layout = new ZipLayout();
  const pieces = members.flatMap(({ name, bytes }) => {
    const compressed = name.endsWith('.jsonl');
    const stored = compressed ? Buffer.from(deflateSync(bytes, { level })) : bytes;
    const entry = { name, compressed, crc: crc32(bytes), packed: stored.length, bytes: bytes.length };
    return [layout.file(entry), stored];
  });
  return Buffer.concat([...pieces, ...layout.end()]);
}

export const memberOf = (members: readonly Member[], name: string): Member => {
  const found = members.find((one) => one.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};
export const linesOf = (bytes: Buffer): string[] => bytes.toString('utf8').split('\n').slice(0, -1);
export const manifestOf = (members: readonly Member[]): Manifest =>
  JSON.parse(memberOf(members, MANIFEST).bytes.toString('utf8')) as Manifest;

/** Alters one file and leaves the manifest as it was signed. */
export function withLines(archive: Buffer, name: string, alter: (lines: string[]) => string[]): Buffer {
  const members = unzipped(archive);
  const member = memberOf(members, name);
  member.bytes = Buffer.from(
    alter(linesOf(member.bytes))
      .map((line) => `${line}\n`)
      .join(''),
  );
  return zipped(members);
}

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Writes the manifest anew over the members as they are now, and signs it with a key of one's own. */
export function signedAnew(
  members: Member[],
  key = otherKey,
  change: (manifest: Manifest) => Manifest = (one) => one,
): Buffer {
  const before = manifestOf(members);
  const files = members
    .filter(({ name }) => name !== MANIFEST && name !== SIGNATURE)
    .map((member) => {
      if (member.name === 'signing-key.pem') member.bytes = Buffer.from(key.pem);
      const { name, bytes } = member;
      const compressed = name.endsWith('.jsonl') && deflateSync(bytes, { level: 6 });
      const packed = compressed ? { packed: { bytes: compressed.length, sha256: sha(compressed) } } : {};
      return { name, bytes: bytes.length, sha256: sha(bytes), ...packed };
    });
  const manifest = Buffer.from(canonicalJson(change({ ...before, files, key: key.shown })));
  memberOf(members, MANIFEST).bytes = manifest;
  memberOf(members, SIGNATURE).bytes = Buffer.from(key.sign(manifest));
  return zipped(members);
}

/** Two organisations, a few records of each label, a photo, and a history. */
export async function furnished(kind: 'live' | 'exercise' = 'live'): Promise<House> {
  const house = await House.of({
    organisations: ['A', 'B'],
    users: { ann: ['A', 'coordinator', 'owner', 'liaison'], ben: ['B', 'coordinator', 'owner'], gus: ['A', 'guest'] },
    circles: { friends: ['A', 'B'], 'nobody cares': ['A', 'B'] },
    kind,
  });
  const site = { sector: 'energy', kind: 'site', country: 'ES', location: { lat: 40, lon: -3 } } as const;
  await house.does('ann', 'asset.register', { assetId: id('grid'), name: 'Grid', ...site });
  await house.does('ann', 'asset.register', {
    assetId: id('secret'),
    name: 'Secret',
    ...site,
    marking: { tlp: 'TLP:AMBER+STRICT' },
  });
  await house.does('ben', 'asset.register', { assetId: id('pump'), name: 'Pump', ...site });
  await house.does('ann', 'incident.report', { incidentId: id('fire'), title: 'Fire', assetIds: [id('grid')] });
  house.now += 3600_000;
  for (const status of ['degraded', 'failed', 'operational'] as const)
    await house.does('ann', 'asset.setStatus', { assetId: id('grid'), status });
  house.now += 3600_000;
  await house.does('ben', 'asset.setStatus', { assetId: id('pump'), status: 'failed' });
  await house.does('ann', 'incident.addNote', {
    incidentId: id('fire'),
    noteId: id('note'),
    text: 'Smoke over the hall.',
  });
  await photo(house, 'photo', 'ann', 'fire');
  return house;
}

/** An upload by `uploader`, hung on an incident by ann. */
export async function photo(
  house: House,
  name: string,
  uploader: string,
  incident: string,
  bytes = Buffer.from(`the bytes of ${name}`),
) {
  const meta = { operation: house.operation, by: id(uploader), mediaType: 'image/png' };
  await house.store.tables.putBlob(id(name), JSON.stringify(meta), bytes);
  await house.does('ann', 'attachment.add', {
    attachmentId: id(name),
    on: { kind: 'incident', id: id(incident) },
    name: `${name}.png`,
    mediaType: 'image/png',
    bytes: bytes.length,
  });
}

/** The same pack with a history of so many entries, well signed: those it has, again and again. */
export function withEntries(archive: Buffer, count: number): Buffer {
  const members = unzipped(archive);
  const history = memberOf(members, HISTORY);
  const texts = linesOf(history.bytes).map((line) => partsOfLine(line)!.text);
  let end = chainStart(PACK_ID);
  const checkpoints: string[] = [];
  const pieces: Buffer[] = [];
  for (let entry = 1, lines: string[] = []; entry <= count; entry++) {
    const text = texts[entry % texts.length]!;
    end = chainNext(end, entry, text);
    if (entry % CHECKPOINT_EVERY === 0) checkpoints.push(end);
    lines.push(entryLine(entry, end, text));
    if (lines.length < 10_000 && entry < count) continue;
    pieces.push(Buffer.from(lines.join('')));
    lines = [];
  }
  history.bytes = Buffer.concat(pieces);
  return signedAnew(members, signing, (manifest) => ({
    ...manifest,
    counts: { ...manifest.counts, entries: count },
    chain: { ...manifest.chain, end, checkpoints },
  }));
}
