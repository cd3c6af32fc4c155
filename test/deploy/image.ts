// node test/deploy/image.ts: the steps of deploy/Dockerfile, carried out in a folder instead of a container, and what comes of them
// started, asked and stopped. The long form of test/deploy/deploy.test.ts: it installs from the registry and takes minutes.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot, say } from '../../scripts/parts/words.mjs';

const folder = mkdtempSync(join(tmpdir(), 'tocsin-image-'));
const steps = readFileSync(join(projectRoot, 'deploy/Dockerfile'), 'utf8')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

interface Stage {
  readonly root: string;
  directory: string;
  readonly environment: Record<string, string>;
  command: string[];
  health: string[];
}
const stages = new Map<string, Stage>();
let stage!: Stage;
/** Paths of the image, in the folder. */
const inside = (path: string): string => join(stage.root, path.startsWith('/') ? path : join(stage.directory, path));

function carryOut(step: string): void {
  const [, word, rest] = /^(\w+) (.*)$/.exec(step)!;
  const words = rest!.split(/\s+/);
  switch (word) {
    case 'FROM': {
      const name = words[2] ?? 'last';
      stage = { root: join(folder, name), directory: '/', environment: {}, command: [], health: [] };
      mkdirSync(stage.root);
      stages.set(name, stage);
      return;
    }
    case 'WORKDIR':
      stage.directory = rest!;
      mkdirSync(inside('.'), { recursive: true });
      return;
    case 'ENV':
      for (const pair of words) stage.environment[pair.split('=')[0]!] = pair.split('=')[1]!;
      return;
    case 'COPY': {
      const from = /^--from=(\w+)$/.exec(words[0]!)?.[1];
      const sources = words.slice(from ? 1 : 0, -1);
      const target = words.at(-1)!;
      for (const source of sources) {
        const there = from ? join(stages.get(from)!.root, source) : join(projectRoot, source);
        if (!existsSync(there)) throw new Error(`${step}: there is no ${there}`);
        cpSync(there, target.endsWith('/') ? join(inside(target), source) : inside(target), {
          recursive: true,
          verbatimSymlinks: true,
        });
      }
      return;
    }
    case 'RUN': {
      // Accounts and folders of the system are the image's own affair.
      if (rest!.includes('chown')) return;
      const { status, stderr } = spawnSync('sh', ['-c', rest!], {
        cwd: inside('.'),
        env: environmentOf(),
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`${step}\n${stderr}`);
      return;
    }
    case 'CMD':
      stage.command = JSON.parse(rest!) as string[];
      return;
    case 'HEALTHCHECK':
      stage.health = JSON.parse(rest!.slice(rest!.indexOf('CMD ') + 4)) as string[];
      return;
    case 'USER':
    case 'VOLUME':
    case 'EXPOSE':
    case 'STOPSIGNAL':
      return;
    default:
      throw new Error(`A step that is not known here: ${step}`);
  }
}

/** Node as the image has it: the same major, and nothing of this project's own installation. */
function environmentOf(): NodeJS.ProcessEnv {
  const path = (process.env['PATH'] ?? '').split(':').filter((one) => !one.startsWith(projectRoot));
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_ENV$|TOCSIN_)/.test(name));
  return { ...Object.fromEntries(own), ...stage.environment, PATH: [dirname(process.execPath), ...path].join(':') };
}

async function start(): Promise<void> {
  const env = { ...environmentOf(), PORT: '0', TOCSIN_HOST: '127.0.0.1', TOCSIN_DATA: join(folder, 'data') };
  const [program, ...args] = stage.command;
  const server = spawn(program!, args, { cwd: inside('.'), env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
  let said = '';
  const port = await new Promise<string>((resolve, failed) => {
    server.stdout.on('data', (text: Buffer) => {
      said += text.toString();
      const found = /"event":"server.ready","port":(\d+)/.exec(said);
      if (found) resolve(found[1]!);
    });
    void ended.then((code) => failed(new Error(`It ended with ${code}: ${said}`)));
  });
  const address = `http://127.0.0.1:${port}`;
  const [page, ready] = [await fetch(address), await fetch(`${address}/readyz`)];
  const health = spawnSync(stage.health[0]!, stage.health.slice(1), { env: { ...env, PORT: port } });
  server.kill('SIGTERM');
  const code = await ended;
  const answers = { page: page.status, ready: ready.status, health: health.status, stopped: code };
  say(JSON.stringify(answers));
  if (JSON.stringify(answers) !== JSON.stringify({ page: 200, ready: 200, health: 0, stopped: 0 }))
    throw new Error('It does not run as it should');
}

try {
  for (const step of steps) {
    say(step);
    carryOut(step);
  }
  await start();
  say('The steps of the image make a server that starts, answers, is healthy and stops.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
