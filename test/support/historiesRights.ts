import type { Asset } from '../../shared/domain/asset/record.ts';
import type { Circle, Organisation, User, Operation } from '../../shared/domain/directory/record.ts';
import type { Marked, Marking } from '../../shared/domain/entity.ts';
import type { Incident } from '../../shared/domain/incident/record.ts';
import type { Note } from '../../shared/domain/note/record.ts';
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

  constructor(view: View, user: string) {
    this.#view = view;
    this.#user = user;
    const person = this.#directory<User>(`user:${user}`);
    this.#organisation = person?.organisation ?? '';
    this.#administrator = view.operationId === 'directory' && (person?.roles['directory'] ?? []).includes('admin');
  }

  #directory<T>(key: string): T | undefined {
    return this.#view.directory.at(key, this.#view.directoryPosition) as T | undefined;
  }
  #record<T>(key: string): T | undefined {
    return this.#view.operation.at(key, this.#view.position) as T | undefined;
  }

  /** Whether a word planted in a record may reach this reader. */
  mayRead(key: string, restricted: boolean): boolean {
    if (key.startsWith('act:')) {
      const record = this.#record<Marked>(key.slice(4));
      return record?.marking.owner === this.#organisation && this.full(key.slice(4));
    }
    const kind = key.slice(0, key.indexOf(':'));
    switch (kind) {
      case 'organisation':
        return this.#partner(key.slice(13));
      case 'user':
        return this.#partner(this.#directory<User>(key)?.organisation ?? '');
      case 'circle': {
        const circle = this.#directory<Circle>(key);
        return (
          this.#administrator || circle?.owner === this.#organisation || !!circle?.members.includes(this.#organisation)
        );
      }
      case 'operation':
        return this.#administrator || !!this.#directory<Operation>(key)?.participants.includes(this.#organisation);
      case 'clock':
        return true;
      default:
        return this.full(key) && (!restricted || this.#restricted(key));
    }
  }

  /** Whether the full face of a marked record is theirs. */
  full(key: string): boolean {
    const record = this.#record<Marked>(key);
    if (!record) return false;
    const { marking } = record;
    if (record.hidden && marking.owner !== this.#organisation) return false;
    const on = (record as Partial<Note>).on;
    if (on && !this.full(`${on.kind}:${on.id}`)) return false;
    const over = marking.expires !== undefined && marking.expires <= this.#view.time;
    const tlp = marking.downgrade && marking.downgrade.at <= this.#view.time ? marking.downgrade.tlp : marking.tlp;
    if (over && marking.owner !== this.#organisation) return false;
    const assignee = (record as Partial<Task>).assignee;
    if (key.startsWith('task:') && assignee?.organisation === this.#organisation) {
      if (tlp !== 'TLP:RED' || assignee.user === this.#user) return true;
    }
    if (marking.as) return this.full(marking.as.key);
    return this.#reached({ ...marking, tlp }, marking.owner);
  }

  #restricted(key: string): boolean {
    const { marking } = this.#record<Asset | Incident>(key)!;
    return !marking.restricted || this.#reached(marking.restricted, marking.owner);
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
