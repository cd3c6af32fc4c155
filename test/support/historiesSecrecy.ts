import { DIRECTORY } from '../../shared/ids.ts';
import { fromMs } from '../../shared/time.ts';
import { historyOf } from '../../server/desk/history.ts';
import { presenceFor, type Here } from '../../server/live/presence.ts';
import { actorIn } from '../../server/worlds/worlds.ts';
import { Dice } from './historiesDice.ts';
import { History } from './histories.ts';
import { Rights } from './historiesRights.ts';
import { Screen } from './historiesScreen.ts';

export interface Watched {
  bytes: number;
  deliveries: number;
  canaries: number;
  names: number;
  twins: number;
  pages: number;
  refusals: number;
  histories: number;
}
export const nothingWatched = (): Watched => ({
  bytes: 0,
  deliveries: 0,
  canaries: 0,
  names: 0,
  twins: 0,
  pages: 0,
  refusals: 0,
  histories: 0,
});

const CANARY = /canary\d{5}end/g;
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;

/**
 * L5 on one random history: every byte that leaves for somebody is searched for words and ids of records that they may
 * not read at that moment. Answers the first one found, in words.
 */
export async function keepSecrets(seed: number, steps: number, watched: Watched): Promise<string | undefined> {
  const dice = new Dice(seed ^ 0x5ec);
  const history = await History.begin(seed);
  const { node, names, commands } = history;
  let found: string | undefined;

  const kindOf = new Map<string, string>();
  const learnKinds = () => {
    for (const [kind, ids] of Object.entries(names.records)) for (const id of ids) kindOf.set(id, kind);
    for (const operation of names.operations) {
      for (const key of node.worlds.operation(operation)!.world.keys()) {
        if (node.worlds.operation(operation)!.world.exactOf(key)) kindOf.set(key.slice(6), 'twin');
      }
    }
  };

  function watch(
    operation: string,
    user: string,
    bytes: string,
    what: string,
    mayName: (key: string) => boolean = () => false,
  ): void {
    if (found) return;
    watched.bytes += bytes.length;
    watched.deliveries += 1;
    const view = node.desk(operation).view;
    const rights = new Rights(view, user);
    for (const word of new Set(bytes.match(CANARY) ?? [])) {
      watched.canaries += 1;
      const planted = commands.planted.get(word)!;
      if (!rights.mayRead(planted.key, planted.restricted)) {
        found = `seed ${seed}: ${what} tells ${user} the ${planted.restricted ? 'restricted ' : ''}word ${word} of ${planted.key}: ${around(bytes, word)}`;
      }
    }
    learnKinds();
    for (const id of new Set(bytes.match(ID) ?? [])) {
      const kind = kindOf.get(id);
      if (kind === 'twin') {
        watched.twins += 1;
        if (!rights.twin(id) && !mayName(`asset:${id}`))
          found = `seed ${seed}: ${what} names the twin ${id} to ${user}: ${around(bytes, id)}`;
        continue;
      }
      if (kind === undefined || !view.operation.at(`${kind}:${id}`, view.position)) continue;
      watched.names += 1;
      if (!rights.full(`${kind}:${id}`) && !mayName(`${kind}:${id}`)) {
        found = `seed ${seed}: ${what} names ${kind}:${id} to ${user}: ${around(bytes, id)}`;
      }
    }
  }

  const kept = new Map<string, string>();
  const places = [...names.operations, DIRECTORY];
  const screens = names.users.map((user) => {
    const screen = new Screen(user, node.desk(dice.chance(0.85) ? dice.pick(names.operations) : DIRECTORY));
    screen.onBytes = (bytes, what) => {
      // A withdrawal names what was shown until now.
      const gone = (key: string) => screen.held.has(key);
      watch(screen.desk.stream.operation, user, bytes, what, gone);
    };
    return screen;
  });
  // Each row travels alone, so that what it may say is judged by the very world it was computed on.
  node.onRow = () => node.desks().forEach((desk) => desk.flush());

  for (let step = 0; step < steps && !found; step++) {
    history.passTime();
    node.desks().forEach((desk) => (desk.tick(), desk.flush()));
    if (dice.chance(0.02)) await history.appendUnknown(dice.pick(names.operations));
    if (dice.chance(0.08)) await history.read();
    const said = history.next();
    const outcome = await history.say(said);
    if (outcome.message !== undefined) {
      watched.refusals += 1;
      if (CANARY.test(outcome.message) || ID.test(outcome.message))
        found = `seed ${seed}: a refusal says ${outcome.message}`;
      CANARY.lastIndex = ID.lastIndex = 0;
    }
    for (const place of places) await node.follow(place);
    for (const screen of screens) {
      if (dice.chance(0.05)) screen.cut();
      else if (!screen.joined && dice.chance(0.4)) {
        if (dice.chance(0.4)) screen.open();
        else await screen.openSliced();
      }
    }
    if (dice.chance(0.2)) {
      const operation = dice.pick(names.operations);
      const desk = node.desk(operation);
      desk.tick();
      desk.flush();
      const user = dice.pick(names.users);
      const snapshot = desk.snapshot(user);
      if (snapshot) watch(operation, user, JSON.stringify(snapshot.records), 'a snapshot');
      // Pages since a cursor of long ago: what was recalled in between must not stand in any.
      const place = `${operation}/${user}`;
      let cursor = kept.get(place);
      for (let pages = 0; cursor !== undefined && pages < 6; pages++) {
        const page = desk.changesSince(user, cursor, 1 + dice.below(4));
        if (typeof page !== 'object') break;
        const told = page.changes.filter(({ type }) => type !== 'record.withdrawn');
        watch(operation, user, JSON.stringify(told), 'a page');
        watched.pages += 1;
        cursor = page.more ? page.next : undefined;
      }
      if (snapshot && (!kept.has(place) || dice.chance(0.2))) kept.set(place, snapshot.cursor);
      for (const kind of ['asset', 'incident', 'task', 'note'] as const) {
        const id = names.records[kind].at(-1 - dice.below(5));
        const entries = id && historyOf(desk, user, `${kind}:${id}`);
        if (!entries) continue;
        watched.histories += 1;
        watch(operation, user, JSON.stringify(entries), `the history of ${kind}:${id}`);
      }
      const everybody: Here[] = names.users.map((each) => {
        const kind = dice.pick(['asset', 'incident', 'task'] as const);
        const organisation = commands.homes.get(each)!;
        const id = names.records[kind].at(-1 - dice.below(6));
        return { user: each, organisation, editing: true, ...(id && { looking: { kind, id } }) };
      });
      const view = node.worlds.confirmedView(node.worlds.operation(operation)!, fromMs(history.now));
      const actor = actorIn(view, user);
      if (actor) watch(operation, user, JSON.stringify(presenceFor(actor, everybody, desk.view)), 'presence');
    }
  }
  if (!found && history.troubles().length > 0) found = `seed ${seed}: trouble ${String(history.troubles()[0])}`;
  return found;
}

const around = (bytes: string, word: string): string => {
  const at = bytes.indexOf(word);
  return bytes.slice(Math.max(0, at - 160), at + word.length + 60);
};
