import { CANARY, DEGREES } from './random.ts';
import { decided, type Command, type Entry, type Outcome } from './history.ts';
import { canonical, keyOf } from './screen.ts';
import { DEFAULT_LABEL, type Seat, type Stage } from './stage.ts';
import { Timeline, type Window } from './timeline.ts';

export interface Sent {
  readonly command: Command;
  readonly operation: string;
  readonly seat: string;
  readonly person: string;
  readonly n: number;
  readonly t: number;
  /** The first definite answer; undefined: in doubt to the end. */
  outcome?: Outcome;
  answeredN: number;
  answeredT: number;
  readonly answers: Outcome[];
}

export interface Marking {
  readonly tlp: string;
  readonly circles: readonly string[];
  readonly persons: readonly string[];
  readonly expires?: number;
  readonly downgrade?: { readonly at: number; readonly tlp: string };
  readonly restricted?: Pick<Marking, 'tlp' | 'circles' | 'persons'>;
  /** Made without a marking, on another record: it took the audience which that one had in this window. */
  readonly like?: { readonly key: string; readonly window: Window };
}

export interface RecordFacts {
  readonly key: string;
  readonly owner: string;
  readonly author: string;
  readonly made: Sent;
  readonly marking: Timeline<Marking>;
  /** Of an asset: under which marking its coarse twin is published; null: it is not. */
  readonly twin: Timeline<Marking | null>;
  readonly assignee: Timeline<{ organisation: string; user?: string } | null>;
  /** What it is derived from: shown only where the full face of every one of these is. */
  readonly sources: Timeline<readonly string[]>;
}

/** full, restricted: as the face; owner: the owner's people; twin: them and whoever is shown the twin; circle: its members; release: who asks and who is asked. */
export type Access = 'full' | 'restricted' | 'owner' | 'twin' | 'circle' | 'release';
export interface Canary {
  readonly token: string;
  readonly sent: Sent;
  readonly key: string;
  readonly access: Access;
  readonly path: string;
  /** kept: it stays. A name: the place that the latest one holds. passing: anything may become of it. */
  readonly fate: string;
}

export interface Guest {
  readonly cap: string;
  readonly sponsor: string;
  readonly until: Timeline<number>;
}

/** What the history says that was done: nothing here is taken from what the server showed, but its answers. */
export class Facts {
  readonly stage: Stage;
  readonly seats: ReadonlyMap<string, Seat>;
  readonly sent = new Map<string, Sent>();
  readonly records = new Map<string, RecordFacts>();
  readonly byId = new Map<string, RecordFacts>();
  readonly canaries = new Map<string, Canary>();
  readonly roles = new Map<string, Timeline<readonly string[]>>();
  readonly disabled = new Map<string, Timeline<boolean>>();
  readonly guests = new Map<string, Guest>();
  readonly circles = new Map<string, { owner: string; members: Timeline<readonly string[]> }>();
  readonly clients = new Map<string, Timeline<readonly string[]>>();
  /** Requests for release: who asked, and for what. */
  readonly asked = new Map<string, { readonly by: string; readonly key: string }>();
  /** Of exact assets: a twin's needs have other ids. */
  readonly needIds = new Set<string>();
  /** The same id sent with other content. */
  reused = 0;

  constructor(entries: readonly Entry[]) {
    const head = entries.find((entry) => entry.k === 'stage');
    if (!head) throw new Error('The history has no stage.');
    this.stage = head.stage;
    this.seats = new Map(head.seats.map((seat) => [seat.name, seat]));
    const { organisations, persons, circles } = this.stage;
    for (const [id, { clients }] of Object.entries(organisations)) this.clients.set(id, new Timeline(clients));
    for (const [id, { owner, members }] of Object.entries(circles))
      this.circles.set(id, { owner, members: new Timeline(members) });
    for (const [id, { roles, guest }] of Object.entries(persons)) {
      this.roles.set(id, new Timeline(roles));
      this.disabled.set(id, new Timeline(false));
      if (guest) this.guests.set(id, { ...guest, until: new Timeline<number>() });
    }
    this.#gather(entries);
    const inOrder = [...this.sent.values()].sort((a, b) => a.n - b.n);
    for (const { command, person } of inOrder) {
      if (command.type !== 'sharing.request') continue;
      const { kind, id } = command.data['entity'] as { kind: string; id: string };
      this.asked.set(String(command.data['releaseId']), { by: person, key: keyOf(kind, id) });
    }
    for (const sent of inOrder) this.#learn(sent);
  }

  organisationOf(person: string): string {
    return this.stage.persons[person]?.organisation ?? '';
  }

  personAt(seat: string): string {
    return this.seats.get(seat)?.person ?? this.stage.admin;
  }

  /** Whether a deadline of a marking or of a link passes in a window, or so near that one cannot know. */
  deadlineIn({ from, to }: Window): boolean {
    const always = { from: -Infinity, to: Infinity };
    const near = (at: number | undefined) => at !== undefined && at >= from - 200 && at <= to + 200;
    for (const { marking, twin } of this.records.values())
      for (const one of [...marking.during(always), ...twin.during(always)])
        if (one && (near(one.expires) || near(one.downgrade?.at))) return true;
    return [...this.guests.values()].some(({ until }) => until.during(always).some(near));
  }

  #gather(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.k === 'sent') {
        const { commandId } = entry.command;
        const known = this.sent.get(commandId);
        if (known && canonical(known.command) !== canonical(entry.command)) this.reused += 1;
        if (known) continue;
        this.sent.set(commandId, {
          command: entry.command,
          operation: entry.operation,
          seat: entry.seat,
          person: this.personAt(entry.seat),
          n: entry.n,
          t: entry.t,
          answeredN: Infinity,
          answeredT: Infinity,
          answers: [],
        });
      } else if (entry.k === 'answer') {
        const sent = this.sent.get(entry.commandId);
        if (!sent || !decided(entry.outcome) || entry.outcome.code === 'command-id-reused') continue;
        sent.answers.push(entry.outcome);
        if (sent.outcome) continue;
        sent.outcome = entry.outcome;
        sent.answeredN = entry.n;
        sent.answeredT = entry.t;
      }
    }
  }

  #learn(sent: Sent): void {
    const { type, data } = sent.command;
    const key = targetOf(sent.command);
    this.#plant(sent, key);
    if (sent.outcome?.outcome === 'refused') return;
    const text = (name: string): string => String(data[name]);
    const record = this.records.get(key);
    switch (type) {
      case 'asset.register':
      case 'incident.report':
      case 'task.create':
      case 'incident.addNote':
      case 'task.addNote':
      case 'scenario.save':
      case 'attachment.add':
        return this.#make(sent, key);
      case 'sharing.request':
        return;
      case 'sharing.answer': {
        if (data['marking']) this.#markedBy(sent, this.records.get(this.asked.get(text('releaseId'))?.key ?? ''));
        return;
      }
      case 'sharing.mark':
        return this.#markedBy(sent, record);
      case 'task.assign':
        return record?.assignee.add(data['assignee'] as { organisation: string }, sent.t, sent.answeredT);
      case 'task.decline':
        return record?.assignee.add(null, sent.t, sent.answeredT);
      case 'scenario.change':
        if (data['steps']) record?.sources.add(assetsOf(data['steps']), sent.t, sent.answeredT);
        return;
      case 'circle.setMembers':
        return this.circles.get(text('circleId'))?.members.add(data['members'] as string[], sent.t, sent.answeredT);
      case 'organisation.setClients':
        return this.clients.get(text('organisationId'))?.add(data['clients'] as string[], sent.t, sent.answeredT);
      case 'user.setRoles':
        return this.roles.get(text('userId'))?.add(data['roles'] as string[], sent.t, sent.answeredT);
      case 'user.disable':
      case 'user.enable':
        return this.disabled.get(text('userId'))?.add(type === 'user.disable', sent.t, sent.answeredT);
      case 'guest.revoke':
        return this.disabled.get(text('guestId'))?.add(true, sent.t, sent.answeredT);
      case 'guest.invite':
        this.roles.get(text('guestId'))?.add(['guest'], sent.t, sent.answeredT);
        return this.guests.get(text('guestId'))?.until.add(Date.parse(text('until')), sent.t, sent.answeredT);
    }
  }

  #markedBy(sent: Sent, record: RecordFacts | undefined): void {
    const { data } = sent.command;
    record?.marking.add(markingOf(data['marking'], sent), sent.t, sent.answeredT);
    const coarse = data['coarse'] as { marking: unknown } | null | undefined;
    if (coarse !== undefined) record?.twin.add(coarse && markingOf(coarse.marking, sent), sent.t, sent.answeredT);
  }

  #make(sent: Sent, key: string): void {
    const { data } = sent.command;
    const marking = new Timeline<Marking>();
    marking.add(bornWith(sent), sent.t, sent.answeredT);
    const coarse = data['coarse'] as { marking: unknown } | undefined;
    const source = sourceOf(sent.command);
    for (const { needId } of (data['needs'] as { needId: string }[] | undefined) ?? []) this.needIds.add(needId);
    const record: RecordFacts = {
      key,
      owner: this.organisationOf(sent.person),
      author: sent.person,
      made: sent,
      marking,
      twin: new Timeline(coarse ? markingOf(coarse.marking, sent) : null),
      assignee: new Timeline((data['assignee'] as { organisation: string } | undefined) ?? null),
      sources: new Timeline(data['steps'] ? assetsOf(data['steps']) : source === undefined ? [] : [source]),
    };
    this.records.set(key, record);
    this.byId.set(key.slice(key.indexOf(':') + 1), record);
  }

  #plant(sent: Sent, key: string): void {
    for (const [path, value] of leavesOf(sent.command.data)) {
      const tokens = typeof value === 'number' ? String(value).match(DEGREES) : String(value).match(CANARY);
      for (const token of tokens ?? []) {
        const { access, fate } = rulesFor(sent.command, path, this.organisationOf(sent.person), this.records.get(key));
        this.canaries.set(token, { token, sent, key, access, path, fate });
      }
    }
  }
}

/** The key of what a command is about. */
export function targetOf({ type, data }: Command): string {
  const id = (name: string) => String(data[name]);
  if (type === 'incident.addNote' || type === 'task.addNote') return keyOf('note', id('noteId'));
  if (type === 'sharing.request' || type === 'sharing.answer') return keyOf('release', id('releaseId'));
  if (type === 'sharing.mark') {
    const { kind, id: named } = data['entity'] as { kind: string; id: string };
    return keyOf(kind, named);
  }
  const kind = type.slice(0, type.indexOf('.'));
  if (kind === 'guest' || kind === 'user') return keyOf('user', data['guestId'] ?? data['userId']);
  return keyOf(kind, id(`${kind}Id`));
}

const sourceOf = ({ type, data }: Command): string | undefined =>
  type === 'attachment.add'
    ? keyOf((data['on'] as { kind: string }).kind, (data['on'] as { id: string }).id)
    : type === 'incident.addNote'
      ? keyOf('incident', data['incidentId'])
      : type === 'task.addNote'
        ? keyOf('task', data['taskId'])
        : undefined;

const assetsOf = (steps: unknown): string[] => [
  ...new Set((steps as { assetId: string }[]).map(({ assetId }) => keyOf('asset', assetId))),
];

/** The marking that an author's input stands for: of RED the author is always among the persons. */
function markingOf(input: unknown, sent: Sent): Marking {
  const given = input as {
    tlp: string;
    circles?: string[];
    persons?: string[];
    expires?: string;
    downgrade?: { at: string; tlp: string };
    restricted?: { tlp: string; circles?: string[]; persons?: string[] };
  };
  const whom = ({ tlp, circles = [], persons = [] }: { tlp: string; circles?: string[]; persons?: string[] }) => ({
    tlp,
    circles,
    persons: tlp === 'TLP:RED' ? [...persons, sent.person] : persons,
  });
  return {
    ...whom(given),
    ...(given.expires && { expires: Date.parse(given.expires) }),
    ...(given.downgrade && { downgrade: { at: Date.parse(given.downgrade.at), tlp: given.downgrade.tlp } }),
    ...(given.restricted && { restricted: whom(given.restricted) }),
  };
}

/** Without a marking: the operation's default, or that of what it hangs on if that is stricter. */
function bornWith(sent: Sent): Marking {
  const { data } = sent.command;
  if (data['marking']) return markingOf(data['marking'], sent);
  const incident = data['incidentId'];
  const key =
    sourceOf(sent.command) ??
    (sent.command.type === 'task.create' && incident !== undefined ? keyOf('incident', incident) : undefined);
  const own = { tlp: DEFAULT_LABEL, circles: [], persons: [] };
  return key === undefined ? own : { ...own, like: { key, window: { from: sent.t, to: sent.answeredT } } };
}

const RESTRICTED: Readonly<Record<string, RegExp>> = {
  asset: /^(contacts|notes|location)/,
  incident: /^(description|cause|location)/,
};

function rulesFor({ type }: Command, path: string, home: string, record: RecordFacts | undefined) {
  const kind = type.slice(0, type.indexOf('.'));
  const access = (one: Access, fate: string) => ({ access: one, fate });
  if (path.startsWith('coarse')) return access('twin', 'passing');
  if (type === 'sharing.mark') return access('owner', 'kept');
  if (type === 'sharing.request' || type === 'sharing.answer') return access('release', 'passing');
  if (kind === 'circle') return access('circle', 'passing');
  const depth: Access = RESTRICTED[kind]?.test(path) && !type.endsWith('addNote') ? 'restricted' : 'full';
  if (type === 'asset.register' || type === 'asset.setDetails')
    return access(depth, /needs|^source/.test(path) ? 'passing' : path.split('.')[0]!);
  // The owner's word is kept until their next; a partner's report goes with it.
  if (type === 'asset.setStatus') return access('full', record?.owner === home ? 'confirmed' : 'passing');
  if (kind === 'scenario' && path !== 'steps') return access('full', path);
  if (type === 'task.decline') return access('full', 'passing');
  return access(depth, 'kept');
}

function* leavesOf(value: unknown, path = ''): Generator<[string, unknown]> {
  if (value === null || typeof value !== 'object') return yield [path, value];
  for (const [name, member] of Object.entries(value)) yield* leavesOf(member, path === '' ? name : `${path}.${name}`);
}
