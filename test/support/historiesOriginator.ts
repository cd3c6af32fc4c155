import type { CommandType } from '../../shared/domain/commands.ts';
import type { Asset } from '../../shared/domain/asset/record.ts';
import { keyOf, refOf, type EntityRef, type Key, type Marked, type Marking } from '../../shared/domain/entity.ts';
import type { TocsinEvent } from '../../shared/domain/event.ts';
import { asMarked, type AnyFace } from '../../shared/domain/records.ts';
import type { Task } from '../../shared/domain/task/record.ts';
import { hangsOn } from '../../shared/domain/references.ts';
import { get, getKey, type View } from '../../shared/domain/world.ts';
import { audienceOf } from '../../shared/sharing/audience.ts';
import { faceOfKey } from '../../shared/sharing/face.ts';
import { fromMs } from '../../shared/time.ts';
import { decode } from '../../server/worlds/stream.ts';
import { Dice } from './historiesDice.ts';
import { History, type Said } from './histories.ts';
import { Rights } from './historiesRights.ts';
import { NAMES, placeOf } from './historiesTwinsPlace.ts';

export interface Sequences {
  accepted: number;
  replays: number;
  undone: number;
  marked: number;
  /** Looks at a record that follows another one's audience. */
  following: number;
  readonly types: Set<string>;
}
export const noSequences = (): Sequences => ({
  accepted: 0,
  replays: 0,
  undone: 0,
  marked: 0,
  following: 0,
  types: new Set(),
});

/** Edits, copies, merges, imports; marking acts, without which there would be nothing to widen. */
const TYPES: readonly CommandType[] = [
  'incident.report',
  'asset.register',
  'task.create',
  'task.create',
  'incident.addNote',
  'task.addNote',
  'attachment.add',
  'attachment.add',
  'incident.merge',
  'incident.linkAssets',
  'incident.setStatus',
  'task.assign',
  'task.setBlockedBy',
  'asset.setDetails',
  'asset.setNeeds',
  'asset.setStatus',
  'sharing.mark',
  'sharing.mark',
  'sharing.mark',
  'sharing.request',
  'sharing.answer',
];

const ORDER = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED'];

/**
 * L7 on one random sequence. After each command: a marking, of a record or of a coarse twin, is another one only by an act
 * of marking of its owner's; what was made without a marking is not wider than the default or than what it hangs on; and
 * what follows another record's audience never reaches further than that audience was. Answers what is wrong, in words.
 */
export async function originator(seed: number, commands: number, tally: Sequences): Promise<string | undefined> {
  const history = await History.at(seed, await placeOf(seed));
  const { node, names } = history;
  const dice = new Dice(seed ^ 0x07);
  const { operation } = NAMES;
  const stream = node.worlds.operation(operation)!;
  const viewNow = () => node.worlds.confirmedView(stream, fromMs(history.now));
  names.records.incident.push(NAMES.incident);
  names.records.task.push(NAMES.task);
  names.records.asset.push(NAMES.strict, NAMES.red, NAMES.guarded, NAMES.needy);

  for (let count = 0; count < commands; count++) {
    history.passTime();
    const said = next();
    const before = viewNow();
    const from = stream.confirmed;
    const outcome = await history.say(said);
    await node.followEverything();
    if (outcome.outcome === 'accepted') {
      tally.accepted += 1;
      tally.types.add(said.message.type);
    }
    const wrong = examine(before, await eventsAfter(from));
    if (wrong) return `seed ${seed}, command ${count}, ${said.message.type} by ${said.user}: ${wrong}`;
  }
  return history.troubles().length > 0 ? `seed ${seed}: trouble ${String(history.troubles()[0])}` : undefined;

  function next(): Said {
    const earlier = history.said.filter((_, index) => history.outcomes[index]!.outcome === 'accepted');
    if (earlier.length > 0 && dice.chance(0.12)) {
      // The same command once more, with its own id or, as an import run again does it, with another.
      tally.replays += 1;
      const said = dice.pick(earlier);
      const commandId = dice.chance(0.5) ? said.message.commandId : dice.id();
      return { ...said, message: { ...said.message, commandId } };
    }
    return (dice.chance(0.12) ? undoing(earlier) : undefined) ?? meant();
  }

  /** First something to copy from and to mark; then mostly what has an effect. */
  function meant(): Said {
    const count = history.said.length;
    const said = history.next(count < 5 ? TYPES[count]! : dice.pick(TYPES));
    if (said.message.type !== 'sharing.mark' && said.message.type !== 'task.assign') return said;
    const { kind, id } = (said.message.data['entity'] ?? {
      kind: 'task',
      id: said.message.data['taskId'],
    }) as EntityRef;
    const owner = asMarked(kind, getKey(viewNow(), keyOf(kind, id)))?.marking.owner;
    // Mostly by the one person of its owner who may.
    const leading = [NAMES.o1, NAMES.p1, NAMES.q1, NAMES.r1].find((user) => history.commands.homes.get(user) === owner);
    return leading !== undefined && dice.chance(0.7) ? { ...said, user: leading } : said;
  }

  /** What takes an earlier change back: the same command with what stood before it. */
  function undoing(earlier: readonly Said[]): Said | undefined {
    const undoable = earlier.filter(({ message }) => message.type in BACK);
    if (undoable.length === 0) return undefined;
    const said = dice.pick(undoable);
    const { type, data } = message(said);
    const [kind, name, members] = BACK[type]!;
    const id = data[name] as string;
    const versions = stream.world.versionsOf(`${kind}:${id}`);
    const made = versions.at(-2 - dice.below(2)) ?? versions.at(-2);
    const view = viewNow();
    if (!made) return undefined;
    const then = { ...view, past: { key: keyOf(kind, id), position: made.position } };
    const home = history.commands.homes.get(said.user)!;
    const shown = faceOfKey(audienceOf(view, home, said.user), keyOf(kind, id), then) as unknown as
      Record<string, unknown> | undefined;
    if (!shown) return undefined;
    tally.undone += 1;
    const back = Object.fromEntries(members.map((member) => [member, shown[member] ?? []]));
    return { ...said, message: { commandId: dice.id(), type, data: { [name]: id, ...back } } };
  }

  async function eventsAfter(position: number): Promise<TocsinEvent[]> {
    const rows = await history.store.log.readAfter(operation, position, 100);
    return rows.map((row) => decode(row).event!);
  }

  function examine(before: View, events: readonly TocsinEvent[]): string | undefined {
    const after = viewNow();
    for (const key of stream.world.keys()) {
      const then = getKey(before, key);
      const now = getKey(after, key);
      const marked = asMarked(refOf(key).kind, now);
      if (!now || !marked) continue;
      const wrong = then ? remarked(key, then as Asset, now as Asset, events) : born(key, marked, before);
      if (wrong) return wrong;
      if (marked.marking.as) {
        const leaked = follows(key, marked, after);
        if (leaked) return leaked;
      }
    }
    return undefined;
  }

  function remarked(key: Key, then: Asset, now: Asset, events: readonly TocsinEvent[]): string | undefined {
    if (then.marking === now.marking && then.twin?.marking === now.twin?.marking && then.twin?.id === now.twin?.id)
      return undefined;
    tally.marked += 1;
    const acts = events.filter(
      ({ type, entities }) => type === 'sharing.marked' && keyOf(entities[0]!.kind, entities[0]!.id) === key,
    );
    if (acts.length !== 1) return `${key} is marked otherwise by ${events.map(({ type }) => type).join(', ')}`;
    if (acts[0]!.by.organisation !== then.marking.owner) return `${key} is marked by somebody else than its owner`;
    if (now.marking.owner !== then.marking.owner) return `${key} changes its owner`;
    return now.acts.length === then.acts.length + 1 ? undefined : `${key} is marked without an entry in its history`;
  }

  /** What was made without a word on who may see it. */
  function born(key: Key, record: Marked, before: View): string | undefined {
    const { marking } = record;
    const said = history.said.at(-1)!;
    if (marking.owner !== history.commands.homes.get(said.user)) return `${key} is born to another organisation`;
    if (said.message.data['marking'] !== undefined || !/^(asset|incident|task|note|attachment):/.test(key))
      return undefined;
    const standard = get(before, 'operation', operation)!.defaultTlp;
    if (wider(marking.tlp, standard)) return `${key} is born wider than the default`;
    const incident =
      said.message.type === 'task.create' ? (said.message.data['incidentId'] as string | undefined) : undefined;
    const parents = incident ? [`incident:${incident}`] : hangsOn(refOf(key).kind, record as Asset);
    for (const parent of parents) {
      const on = asMarked(refOf(parent).kind, getKey(before, parent))?.marking;
      if (on && wider(marking.tlp, labelOf(on, before))) return `${key} is born wider than ${parent}`;
      const circles = marking.circles.filter((one) => !on?.circles.includes(one));
      if (circles.length > 0) return `${key} is born with circles of nobody's choosing`;
    }
    return undefined;
  }

  /** Whoever is shown it was in the audience it was written for, or of one of the two organisations; or has it as a task. */
  function follows(key: Key, record: Marked, view: View): string | undefined {
    const { as, owner } = record.marking;
    const parent = asMarked(refOf(as!.key).kind, getKey(view, as!.key));
    for (const user of names.users) {
      const person = get(view, 'user', user);
      if (!person || person.disabled) continue;
      const shown: AnyFace | undefined = faceOfKey(audienceOf(view, person.organisation, user), key, view);
      tally.following += 1;
      if (!shown || [owner, parent?.marking.owner].includes(person.organisation)) continue;
      // Who is given a task is shown what hangs on it: its owner's act, which says so before it is sent.
      const given = [record, parent].map((one) => (one as Partial<Task> | undefined)?.assignee?.organisation);
      if (given.includes(person.organisation)) continue;
      if (!new Rights(view, user).within(as!.then, parent!.marking.owner))
        return `${key} reaches ${user}, whom ${as!.key} did not reach when it was written`;
    }
    return undefined;
  }
}

const message = ({ message: { type, data } }: Said) => ({ type, data });

/** By type: the record, its member of the command, and what is put back. */
const BACK: Readonly<Record<string, readonly ['asset' | 'incident' | 'task', string, readonly string[]]>> = {
  'incident.linkAssets': ['incident', 'incidentId', ['assetIds']],
  'incident.setStatus': ['incident', 'incidentId', ['status']],
  'task.setBlockedBy': ['task', 'taskId', ['blockedBy']],
  'task.assign': ['task', 'taskId', ['assignee']],
  'asset.setNeeds': ['asset', 'assetId', ['needs']],
  'asset.setDetails': ['asset', 'assetId', ['name']],
  'asset.setStatus': ['asset', 'assetId', ['status']],
};

const wider = (one: string, than: string): boolean => ORDER.indexOf(one) < ORDER.indexOf(than);
const labelOf = ({ tlp, downgrade }: Marking, view: View): string =>
  downgrade && downgrade.at <= view.time ? downgrade.tlp : tlp;
