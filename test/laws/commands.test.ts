import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../shared/canonical.ts';
import { TRANSIENT } from '../../shared/outcome.ts';
import type { Outcome } from '../../shared/protocol/down.ts';
import type { TocsinEvent } from '../../shared/domain/event.ts';
import { Dice } from '../support/historiesDice.ts';
import { History, type Said } from '../support/histories.ts';
import type { CoreNode } from '../support/historiesNode.ts';
import { Screen } from '../support/historiesScreen.ts';

const FIRST = Number(process.env['TOCSIN_SEED'] ?? 1);
const COUNT = Number(process.env['TOCSIN_HISTORIES'] ?? 25);

/** Sends until there is an answer about the command itself. */
async function send(node: CoreNode, said: Said): Promise<Outcome> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const outcome = await node.pipeline.submit(said.operation, said.user, said.message);
    if (!TRANSIENT.has(outcome.code ?? '')) return outcome;
    await node.followEverything();
  }
  throw new Error('no answer');
}

async function eventsOf(history: History): Promise<TocsinEvent[]> {
  const events: TocsinEvent[] = [];
  for (const operation of await history.store.log.operations()) {
    for (const row of await history.store.log.readAfter(operation, 0, 100_000))
      events.push(JSON.parse(row.body) as TocsinEvent);
  }
  return events;
}

/** A hundred histories a minute, on a slow machine. */
const PATIENCE = 60_000 + COUNT * 1000;

describe('[L8] idempotence', () => {
  it(
    `[L8] [P-D4] commands sent 1 to 5 times, shuffled, over three nodes of one log: each takes effect once, every copy is answered alike`,
    async () => {
      let commands = 0;
      let copies = 0;
      let effects = 0;
      let reused = 0;
      for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
        const history = await History.begin(seed, { nodes: 3 });
        const dice = new Dice(seed ^ 0x8);
        const answers = new Map<string, { said: Said; outcomes: Outcome[] }>();
        for (let round = 0; round < 8; round++) {
          history.passTime();
          const fresh = Array.from({ length: 8 }, () => ({ ...history.next() })).filter(
            ({ message }) => !history.said.some((before) => before.message.commandId === message.commandId),
          );
          const distinct = fresh.filter(
            (one, index) => fresh.findIndex((other) => other.message.commandId === one.message.commandId) === index,
          );
          const sent = distinct.flatMap((said) => Array.from({ length: 1 + dice.below(5) }, () => said));
          for (const node of history.nodes) if (dice.chance(0.5)) node.failAppends = dice.below(2);
          await Promise.all(
            dice.shuffled(sent).map(async (said) => {
              const outcome = await send(dice.pick(history.nodes), said);
              const key = `${said.user}/${said.message.commandId}`;
              const known = answers.get(key) ?? { said, outcomes: [] };
              known.outcomes.push(outcome);
              answers.set(key, known);
            }),
          );
          copies += sent.length;
          history.said.push(...distinct);
          for (const node of history.nodes) await node.followEverything();
        }
        // Once more, long after, and with other content under the same id.
        for (const { said, outcomes } of answers.values()) {
          outcomes.push(await send(dice.pick(history.nodes), said));
          const other = { ...said, message: { ...said.message, data: { ...said.message.data, other: true } } };
          const refusal = await send(dice.pick(history.nodes), other);
          expect(refusal.code).toBe('command-id-reused');
          reused += 1;
        }
        const events = await eventsOf(history);
        for (const { said, outcomes } of answers.values()) {
          commands += 1;
          expect(new Set(outcomes.map((one) => canonicalJson(one))).size, `seed ${seed} ${said.message.type}`).toBe(1);
          const made = events.filter((event) => event.commandId === said.message.commandId).length;
          const [outcome] = outcomes as [Outcome];
          // Granting a release marks the record and answers the request.
          const most = said.message.data['answer'] === 'granted' ? 2 : 1;
          expect(made).toBe(outcome.outcome === 'accepted' && !outcome.settled ? most : 0);
          effects += made;
        }
        expect(history.troubles()).toEqual([]);
      }
      process.stdout.write(
        `L8: ${commands} commands in ${copies} copies, ${effects} effects, ${reused} reused ids refused, from seed ${FIRST}\n`,
      );
      expect(effects).toBeGreaterThan(COUNT * 5);
    },
    PATIENCE,
  );
});

describe('[L11] order', () => {
  it(
    '[L11] any two screens see common changes in one order, and an answer precedes what is invoked after it',
    async () => {
      let common = 0;
      let pairs = 0;
      for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
        const history = await History.begin(seed, { nodes: 2 });
        const dice = new Dice(seed ^ 0x11);
        const { nodes, names } = history;
        const operation = names.operations[0]!;
        const screens = names.users.map((user) => new Screen(user, dice.pick(nodes).desk(operation)));
        for (const screen of screens) screen.open();
        const invoked: string[] = [];
        for (let step = 0; step < 50; step++) {
          history.now += 1 + dice.below(5000);
          const said = history.next();
          const outcome = await history.say(said, dice.pick(nodes));
          const first = !history.said
            .slice(0, -1)
            .some((before) => before.message.commandId === said.message.commandId);
          if (first && outcome.outcome === 'accepted' && said.operation === operation)
            invoked.push(said.message.commandId);
          for (const node of nodes) if (dice.chance(0.6)) await node.followEverything();
          for (const node of nodes) if (dice.chance(0.6)) node.desks().forEach((desk) => desk.flush());
        }
        for (const node of nodes) {
          await node.followEverything();
          node.desks().forEach((desk) => desk.flush());
        }
        const stored = (await eventsOf(history)).map((event) => event.commandId ?? '');
        const places = [...new Set(invoked)]
          .map((commandId) => stored.indexOf(commandId))
          .filter((place) => place >= 0);
        expect(places, `seed ${seed}: stored in the order they were answered`).toEqual(
          [...places].sort((a, b) => a - b),
        );
        for (const a of screens) {
          for (const b of screens) {
            if (a === b || a.gaps + b.gaps + a.dismissed + b.dismissed > 0) continue;
            // What is stamped by a node's own clock is that node's; events are everybody's.
            const inB = new Set(b.seen.filter((one) => !one.startsWith('["record.')));
            const inA = new Set(a.seen);
            const left = a.seen.filter((one) => inB.has(one));
            const right = b.seen.filter((one) => inB.has(one) && inA.has(one));
            expect(left, `seed ${seed}`).toEqual(right);
            common += left.length;
            pairs += 1;
          }
        }
      }
      process.stdout.write(`L11: ${pairs} pairs of screens, ${common} common changes, from seed ${FIRST}\n`);
      expect(common).toBeGreaterThan(COUNT * 20);
    },
    PATIENCE,
  );

  it(
    '[L11] two screens of one node see withdrawals and revelations in one order too',
    async () => {
      for (let seed = FIRST; seed < FIRST + 10; seed++) {
        const history = await History.begin(seed);
        const desk = history.node.desk(history.names.operations[0]!);
        const screens = history.names.users.map((user) => new Screen(user, desk));
        for (const screen of screens) screen.open();
        for (let step = 0; step < 50; step++) {
          history.now += 1 + history.dice.below(5000);
          await history.say();
          await history.node.followEverything();
          if (history.dice.chance(0.4)) desk.flush();
        }
        desk.flush();
        for (const a of screens) {
          for (const b of screens) {
            if (a.dismissed + b.dismissed > 0) continue;
            const inA = new Set(a.seen);
            const inB = new Set(b.seen);
            expect(a.seen.filter((one) => inB.has(one))).toEqual(b.seen.filter((one) => inA.has(one)));
          }
        }
      }
    },
    PATIENCE,
  );
});
