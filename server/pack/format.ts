import { hash } from 'node:crypto';
import { z } from 'zod';
import { TLP, OPERATION_KINDS } from '../../shared/domain/vocabulary.ts';

/** What a pack is, for those who make it and those who check it. Described for everybody in docs/evidence-pack.md. */
export const FORMAT = 'tocsin-evidence-pack';
export const FORMAT_VERSION = 1;

export const MANIFEST = 'manifest.json';
export const SIGNATURE = 'manifest.sig';
export const README = 'README.txt';
export const KEY = 'signing-key.pem';
export const HISTORY = 'history.jsonl';
export const recordsFile = (kind: string): string => `records/${kind}.jsonl`;

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/webp': '.webp',
  'application/pdf': '.pdf',
  'text/plain': '.txt',
};
export const attachmentFile = (id: string, mediaType: string): string =>
  `attachments/${id}${EXTENSIONS[mediaType.split(';')[0]!] ?? '.bin'}`;

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const NAME = new RegExp(
  `^(README\\.txt|manifest\\.json|manifest\\.sig|signing-key\\.pem|history\\.jsonl|records/([a-z][a-z-]{0,39})\\.jsonl|attachments/(${UUID})\\.(jpg|png|webp|pdf|txt|bin))$`,
);
/** Nothing else is ever in a pack: no path leads out of it, whatever unpacks it. */
export const isPackName = (name: string): boolean => NAME.test(name);
export const kindOfFile = (name: string): string | undefined => NAME.exec(name)?.[2];
export const attachmentOfFile = (name: string): string | undefined => NAME.exec(name)?.[3];

/** Bounds that the maker keeps and the checker holds every pack to, so that a hostile one costs little. */
export const BOUNDS = {
  /** Files in one pack; the archive's own format ends a little above. */
  files: 60_000,
  /** Bytes of everything in it, unpacked; and of the archive. The archive's own format ends at 2 ** 32. */
  unpacked: 4_000_000_000,
  archive: 4_000_000_000,
  manifest: 64_000_000,
  /** One record or one entry. */
  line: 8_000_000,
} as const;

/** Every so many entries the hash of the chain stands in the manifest, so that an alteration is placed between two. */
export const CHECKPOINT_EVERY = 1000;

/** It names the pack, so that no chain can pass for that of another. */
export const chainStart = (packId: string): string => hash('sha256', `tocsin evidence pack\n${packId}`, 'hex');

/** Unambiguous: a hash has a fixed length, a number has no line feed, and neither has JSON text on one line. */
export const chainNext = (previous: string, entry: number, text: string): string =>
  hash('sha256', `${previous}\n${entry}\n${text}`, 'hex');

export const entryLine = (entry: number, link: string, text: string): string =>
  `{"n":${entry},"hash":"${link}","entry":${text}}\n`;

const ENTRY = /^\{"n":([1-9]\d{0,9}),"hash":"([0-9a-f]{64})","entry":/;

/** The parts of a line of the history, its text exactly as it was chained; undefined when it has another form. */
export function partsOfLine(line: string): { entry: number; hash: string; text: string } | undefined {
  const opening = ENTRY.exec(line);
  if (!opening || !line.endsWith('}')) return undefined;
  return { entry: Number(opening[1]), hash: opening[2]!, text: line.slice(opening[0].length, -1) };
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const id = z.string().regex(new RegExp(`^${UUID}$`));
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const named = z.strictObject({ id, name: z.string() });

const packedFile = z.strictObject({
  name: z.string().refine(isPackName),
  bytes: count,
  sha256,
  /** As it lies in the archive, where that is compressed. */
  packed: z.strictObject({ bytes: count, sha256 }).optional(),
});

export const manifestForm = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(FORMAT_VERSION),
  id,
  product: z.strictObject({ name: z.literal('Tocsin'), version: z.string() }),
  operation: z.strictObject({ id, name: z.string(), kind: z.enum(OPERATION_KINDS) }),
  /** Present on everything that comes from an exercise. */
  stamp: z.literal('EXERCISE').optional(),
  /** The strictest label inside: that of the whole. */
  tlp: z.enum(TLP),
  madeAt: instant,
  madeBy: z.strictObject({ user: named, organisation: named }),
  audience: z.strictObject({ organisation: id, user: id }),
  reason: z.string(),
  /** Operation time, both ends included; absent: all of it. */
  range: z.strictObject({ from: instant.optional(), until: instant.optional() }).optional(),
  counts: z.strictObject({
    records: z.record(z.string(), count),
    entries: count,
    attachments: count,
    /** Attachments that are shown and whose bytes are not held. */
    withoutBytes: z.array(id),
  }),
  chain: z.strictObject({
    algorithm: z.literal('SHA-256'),
    start: sha256,
    end: sha256,
    checkpointEvery: z.literal(CHECKPOINT_EVERY),
    checkpoints: z.array(sha256),
  }),
  /** In the order in which they lie in the archive; the manifest and its signature follow. */
  files: z.array(packedFile),
  key: z.strictObject({ algorithm: z.literal('Ed25519'), publicKey: z.string(), fingerprint: sha256 }),
});
export type Manifest = z.infer<typeof manifestForm>;
export type PackedFile = Manifest['files'][number];
