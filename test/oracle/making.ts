import type { Marking } from '../../shared/domain/entity.ts';
import type { TocsinEvent } from '../../shared/domain/event.ts';
import { World, type View } from '../../shared/domain/world.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { fromMs, type Instant } from '../../shared/time.ts';
import { id as hashed } from '../support/house.ts';

const known = new Map<string, string>();
/** The id that a name stands for; hashed once. */
export function id(name: string): string {
  let value = known.get(name);
  if (value === undefined) known.set(name, (value = hashed(name)));
  return value;
}

export const NOW = Date.parse('2026-03-01T10:00:00Z');
export const at = (minutes: number): Instant => fromMs(NOW + minutes * 60_000);
export const OPERATION = id('operation');

export interface Author {
  readonly organisation: string;
  readonly user: string;
}
const ADMIN: Author = { organisation: id('administration'), user: id('admin') };

/** A world made of events, folded as a server folds them: no command decides, so any state can be made. */
export class Making {
  readonly directory = new World();
  readonly operation = new World();

  #fold(
    world: World,
    type: string,
    ref: readonly [string, string],
    data: object,
    by: Author,
    also: readonly string[] = [],
  ) {
    const entities = [ref, ...also.map((key) => key.split(':') as [string, string])].map(([kind, each]) => ({
      kind,
      id: each,
    }));
    const event = { type, v: 1, by, at: at(-60), realAt: at(-60), entities, data, directory: 0 };
    world.fold({ position: world.head + 1, touches: [], event: event as unknown as TocsinEvent });
  }
  tell(type: string, ref: readonly [string, string], data: object): void {
    this.#fold(this.directory, type, ref, data, ADMIN);
  }
  happen(type: string, ref: readonly [string, string], data: object, by: Author, also: readonly string[] = []): void {
    this.#fold(this.operation, type, ref, data, by, also);
  }
  /** A row that this build cannot decode; its envelope names a record. */
  undecodable(key: string): void {
    this.operation.fold({ position: this.operation.head + 1, touches: [key] });
  }

  organisation(organisation: string, clients: readonly string[] = []): void {
    const about = { name: 'Organisation', shortName: 'Org', kind: 'operator', country: 'ES' };
    this.tell('organisation.registered', ['organisation', organisation], about);
    if (clients.length > 0) this.tell('organisation.clientsChanged', ['organisation', organisation], { clients });
  }
  user(user: string, organisation: string, roles: readonly string[]): void {
    this.tell('user.registered', ['user', user], { name: 'Person', organisation });
    if (roles.length > 0) this.tell('user.rolesChanged', ['user', user], { operation: OPERATION, roles });
  }
  guest(user: string, organisation: string, guest: object): void {
    const data = { name: 'Guest', organisation, guest: { operation: OPERATION, until: at(60), ...guest } };
    this.tell('guest.invited', ['user', user], data);
  }
  circle(circle: string, owner: string, members: readonly string[]): void {
    this.tell('circle.created', ['circle', circle], { name: 'Circle', owner, members });
  }
  agreement(agreement: string, by: Author, parties: readonly string[]): void {
    const data = { name: 'Agreement', parties, permits: ['share-amber'] };
    this.#fold(this.directory, 'agreement.proposed', ['agreement', agreement], data, by);
  }
  /** The operation, once its organisations are known. */
  open(participants: readonly string[]): void {
    const data = { name: 'Operation', kind: 'live', defaultTlp: 'TLP:GREEN', participants };
    this.tell('operation.created', ['operation', OPERATION], data);
  }

  /** Every field that the policy calls restricted is filled, so that its absence says something. */
  asset(asset: string, by: Author, marking: Marking, more: object = {}): void {
    const about = {
      name: 'Asset',
      sector: 'energy',
      kind: 'substation',
      country: 'ES',
      location: { lat: 40, lon: -3 },
    };
    const data = { ...about, contacts: 'contacts', notes: 'notes', served: 5000, level: 600_000, marking, ...more };
    this.happen('asset.registered', ['asset', asset], data, by);
  }
  incident(incident: string, by: Author, marking: Marking, more: object = {}): void {
    const about = { title: 'Incident', kind: 'fire', severity: 2, location: { lat: 40, lon: -3 } };
    const data = { ...about, description: 'description', cause: 'cause', marking, ...more };
    this.happen('incident.reported', ['incident', incident], data, by);
  }
  task(task: string, by: Author, marking: Marking, more: object = {}): void {
    this.happen('task.created', ['task', task], { title: 'Task', priority: 2, marking, ...more }, by);
  }
  note(note: string, by: Author, marking: Marking, on: { kind: string; id: string }): void {
    this.happen('note.added', ['note', note], { text: 'text', on, marking }, by, [`${on.kind}:${on.id}`]);
  }
  attachment(attachment: string, by: Author, marking: Marking, on: { kind: string; id: string }): void {
    const data = { name: 'photo', mediaType: 'image/png', bytes: 10, on, marking };
    this.happen('attachment.added', ['attachment', attachment], data, by, [`${on.kind}:${on.id}`]);
  }
  release(release: string, by: Author, marking: Marking, on: { kind: string; id: string }, to: string): void {
    this.happen('release.requested', ['release', release], { on, to, reason: 'because', marking }, by);
  }
  reading(reading: string, by: Author, marking: Marking, more: object): void {
    this.happen(
      'reading.recorded',
      ['reading', reading],
      { what: 'export', strictest: 'TLP:RED', marking, ...more },
      by,
    );
  }
  scenario(scenario: string, by: Author, marking: Marking, assets: readonly string[]): void {
    const steps = assets.map((assetId) => ({ kind: 'health', after: 0, assetId, level: 0 }));
    this.happen('scenario.saved', ['scenario', scenario], { name: 'Scenario', steps, hours: 72, marking }, by);
  }
  mark(kind: string, record: string, by: Author, marking: Marking, more: object = {}): void {
    this.happen('sharing.marked', [kind, record], { marking, reason: 'because', ...more }, by);
  }

  view(): View {
    return {
      operationId: OPERATION,
      operation: this.operation,
      directory: this.directory,
      position: this.operation.head,
      directoryPosition: this.directory.head,
      time: at(0),
    };
  }
  directoryView(): View {
    return { ...this.view(), operationId: DIRECTORY, operation: this.directory, position: this.directory.head };
  }
}
