import { Client } from 'pg';
import { canonicalJson } from '../../shared/canonical.ts';
import { TRANSIENT } from '../../shared/outcome.ts';
import type { Outcome } from '../../shared/protocol/down.ts';
import { Cluster } from './cluster.ts';
import type { Report } from './report.ts';

interface Repeated {
  readonly person: number;
  readonly message: { commandId: string; type: string; data: Record<string, unknown> };
  answer?: string;
}

/** P-D4: each command is sent once to five times, shuffled, over many connections to two nodes. */
export async function repeats(count: number, seed: number): Promise<Report> {
  const cluster = await Cluster.open({ nodes: 2, seed, writers: 0, followers: 0, people: 6 });
  const { dice } = cluster;
  try {
    let sends = 0;
    let differed = 0;
    let doubts = 0;
    const effects = new Map<string, number>();
    // In rounds: what is sent five times must lie near enough to meet itself under way.
    const perRound = 2000;
    let commands = 0;
    let accepted = 0;
    while (commands < count) {
      const round = Array.from({ length: Math.min(perRound, count - commands) }, (): Repeated => {
        const bad = dice.chance(0.1);
        const data = bad ? { incidentId: dice.id(), severity: 3 } : { incidentId: dice.id(), title: 'Once' };
        const type = bad ? 'incident.setSeverity' : 'incident.report';
        return { person: dice.below(6), message: { commandId: dice.id(), type, data } };
      });
      commands += round.length;
      const copies = dice.shuffled(round.flatMap((one) => Array.from({ length: 1 + dice.below(5) }, () => one)));
      sends += copies.length;
      const perPerson = new Map<number, Repeated[]>();
      for (const copy of copies) perPerson.set(copy.person, [...(perPerson.get(copy.person) ?? []), copy]);
      const calls: Promise<void>[] = [];
      for (const [person, list] of perPerson) {
        for (let at = 0; at < list.length;) {
          // Twice in one request is one of the ways, too.
          const some = list.slice(at, (at += 1 + dice.below(120)));
          calls.push(send(person, some));
        }
      }
      await Promise.all(calls);
      accepted += round.filter(({ answer }) => answer?.includes('"accepted"')).length;
      for (const one of round) {
        if (one.answer === undefined) differed += 1;
        else if (one.answer.includes('"accepted"')) effects.set(String(one.message.data['incidentId']), 0);
      }
    }

    async function send(person: number, some: readonly Repeated[]): Promise<void> {
      for (let left: readonly Repeated[] = some; left.length > 0;) {
        const answer = await cluster.http(
          person,
          dice.below(2),
          'POST',
          `/operations/${cluster.ground.operation}/commands`,
          left.map(({ message }) => message),
        );
        const outcomes = (await answer.json()) as Outcome[];
        const again: Repeated[] = [];
        for (const [index, one] of left.entries()) {
          const outcome = outcomes[index]!;
          if (TRANSIENT.has(outcome.code ?? '')) {
            again.push(one);
            continue;
          }
          const text = canonicalJson(outcome);
          if (one.answer !== undefined && one.answer !== text) differed += 1;
          one.answer ??= text;
        }
        doubts += again.length;
        left = again;
      }
    }

    const client = new Client({ connectionString: cluster.database });
    await client.connect();
    const { rows } = await client.query<{ id: string; times: string }>(
      `SELECT body::json -> 'entities' -> 0 ->> 'id' AS id, count(*) AS times FROM tocsin_event
       WHERE operation = $1 AND body::json ->> 'type' = 'incident.reported' GROUP BY 1`,
      [cluster.ground.operation],
    );
    await client.end();
    let ghosts = 0;
    for (const { id, times } of rows) {
      if (effects.has(id)) effects.set(id, Number(times));
      else ghosts += 1;
    }
    const times = [...effects.values()];
    return {
      counts: { commands, sends, nodes: 2, accepted, refused: commands - accepted, sentAgain: doubts },
      losses: {
        lost: times.filter((each) => each === 0).length,
        doubled: times.filter((each) => each > 1).length,
        differed,
        ghosts,
      },
    };
  } finally {
    await cluster.close();
  }
}
