import { existsSync, readFileSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Source } from '../../pack/archive.ts';
import { checkPack } from '../../pack/check.ts';
import { shownText, type PackVerdict } from '../../pack/findings.ts';
import { fingerprintOf, inGroups, rawKeyFrom, rawKeyFromPem } from '../../pack/signing.ts';
import { CannotRun } from '../commander.ts';
import type { Output } from '../output.ts';

/** Checks a pack by itself, on any machine, and says precisely what was altered. True when nothing was. */
export async function verifyPack(file: string, key: string | undefined, output: Output): Promise<boolean> {
  const expected = key === undefined ? undefined : fingerprintFrom(key);
  const began = performance.now();
  const { source, close } = await packFile(file);
  try {
    const verdict = await checkPack(source, expected, (name) => output.progress(name));
    const seconds = Math.round(performance.now() - began) / 1000;
    output.result({ pack: file, seconds, ...verdict }, wordsOf(verdict, seconds));
    return verdict.ok;
  } finally {
    await close();
  }
}

export async function packFile(file: string): Promise<{ source: Source; close(): Promise<void> }> {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) throw new CannotRun(`There is no file ${file}.`);
  if (!stats.isFile()) throw new CannotRun(`${file} is no file. Name the .zip itself, not where it was unpacked.`);
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw new CannotRun(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  return {
    source: {
      size: stats.size,
      async read(at, length) {
        const wanted = Math.max(0, Math.min(length, stats.size - at));
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(wanted), 0, wanted, at);
        return buffer.subarray(0, bytesRead);
      },
    },
    close: () => handle.close(),
  };
}

const FINGERPRINT = /^[0-9a-f]{64}$/;
const asFingerprint = (text: string): string | undefined => {
  const plain = text
    .replace(/^SHA256:/i, '')
    .replace(/[\s:-]/g, '')
    .toLowerCase();
  return FINGERPRINT.test(plain) ? plain : undefined;
};

/** A fingerprint however it is grouped, or a file: PEM, what the server shows at /api/v1/signing-key, or a fingerprint. */
function fingerprintFrom(key: string): string {
  const named = asFingerprint(key);
  if (named) return named;
  if (!existsSync(key) || !statSync(key).isFile() || statSync(key).size > 100_000)
    throw new CannotRun(`"${shownText(key)}" is neither a fingerprint (64 hexadecimal digits) nor a file with a key.`);
  const text = readFileSync(key, 'utf8').trim();
  const raw = rawKeyFromPem(text) ?? rawKeyFrom(shownIn(text) ?? text);
  const found = raw ? fingerprintOf(raw) : asFingerprint(text);
  if (!found) throw new CannotRun(`${key} holds no Ed25519 key.`);
  return found;
}

function shownIn(text: string): string | undefined {
  try {
    const { publicKey } = JSON.parse(text) as { publicKey?: unknown };
    return typeof publicKey === 'string' ? publicKey : undefined;
  } catch {
    return undefined;
  }
}

function wordsOf(
  { ok, findings, more, manifest, signer, expected, files, entries }: PackVerdict,
  seconds: number,
): string[] {
  const about = manifest
    ? [
        `${manifest.stamp ? `${manifest.stamp}. ` : ''}${manifest.tlp}. ${shownText(manifest.operation.name)} (${manifest.operation.kind}), as ${shownText(manifest.madeBy.organisation.name)} was shown it`,
        `Made ${manifest.madeAt} by ${shownText(manifest.madeBy.user.name)}: ${shownText(manifest.reason)}`,
      ]
    : [];
  if (!ok) {
    const list = findings.map(({ what, message }) => `${what.toUpperCase()}  ${message}`);
    return [
      ...about,
      ...list,
      ...(more ? ['… and more.'] : []),
      'This is not the pack that was signed. Do not rely on it.',
    ];
  }
  const signed = expected
    ? `Signed with the key you expected: ${inGroups(signer ?? '')}`
    : `Signed with the key ${inGroups(signer ?? '')}`;
  return [
    ...about,
    signed,
    ...(expected
      ? []
      : [
          'Compare this with the fingerprint that the server shows at /api/v1/signing-key, by another way than the pack came.',
        ]),
    `${files} files and ${entries} entries, unaltered since they were signed. Checked in ${seconds} s.`,
  ];
}
