import { DIRECTORY } from '../../shared/ids.ts';
import { Dice } from './historiesDice.ts';
import { History } from './histories.ts';
import type { CoreNode } from './historiesNode.ts';
import { applyTo, canonicalHeld, heldOf, Screen, type Held } from './historiesScreen.ts';

export interface Tally {
  commands: number;
  accepted: number;
  batches: number;
  resumes: number;
  resets: number;
  pages: number;
  compared: number;
  rebuilt: number;
  cutBack: number;
}
export const noTally = (): Tally => ({
  commands: 0,
  accepted: 0,
  batches: 0,
  resumes: 0,
  resets: 0,
  pages: 0,
  compared: 0,
  rebuilt: 0,
  cutBack: 0,
});

/** A program without a socket: a snapshot, then pages of changes whenever it feels like it. */
interface Poller {
  readonly user: string;
  readonly node: CoreNode;
  readonly operation: string;
  held: Held;
  cursor: string | undefined;
}

/**
 * L4 on one random history: screens that come, are cut and return, and programs that page, all end up with what a fresh
 * snapshot shows. Answers the first difference in words; undefined when there is none.
 */
export async function converge(seed: number, steps: number, tally: Tally): Promise<string | undefined> {
  const dice = new Dice(seed ^ 0xc0ffee);
  const history = await History.begin(seed, { nodes: dice.chance(0.3) ? 2 : 1 });
  const { nodes, names } = history;
  const places = [...names.operations, DIRECTORY];
  const screens = names.users.flatMap((user) =>
    dice.chance(0.6)
      ? [new Screen(user, dice.pick(nodes).desk(dice.pick(dice.chance(0.85) ? names.operations : places)))]
      : [],
  );
  const pollers: Poller[] = names.users.slice(0, 3).map((user) => ({
    user,
    node: dice.pick(nodes),
    operation: dice.pick(places),
    held: new Map(),
    cursor: undefined,
  }));
  const flush = () => nodes.forEach((node) => node.desks().forEach((desk) => desk.flush()));
  const tick = () => nodes.forEach((node) => node.desks().forEach((desk) => desk.tick()));

  const opening: Promise<void>[] = [];
  const everybodyLevel = async (): Promise<string | undefined> => {
    await Promise.all(opening.splice(0));
    for (const node of nodes) await node.followEverything();
    tick();
    flush();
    for (const screen of screens) {
      if (screen.asksAgain) screen.open();
      if (!screen.joined) continue;
      const fresh = screen.desk.snapshot(screen.user);
      if (!fresh) return `${screen.user} has no part in it any more and was not dismissed`;
      const wanted = heldOf(fresh.records);
      tally.compared += 1;
      if (canonicalHeld(wanted) !== canonicalHeld(screen.held)) {
        return `screen of ${screen.user} in ${screen.desk.stream.operation}: ${firstDifference(screen.held, wanted)}`;
      }
    }
    for (const poller of pollers) {
      if (dice.chance(0.5)) continue;
      const said = await poll(poller);
      if (said) return said;
    }
    return undefined;
  };

  const poll = async (poller: Poller): Promise<string | undefined> => {
    const desk = poller.node.desk(poller.operation);
    for (let pages = 0; ; pages++) {
      if (pages > 500) return `pages without end for ${poller.user}`;
      const page =
        poller.cursor === undefined ? 'gone' : desk.changesSince(poller.user, poller.cursor, 1 + dice.below(6));
      if (page === 'gone' || page === undefined) {
        const fresh = desk.snapshot(poller.user);
        poller.held = fresh ? heldOf(fresh.records) : new Map();
        poller.cursor = fresh?.cursor;
        break;
      }
      tally.pages += 1;
      applyTo(poller.held, page.changes);
      poller.cursor = page.next;
      if (!page.more) break;
    }
    const fresh = desk.snapshot(poller.user);
    const wanted: Held = fresh ? heldOf(fresh.records) : new Map();
    tally.compared += 1;
    if (canonicalHeld(wanted) === canonicalHeld(poller.held)) return undefined;
    return `pages of ${poller.user} in ${poller.operation}: ${firstDifference(poller.held, wanted)}`;
  };

  for (let step = 0; step < steps; step++) {
    history.passTime();
    const node = dice.pick(nodes);
    if (dice.chance(0.03)) node.failAppends = 1;
    if (dice.chance(0.03)) await history.appendUnknown(dice.pick(names.operations));
    if (dice.chance(0.08)) await history.read();
    // Several at once are decided on one another before any is stored.
    const together = dice.chance(0.3) ? 2 + dice.below(5) : 1;
    const outcomes = await Promise.all(Array.from({ length: together }, () => history.say(history.next(), node)));
    tally.commands += together;
    tally.accepted += outcomes.filter((one) => one.outcome === 'accepted').length;
    tally.cutBack += outcomes.filter((one) => one.code === 'not-stored').length;
    for (const screen of screens) {
      if (dice.chance(0.06)) screen.cut();
      else if (screen.asksAgain || (!screen.joined && dice.chance(0.3))) {
        if (dice.chance(0.5)) screen.open();
        else opening.push(screen.openSliced());
      }
      if (!screen.joined && dice.chance(0.03)) screen.startOver();
    }
    for (const each of nodes) {
      if (dice.chance(0.7))
        for (const place of places) await each.follow(place, Infinity, dice.chance(0.5) ? 1 : Infinity);
    }
    if (dice.chance(0.3)) tick();
    if (dice.chance(0.5)) flush();
    if (dice.chance(0.08)) {
      const said = await everybodyLevel();
      if (said) return `seed ${seed} step ${step}: ${said}`;
    }
  }
  const said = await everybodyLevel();
  if (said) return `seed ${seed} at the end: ${said}`;
  for (const screen of screens) {
    // A gap says that the reader became an administrator of the directory, a guest, or is neither any more.
    const otherRights = history.said.some(
      ({ message: { type, data } }) =>
        type === 'user.setRoles' &&
        data['userId'] === screen.user &&
        ((data['roles'] as unknown as string[] | undefined)?.includes?.('guest') ?? true),
    );
    if (screen.gaps > 0 && screen.desk.stream.operation !== DIRECTORY && !otherRights) {
      return `seed ${seed}: ${screen.gaps} gaps on a link that lost nothing`;
    }
    tally.batches += screen.batches;
    tally.resumes += screen.resumes;
    tally.resets += screen.resets;
  }
  if (history.troubles().length > 0) return `seed ${seed}: trouble ${String(history.troubles()[0])}`;
  return rebuilt(history, tally);
}

/** A node that starts now and folds the log shows what those show that lived through it. */
async function rebuilt(history: History, tally: Tally): Promise<string | undefined> {
  const anew = history.newNode();
  await anew.followEverything();
  for (const operation of [...history.names.operations, DIRECTORY]) {
    for (const user of history.names.users) {
      const lived = history.node.desk(operation).snapshot(user);
      const fresh = anew.desk(operation).snapshot(user);
      tally.rebuilt += 1;
      const a = canonicalHeld(lived ? heldOf(lived.records) : new Map());
      const b = canonicalHeld(fresh ? heldOf(fresh.records) : new Map());
      if (a !== b) return `seed ${history.seed}: a node started anew shows ${user} something else in ${operation}`;
    }
  }
  return undefined;
}

function firstDifference(held: Held, wanted: Held): string {
  for (const key of new Set([...held.keys(), ...wanted.keys()])) {
    const a = held.get(key);
    const b = wanted.get(key);
    if (!a) return `${key} is missing`;
    if (!b) return `${key} should be gone`;
    for (const member of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const x = JSON.stringify(a[member]);
      const y = JSON.stringify(b[member]);
      if (x !== y) return `${key}.${member} is ${x?.slice(0, 300)}, should be ${y?.slice(0, 300)}`;
    }
  }
  return 'nothing that shows';
}
