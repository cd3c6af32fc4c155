import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPostgres, whyNoPostgres, type TestPostgres } from '../support/postgres.ts';
import { startNode, type Node } from './cluster.support.ts';

const missing = await whyNoPostgres();
if (missing) console.log(`Skipped: ${missing}`);

describe.skipIf(missing)('the health of nodes on PostgreSQL', () => {
  let postgres: TestPostgres;
  let nodes: Node[];
  beforeAll(async () => {
    postgres = await startPostgres();
    const url = await postgres.url('health');
    nodes = [await startNode(url), await startNode(url)];
  });
  afterAll(async () => {
    for (const node of nodes ?? []) await node.close();
    await postgres?.stop();
  });
  const readyz = async (node: Node) => {
    const answer = await fetch(`${node.base}/readyz`);
    return { status: answer.status, code: ((await answer.json()) as { code?: string }).code };
  };
  const figures = async (node: Node) => {
    const text = await (await fetch(`${node.base}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith('tocsin_'));
    return new Map(lines.map((line) => [line.replace(/ [^ ]+$/, ''), Number(line.split(' ').at(-1))]));
  };
  async function soon(what: string, holds: () => Promise<boolean>, ms = 15_000): Promise<void> {
    const deadline = performance.now() + ms;
    while (!(await holds())) {
      if (performance.now() > deadline) throw new Error(`Not within ${ms} ms: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  test('a node sees the others, and tells of its connections', async () => {
    await soon('both are listed', async () => (await nodes[0]!.app.context.health()).nodes.length === 2);
    const report = await nodes[0]!.app.context.health();
    expect(report).toMatchObject({ ready: true, home: 'postgresql', database: { listening: true } });
    const read = await figures(nodes[0]!);
    expect(read.get('tocsin_database_listening')).toBe(1);
    expect(read.get('tocsin_database_waiting')).toBe(0);
    const { idle, busy } = { idle: 'tocsin_database_connections{state="idle"}', busy: 'state="busy"' };
    expect(read.get(idle)).toBeGreaterThanOrEqual(1);
    expect(read.has(idle.replace('state="idle"', busy))).toBe(true);
  });

  test('PostgreSQL killed: every node says that it is not ready, and is ready again by itself', async () => {
    const seen = nodes.map(() => new Set<string>());
    let watching = true;
    const watched = nodes.map(async (node, index) => {
      while (watching) {
        const { status, code } = await readyz(node);
        seen[index]!.add(`${status} ${code}`);
        if (status === 503 && index === 0) seen[index]!.add(`ready ${(await figures(node)).get('tocsin_ready')}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
    await postgres.crash(() =>
      soon('all say that they are not', async () =>
        (await Promise.all(nodes.map(readyz))).every((one) => one.status === 503),
      ),
    );
    await soon('all are ready', async () => (await Promise.all(nodes.map(readyz))).every((one) => one.status === 200));
    watching = false;
    await Promise.all(watched);
    for (const each of seen) expect([...each]).toContain('503 database-unreachable');
    expect([...seen[0]!]).toContain('ready 0');
    await soon('notifications arrive', async () => (await figures(nodes[0]!)).get('tocsin_database_listening') === 1);
  });

  test('a node that has gone is listed no longer', async () => {
    await nodes.pop()!.close();
    await soon('one is listed', async () => (await nodes[0]!.app.context.health()).nodes.length === 1);
  });
});
