import type { Command } from './history.ts';
import type { Step } from './steps.ts';
import { canaryOf, degreesOf, idOf, type Dice } from './random.ts';
import { CIRCLE_NAMES, GUESTS, homeOf, ORGANISATION_NAMES, PEOPLE, rolesOf, SEATS, STAGE } from './stage.ts';

type Send = Extract<Step, { do: 'send' }>;
interface Made {
  readonly kind: 'asset' | 'incident' | 'task' | 'note' | 'scenario';
  readonly id: string;
  readonly by: string;
  readonly needs?: string;
}
/** In milliseconds from the moment of sending: the driver puts the instant in its place. */
export const soon = (ms: number) => ({ $in: ms });

const LABELS = {
  'TLP:CLEAR': 1,
  'TLP:GREEN': 5,
  'TLP:AMBER': 5,
  'TLP:AMBER+STRICT': 3,
  'TLP:RED': 2,
} as const;
type Label = keyof typeof LABELS;
const ORDER: readonly Label[] = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED'];
const SECTORS = ['energy', 'health', 'drinking-water', 'digital'];

/** Writes commands with a canary in every field of text; most of them may be done by whoever sends them, some not. */
export class Author {
  readonly #seed: number;
  readonly #dice: Dice;
  readonly #made: Made[] = [];
  /** On these hangs something without a marking of its own. */
  readonly #hungOn: Made[] = [];
  readonly #away = new Set<string>();
  readonly #asked: { readonly releaseId: string; readonly made: Made }[] = [];
  #answered = 0;
  #count = 0;

  constructor(seed: number, dice: Dice) {
    this.#seed = seed;
    this.#dice = dice;
  }

  anyRecord(): { kind: string; id: string } {
    return this.#made.length > 0 ? this.#dice.pick(this.#made) : { kind: 'asset', id: this.#id() };
  }

  /** Roles and accounts that were taken away are given back, so that at the end everybody looks. */
  amends(): Step[] {
    return [...this.#away].flatMap((person): Step[] => [
      this.#enable(person),
      this.#setRoles(person, rolesOf(person)),
      ...SEATS.filter((seat) => seat.person === idOf(person)).map((seat): Step => ({
        do: 'signIn',
        seat: seat.name,
        locks: [idOf(person)],
      })),
    ]);
  }

  invite(guest: string): Step[] {
    const [host, cap] = GUESTS[guest]!;
    const until = soon(guest === 'wolf' ? 2500 : 3_600_000);
    const data = { guestId: idOf(guest), operation: STAGE.operation, name: guest, cap, until };
    const locks = [idOf(guest)];
    return [
      { ...this.#step(host, 'guest.invite', data, locks), copies: 1 },
      { do: 'link', seat: this.#seat(host), guest, host, locks },
    ];
  }

  send(what: string, by: string | undefined): Send {
    const dice = this.#dice;
    // Some are sent by whoever comes by: those are refused, or should be.
    const anybody = () => dice.pick(PEOPLE);
    const holder = (...roles: string[]) =>
      by ??
      (dice.chance(0.85)
        ? dice.pick(PEOPLE.filter((one) => rolesOf(one).some((role) => roles.includes(role))))
        : anybody());
    const ofOwner = (made: Made, likely: number) => {
      const kin = PEOPLE.filter((one) => homeOf(one) === homeOf(made.by) && rolesOf(one).includes('owner'));
      return by ?? (dice.chance(likely) ? dice.pick(kin) : anybody());
    };
    const one = (kind: Made['kind']) => this.#one(kind);
    switch (what) {
      case 'register': {
        const who = holder('owner');
        return this.#make('asset', who, 'asset.register', (assetId) => this.#asset(assetId, who));
      }
      case 'report': {
        const who = holder('coordinator', 'owner', 'liaison', 'responder');
        return this.#make('incident', who, 'incident.report', (incidentId) => this.#incident(incidentId, who));
      }
      case 'task': {
        const who = holder('coordinator', 'liaison');
        const incident = dice.chance(0.6) ? this.#one('incident', who) : undefined;
        const locks = incident ? [incident.id] : [];
        return this.#make('task', who, 'task.create', (taskId) => this.#task(taskId, who, incident), locks);
      }
      case 'note': {
        const who = holder('coordinator', 'owner', 'liaison', 'responder');
        const on = this.#one(dice.chance(0.75) ? 'incident' : 'task', who);
        if (!on) return this.send('report', by);
        const marking = dice.chance(0.35) ? { marking: this.#marking(who) } : {};
        if (!('marking' in marking)) this.#hungOn.push(on);
        const name = on.kind === 'incident' ? { incidentId: on.id } : { taskId: on.id };
        return this.#make(
          'note',
          who,
          on.kind === 'incident' ? 'incident.addNote' : 'task.addNote',
          (noteId) => ({ ...name, noteId, text: this.#word(), ...marking }),
          [on.id],
        );
      }
      case 'scenario': {
        const assets = this.#several('asset', 2);
        if (assets.length === 0) return this.send('register', by);
        const who = dice.chance(0.6) ? ofOwner(assets[0]!, 1) : holder('owner', 'analyst');
        const data = (scenarioId: string) => ({
          scenarioId,
          name: this.#word(),
          note: this.#word(),
          steps: this.#steps(assets),
          ...(dice.chance(0.7) && { marking: this.#marking(who, false) }),
        });
        return this.#make('scenario', who, 'scenario.save', data);
      }
      case 'changeScenario': {
        const scenario = one('scenario');
        if (!scenario) return this.send('scenario', by);
        const steps = dice.chance(0.7) ? { steps: this.#steps(this.#several('asset', 2)) } : {};
        const data = { scenarioId: scenario.id, note: this.#word(), ...steps };
        return this.#step(ofOwner(scenario, 0.9), 'scenario.change', data, [scenario.id]);
      }
      case 'status': {
        const asset = one('asset')!;
        const status = dice.pick(['operational', 'degraded', 'failed', 'unknown']);
        const who = dice.chance(0.6) ? ofOwner(asset, 1) : holder('owner', 'responder', 'coordinator');
        const step = this.#step(who, 'asset.setStatus', { assetId: asset.id, status, note: this.#word() });
        const only = dice.next();
        if (only > 0.4) return step;
        return { ...step, ifVersion: only < 0.08 ? 'never' : { of: `asset:${asset.id}` } };
      }
      case 'details': {
        const asset = one('asset')!;
        const field = dice.pick(['name', 'notes', 'contacts']);
        return this.#step(ofOwner(asset, 0.9), 'asset.setDetails', { assetId: asset.id, [field]: this.#word() });
      }
      case 'incidentStatus': {
        const incident = one('incident')!;
        const who = dice.chance(0.5) ? ofOwner(incident, 1) : holder('coordinator');
        const data = { incidentId: incident.id, note: this.#word() };
        if (dice.chance(0.06))
          return this.#step(who, 'incident.void', { incidentId: incident.id, reason: this.#word() });
        return dice.chance(0.6)
          ? this.#step(who, 'incident.setStatus', {
              ...data,
              status: dice.pick(['confirmed', 'responding', 'contained']),
            })
          : this.#step(who, 'incident.setSeverity', { ...data, severity: 1 + dice.below(4) });
      }
      case 'link': {
        const incident = one('incident')!;
        const assetIds = this.#several('asset', 3).map(({ id }) => id);
        return this.#step(ofOwner(incident, 0.7), 'incident.linkAssets', { incidentId: incident.id, assetIds });
      }
      case 'assign': {
        const task = one('task');
        if (!task) return this.send('task', by);
        return this.#step(ofOwner(task, 0.9), 'task.assign', { taskId: task.id, assignee: this.#assignee() }, [
          task.id,
        ]);
      }
      case 'answerTask': {
        const task = one('task');
        if (!task) return this.send('task', by);
        return dice.chance(0.6)
          ? this.#step(holder('liaison'), 'task.accept', { taskId: task.id }, [task.id])
          : this.#step(holder('liaison'), 'task.decline', { taskId: task.id, reason: this.#word() }, [task.id]);
      }
      case 'taskStatus': {
        const task = one('task');
        if (!task) return this.send('task', by);
        const data = { taskId: task.id, status: dice.pick(['in-progress', 'done', 'blocked']), note: this.#word() };
        return this.#step(ofOwner(task, 0.8), 'task.setStatus', data, [task.id]);
      }
      case 'mark': {
        const made = this.#hungOn.length > 0 && dice.chance(0.3) ? dice.pick(this.#hungOn) : dice.pick(this.#made);
        const who = ofOwner(made, 0.88);
        return this.#step(who, 'sharing.mark', this.#mark(made, who), [made.id]);
      }
      case 'ask': {
        const made = one(dice.pick(['asset', 'incident', 'task', 'note'] as const));
        if (!made) return this.send('report', by);
        const releaseId = this.#id();
        const who = dice.chance(0.9)
          ? dice.pick(PEOPLE.filter((each) => homeOf(each) !== homeOf(made.by) && rolesOf(each).includes('liaison')))
          : holder('coordinator', 'liaison');
        const data = { releaseId, entity: { kind: made.kind, id: made.id }, reason: this.#word() };
        this.#asked.push({ releaseId, made });
        return this.#step(who, 'sharing.request', { ...data, ...(dice.chance(0.5) && { wanted: 'TLP:GREEN' }) });
      }
      case 'answer': {
        const asked = this.#asked[this.#answered];
        // The latest is perhaps not stored yet.
        if (!asked || this.#asked.length < this.#answered + 2) return this.send('ask', by);
        if (dice.chance(0.9)) this.#answered += 1;
        const { releaseId, made } = asked;
        const who = ofOwner(made, 0.9);
        const granted = dice.chance(0.6);
        const data = { releaseId, answer: granted ? 'granted' : 'declined', reason: this.#word() };
        const given = granted ? { marking: this.#marking(who) } : {};
        return this.#step(who, 'sharing.answer', { ...data, ...given }, [made.id]);
      }
      case 'members': {
        const circle = dice.pick(CIRCLE_NAMES);
        const owner = PEOPLE.find((one) => idOf(homeOf(one)) === STAGE.circles[idOf(circle)]!.owner)!;
        const members = dice.some(ORGANISATION_NAMES, 0.5).map(idOf);
        return this.#step(owner, 'circle.setMembers', { circleId: idOf(circle), members }, [idOf(circle)]);
      }
      case 'clients': {
        const who = dice.pick(['gina', 'wim', 'hana', 'nora']);
        const organisationId = idOf(homeOf(who));
        const clients = dice
          .some(ORGANISATION_NAMES, 0.3)
          .map(idOf)
          .filter((id) => id !== organisationId);
        return this.#step(who, 'organisation.setClients', { organisationId, clients }, [organisationId]);
      }
      case 'roles': {
        const person = dice.pick(['wes', 'carl', 'dora', 'pia', 'hugo']);
        const gone = !this.#away.has(person);
        if (gone) this.#away.add(person);
        return this.#setRoles(person, gone && dice.chance(0.8) ? [] : rolesOf(person));
      }
      default: {
        const person = dice.pick(['dora', 'gil']);
        if (this.#away.has(person)) return this.#enable(person);
        this.#away.add(person);
        return this.#step('admin', 'user.disable', { userId: idOf(person) }, [idOf(person)]);
      }
    }
  }

  /**
   * What chance alone brings about too seldom: many changes in one batch, a request for release that is answered, and two
   * who say something of one and the same face. `later` follows when everybody has been shown what was `told`.
   */
  opening(): { readonly told: Step[]; readonly later: Step[]; race(): Step[] } {
    const circleId = idOf('power');
    const members = STAGE.circles[circleId]!.members;
    const many = { tlp: 'TLP:AMBER+STRICT', circles: [circleId] };
    const report = (by: string, marking: object) =>
      this.#make('incident', by, 'incident.report', (incidentId) => ({ incidentId, title: this.#word(), marking }));
    const shared = Array.from({ length: 12 }, () => report('gina', many));
    const asked = report('gina', { tlp: 'TLP:GREEN' });
    const asset = this.#make('asset', 'gina', 'asset.register', (assetId) => ({
      assetId,
      name: this.#word(),
      sector: 'energy',
      kind: this.#word(),
      country: 'AT',
      location: { lat: 47, lon: 16.5 },
      marking: { tlp: 'TLP:GREEN' },
    }));
    const incidentId = String(asked.command.data['incidentId']);
    const assetId = String(asset.command.data['assetId']);
    const setMembers = (only: readonly string[]) =>
      this.#step('gina', 'circle.setMembers', { circleId, members: only }, [circleId]);
    const status = (by: string, seat: string): Step => {
      const data = { assetId, status: 'degraded', note: this.#word() };
      const step = this.#step(by, 'asset.setStatus', data);
      return { ...step, seat, copies: 1, ifVersion: { of: `asset:${assetId}` } };
    };
    const request = (by: string): Step[] => {
      const releaseId = this.#id();
      const entity = { kind: 'incident', id: incidentId };
      const asking = this.#step(by, 'sharing.request', { releaseId, entity, reason: this.#word() }, [incidentId]);
      this.#asked.push({ releaseId, made: { kind: 'incident', id: incidentId, by: 'gina' } });
      return [asking];
    };
    return {
      race: () => [status('gina', 'gina'), status('gina', 'gina2')],
      told: [
        ...shared,
        asked,
        asset,
        {
          do: 'attach',
          seat: this.#seat('gina'),
          commandId: this.#id(),
          data: { on: { kind: 'incident', id: incidentId }, name: this.#word() },
          locks: [incidentId],
        },
      ],
      later: [
        ...['hana', 'wim', 'cleo', 'gil'].map((seat, back): Step => ({ do: 'open', seat, back })),
        ...request('hana'),
        ...request('cleo'),
        ...request('wim'),
        // Whose it is not, must not decide who sees it.
        this.#step('wim', 'sharing.mark', {
          entity: { kind: 'incident', id: incidentId },
          marking: { tlp: 'TLP:GREEN' },
          reason: this.#word(),
        }),
        setMembers([idOf('Grid')]),
        setMembers(members),
        this.send('answer', undefined),
        this.send('answer', undefined),
      ],
    };
  }

  /** A file on an incident, a task or an asset; its name stands in it. */
  attach(): Step {
    const dice = this.#dice;
    const who = dice.pick(
      PEOPLE.filter((one) => rolesOf(one).some((role) => role !== 'viewer' && role !== 'evaluator')),
    );
    const on = this.#one(dice.pick(['incident', 'incident', 'asset', 'task'] as const), who);
    if (!on) return this.send('report', undefined);
    const data = {
      on: { kind: on.kind, id: on.id },
      name: this.#word(),
      ...(dice.chance(0.35) && { marking: this.#marking(who) }),
    };
    return { do: 'attach', seat: this.#seat(who), commandId: this.#id(), data, locks: [on.id] };
  }

  #setRoles(person: string, roles: readonly string[]): Send {
    const data = { userId: idOf(person), operation: STAGE.operation, roles };
    return this.#step('admin', 'user.setRoles', data, [idOf(person)]);
  }

  #enable(person: string): Send {
    return this.#step('admin', 'user.enable', { userId: idOf(person) }, [idOf(person)]);
  }

  #asset(assetId: string, who: string) {
    const dice = this.#dice;
    const marking = dice.chance(0.9) ? this.#marking(who) : undefined;
    const hidden = marking && ORDER.indexOf(marking.tlp) >= 2;
    const suppliers = dice.chance(0.5) ? this.#several('asset', 3, who) : [];
    return {
      assetId,
      name: this.#word(),
      sector: dice.pick(SECTORS),
      kind: this.#word(),
      country: 'AT',
      location: { lat: degreesOf(this.#word(), 40 + dice.below(20)), lon: 16.5 },
      served: 5000 + dice.below(100_000),
      contacts: this.#word(),
      notes: this.#word(),
      ...(dice.chance(0.6) && { level: 1_000_000 }),
      ...(suppliers.length > 0 && { needs: [this.#need(suppliers)] }),
      ...(marking && { marking }),
      ...(hidden && dice.chance(0.75) && { coarse: this.#coarse(marking.tlp) }),
    };
  }

  #need(suppliers: readonly Made[]) {
    return {
      needId: this.#id(),
      type: 'physical',
      rule: 'kofn',
      k: suppliers.length,
      buffer: 3600,
      stock: this.#word(),
      suppliers: suppliers.map(({ id }) => ({ assetId: id })),
    };
  }

  #coarse(exact: Label) {
    const tlp = exact === 'TLP:AMBER' ? 'TLP:GREEN' : this.#dice.pick(['TLP:GREEN', 'TLP:AMBER'] as const);
    return { marking: { tlp }, region: this.#word(), ...(this.#dice.chance(0.5) && { needs: true }) };
  }

  #incident(incidentId: string, who: string) {
    const dice = this.#dice;
    const assetIds = dice.chance(0.7) ? this.#several('asset', 3, who).map(({ id }) => id) : [];
    return {
      incidentId,
      title: this.#word(),
      description: this.#word(),
      cause: this.#word(),
      location: { lat: degreesOf(this.#word(), 40 + dice.below(20)), lon: 16.5 },
      ...(assetIds.length > 0 && { assetIds }),
      ...(dice.chance(0.85) && { marking: this.#marking(who) }),
    };
  }

  #task(taskId: string, who: string, incident: Made | undefined) {
    const dice = this.#dice;
    return {
      taskId,
      title: this.#word(),
      description: this.#word(),
      ...(incident && { incidentId: incident.id }),
      ...(dice.chance(0.5) && { assetIds: this.#several('asset', 2, who).map(({ id }) => id) }),
      ...(dice.chance(0.5) && { assignee: this.#assignee() }),
      ...(dice.chance(0.6) && { marking: this.#marking(who) }),
    };
  }

  #assignee() {
    const person = this.#dice.pick(PEOPLE.filter((one) => rolesOf(one).includes('coordinator')));
    return { organisation: idOf(homeOf(person)), ...(this.#dice.chance(0.6) && { user: idOf(person) }) };
  }

  #steps(assets: readonly Made[]) {
    return assets.map(({ id }, index) => ({ kind: 'health', after: index * 60, assetId: id, level: 0 }));
  }

  #mark(made: Made, who: string) {
    const dice = this.#dice;
    const marking = this.#marking(who);
    const hidden = ORDER.indexOf(marking.tlp) >= 2;
    const twin = made.kind === 'asset' && dice.chance(0.5);
    return {
      entity: { kind: made.kind, id: made.id },
      marking,
      reason: this.#word(),
      ...(twin && { coarse: hidden && dice.chance(0.75) ? this.#coarse(marking.tlp) : null }),
    };
  }

  #marking(who: string, scheduled = true) {
    const dice = this.#dice;
    const tlp = dice.weighted(LABELS);
    const order = ORDER.indexOf(tlp);
    const known = CIRCLE_NAMES.filter((circle) => {
      const { owner, members } = STAGE.circles[idOf(circle)]!;
      return [owner, ...members].includes(idOf(homeOf(who)));
    });
    const circles = tlp === 'TLP:AMBER' || tlp === 'TLP:AMBER+STRICT' ? dice.some(known, 0.5).map(idOf) : [];
    const persons = tlp === 'TLP:RED' ? dice.some(['gina', 'wim', 'hana', 'cleo', 'nora'], 0.35).map(idOf) : [];
    const restricted = dice.chance(0.4) ? ORDER[Math.max(order, 2 + dice.below(3))]! : undefined;
    const passing = scheduled ? dice.next() : 1;
    return {
      tlp,
      ...(circles.length > 0 && { circles }),
      ...(persons.length > 0 && { persons }),
      ...(restricted && {
        restricted: {
          tlp: restricted,
          ...(restricted === tlp && tlp !== 'TLP:RED' && circles.length > 0 && { circles }),
        },
      }),
      ...(passing < 0.1 && { expires: soon(1200 + dice.below(2500)) }),
      ...(passing > 0.1 &&
        passing < 0.22 &&
        order > 1 && { downgrade: { at: soon(1200 + dice.below(2500)), tlp: ORDER[dice.below(order)]! } }),
    };
  }

  /** One made before, of one's own more often; sometimes an id that never was. */
  #one(kind: Made['kind'], who?: string): Made | undefined {
    const every = this.#made.filter((made) => made.kind === kind);
    const kin =
      who !== undefined && this.#dice.chance(0.85) ? every.filter(({ by }) => homeOf(by) === homeOf(who)) : [];
    const all = kin.length > 0 ? kin : every;
    if (all.length === 0) return undefined;
    if (this.#dice.chance(0.03)) return { kind, id: this.#id(), by: 'gina' };
    // What was made lately is spoken of more often; of what is just being made one has not heard.
    const lately = all.slice(-14, -4);
    return lately.length > 0 && this.#dice.chance(0.6) ? this.#dice.pick(lately) : this.#dice.pick(all);
  }

  #several(kind: Made['kind'], most: number, who?: string): Made[] {
    const chosen = Array.from({ length: 1 + this.#dice.below(most) }, () => this.#one(kind, who));
    const known = chosen.filter((made) => made !== undefined && this.#made.includes(made)) as Made[];
    return [...new Set(known)];
  }

  #make(
    kind: Made['kind'],
    by: string,
    type: string,
    data: (id: string) => object,
    locks: readonly string[] = [],
  ): Send {
    const id = this.#id();
    const step = this.#step(by, type, data(id), locks);
    this.#made.push({ kind, id, by });
    return step;
  }

  #step(by: string, type: string, data: object, locks: readonly string[] = []): Send {
    const dice = this.#dice;
    const command: Command = { commandId: this.#id(), type, data: data as Command['data'] };
    return {
      do: 'send',
      seat: this.#seat(by),
      operation: /^(guest|circle|organisation|user)\./.test(type) ? 'directory' : 'operation',
      command,
      copies: dice.chance(0.2) ? 2 + dice.below(4) : 1,
      http: dice.chance(0.3),
      locks,
    };
  }

  #seat(person: string): string {
    if (person === 'admin') return 'admin';
    return this.#dice.pick(SEATS.filter((seat) => seat.person === idOf(person))).name;
  }

  #id(): string {
    return idOf(`${this.#seed} ${++this.#count}`);
  }

  #word(): string {
    return canaryOf(`${this.#seed} ${++this.#count}`);
  }
}
