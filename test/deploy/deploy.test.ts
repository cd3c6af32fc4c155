import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CONFIG_NAMES, readConfig, shownConfig } from '../../server/config.ts';
import { NOT_READY } from '../../server/readiness.ts';
import { LIMITS } from '../../shared/limits.ts';
import { REFUSALS } from '../../shared/outcome.ts';
import { projectRoot } from '../../scripts/parts/words.mjs';
import { readYaml, type Yaml } from '../support/plainYaml.ts';

const text = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');
const deploy = readdirSync(join(projectRoot, 'deploy'), { recursive: true, withFileTypes: true })
  .filter((each) => each.isFile())
  .map((each) => join(each.parentPath, each.name).slice(projectRoot.length + 1));
const operating = text('docs/operating.md');
const program = JSON.parse(text('package.json')) as {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
};
type Map = { [key: string]: Yaml };
const DEFAULT_PORT = shownConfig((readConfig({}) as { config: never }).config)['PORT']!;

/** The rows of the table of a section, each cell without its code quotes. */
function table(heading: string): string[][] {
  const section = operating.slice(operating.indexOf(`\n${heading}\n`)).split(/\n##? /)[1]!;
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  const cells = rows.map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
  return cells.slice(2);
}

describe('docs/operating.md says what the program does', () => {
  test('the table of settings is the configuration, with its defaults', () => {
    const defaults = shownConfig((readConfig({}) as { config: never }).config);
    const flags: Record<string, string> = { true: '1', false: '0' };
    const listed = table('## Configuration');
    expect(listed.map(([name]) => name).sort()).toEqual([...CONFIG_NAMES].sort());
    for (const [name, said] of listed) {
      const value = defaults[name!] ?? '';
      if (name !== 'TOCSIN_NODE') expect([name, said]).toEqual([name, flags[value] ?? value]);
    }
  });

  test('the table of /readyz holds every code', () => {
    expect(
      table('## Health')
        .map(([code]) => code)
        .sort(),
    ).toEqual(Object.keys(NOT_READY).sort());
  });

  test('every alert is explained, and no other', () => {
    const { groups } = readYaml(text('deploy/alerts.yaml')) as { groups: { rules: { alert: string }[] }[] };
    const alerts = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
    expect(alerts.length).toBeGreaterThan(8);
    expect(
      table('## Alerts')
        .map(([alert]) => alert)
        .sort(),
    ).toEqual(alerts.sort());
  });
});

describe('what deploy/ names exists', () => {
  test('every setting', () => {
    expect(deploy.length).toBeGreaterThan(10);
    const known = new Set([...CONFIG_NAMES, 'TOCSIN_SITE']);
    for (const file of deploy)
      for (const [name] of text(file).matchAll(/\b(TOCSIN_\w+|DATABASE_URL)\b/g))
        expect([file, known.has(name)]).toEqual([file, true]);
  });

  test('every figure, every word of a label, and every setting is one that the program takes', () => {
    const figures = new Set(table('## Figures').map(([name]) => name!.replace(/^(tocsin_\w+).*/, '$1')));
    const own = /\btocsin_\w+/g;
    const words: Record<string, readonly string[]> = {
      outcome: ['accepted', ...Object.keys(REFUSALS), 'wrong-credentials', 'too-many-tries'],
      answer: ['caught-up', 'reset', 'refused'],
      result: ['appended'],
    };
    for (const file of ['deploy/alerts.yaml', 'deploy/grafana/tocsin.json']) {
      const names = [...text(file).matchAll(own)].map(([name]) => name.replace(/_(bucket|sum|count)$/, ''));
      expect(names.length).toBeGreaterThan(10);
      expect(names.filter((name) => !figures.has(name))).toEqual([]);
      for (const [, label, value] of text(file).matchAll(/\b(outcome|answer|result)\\?"?[=~!]+\\?"([\w|-]+)\\?"/g))
        for (const word of value!.split('|')) expect([label, words[label!]!.includes(word)]).toEqual([label, true]);
    }
    const board = JSON.parse(text('deploy/grafana/tocsin.json')) as { panels: { targets: { expr: string }[] }[] };
    const drawn = board.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)).join('\n');
    expect([...figures].filter((name) => !drawn.includes(name))).toEqual([]);
    const environment = text('deploy/compose.env.example')
      .split('\n')
      .filter((line) => /^\w/.test(line));
    const given = Object.fromEntries(environment.map((line) => line.split('=') as [string, string]));
    expect(readConfig({ ...given, NODE_ENV: 'production' })).toHaveProperty('config');
  });

  test('compose: two profiles, nodes that keep nothing but their volume, a database that keeps what it acknowledged', () => {
    const compose = readYaml(text('deploy/compose.yaml')) as { services: Record<string, Map>; volumes: Map };
    const services = Object.entries(compose.services);
    const of = (profile: string) => services.filter(([, one]) => (one['profiles'] as string[]).includes(profile));
    expect(of('sqlite').map(([name]) => name)).toEqual(['tocsin', 'proxy']);
    expect(of('postgres').map(([name]) => name)).toEqual(['tocsin-a', 'tocsin-b', 'postgres', 'proxy']);
    for (const [name, one] of services.filter(([each]) => each.startsWith('tocsin'))) {
      expect([name, one['read_only'], one['cap_drop']]).toEqual([name, 'true', ['ALL']]);
      const { context, dockerfile } = one['build'] as { context: string; dockerfile: string };
      expect(existsSync(resolve(projectRoot, 'deploy', context, dockerfile))).toBe(true);
      expect(existsSync(join(projectRoot, 'deploy', `${one['env_file'] as string}.example`))).toBe(true);
      for (const key of Object.keys((one['environment'] ?? {}) as Map)) expect(CONFIG_NAMES).toContain(key);
    }
    for (const [, one] of services)
      for (const volume of (one['volumes'] ?? []) as string[]) {
        const source = volume.split(':')[0]!;
        if (source.startsWith('.')) expect(existsSync(resolve(projectRoot, 'deploy', source))).toBe(true);
        else expect(compose.volumes).toHaveProperty(source);
      }
    expect(compose.services['postgres']!['command']).toEqual(
      expect.arrayContaining(['fsync=on', 'synchronous_commit=on']),
    );
    expect(readYaml(text('deploy/prometheus.yaml'))).toHaveProperty('rule_files', ['alerts.yaml']);
  });

  test('Dockerfile: its sources, its scripts, the version of Node, and who runs it', () => {
    const steps = text('deploy/Dockerfile').replaceAll('\\\n', ' ').split('\n');
    const ignored = text('deploy/Dockerfile.dockerignore').split('\n');
    const copied = steps
      .filter((step) => step.startsWith('COPY ') && !step.includes('--from'))
      .flatMap((step) => step.split(/\s+/).slice(1, -1));
    expect(copied.length).toBeGreaterThan(8);
    for (const source of copied) {
      expect([source, existsSync(join(projectRoot, source))]).toEqual([source, true]);
      expect(ignored).toContain(`!${source}`);
    }
    // What the compiler of the client reads beside it.
    const { extends: base } = JSON.parse(text('client/tsconfig.json')) as { extends: string };
    expect(copied).toContain(base.replace('../', ''));
    for (const [, script] of text('deploy/Dockerfile').matchAll(/npm run ([\w:-]+)/g))
      expect(program.scripts).toHaveProperty(script!);
    const major = program.dependencies['node']!.split('.')[0];
    const images = [...text('deploy/Dockerfile').matchAll(/^FROM node:(\d+)/gm)].map(([, version]) => version);
    expect(images).toEqual([major, major]);
    const runs = steps.lastIndexOf('USER node');
    expect(runs).toBeGreaterThan(steps.findLastIndex((step) => step.startsWith('RUN ')));
    const command = JSON.parse(steps.find((step) => step.startsWith('CMD '))!.slice(4)) as string[];
    expect(program.scripts['start']).toContain(`exec ${command.join(' ')}`);
    expect(existsSync(join(projectRoot, command.at(-1)!))).toBe(true);
    expect(steps).toContain(`EXPOSE ${DEFAULT_PORT}`);
    expect(text('deploy/Dockerfile')).toContain(`(process.env.PORT??${DEFAULT_PORT})+'/healthz'`);
  });

  test('systemd: what is started exists, and a stop is waited for longer than it can take', () => {
    for (const unit of ['tocsin', 'tocsin-backup']) {
      const said = text(`deploy/systemd/${unit}.service`);
      const start = /^ExecStart=(.*)$/m.exec(said)![1]!;
      const file = /node (?:--\S+ )*(server\/\w+\.ts)/.exec(start)![1]!;
      expect(existsSync(join(projectRoot, file))).toBe(true);
      expect(said).toMatch(/^User=tocsin$/m);
      expect(said).toMatch(/^NoNewPrivileges=yes$/m);
      expect(said).toMatch(/^ProtectSystem=strict$/m);
    }
    expect(text('server/cli/program.ts')).toContain("'backup <directory>'");
    const service = text('deploy/systemd/tocsin.service');
    const command = /exec (node .*)$/.exec(program.scripts['start']!)![1]!;
    expect(service).toContain(`.bin/${command}\n`);
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(service)![1])).toBeGreaterThan(30);
    expect(existsSync(join(projectRoot, /file:\/\/\/opt\/tocsin\/(.+)/.exec(service)![1]!))).toBe(true);
  });

  test('proxies: sockets are passed and outlive the ping, bodies fit the largest import, figures are not passed', () => {
    const ping = Number(/pingInterval: ([\d_]+)/.exec(text('server/socket/server.ts'))![1]!.replaceAll('_', '')) / 1000;
    const nginx = text('deploy/proxy/nginx.conf');
    const [, sockets] = /location (\/socket\.io\/) \{[^}]*?proxy_read_timeout (\d+)s/s.exec(nginx)!.slice(1);
    expect(Number(sockets)).toBeGreaterThanOrEqual(2 * ping);
    expect(text('server/socket/server.ts')).toContain("path: '/socket.io'");
    expect(nginx).toMatch(/proxy_set_header Upgrade \$http_upgrade;/);
    expect(nginx).toMatch(/location = \/metrics \{\s*return 404;/);
    const caddy = text('deploy/proxy/Caddyfile');
    expect(caddy).toMatch(/@figures path \/metrics\n\trespond @figures 404/);
    expect(caddy).toContain('health_uri /readyz');
    const bodies = [/client_max_body_size (\d+)m/.exec(nginx)![1], /max_size (\d+)MB/.exec(caddy)![1]];
    for (const megabytes of bodies) {
      expect(Number(megabytes) * 1_000_000).toBeGreaterThan(LIMITS.importBytes);
      expect(Number(megabytes) * 1_000_000).toBeLessThan(1.2 * LIMITS.importBytes);
    }
    const forwarded = text('deploy/proxy/tocsin-forwarded.conf');
    expect(forwarded).toContain('proxy_set_header X-Forwarded-For $remote_addr;');
    for (const [, path] of nginx.matchAll(/include \/etc\/nginx\/([\w-]+\.conf)/g))
      expect(existsSync(join(projectRoot, 'deploy/proxy', path!))).toBe(true);
    for (const file of deploy)
      for (const [, port] of text(file).matchAll(/(?:tocsin(?:-[ab])?|127\.0\.0\.1|10\.0\.0\.12):(\d+)/g))
        expect([file, port]).toEqual([file, DEFAULT_PORT]);
  });

  test('every file of deploy/ is in its README, and every link of it leads somewhere', () => {
    const readme = text('deploy/README.md');
    const told = [...readme.matchAll(/`([\w./*-]+)`/g)].map(([, name]) => name!);
    for (const file of deploy) {
      const name = file.slice('deploy/'.length);
      const known = told.some((one) => one === name || (one.endsWith('*') && name.startsWith(one.slice(0, -1))));
      expect([name, known || ['README.md', 'Dockerfile.dockerignore'].includes(name)]).toEqual([name, true]);
    }
    for (const [document, path] of [readme, operating].flatMap((each, index) =>
      [...each.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => [index === 0 ? 'deploy' : 'docs', link!] as const),
    ))
      expect([path, existsSync(resolve(projectRoot, dirname(`${document}/x`), path))]).toEqual([path, true]);
  });
});

describe('the reader of YAML is strict', () => {
  test('what it does not know is refused with its line', () => {
    expect(readYaml("a: 1\nb:\n  - x: 'y: z' # why\n    w: [1, 'two']\n  - plain\nc: { d: e }\n")).toEqual({
      a: '1',
      b: [{ x: 'y: z', w: ['1', 'two'] }, 'plain'],
      c: { d: 'e' },
    });
    for (const [bad, line] of [
      ['a: |\n  text', 1],
      ['a: 1\n   b: 2', 2],
      ['a: x: y', 1],
      ['a:\n\tb: 1', 2],
      ['a: *gone', 1],
      ['a: 1\na: 2', 2],
    ] as const)
      expect(() => readYaml(bad), bad).toThrow(`line ${line}`);
  });
});
