import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { projectNode, projectRoot, run, say, seconds } from './words.mjs';

const output = join(projectRoot, 'dist', 'client');
const stampFile = join(projectRoot, 'dist', 'client.stamp');

/** Builds dist/client when it is absent or its sources changed since. True when there is a client that fits. */
export async function ensureClientBuilt({ always = false } = {}) {
  const stamp = stampOfSources();
  if (!always && existsSync(join(output, 'index.html')) && readStamp() === stamp) return true;
  if (!existsSync(join(projectRoot, 'client', 'index.html'))) {
    say('There is no client to build: client/index.html is missing.');
    return false;
  }
  const started = performance.now();
  say('Building the client …');
  // Built aside and moved as one: a server that is running, or a second build, never sees half a client.
  const aside = join(projectRoot, 'dist', `client-building-${process.pid}`);
  const vite = join(projectRoot, 'node_modules', 'vite', 'bin', 'vite.js');
  const node = existsSync(projectNode) ? projectNode : process.execPath;
  const args = [vite, 'build', 'client', '--outDir', aside, '--emptyOutDir', '--logLevel', 'warn'];
  const { code, output: said } = await run(node, args, { env: { ...process.env, NODE_ENV: 'production' } });
  if (code !== 0) {
    rmSync(aside, { recursive: true, force: true });
    say(said.trim());
    say('The client could not be built; the reason is above.');
    return false;
  }
  if (said.trim() !== '') say(said.trim());
  compressAssets(join(aside, 'assets'));
  const chunks = join(aside, '.chunks.json');
  if (existsSync(chunks)) renameSync(chunks, join(projectRoot, 'dist', 'client.chunks.json'));
  rmSync(output, { recursive: true, force: true });
  renameSync(aside, output);
  writeFileSync(stampFile, stamp);
  say(`Built in ${seconds(started)}.`);
  return true;
}

/** A `.br` beside each text asset of some size: compressed once here, not again for everybody who asks. */
function compressAssets(folder) {
  for (const name of readdirSync(folder)) {
    if (!/\.(?:js|css|json|svg)$/.test(name)) continue;
    const content = readFileSync(join(folder, name));
    if (content.length < 1024) continue;
    const options = {
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
    };
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content, options));
  }
}

function readStamp() {
  return existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : undefined;
}

/** A hash over everything that ends in the client: file times lie after a checkout, contents do not. */
function stampOfSources() {
  const hash = createHash('sha256');
  for (const folder of ['client', 'shared']) {
    const root = join(projectRoot, folder);
    if (!existsSync(root)) continue;
    const files = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.md'))
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
    for (const file of files.sort())
      hash.update(file.slice(projectRoot.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  hash.update(readFileSync(join(projectRoot, 'package-lock.json')));
  return hash.digest('hex');
}
