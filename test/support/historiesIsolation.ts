import type { Outcome } from '../../shared/protocol/down.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { historyOf } from '../../server/desk/history.ts';
import { Dice } from './historiesDice.ts';
import { History, type Said } from './histories.ts';
import { id } from './house.ts';
import { Screen } from './historiesScreen.ts';
import { firstParting, withoutCursors } from './historiesTwins.ts';
import { NAMES, placeOf, ROOT } from './historiesTwinsPlace.ts';

export interface Isolated {
  bytes: number;
  accepted: number;
  /** Commands that name a record of the other operation. */
  strange: number;
}
export const noneIsolated = (): Isolated => ({ bytes: 0, accepted: 0, strange: 0 });

const OTHER = id('twins other operation');
interface Step {
  readonly now: number;
  readonly said: Said;
}

/**
 * L10 on one pair of operations in one store, one live and one an exercise, with the same people: everybody's transcript of
 * either is the same to the byte as if the other had only been created. Commands name records of both.
 */
export async function isolated(seed: number, steps: number, tally: Isolated): Promise<string | undefined> {
  const script: Step[] = [];
  const both = await live(seed, steps, script, undefined);
  for (const operation of [NAMES.operation, OTHER]) {
    const alone = await live(seed, steps, script, operation);
    const parting = firstParting(alone.transcripts.get(operation)!, both.transcripts.get(operation)!);
    if (parting) return `seed ${seed}: ${operation === OTHER ? 'the other one' : 'one'}: ${parting}`;
    // An id may be used in both, by chance or by intent: it is two records then.
    const own = both.made.get(operation)!;
    const theirs = [...both.made.get(operation === OTHER ? NAMES.operation : OTHER)!].filter((each) => !own.has(each));
    const bytes = both.transcripts.get(operation)!.join('\n');
    tally.bytes += bytes.length;
    for (const each of theirs) if (bytes.includes(each)) return `seed ${seed}: ${each} of the other operation is named`;
  }
  tally.accepted += both.accepted;
  tally.strange += both.strange;
  return undefined;
}

async function live(seed: number, steps: number, script: Step[], only: string | undefined) {
  const history = await History.at(seed, await placeOf(seed));
  const { node, names } = history;
  const dice = new Dice(seed ^ 0x150);
  const kind = seed % 2 === 0 ? 'exercise' : 'live';
  const make = async (type: string, data: object) => {
    const message = { commandId: dice.id(), type, data };
    const outcome = await node.pipeline.submitAs(DIRECTORY, ROOT, message);
    if (outcome.outcome !== 'accepted') throw new Error(`${type}: ${outcome.code} ${outcome.message}`);
    await node.followEverything();
  };
  await make('operation.create', { operationId: OTHER, name: 'Other', kind, participants: [...names.organisations] });
  for (const userId of names.users) {
    if (userId === NAMES.guest) continue;
    const roles = ['coordinator', 'liaison', 'owner', ...(kind === 'exercise' ? ['director'] : [])];
    await make('user.setRoles', { userId, operation: OTHER, roles });
  }
  names.operations.push(OTHER);
  const people = [...names.users];
  const transcripts = new Map<string, string[]>();
  const made = new Map<string, Set<string>>();
  const screens: Screen[] = [];
  for (const operation of names.operations) {
    made.set(operation, new Set());
    for (const user of people) {
      const own: string[] = [];
      const screen = new Screen(user, node.desk(operation));
      screen.onBytes = (bytes, what) => own.push(`${what} ${withoutCursors(bytes)}`);
      screens.push(screen);
      transcripts.set(`${operation}/${user}`, own);
    }
    transcripts.set(operation, []);
  }
  let accepted = 0;
  let strange = 0;
  for (let index = 0; index < steps; index++) {
    if (only === undefined) {
      history.passTime();
      const type = index < 12 ? (['incident.report', 'asset.register', 'task.create'] as const)[index % 3] : undefined;
      script.push({ now: history.now, said: history.next(type) });
    }
    const { now, said } = script[index]!;
    history.now = now;
    node.desks().forEach((desk) => desk.tick());
    if (only === undefined || said.operation === only || said.operation === DIRECTORY) {
      const outcome: Outcome = await history.say(said);
      transcripts.get(said.operation)?.push(`answer ${JSON.stringify(outcome)}`);
      for (const record of outcome.records ?? [])
        if (said.operation !== DIRECTORY) made.get(said.operation)!.add(record.id);
      if (outcome.outcome === 'accepted') accepted += 1;
      const theirs = made.get(said.operation === OTHER ? NAMES.operation : OTHER)!;
      const text = JSON.stringify(said.message.data);
      if ([...theirs].some((each) => text.includes(each))) strange += 1;
    }
    await node.followEverything();
    if (dice.chance(0.5)) node.desks().forEach((desk) => desk.flush());
    for (const screen of screens) if (!screen.joined && dice.chance(0.3)) screen.open();
  }
  node.desks().forEach((desk) => (desk.tick(), desk.flush()));
  // By name, records of both: those of the other are answered as if there were none.
  for (const operation of names.operations) {
    const told = transcripts.get(operation)!;
    for (const user of people) {
      told.push(...transcripts.get(`${operation}/${user}`)!);
      const snapshot = node.desk(operation).snapshot(user);
      told.push(withoutCursors(JSON.stringify(snapshot ? { records: snapshot.records } : 'none')));
      for (const { said } of script) {
        const named = said.message.data['assetId'] ?? said.message.data['incidentId'];
        if (typeof named !== 'string' || !dice.chance(0.1)) continue;
        const kind = said.message.data['assetId'] ? 'asset' : 'incident';
        const entries = historyOf(node.desk(operation), user, `${kind}:${named}`);
        told.push(`history ${JSON.stringify(entries ?? 'not-found')}`);
      }
    }
  }
  return { transcripts, made, accepted, strange };
}
