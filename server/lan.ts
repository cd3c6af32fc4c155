import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';

const DAYS = 825;

/**
 * The certificate of `npm start -- --lan`, made on first start and kept in the data directory: a phone runs a service
 * worker over https only. Made anew when this machine has got another address.
 */
export async function certificateFor(
  dataDirectory: string,
  hosts: readonly string[],
): Promise<{ key: string; cert: string }> {
  const directory = join(dataDirectory, 'lan');
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'certificate.json');
  const kept = read(file);
  const made = Date.now();
  if (kept && kept.hosts.join() === hosts.join() && made < kept.made + (DAYS - 30) * 86_400_000) return kept;
  const pems = await generate([{ name: 'commonName', value: 'Tocsin on this network' }], {
    keySize: 2048,
    algorithm: 'sha256',
    notAfterDate: new Date(made + DAYS * 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [{ type: 2, value: 'localhost' }, ...hosts.map((ip) => ({ type: 7 as const, ip }))],
      },
    ],
  });
  const pair = { key: pems.private, cert: pems.cert };
  writeFileSync(file, JSON.stringify({ ...pair, hosts, made }), { mode: 0o600 });
  return pair;
}

function read(file: string): { key: string; cert: string; hosts: string[]; made: number } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { key: string; cert: string; hosts: string[]; made: number };
  } catch {
    return undefined;
  }
}
