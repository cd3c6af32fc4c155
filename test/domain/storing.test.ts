import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../shared/canonical.ts';
import type { TocsinEvent } from '../../shared/domain/event.ts';
import { World } from '../../shared/domain/world.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Outcome } from '../../shared/protocol/down.ts';
import { createPipeline, type Pipeline } from '../../server/commands/pipeline.ts';
import { AppendInDoubt, type Append, type Appended, type EventLog } from '../../server/log/eventLog.ts';
import { createTail } from '../../server/tail/tail.ts';
import { decode } from '../../server/worlds/stream.ts';
import { Worlds } from '../../server/worlds/worlds.ts';
import { House, id } from '../support/house.ts';
import { Dice } from '../support/historiesDice.ts';

const turn = () => new Promise<void>((resume) => setImmediate(resume));

/** A log that takes its time, in order, and fails now and then in every way that a log may. */
class Unsteady {
  readonly failed = { notStored: 0, inDoubtStored: 0, inDoubtLost: 0, threw: 0 };
  /** Commands in appends that threw. */
  unsettled = 0;
  mostUnderWay = 0;
  #underWay = 0;
  #last: Promise<unknown> = Promise.resolve();
  readonly #log: EventLog;
  readonly #dice: Dice;

  constructor(log: EventLog, dice: Dice) {
    this.#log = log;
    this.#dice = dice;
  }

  get log(): EventLog {
    return { ...this.#log, append: (request) => this.#append(request) };
  }

  #append(request: Append): Promise<Appended> {
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.#underWay);
    const mine = this.#last.then(async () => {
      for (let turns = this.#dice.below(4); turns > 0; turns--) await turn();
      return this.#stored(request);
    });
    this.#last = mine.catch(() => {});
    return mine.finally(() => (this.#underWay -= 1));
  }

  async #stored(request: Append): Promise<Appended> {
    const fate = this.#dice.below(24);
    if (fate >= 1 && fate <= 3) this.unsettled += request.receipts.length;
    if (fate === 0) {
      this.failed.notStored += 1;
      return { kind: 'not-stored', reason: 'disk-full', message: 'The disk is full.' };
    }
    if (fate === 1) {
      const answer = await this.#log.append(request);
      if (answer.kind !== 'appended') return answer;
      this.failed.inDoubtStored += 1;
      throw new AppendInDoubt('The connection was lost.');
    }
    if (fate === 2) {
      this.failed.inDoubtLost += 1;
      throw new AppendInDoubt('The connection was lost.');
    }
    if (fate === 3) {
      this.failed.threw += 1;
      throw new Error('A fault of ours.');
    }
    return this.#log.append(request);
  }
}

async function node(log: EventLog, now: () => number, operation: string, alone: boolean) {
  const worlds = new Worlds();
  const troubles: unknown[] = [];
  const onTrouble = (error: unknown) => void troubles.push(error);
  const tail = await createTail({ log, worlds, onTrouble });
  await tail.hold(operation);
  const pipeline = createPipeline({ log, worlds, now, caughtUp: tail.caughtUp, onTrouble, alone });
  return { worlds, tail, pipeline, troubles };
}

interface Sent {
  readonly user: string;
  readonly message: { readonly commandId: string; readonly type: string; readonly data: object };
  readonly outcome: Outcome;
}

/** Several commands a turn to one node, or to two that write at once, some commands to both. */
async function burst(seed: number, alone: boolean) {
  const dice = new Dice(seed);
  const house = await House.of({
    organisations: ['A', 'B'],
    users: { ann: ['A', 'coordinator', 'owner'], ben: ['B', 'coordinator'] },
  });
  const { operation } = house;
  const now = () => house.now;
  const unsteady = new Unsteady(house.store.log, dice);
  const one = await node(unsteady.log, now, operation, alone);
  const other = await node(house.store.log, now, operation, false);
  const sent: Promise<Sent>[] = [];
  const made: string[] = [];
  const send = (pipeline: Pipeline, user: string, type: string, data: object, commandId: string) => {
    const message = { commandId, type, data };
    sent.push(pipeline.submit(operation, id(user), message).then((outcome) => ({ user, message, outcome })));
  };
  for (let index = 0; index < 240; index++) {
    const user = dice.below(2) === 0 ? 'ann' : 'ben';
    const commandId = id(`command ${seed} ${index}`);
    const known = made.length > 0 && dice.below(3) > 0 ? made[dice.below(made.length)]! : undefined;
    const incidentId = known ?? id(`incident ${seed} ${index}`);
    if (!known) made.push(incidentId);
    const [type, data] = known
      ? ['incident.addNote', { incidentId, noteId: id(`note ${seed} ${index}`), text: `Note ${index}` }]
      : ['incident.report', { incidentId, title: `Incident ${index}` }];
    send(
      !alone && dice.below(5) === 0 ? other.pipeline : one.pipeline,
      user,
      type as string,
      data as object,
      commandId,
    );
    if (!alone && dice.below(10) === 0) send(other.pipeline, user, type as string, data as object, commandId);
    if (dice.below(3) === 0) await turn();
  }
  return { house, unsteady, one, other, operation, sent: await Promise.all(sent) };
}

describe('commands decided while others are being stored', () => {
  it.each([1, 2, 3, 4, 5, 6].map((seed) => [seed, seed % 2 === 0] as const))(
    '[LOG-2][L8][P-D3] are answered once and truly, whatever becomes of those before them (seed %i, alone: %s)',
    async (seed, alone) => {
      const { house, unsteady, one, other, operation, sent } = await burst(seed, alone);
      if (alone) expect(unsteady.mostUnderWay).toBeGreaterThan(1);
      // Where others write, nothing may stand on what is not stored yet.
      else expect(unsteady.mostUnderWay).toBe(1);
      const { log } = house.store;
      const rows = await log.readAfter(operation, 0, 10_000);
      const events = rows.map((row) => JSON.parse(row.body) as TocsinEvent);
      const times = new Map<string, number>();
      for (const { commandId } of events) times.set(commandId!, (times.get(commandId!) ?? 0) + 1);

      for (const { user, message, outcome } of sent) {
        const stored = times.get(message.commandId) ?? 0;
        expect(stored).toBeLessThanOrEqual(1);
        if (outcome.outcome === 'accepted') expect(stored).toBe(1);
        if (outcome.code === 'not-stored') continue;
        const receipt = await log.receipt(id(user), message.commandId);
        // Of one in doubt nothing was said; of any other the receipt says what was answered.
        if (outcome.code !== 'busy') expect(JSON.parse(receipt!.outcome)).toMatchObject({ outcome: outcome.outcome });
      }
      expect(sent.filter(({ outcome }) => outcome.code === 'busy').length).toBeLessThanOrEqual(unsteady.unsettled);
      // Sent again, each is settled: by its receipt, or by taking effect now.
      for (const { user, message } of sent) {
        const again = await other.pipeline.submit(operation, id(user), message);
        expect(again.outcome === 'accepted' || again.code === 'not-found').toBe(true);
      }

      const head = await log.head(operation);
      for (const each of [one, other]) {
        await each.tail.caughtUp(operation, head);
        const stream = each.worlds.operation(operation)!;
        expect(stream.world.head).toBe(head);
        const fresh = new World();
        for (const row of await log.readAfter(operation, 0, 10_000)) fresh.fold(decode(row));
        for (const key of fresh.keys())
          expect(canonicalJson(stream.world.at(key, head))).toBe(canonicalJson(fresh.at(key, head)));
        expect([...stream.world.keys()].length).toBe([...fresh.keys()].length);
      }
      expect(one.troubles.length).toBe(unsteady.failed.threw);
      expect(other.troubles).toEqual([]);
      one.tail.stop();
      other.tail.stop();
      await house.close();
    },
  );
});

describe('a node that was idle', () => {
  it('[P-R6] takes a whole request of commands, however little was asked of it before', async () => {
    const house = await House.of({ organisations: ['A'], users: { ann: ['A', 'coordinator'] } });
    const { worlds, tail, pipeline } = await node(house.store.log, Date.now, house.operation, true);
    const send = (name: string) =>
      pipeline.submit(house.operation, id('ann'), {
        commandId: id(`command ${name}`),
        type: 'incident.report',
        data: { incidentId: id(name), title: name },
      });
    for (let index = 0; index < 3; index++) {
      expect((await send(`single ${index}`)).outcome).toBe('accepted');
      await new Promise((resume) => setTimeout(resume, 120));
    }
    const answers = await Promise.all(
      Array.from({ length: LIMITS.commandsPerRequest }, (_, at) => send(`one of ${at}`)),
    );
    expect(answers.filter(({ outcome }) => outcome !== 'accepted')).toEqual([]);
    expect(worlds.operation(house.operation)!.world.head).toBeGreaterThan(LIMITS.commandsPerRequest);
    tail.stop();
    await house.close();
  });

  it('[P-R6] tells who comes to a long queue that it is busy, and keeps nobody waiting', async () => {
    const house = await House.of({ organisations: ['A'], users: { ann: ['A', 'coordinator'] } });
    const dice = new Dice(7);
    const slow = { ...house.store.log, append: slowly(house.store.log, 60) };
    const { tail, pipeline } = await node(slow, Date.now, house.operation, true);
    const waits: number[] = [];
    let busy = 0;
    const send = async (name: string) => {
      const began = performance.now();
      const answer = await pipeline.submit(house.operation, id('ann'), {
        commandId: id(`command ${name}`),
        type: 'incident.report',
        data: { incidentId: id(name), title: name },
      });
      if (answer.code === 'busy') busy += 1;
      else waits.push(performance.now() - began);
    };
    const sent: Promise<void>[] = [];
    for (let turns = 0; turns < 60; turns++) {
      for (let one = 0; one < 400; one++) sent.push(send(`much ${turns} ${one} ${dice.below(10)}`));
      await new Promise((resume) => setTimeout(resume, 20));
    }
    await Promise.all(sent);
    expect(busy).toBeGreaterThan(1000);
    expect(waits.length).toBeGreaterThan(1000);
    tail.stop();
    await house.close();
  });

  it('[LOG-6] [P-D5] answers what is sent again as it did, also while nothing can be written', async () => {
    const house = await House.of({ organisations: ['A'], users: { ann: ['A', 'coordinator'] } });
    const disk = { full: false };
    const full: Appended = { kind: 'not-stored', reason: 'disk-full', message: 'The disk is full.' };
    const log: EventLog = {
      ...house.store.log,
      append: (request) => (disk.full ? Promise.resolve(full) : house.store.log.append(request)),
    };
    const { tail, pipeline } = await node(log, Date.now, house.operation, true);
    const send = (name: string) =>
      pipeline.submit(house.operation, id('ann'), {
        commandId: id(`command ${name}`),
        type: 'incident.report',
        data: { incidentId: id(name), title: name },
      });
    const first = await send('stored');
    disk.full = true;
    const [again, other] = await Promise.all([send('stored'), send('not stored')]);
    expect(first.outcome).toBe('accepted');
    expect(again).toEqual(first);
    expect(other.code).toBe('not-stored');
    tail.stop();
    await house.close();
  });

  it('[ACT-8] answers both of two commands that came at once under one id with other content', async () => {
    const house = await House.of({ organisations: ['A'], users: { ann: ['A', 'coordinator'] } });
    const { tail, pipeline } = await node(house.store.log, Date.now, house.operation, true);
    const send = (title: string) =>
      pipeline.submit(house.operation, id('ann'), {
        commandId: id('one id'),
        type: 'incident.report',
        data: { incidentId: id('one incident'), title },
      });
    const answers = await Promise.all([send('One'), send('Other')]);
    expect(answers.map(({ outcome, code }) => code ?? outcome)).toEqual(['accepted', 'command-id-reused']);
    tail.stop();
    await house.close();
  });
});

/** Each append takes so long (ms), one after another. */
function slowly(log: EventLog, ms: number): EventLog['append'] {
  let last: Promise<unknown> = Promise.resolve();
  return (request) => {
    const mine = last.then(async () => {
      await new Promise((resume) => setTimeout(resume, ms));
      return log.append(request);
    });
    last = mine;
    return mine;
  };
}
