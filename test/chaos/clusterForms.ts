import { randomUUID } from 'node:crypto';
import { until } from '../wire/wire.support.ts';
import { Cluster } from './cluster.ts';
import { withoutNotifications } from './links.ts';
import type { Report } from './report.ts';

/** P-D3: PostgreSQL is killed in the middle of appends on three nodes, and started again on what it left. */
export async function postgresKills(kills: number, seed: number, perKill = 40): Promise<Report> {
  const cluster = await Cluster.open({ nodes: 3, seed, writers: 6, followers: 3 });
  try {
    cluster.write();
    for (let kill = 0; kill < kills; kill++) {
      await cluster.untilAnswered(perKill);
      await cluster.postgres.crash();
    }
    await cluster.untilAnswered(perKill);
    const { counts, losses } = await cluster.reckon();
    return { counts: { kills, nodes: 3, ...counts }, losses };
  } finally {
    await cluster.close();
  }
}

/** A node of three is killed under load, again and again, and another started. */
export async function nodeKills(kills: number, seed: number, perKill = 60): Promise<Report> {
  const cluster = await Cluster.open({ nodes: 3, seed, writers: 6, followers: 6 });
  try {
    cluster.write();
    for (let kill = 0; kill < kills; kill++) {
      await cluster.untilAnswered(perKill);
      const node = cluster.dice.below(3);
      await cluster.killNode(node);
      await cluster.untilAnswered(10);
      await cluster.startNode(node);
    }
    const { counts, losses } = await cluster.reckon();
    return { counts: { kills, nodes: 3, ...counts }, losses };
  } finally {
    await cluster.close();
  }
}

/** P-D9: no node hears a notification; what one is told still shows on the others within a second. */
export async function silence(events: number, seed: number): Promise<Report> {
  const cluster = await Cluster.open({ nodes: 2, seed, writers: 0, followers: 0, linked: true });
  try {
    for (const { back } of cluster.nodes) {
      back!.back = withoutNotifications;
      // Those that listen already would go on hearing.
      back!.cut();
    }
    const readers = [cluster.follow(0, 0), cluster.follow(1, 1)];
    await until('both have joined', () => readers.every(({ joined }) => joined), 15_000);
    let late = 0;
    let longest = 0;
    let refused = 0;
    for (let event = 0; event < events; event++) {
      const incidentId = randomUUID();
      const message = { commandId: randomUUID(), type: 'incident.report', data: { incidentId, title: 'Quiet' } };
      const answer = await cluster.http(0, 0, 'POST', `/operations/${cluster.ground.operation}/commands`, message);
      const [outcome] = (await answer.json()) as [{ outcome: string }];
      if (outcome.outcome !== 'accepted') refused += 1;
      const took = await until('it shows on the other node', () => readers[1]!.seen.includes(incidentId), 10_000);
      longest = Math.max(longest, took);
      if (took > 1000) late += 1;
    }
    const { losses } = await cluster.reckon();
    return { counts: { events, longestMs: Math.round(longest) }, losses: { late, refused, ...losses } };
  } finally {
    await cluster.close();
  }
}

/** Links that delay, throttle, stand still, are cut and half-closed: between clients and nodes, nodes and PostgreSQL. */
export async function badLinks(troubles: number, seed: number): Promise<Report> {
  const cluster = await Cluster.open({ nodes: 2, seed, writers: 5, followers: 5, linked: true });
  const { dice } = cluster;
  const links = cluster.nodes.flatMap(({ front, back }) => [front!, back!]);
  const did: Record<string, number> = {};
  try {
    cluster.write();
    for (let trouble = 0; trouble < troubles; trouble++) {
      await cluster.untilAnswered(5 + dice.below(20));
      const link = dice.pick(links);
      const what = dice.pick(['cut', 'cutSome', 'halfClose', 'delay', 'throttle', 'hold', 'refuse'] as const);
      did[what] = (did[what] ?? 0) + 1;
      if (what === 'cut') link.cut();
      if (what === 'cutSome') link.cut(() => dice.chance(0.3));
      if (what === 'halfClose') link.halfClose(dice.chance(0.5));
      if (what === 'delay') link.delayMs = dice.below(80);
      if (what === 'throttle') link.bytesPerSecond = dice.chance(0.5) ? Infinity : 100_000 + dice.below(1_000_000);
      if (what === 'hold') {
        link.holding = true;
        await new Promise((resume) => setTimeout(resume, dice.below(600)));
        link.release();
      }
      if (what === 'refuse') {
        link.refusing = true;
        link.cut();
        await new Promise((resume) => setTimeout(resume, dice.below(400)));
        link.refusing = false;
      }
    }
    for (const link of links) Object.assign(link, { delayMs: 0, bytesPerSecond: Infinity });
    await cluster.untilAnswered(20);
    const { counts, losses } = await cluster.reckon();
    return { counts: { troubles, ...did, cuts: links.reduce((sum, { cuts }) => sum + cuts, 0), ...counts }, losses };
  } finally {
    await cluster.close();
  }
}
