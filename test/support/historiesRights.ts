import type { Asset } from '../../shared/domain/asset/record.ts';
import type { Agreement, Circle, Guest, Organisation, User, Operation } from '../../shared/domain/directory/record.ts';
import type { Marked, Marking } from '../../shared/domain/entity.ts';
import type { Incident } from '../../shared/domain/incident/record.ts';
import type { Note } from '../../shared/domain/note/record.ts';
import type { Reading } from '../../shared/domain/reading/record.ts';
import type { Release } from '../../shared/domain/release/record.ts';
import type { Task } from '../../shared/domain/task/record.ts';
import type { View } from '../../shared/domain/world.ts';

const ORDER = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED'];
type Named = Pick<Marking, 'tlp' | 'circles' | 'persons'>;

/**
 * Who may read what, written down anew from the sharing policy: it shares no code with `face`, so that a canary found
 * where this says no is a leak or a quarrel between the two. An upper bound: the house may show less.
 */
export class Rights {
  readonly #view: View;
  readonly #user: string;
  readonly #organisation: string;
  readonly #administrator: boolean;
  /** What keeps a guest from records; undefined for everybody else. */
  readonly #link: Pick<Guest, 'cap' | 'records'> | undefined;
  readonly #over: boolean;

  constructor(view: View, user: string) {
    this.#view = view;
    this.#user = user;
    const person = this.#directory<User>(`user:${user}`);
    this.#organisation = person?.organisation ?? '';
    const roles = person?.roles[view.operationId] ?? [];
    const account = roles.length > 0 && roles.every((role) => role === 'guest');
    this.#link = person?.guest ?? (account ? { cap: 'TLP:AMBER' } : undefined);
    this.#over = person?.guest !== undefined && !this.#stands(person, person.guest);
    this.#administrator = view.operationId === 'directory' && (person?.roles['directory'] ?? []).includes('admin');
  }

  #directory<T>(key: string): T | undefined {
    return this.#view.directory.at(key, this.#view.directoryPosition) as T | undefined;
  }
  #record<T>(key: string): T | undefined {
    return this.#view.operation.at(key, this.#view.position) as T | undefined;
  }

  /** Whether a guest's time, link and sponsor are all still good. */
  #stands(person: User, guest: Guest): boolean {
    const sponsor = this.#directory<User>(`user:${guest.sponsor}`);
    const here = (sponsor?.roles[guest.operation] ?? []).length > 0;
    const now = this.#view.time;
    return (
      !person.disabled && guest.until > now && here && !sponsor!.disabled && guest.operation === this.#view.operationId
    );
  }

  /** Whether a word planted in a record may reach this reader. */
  mayRead(key: string, restricted: boolean): boolean {
    if (key.startsWith('act:')) return this.#ownersOf(key.slice(4));
    if (key.startsWith('answer:')) {
      const release = this.#record<Release>(`release:${key.slice(7)}`);
      if (!release) return false;
      // A grant marks the record: the reason is that act's too.
      return this.full(`release:${release.id}`) || this.#ownersOf(`${release.on.kind}:${release.on.id}`);
    }
    if (key.startsWith('twin:')) return this.#region(key.slice(5));
    if (key.startsWith('reading:') && restricted) {
      const reading = this.#record<Reading>(key);
      return this.full(key) && (reading?.what === 'break-glass' || reading?.marking.owner === this.#organisation);
    }
    const kind = key.slice(0, key.indexOf(':'));
    switch (kind) {
      case 'organisation':
        return this.#partner(key.slice(13));
      case 'user':
        return this.#partner(this.#directory<User>(key)?.organisation ?? '');
      case 'circle': {
        const circle = this.#directory<Circle>(key);
        if (this.#administrator) return true;
        if (this.#link) return false;
        return circle?.owner === this.#organisation || !!circle?.members.includes(this.#organisation);
      }
      case 'agreement': {
        const parties = this.#directory<Agreement>(key)?.parties ?? [];
        return this.#administrator || (!this.#link && parties.includes(this.#organisation));
      }
      case 'operation':
        return this.#administrator || !!this.#directory<Operation>(key)?.participants.includes(this.#organisation);
      case 'clock':
        return true;
      default:
        return this.full(key) && (!restricted || this.#restricted(key));
    }
  }

  /** Whether they are among those whom a set of audiences names. */
  within(named: Named, owner: string): boolean {
    return this.#linked(named.tlp, []) && this.#reached(named, owner);
  }

  #ownersOf(key: string): boolean {
    const owner = this.#record<Marked>(key)?.marking.owner;
    return this.#link === undefined && owner === this.#organisation && this.full(key);
  }

  /** The words for a twin's area: its own, and those of whoever owns the asset. */
  #region(key: string): boolean {
    const asset = key.startsWith('release:') ? this.#record<Release>(key)?.on : undefined;
    const exact = asset ? `asset:${asset.id}` : key;
    const twin = this.#record<Asset>(exact)?.twin?.id;
    return this.#ownersOf(exact) || (twin !== undefined && this.twin(twin));
  }

  /** Whether the coarse twin of an asset is theirs: never together with the asset itself. */
  twin(id: string): boolean {
    const exact = this.#view.operation.exactOf(`asset:${id}`);
    const asset = exact === undefined ? undefined : this.#record<Asset>(exact);
    if (!exact || asset?.twin?.id !== id) return false;
    // Its owner is told what it published.
    if (this.#ownersOf(exact)) return true;
    return !asset.hidden && !this.full(exact) && this.#marked(asset.twin.marking, [exact, `asset:${id}`]);
  }

  /** Whether the full face of a marked record is theirs. */
  full(key: string): boolean {
    const record = this.#record<Marked>(key);
    if (!record) return false;
    const { marking } = record;
    const own = marking.owner === this.#organisation && this.#link === undefined;
    if (record.hidden && !own) return false;
    const on = (record as Partial<Note>).on;
    const hangs = on !== undefined && (key.startsWith('note:') || key.startsWith('attachment:'));
    const parent = hangs ? `${on.kind}:${on.id}` : undefined;
    if (parent && !this.full(parent)) return false;
    if (this.#link === undefined && this.#addressed(key, record)) return true;
    return this.#marked(marking, parent ? [key, parent] : [key]);
  }

  /** Those a record is for beside those whom its marking reaches. */
  #addressed(key: string, record: Marked): boolean {
    if (key.startsWith('release:')) {
      const { to, on } = record as Release;
      return to === this.#organisation && this.full(`${on.kind}:${on.id}`);
    }
    if (key.startsWith('reading:')) {
      const { owners, on } = record as Reading;
      return owners.includes(this.#organisation) && (!on || this.full(`${on.kind}:${on.id}`));
    }
    const assignee = (record as Partial<Task>).assignee;
    if (!key.startsWith('task:') || assignee?.organisation !== this.#organisation) return false;
    const { expires } = record.marking;
    if (expires !== undefined && expires <= this.#view.time) return false;
    return this.#labelOf(record.marking) !== 'TLP:RED' || assignee.user === this.#user;
  }

  #labelOf = ({ tlp, downgrade }: Marking): string =>
    downgrade && downgrade.at <= this.#view.time ? downgrade.tlp : tlp;

  #marked(marking: Marking, names: readonly string[]): boolean {
    const own = marking.owner === this.#organisation && this.#link === undefined;
    if (marking.expires !== undefined && marking.expires <= this.#view.time && !own) return false;
    const tlp = this.#labelOf(marking) as Marking['tlp'];
    if (!this.#linked(tlp, names)) return false;
    if (marking.as) return this.full(marking.as.key);
    return this.#reached({ ...marking, tlp }, marking.owner);
  }

  /** What a guest's link lets through: its cap, never AMBER+STRICT, and the records it names. */
  #linked(tlp: string, names: readonly string[]): boolean {
    if (this.#over) return false;
    if (!this.#link) return true;
    const { cap, records } = this.#link;
    if (tlp === 'TLP:AMBER+STRICT' || ORDER.indexOf(tlp) > ORDER.indexOf(cap)) return false;
    return !records || records.some((one) => names.includes(`${one.kind}:${one.id}`));
  }

  #restricted(key: string): boolean {
    const { marking } = this.#record<Asset | Incident>(key)!;
    if (!marking.restricted) return true;
    if (this.#link && !this.#linked(marking.restricted.tlp, this.#link.records ? [key] : [])) return false;
    return this.#reached(marking.restricted, marking.owner);
  }

  #reached(named: Named, owner: string): boolean {
    if (named.tlp === 'TLP:RED') return named.persons.includes(this.#user);
    if (ORDER.indexOf(named.tlp) <= 1) return true;
    const circles = named.circles.map((id) => this.#directory<Circle>(`circle:${id}`)?.members ?? []);
    const reached = new Set([owner, ...circles.flat()]);
    if (reached.has(this.#organisation)) return true;
    if (named.tlp !== 'TLP:AMBER') return false;
    return [...reached].some((id) =>
      this.#directory<Organisation>(`organisation:${id}`)?.clients.includes(this.#organisation),
    );
  }

  /** Known through the operation; in the directory, through some operation. */
  #partner(organisation: string): boolean {
    if (organisation === this.#organisation || this.#administrator) return true;
    for (const key of this.#view.directory.keys()) {
      if (!key.startsWith('operation:')) continue;
      if (this.#view.operationId !== 'directory' && key !== `operation:${this.#view.operationId}`) continue;
      const participants = this.#directory<Operation>(key)?.participants ?? [];
      if (
        participants.includes(organisation) &&
        (this.#view.operationId !== 'directory' || participants.includes(this.#organisation))
      )
        return true;
    }
    return false;
  }
}
