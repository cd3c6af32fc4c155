import { canonicalJson } from '../../shared/canonical.ts';
import type { Outcome } from '../../shared/protocol/down.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { historyOf } from '../../server/desk/history.ts';
import { presenceFor, type Here } from '../../server/live/presence.ts';
import { Dice } from './historiesDice.ts';
import { History, type Said } from './histories.ts';
import { HiddenSteps } from './historiesTwinsHidden.ts';
import { NAMES, OBSERVERS, placeOf } from './historiesTwinsPlace.ts';
import { Screen } from './historiesScreen.ts';

export interface TwinTally {
  pairs: number;
  hidden: number;
  bytes: number;
  /** Pairs that the policy excludes: a hidden step changed what somebody could do in O's sight. */
  excluded: number;
  readonly steps: Map<string, number>;
}
export const noTwins = (): TwinTally => ({ pairs: 0, hidden: 0, bytes: 0, excluded: 0, steps: new Map() });

/** A story as it is made up without anything hidden in between: what is said, and when. */
export async function storyOf(seed: number, steps: number) {
  const script: Step[] = [];
  const { history } = await live(seed, steps, script, undefined);
  return { script, bases: history.names.records };
}

interface Step {
  readonly now: number;
  readonly said: Said;
}
interface Lived {
  readonly transcript: readonly string[];
  readonly outcomes: readonly Outcome[];
  readonly history: History;
}

/** Cursors are sealed, and the name of a store's history is random: what they tell is how long they are. */
export const withoutCursors = (text: string): string =>
  text.replace(
    /"(prev|next|cursor|epoch)":"([\w-]+)"/g,
    (_, name: string, cursor: string) => `"${name}":${cursor.length}`,
  );

/**
 * L6 on one pair: the same story twice, the second time with hidden steps in between. Answers where the observer's
 * transcripts part, in words; undefined when they are the same to the byte.
 */
export async function twins(seed: number, steps: number, tally: TwinTally): Promise<string | undefined> {
  const script: Step[] = [];
  const one = await live(seed, steps, script, undefined);
  const hidden = { count: 0, done: new Map<string, number>() };
  const other = await live(seed, steps, script, { bases: one.history.names.records, hidden });
  const troubles = [...one.history.troubles(), ...other.history.troubles()];
  if (troubles.length > 0) return `seed ${seed}: trouble ${String(troubles[0])}`;
  const told = ({ outcome, code, message }: Outcome) => `${outcome} ${code} ${message}`;
  if (one.outcomes.some((outcome, index) => told(outcome) !== told(other.outcomes[index]!))) {
    tally.excluded += 1;
    return undefined;
  }
  tally.pairs += 1;
  tally.hidden += hidden.count;
  tally.bytes += one.transcript.reduce((sum, text) => sum + text.length, 0);
  for (const [name, count] of hidden.done) tally.steps.set(name, (tally.steps.get(name) ?? 0) + count);
  const where = firstParting(one.transcript, other.transcript);
  return where && `seed ${seed}: ${where}\n(${[...hidden.done.keys()].join('; ')})`;
}

/** Where two transcripts part, in words. */
export function firstParting(one: readonly string[], other: readonly string[]): string | undefined {
  const parts = one.findIndex((text, index) => text !== other[index]);
  const at = parts >= 0 ? parts : one.length === other.length ? -1 : one.length;
  if (at < 0) return undefined;
  const [a, b] = [one[at] ?? 'nothing', other[at] ?? 'nothing'];
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const about = (text: string) => `${text.slice(0, 80)}…${text.slice(Math.max(0, same - 200), same + 200)}`;
  return `without: ${about(a)}\nwith: ${about(b)}`;
}

interface Hidden {
  readonly bases: History['names']['records'];
  readonly hidden: { count: number; done: Map<string, number> };
}

/** The story as it is first made up (`script` is written), or told again with something in between. */
async function live(seed: number, steps: number, script: Step[], between: Hidden | undefined): Promise<Lived> {
  const history = await History.at(seed, await placeOf(seed));
  const { node } = history;
  const desk = node.desk(NAMES.operation);
  const directory = node.desk(DIRECTORY);
  // What O does with its screens is the same in both worlds: it has chance of its own.
  const dice = new Dice(seed ^ 0x0b5e);
  const hiddenDice = new Dice(seed ^ 0x41d);
  const secret = between && new HiddenSteps(hiddenDice, node, () => history.now, between.bases);
  const inBetween = async () => {
    while (secret && hiddenDice.chance(0.35)) {
      await secret.one();
      between.hidden.count += 1;
    }
  };
  // Each screen is somebody's own: in which order two of them are served, neither is told.
  const channels: string[][] = [];
  const on = (channel: number) => (channels[channel] ??= []);
  const transcript = on(9);
  const tell = (what: string, value: unknown) =>
    transcript.push(`${what} ${withoutCursors(JSON.stringify(value) ?? 'nothing')}`);
  const screens = [...OBSERVERS.map((user) => new Screen(user, desk)), new Screen(NAMES.o1, directory)];
  screens.forEach((screen, index) => {
    screen.onBytes = (bytes, what) => on(index).push(`${index} ${what} ${withoutCursors(bytes)}`);
    screen.onGap = () => on(index).push(`${index} gap`);
  });
  const cursors = new Map<string, string>();
  const outcomes: Outcome[] = [];
  const levels = [1_000_000, 870_000, 500_000, 120_000, 0] as const;

  for (let index = 0; index < steps; index++) {
    if (!between) {
      history.passTime();
      const first = index < 10 ? (['incident.report', 'asset.register', 'task.create'] as const)[index % 3] : undefined;
      const next = history.next(first);
      const level = history.dice.pick(levels);
      const status = level === 1_000_000 ? 'operational' : level === 0 ? 'failed' : 'degraded';
      const moved = { assetId: history.dice.pick([NAMES.strict, NAMES.red]), status, level };
      const said: Said = history.dice.chance(0.1)
        ? {
            operation: NAMES.operation,
            user: NAMES.p1,
            message: { commandId: next.message.commandId, type: 'asset.setStatus', data: moved },
          }
        : next;
      script.push({ now: history.now, said });
    }
    const step = script[index]!;
    history.now = step.now;
    for (const each of [directory, desk]) each.tick();
    if (dice.chance(0.5)) for (const each of [directory, desk]) each.flush();
    await inBetween();
    const outcome = await history.say(step.said);
    outcomes.push(outcome);
    if (OBSERVERS.includes(step.said.user as never)) tell('answer', outcome);
    await node.followEverything();
    await inBetween();
    if (dice.chance(0.6)) for (const each of [directory, desk]) each.flush();
    for (const [number, screen] of screens.entries()) {
      if (screen.joined && dice.chance(0.06)) screen.cut();
      else if (screen.asksAgain || (!screen.joined && dice.chance(0.4))) {
        const joined = screen.open();
        on(number).push(`${number} opens ${joined} ${screen.resumes}/${screen.resets}`);
      }
    }
    if (dice.chance(0.15)) look();
  }
  for (const each of [directory, desk]) {
    each.tick();
    each.flush();
  }
  look();
  for (const [name, count] of secret?.done ?? []) between!.hidden.done.set(name, count);
  return { transcript: channels.flat(), outcomes, history };

  /** What a program reads without a socket. */
  function look(): void {
    const user = dice.pick(OBSERVERS);
    const snapshot = desk.snapshot(user);
    tell('snapshot', snapshot && { cursor: snapshot.cursor, records: snapshot.records });
    const kept = cursors.get(user) ?? snapshot?.cursor;
    const limit = dice.chance(0.5) ? 1 : 2 + dice.below(4);
    let cursor = kept;
    for (let pages = 0; cursor !== undefined && pages < 8; pages++) {
      const page = desk.changesSince(user, cursor, limit);
      tell(`page of ${limit}`, page);
      if (typeof page !== 'object' || !page.more) break;
      cursor = page.next;
    }
    if (snapshot && (dice.chance(0.4) || !cursors.has(user))) cursors.set(user, snapshot.cursor);
    for (const [kind, list] of Object.entries(snapshot?.records ?? {})) {
      if (list.length === 0 || !dice.chance(0.3)) continue;
      const id = String(dice.pick(list)['id']);
      tell(`history of ${kind}:${id}`, historyOf(desk, user, `${kind}:${id}`));
    }
    const actor = desk.entitled(user);
    const here: Here[] = [NAMES.p1, NAMES.p2, NAMES.q2, NAMES.o2].map((each) => {
      const looking = secret?.looking.get(each);
      return { user: each, organisation: history.commands.homes.get(each)!, ...(looking && { looking }) };
    });
    if (actor) tell('presence', presenceFor(actor, here, desk.view));
    tell('hash', canonicalJson(snapshot?.records ?? {}).length);
  }
}
