// npm run sizes: the compressed script of the first load of both pages (P-S14), and that the phone is free of what it must
// not carry. First load: what the page names, and what that imports without being asked.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { ensureClientBuilt } from './parts/client-build.mjs';
import { projectRoot, say } from './parts/words.mjs';

const kilobyte = 1000;
const pages = [
  {
    page: 'm',
    name: 'phone',
    limit: 120 * kilobyte,
    without: /^(@mantine\/|react-leaflet$|@react-leaflet\/|zod$|milsymbol$)/,
  },
  { page: 'index', name: 'desktop', limit: 350 * kilobyte, without: /^milsymbol$/ },
];

function firstLoad(chunks, page) {
  const byFile = new Map(chunks.map((chunk) => [chunk.file, chunk]));
  const entry = chunks.find((chunk) => chunk.page === page);
  const needed = new Set();
  const collect = (file) => {
    const chunk = byFile.get(file);
    if (chunk === undefined || needed.has(chunk)) return;
    needed.add(chunk);
    chunk.imports.forEach(collect);
  };
  if (entry !== undefined) collect(entry.file);
  return [...needed];
}

function main() {
  const chunks = JSON.parse(readFileSync(join(projectRoot, 'dist', 'client.chunks.json'), 'utf8'));
  let held = true;
  for (const { page, name, limit, without } of pages) {
    const needed = firstLoad(chunks, page);
    if (needed.length === 0) {
      say(`${name}: there is no client/${page}.html`);
      held = false;
      continue;
    }
    const sums = { gzip: 0, brotli: 0 };
    say(`${name}:`);
    for (const { file, packages } of needed) {
      const script = readFileSync(join(projectRoot, 'dist', 'client', file));
      const gzip = gzipSync(script, { level: 9 }).length;
      sums.gzip += gzip;
      sums.brotli += brotliCompressSync(script).length;
      say(`  ${(gzip / kilobyte).toFixed(1).padStart(7)} KB  ${file}  ${packages.join(' ')}`);
    }
    const forbidden = needed.flatMap(({ packages }) => packages.filter((library) => without.test(library)));
    const fits = sums.gzip <= limit;
    say(
      `  ${(sums.gzip / kilobyte).toFixed(1).padStart(7)} KB with gzip, ${(sums.brotli / kilobyte).toFixed(1)} KB with brotli, ` +
        `${fits ? 'within' : 'ABOVE'} the limit of ${limit / kilobyte} KB (P-S14)`,
    );
    if (forbidden.length > 0) say(`  The first load of the ${name} carries what it must not: ${forbidden.join(', ')}`);
    held &&= fits && forbidden.length === 0;
  }
  return held;
}

const built = (await ensureClientBuilt()) && existsSync(join(projectRoot, 'dist', 'client.chunks.json'));
process.exitCode = built && main() ? 0 : 1;
