import { COMMANDS, type CommandType } from '../../shared/domain/commands.ts';
import {
  ASSET_STATUSES,
  BECAUSE,
  CELL_SIZES,
  INCIDENT_KINDS,
  INCIDENT_STATUSES,
  NEED_TYPES,
  ORGANISATION_KINDS,
  PERMITS,
  ROLES,
  SECTORS,
  strictness,
  TASK_STATUSES,
  TLP,
  type Tlp,
} from '../../shared/domain/vocabulary.ts';
import { fromMs } from '../../shared/time.ts';
import type { Dice } from './historiesDice.ts';

export const ALL_TYPES = Object.keys(COMMANDS) as CommandType[];

/** Where a canary was put: the record it belongs to, and whether in one of its restricted fields. */
export interface Planted {
  readonly key: string;
  readonly restricted: boolean;
}

/** Every name that a random command may use, whether anybody can see it or not. */
export interface Names {
  readonly organisations: string[];
  readonly users: string[];
  readonly circles: string[];
  readonly operations: string[];
  /** By kind; of every operation. */
  readonly records: Record<(typeof RECORD_KINDS)[number], string[]>;
  readonly needs: string[];
  readonly agreements: string[];
  /** User ids of guests. */
  readonly guests: string[];
}

export const RECORD_KINDS = [
  'asset',
  'incident',
  'task',
  'note',
  'attachment',
  'release',
  'reading',
  'scenario',
] as const;
const MARKABLE = ['asset', 'asset', 'incident', 'incident', 'task', 'note', 'attachment', 'scenario'] as const;

/** Weight of each command: what makes histories interesting comes often. */
const WEIGHT: Partial<Record<CommandType, number>> = {
  'asset.register': 3,
  'asset.setStatus': 5,
  'asset.setNeeds': 4,
  'incident.report': 4,
  'incident.linkAssets': 4,
  'incident.addNote': 5,
  'incident.merge': 2,
  'task.create': 5,
  'task.assign': 4,
  'task.setBlockedBy': 3,
  'task.addNote': 3,
  'attachment.add': 3,
  'scenario.save': 4,
  'sharing.mark': 11,
  'sharing.request': 4,
  'sharing.answer': 4,
  'guest.invite': 2.5,
  'guest.revoke': 0.7,
  'agreement.propose': 1,
  'agreement.accept': 1.5,
  'agreement.end': 0.4,
  'operation.end': 0.15,
  'organisation.register': 0.3,
  'user.register': 0.3,
  'operation.create': 0.2,
  'circle.create': 1,
  'circle.setMembers': 2.5,
  'organisation.setClients': 2,
  'user.setRoles': 2,
  'user.disable': 0.3,
  'user.enable': 1,
  'operation.setParticipants': 1,
};
const weightOf = (type: CommandType): number => WEIGHT[type] ?? 1;

export class RandomCommands {
  readonly dice: Dice;
  readonly names: Names;
  readonly planted = new Map<string, Planted>();
  /** User -> organisation. */
  readonly homes = new Map<string, string>();
  readonly #now: () => number;
  /** Whether the speaker is shown a record: what people say is mostly about what they see. */
  seen: (kind: string, id: string) => boolean = () => true;
  /** The coarse twins that the speaker is shown. */
  twins: () => readonly string[] = () => [];
  /** The speaker's organisation, where they have one. */
  home: string | undefined;
  /** Whether it is their own organisation's. */
  owned: (kind: string, id: string) => boolean = () => true;
  #fresh = '';
  #total = ALL_TYPES.reduce((sum, type) => sum + weightOf(type), 0);

  constructor(dice: Dice, names: Names, now: () => number) {
    this.dice = dice;
    this.names = names;
    this.#now = now;
  }

  type(): CommandType {
    let left = this.dice.fraction() * this.#total;
    for (const type of ALL_TYPES) {
      left -= weightOf(type);
      if (left < 0) return type;
    }
    return 'incident.report';
  }

  /** A text that stands nowhere else. */
  canary(key: string, restricted = false): string {
    const word = `canary${String(this.planted.size).padStart(5, '0')}end`;
    this.planted.set(word, { key, restricted });
    return word;
  }

  data(type: CommandType, operation: string): Record<string, unknown> {
    const { dice, names } = this;
    const noted = (key: string) => dice.chance(0.4) && { note: this.canary(key) };
    const marked = () => dice.chance(0.6) && { marking: this.marking() };
    switch (type) {
      case 'asset.register': {
        const assetId = this.#newId('asset');
        const key = `asset:${assetId}`;
        return {
          assetId,
          name: this.canary(key),
          sector: dice.pick(SECTORS),
          kind: this.canary(key),
          country: 'ES',
          location: this.#place(),
          ...(dice.chance(0.3) && { organisation: this.#organisation() }),
          ...(dice.chance(0.2) && { operatorName: this.canary(key) }),
          ...(dice.chance(0.5) && { level: dice.pick([0, 400_000, 1_000_000]) }),
          ...(dice.chance(0.4) && { served: this.#served() }),
          ...(dice.chance(0.5) && { contacts: this.canary(key, true) }),
          ...(dice.chance(0.5) && { notes: this.canary(key, true) }),
          ...(dice.chance(0.2) && { source: this.canary(key) }),
          ...(dice.chance(0.5) && { needs: this.#needs() }),
          ...this.#markedWithTwin(key),
        };
      }
      case 'asset.setStatus': {
        const assetId = this.#id('asset');
        return {
          assetId,
          status: dice.pick(ASSET_STATUSES),
          ...(dice.chance(0.3) && { level: dice.below(1_000_001) }),
          ...(dice.chance(0.3) && { because: dice.pick(BECAUSE) }),
          ...noted(`asset:${assetId}`),
          ...(dice.chance(0.2) && { expectedRestoration: fromMs(this.#now() + 3_600_000) }),
        };
      }
      case 'asset.confirm':
        return { assetId: this.#id('asset') };
      case 'asset.refute': {
        const assetId = this.#id('asset');
        return { assetId, ...noted(`asset:${assetId}`) };
      }
      case 'asset.answerPrediction': {
        const assetId = this.#own('asset');
        const answer = dice.pick(['confirmed', 'refuted'] as const);
        return {
          assetId,
          answer,
          at: fromMs(this.#now() + dice.below(7_200_000) - 600_000),
          level: dice.below(1_000_001),
          ...(answer === 'refuted' && dice.chance(0.5) && { until: fromMs(this.#now() + dice.below(7_200_000)) }),
          ...noted(`asset:${assetId}`),
        };
      }
      case 'asset.setNeeds':
        return { assetId: this.#own('asset'), needs: this.#needs() };
      case 'asset.setDetails': {
        const assetId = this.#own('asset');
        const key = `asset:${assetId}`;
        return {
          assetId,
          ...(dice.chance(0.5) && { name: this.canary(key) }),
          ...(dice.chance(0.3) && { location: this.#place() }),
          ...(dice.chance(0.3) && { served: this.#served() }),
          ...(dice.chance(0.5) && { notes: this.canary(key, true) }),
          ...(dice.chance(0.5) && { contacts: this.canary(key, true) }),
        };
      }
      case 'asset.setBuffer':
        return { assetId: this.#own('asset'), needId: this.#need(), secondsLeft: dice.below(4000) };
      case 'incident.report': {
        const incidentId = this.#newId('incident');
        const key = `incident:${incidentId}`;
        return {
          incidentId,
          title: this.canary(key),
          kind: dice.pick(INCIDENT_KINDS),
          severity: 1 + dice.below(4),
          ...(dice.chance(0.6) && { location: this.#place() }),
          ...(dice.chance(0.5) && { assetIds: this.#ids('asset', 3) }),
          ...(dice.chance(0.5) && { description: this.canary(key, true) }),
          ...(dice.chance(0.3) && { cause: this.canary(key, true) }),
          ...marked(),
        };
      }
      case 'incident.setStatus': {
        const incidentId = this.#id('incident');
        return { incidentId, status: dice.pick(INCIDENT_STATUSES), ...noted(`incident:${incidentId}`) };
      }
      case 'incident.setSeverity': {
        const incidentId = this.#id('incident');
        return { incidentId, severity: 1 + dice.below(4), ...noted(`incident:${incidentId}`) };
      }
      case 'incident.setLead':
        return { incidentId: this.#id('incident'), organisation: this.#organisation() };
      case 'incident.linkAssets':
        return { incidentId: this.#id('incident'), assetIds: this.#ids('asset', 4) };
      case 'incident.acknowledge':
      case 'incident.withdrawAcknowledgement':
        return { incidentId: this.#id('incident') };
      case 'incident.merge':
        return { incidentId: this.#id('incident'), into: this.#id('incident') };
      case 'incident.void': {
        const incidentId = this.#id('incident');
        return { incidentId, reason: this.canary(`incident:${incidentId}`) };
      }
      case 'incident.addNote':
      case 'task.addNote': {
        const noteId = this.#newId('note');
        const on = type === 'incident.addNote' ? { incidentId: this.#id('incident') } : { taskId: this.#id('task') };
        return { ...on, noteId, text: this.canary(`note:${noteId}`), ...(dice.chance(0.4) && marked()) };
      }
      case 'task.create': {
        const taskId = this.#newId('task');
        const key = `task:${taskId}`;
        return {
          taskId,
          title: this.canary(key),
          ...(dice.chance(0.4) && { description: this.canary(key) }),
          ...(dice.chance(0.6) && { incidentId: this.#id('incident') }),
          ...(dice.chance(0.4) && { assetIds: this.#ids('asset', 3) }),
          ...(dice.chance(0.3) && { due: fromMs(this.#now() + 7_200_000) }),
          priority: 1 + dice.below(4),
          ...(dice.chance(0.5) && { assignee: this.#assignee() }),
          ...(dice.chance(0.3) && { blockedBy: this.#ids('task', 2) }),
          ...(dice.chance(0.5) && marked()),
        };
      }
      case 'task.assign':
        return { taskId: this.#own('task'), assignee: this.#assignee() };
      case 'task.accept':
        return { taskId: this.#id('task') };
      case 'task.decline': {
        const taskId = this.#id('task');
        return { taskId, reason: this.canary(`task:${taskId}`) };
      }
      case 'task.setStatus': {
        const taskId = this.#id('task');
        return { taskId, status: dice.pick(TASK_STATUSES), ...noted(`task:${taskId}`) };
      }
      case 'task.setDue':
        return { taskId: this.#id('task'), due: dice.chance(0.3) ? null : fromMs(this.#now() + dice.below(9_000_000)) };
      case 'task.setBlockedBy':
        return { taskId: this.#own('task'), blockedBy: this.#ids('task', 3) };
      case 'attachment.add': {
        const attachmentId = this.#newId('attachment');
        const kind = dice.pick(['asset', 'incident', 'task', 'note'] as const);
        return {
          attachmentId,
          on: { kind, id: this.#id(kind) },
          name: this.canary(`attachment:${attachmentId}`),
          mediaType: 'image/png',
          bytes: 1 + dice.below(1000),
          ...(dice.chance(0.4) && marked()),
        };
      }
      case 'scenario.save': {
        const scenarioId = this.#newId('scenario');
        const key = `scenario:${scenarioId}`;
        return {
          scenarioId,
          name: this.canary(key),
          steps: this.#steps(),
          ...(dice.chance(0.4) && { note: this.canary(key) }),
          ...(dice.chance(0.8) && { marking: this.marking() }),
        };
      }
      case 'scenario.change': {
        const scenarioId = this.#own('scenario');
        return {
          scenarioId,
          ...(dice.chance(0.6) && { name: this.canary(`scenario:${scenarioId}`) }),
          ...(dice.chance(0.6) && { steps: this.#steps() }),
        };
      }
      case 'scenario.discard':
        return { scenarioId: this.#own('scenario') };
      case 'sharing.mark': {
        const kind = dice.pick(MARKABLE);
        const id = this.#own(kind);
        const act = { entity: { kind, id }, reason: this.canary(`act:${kind}:${id}`) };
        if (kind !== 'asset' && dice.chance(0.98)) return { ...act, marking: this.marking() };
        return { ...act, ...this.#withTwin(`asset:${id}`, this.marking()) };
      }
      case 'sharing.request': {
        const kind = dice.pick(MARKABLE);
        const releaseId = this.#newId('release');
        return {
          releaseId,
          // Of what is one's own there is nothing to ask.
          entity: { kind, id: this.#others(kind) },
          reason: this.canary(`release:${releaseId}`),
          ...(dice.chance(0.5) && { wanted: dice.pick(TLP) }),
        };
      }
      case 'sharing.answer': {
        const releaseId = this.#id('release');
        const answer = dice.pick(['granted', 'declined'] as const);
        const given = answer === 'granted' ? this.#withTwin(`release:${releaseId}`, this.marking()) : {};
        return { releaseId, answer, reason: this.canary(`answer:${releaseId}`), ...given };
      }
      case 'guest.invite': {
        const guestId = dice.id();
        names.users.push(guestId);
        names.guests.push(guestId);
        if (this.home !== undefined) this.homes.set(guestId, this.home);
        const kind = () => dice.pick(MARKABLE);
        const records = Array.from({ length: 1 + dice.below(4) }, kind).map((one) => ({
          kind: one,
          id: this.#id(one),
        }));
        return {
          guestId,
          operation: dice.chance(0.95) ? dice.pick(names.operations) : dice.id(),
          name: this.canary(`user:${guestId}`),
          cap: dice.pick(['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER', 'TLP:RED'] as const),
          // Some run out while the history lasts, a few are asked for too long.
          until: fromMs(this.#now() + dice.pick([60_000, 900_000, 3_600_000, 86_400_000, 8 * 86_400_000])),
          ...(dice.chance(0.4) && { records }),
          ...(dice.chance(0.6) && { contributes: true }),
        };
      }
      case 'guest.revoke':
        return { guestId: names.guests.length > 0 && dice.chance(0.9) ? dice.pick(names.guests) : this.#user() };
      case 'agreement.propose': {
        const agreementId = dice.id();
        names.agreements.push(agreementId);
        const key = `agreement:${agreementId}`;
        const mine = this.home === undefined || dice.chance(0.2) ? [] : [this.home];
        return {
          agreementId,
          name: this.canary(key),
          parties: [...mine, ...dice.shuffled(names.organisations).slice(0, 2)],
          permits: dice.shuffled(PERMITS).slice(0, 1 + dice.below(3)),
          ...(dice.chance(0.5) && { until: fromMs(this.#now() + dice.below(7_200_000)) }),
          ...(dice.chance(0.5) && { text: this.canary(key) }),
        };
      }
      case 'agreement.accept':
        return { agreementId: this.#agreement() };
      case 'agreement.end': {
        const agreementId = this.#agreement();
        return { agreementId, reason: this.canary(`agreement:${agreementId}`) };
      }
      case 'clock.start':
        return dice.chance(0.5) ? {} : { at: fromMs(this.#now() - 3_600_000), speed: dice.pick([1, 4, 60]) };
      case 'clock.pause':
      case 'clock.resume':
        return {};
      case 'clock.jump':
        return { at: fromMs(this.#now() + dice.below(7_200_000) - 600_000) };
      case 'clock.setSpeed':
        return { speed: dice.pick([0.5, 1, 10, 3600]) };
      case 'operation.end':
        return { reason: this.canary(`clock:${operation}`) };
      case 'organisation.register': {
        const organisationId = dice.id();
        names.organisations.push(organisationId);
        const name = this.canary(`organisation:${organisationId}`);
        return { organisationId, name, shortName: 'X', kind: dice.pick(ORGANISATION_KINDS), country: 'PT' };
      }
      case 'organisation.setClients':
        return { organisationId: this.#organisation(), clients: dice.some(names.organisations, 2) };
      case 'user.register': {
        const userId = dice.id();
        names.users.push(userId);
        const organisation = this.#organisation();
        this.homes.set(userId, organisation);
        return { userId, name: this.canary(`user:${userId}`), organisation };
      }
      case 'user.setRoles':
        return {
          userId: this.#user(),
          operation: dice.pick(names.operations),
          roles: this.#roles(),
        };
      case 'user.disable':
      case 'user.enable':
        return { userId: this.#user() };
      case 'circle.create': {
        const circleId = dice.id();
        names.circles.push(circleId);
        const name = this.canary(`circle:${circleId}`);
        return {
          circleId,
          name,
          members: dice.some(names.organisations, 3),
          ...(dice.chance(0.5) && { owner: this.#organisation() }),
        };
      }
      case 'circle.setMembers':
        return { circleId: this.#circle(), members: dice.some(names.organisations, 3) };
      case 'operation.create': {
        const operationId = dice.id();
        return {
          operationId,
          name: this.canary(`operation:${operationId}`),
          kind: 'exercise',
          participants: dice.shuffled(names.organisations).slice(0, 2),
        };
      }
      case 'operation.setParticipants': {
        const most = dice.shuffled(names.organisations).slice(dice.chance(0.3) ? 1 : 0);
        return { operationId: dice.pick(names.operations), participants: most };
      }
      default:
        return nobodySays(type);
    }
  }

  marking(): Record<string, unknown> {
    const { dice } = this;
    const tlp: Tlp = dice.pick([...TLP, 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED', 'TLP:GREEN'] as const);
    const wrong = dice.chance(0.04);
    const amber = tlp === 'TLP:AMBER' || tlp === 'TLP:AMBER+STRICT' || wrong;
    const stricter = TLP.filter((one) => strictness(one) >= strictness(tlp));
    const wider = TLP.filter((one) => strictness(one) < strictness(tlp));
    const restrictedTlp = dice.pick(stricter);
    const circles = this.#circles(2);
    return {
      tlp,
      ...(amber && { circles }),
      ...(tlp === 'TLP:RED' && { persons: this.#users(3) }),
      ...(dice.chance(0.15) && { expires: fromMs(this.#now() + 3_600_000 + dice.below(7_200_000)) }),
      ...(dice.chance(0.15) &&
        wider.length > 0 && { downgrade: { at: fromMs(this.#now() + dice.below(3_600_000)), tlp: dice.pick(wider) } }),
      ...(dice.chance(0.3) && {
        restricted: {
          tlp: restrictedTlp,
          ...(restrictedTlp.startsWith('TLP:AMBER') && { circles: amber ? dice.some(circles, 2) : this.#circles(2) }),
          ...(restrictedTlp === 'TLP:RED' && { persons: this.#users(2) }),
        },
      }),
    };
  }

  /** A coarse twin that is mostly wider than what it stands for. */
  #withTwin(key: string, marking: Record<string, unknown>): Record<string, unknown> {
    const { dice } = this;
    if (dice.chance(0.4)) return { marking };
    if (dice.chance(0.2)) return { marking, coarse: null };
    const wider = TLP.filter((one) => strictness(one) < strictness(marking['tlp'] as Tlp));
    const tlp = wider.length === 0 || dice.chance(0.1) ? dice.pick(TLP) : dice.pick(wider);
    const amber = tlp.startsWith('TLP:AMBER');
    return {
      marking,
      coarse: {
        marking: {
          tlp,
          ...(amber && { circles: this.#circles(2) }),
          ...(dice.chance(0.2) && { expires: fromMs(this.#now() + 60_000 + dice.below(7_200_000)) }),
          ...(amber &&
            dice.chance(0.2) && { downgrade: { at: fromMs(this.#now() + dice.below(3_600_000)), tlp: 'TLP:GREEN' } }),
        },
        ...(dice.chance(0.5) && { cell: dice.pick(CELL_SIZES) }),
        ...(dice.chance(0.3) && { region: this.canary(`twin:${key}`) }),
        ...(dice.chance(0.5) && { needs: true }),
      },
    };
  }
  #markedWithTwin(key: string): Record<string, unknown> {
    if (this.dice.chance(0.3)) return {};
    const { coarse, marking } = this.#withTwin(key, this.marking());
    return { marking, ...(coarse ? { coarse } : {}) };
  }

  #steps(): Record<string, unknown>[] {
    const { dice } = this;
    return Array.from({ length: 1 + dice.below(3) }, () => ({
      kind: 'health',
      after: dice.below(7200),
      assetId: this.#id('asset'),
      level: dice.pick([0, 500_000]),
    }));
  }

  /** Breaks the form of a command's data in one of the ways programs do. */
  broken(data: Record<string, unknown>): Record<string, unknown> {
    const { dice } = this;
    const member = dice.pick(Object.keys(data).length > 0 ? Object.keys(data) : ['x']);
    switch (dice.below(4)) {
      case 0:
        return { ...data, surprise: 1 };
      case 1:
        return { ...data, [member]: null };
      case 2:
        return { ...data, [member]: { deep: [data[member]] } };
      default: {
        const { [member]: _gone, ...rest } = data;
        return rest;
      }
    }
  }

  /** The command that would have made these was refused: they would only ever be not found. */
  neverMade(data: Record<string, unknown>): void {
    if (data['guestId'] !== undefined && this.names.guests.at(-1) === data['guestId']) {
      this.names.guests.pop();
      if (this.names.users.at(-1) === data['guestId']) this.names.users.pop();
    }
    for (const kind of RECORD_KINDS) {
      const ids = this.names.records[kind];
      if (ids.at(-1) !== undefined && ids.at(-1) === this.#fresh && ids.at(-1) === data[`${kind}Id`]) ids.pop();
    }
  }

  #newId(kind: keyof Names['records']): string {
    const ids = this.names.records[kind];
    if (ids.length > 0 && this.dice.chance(0.03)) return this.dice.pick(ids);
    const id = this.dice.id();
    ids.push(id);
    this.#fresh = id;
    return id;
  }
  #id(kind: keyof Names['records']): string {
    const { dice, names } = this;
    if (dice.chance(0.02))
      return names.records[dice.pick(['asset', 'incident', 'task', 'note'] as const)][0] ?? dice.id();
    if (dice.chance(0.02)) return dice.id();
    const twins = kind === 'asset' ? this.twins() : [];
    if (twins.length > 0 && dice.chance(0.25)) return dice.pick(twins);
    // Recent ones more often: histories then pile up on the same records.
    return this.#mostlySeen(kind, dice.chance(0.7) ? names.records[kind].slice(-12) : names.records[kind]);
  }
  #mostlySeen(kind: string, ids: readonly string[]): string {
    if (ids.length === 0) return this.dice.id();
    let id = this.dice.pick(ids);
    for (let tries = this.dice.below(12); tries > 0 && !this.seen(kind, id); tries--) id = this.dice.pick(ids);
    return id;
  }
  /** Of what only an owner may change, mostly one's own. */
  #own(kind: keyof Names['records']): string {
    let id = this.#id(kind);
    for (let tries = this.dice.below(16); tries > 0 && !this.owned(kind, id); tries--) id = this.#id(kind);
    return id;
  }
  /** Of what is asked for, mostly what is not one's own; now and then by the id of a coarse twin. */
  #others(kind: keyof Names['records']): string {
    let id = this.#id(kind);
    for (let tries = this.dice.below(16); tries > 0 && this.owned(kind, id); tries--) id = this.#id(kind);
    return id;
  }
  #ids(kind: keyof Names['records'], most: number): string[] {
    const count = this.dice.below(most + 1);
    return [...new Set(Array.from({ length: count }, () => this.#id(kind)))];
  }
  #organisation = (): string => this.#mostlySeen('organisation', this.names.organisations);
  #user = (): string => this.#mostlySeen('user', this.names.users);
  #circle = (): string => this.#mostlySeen('circle', this.names.circles);
  #circles = (most: number): string[] => [...new Set(this.dice.some([0, 1], most).map(this.#circle))];
  #users = (most: number): string[] => [...new Set(this.dice.some([0, 1, 2], most).map(this.#user))];
  #agreement = (): string =>
    this.names.agreements.length === 0
      ? this.dice.id()
      : this.#mostlySeen('agreement', this.names.agreements.slice(-5));
  #served = (): number => this.dice.pick([0, 900, 1050, 5000, 10_500, 99_000, 2_000_000]);
  #need = (): string => (this.names.needs.length === 0 ? this.dice.id() : this.dice.pick(this.names.needs.slice(-6)));
  #roles(): string[] {
    const { dice } = this;
    if (dice.chance(0.15)) return [];
    // An account that is a guest and nothing else is one.
    if (dice.chance(0.1)) return ['guest'];
    return [...new Set([dice.pick(ROLES.slice(0, 8)), dice.pick(ROLES.slice(1, 5))])];
  }
  #place = () => ({ lat: 36 + this.dice.fraction() * 7, lon: -9 + this.dice.fraction() * 9 });
  #assignee = () => {
    const user = this.dice.chance(0.5) ? this.#user() : undefined;
    const home = user && this.dice.chance(0.9) ? this.homes.get(user) : undefined;
    return { organisation: home ?? this.#organisation(), ...(user && { user }) };
  };

  #needs(): unknown[] {
    const { dice, names } = this;
    return Array.from({ length: 1 + dice.below(2) }, () => {
      const needId = dice.chance(0.5) && names.needs.length > 0 ? dice.pick(names.needs) : dice.id();
      names.needs.push(needId);
      const suppliers = this.#ids('asset', 4).map((assetId) => ({ assetId, weight: 1 + dice.below(5) }));
      if (suppliers.length === 0) suppliers.push({ assetId: this.#id('asset'), weight: 1 });
      const kofn = dice.chance(0.5);
      return {
        needId,
        type: dice.pick(NEED_TYPES),
        rule: kofn ? 'kofn' : 'cap',
        suppliers,
        ...(kofn ? { k: 1 + dice.below(3) } : { demand: 1 + dice.below(9) }),
        ...(dice.chance(0.4) && { buffer: 3600 }),
        ...(dice.chance(0.3) && { recharge: 100 }),
        ...(dice.chance(0.3) && { base: 5 }),
      };
    });
  }
}

/** A command type without a generator is found by the compiler, and by the first history that draws it. */
function nobodySays(type: never): never {
  throw new Error(`No random data for ${String(type)}: add it to test/support/historiesCommands.ts`);
}
