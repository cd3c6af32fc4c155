import type { Manifest } from './format.ts';
import { inGroups } from './signing.ts';

/** What somebody reads who opens the archive and knows nothing of it. Names are others' text: one line each. */
export function readme(manifest: Omit<Manifest, 'files'>): string {
  const { operation, madeBy, range, counts, key, stamp, tlp } = manifest;
  const line = (text: string) => text.replace(/[\u0000-\u001f\u007f]+/g, ' ');
  const records = Object.entries(counts.records).map(([kind, count]) => `  ${kind}: ${count}`);
  const banner = [
    ...(stamp ? [`${stamp} ${stamp} ${stamp}`, 'This comes from an exercise. Nothing in it happened.'] : []),
    tlp,
  ];
  return [
    ...banner,
    '',
    'EVIDENCE PACK',
    '',
    `Operation   ${line(operation.name)} (${operation.id}), ${operation.kind}`,
    `Seen by     ${line(madeBy.organisation.name)}, as ${line(madeBy.user.name)} was shown it`,
    `Made at     ${manifest.madeAt} by Tocsin ${manifest.product.version}`,
    `Time range  ${range ? `${range.from ?? 'the beginning'} to ${range.until ?? 'the end'} (time of the operation)` : 'all of it'}`,
    `Reason      ${line(manifest.reason)}`,
    `Label       ${tlp}: the strictest inside. Handle the whole pack as ${tlp}.`,
    '',
    'INSIDE',
    '',
    '  records/KIND.jsonl   every record as it stood when the pack was made, one a line',
    `  history.jsonl        ${counts.entries} entries: how the records came to look like that, each chained to the one before`,
    `  attachments/         ${counts.attachments} photos and documents`,
    '  manifest.json        what the pack is, and the SHA-256 of every file',
    '  manifest.sig         the Ed25519 signature over manifest.json',
    '  signing-key.pem      the public key of the server that signed',
    '',
    'Records:',
    ...records,
    ...(counts.withoutBytes.length > 0
      ? ['', 'Attachments whose bytes the server does not hold:', ...counts.withoutBytes.map((id) => `  ${id}`)]
      : []),
    '',
    'CHECK IT',
    '',
    '  tocsin verify PACK --key FINGERPRINT',
    '',
    'works on any machine, without a network. Without Tocsin, after unpacking:',
    '',
    '  openssl pkeyutl -verify -pubin -inkey signing-key.pem -rawin -in manifest.json -sigfile manifest.sig',
    '',
    'Fingerprint of the key (SHA-256):',
    `  ${inGroups(key.fingerprint)}`,
    'The pack cannot vouch for its own signer. Compare this fingerprint, by another way than the one on which the',
    'pack came, with the one that the server itself shows at /api/v1/signing-key.',
    '',
    'WHAT IT PROVES, AND WHAT NOT',
    '',
    'It proves which server signed it and that nothing in it was changed, removed, added or put in another order since.',
    'It shows what one organisation was shown at one moment. It does not reveal whether, or how much, was withheld from',
    'that organisation: entries are numbered for this pack alone. It does not prove that what was reported is true.',
    '',
    ...banner,
    '',
  ].join('\n');
}
