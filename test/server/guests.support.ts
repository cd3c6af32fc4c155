import { randomUUID } from 'node:crypto';
import { DIRECTORY } from '../../shared/ids.ts';
import type { Outcome, Records } from '../../shared/protocol/down.ts';
import { WireScreen, until, type Person, type WirePlace } from '../wire/wire.support.ts';

export interface Entered {
  readonly status: number;
  readonly code: string | undefined;
  readonly token: string;
  readonly user: { readonly id: string; readonly guest?: { readonly until: string } };
}

/** What a sponsor and their guests do, as their programs would: over HTTP and real sockets. */
export class Visits {
  readonly place: WirePlace;

  constructor(place: WirePlace) {
    this.place = place;
  }

  /** A command that is answered, and, for whoever reads next, in the world. */
  async say(person: Person, type: string, data: object, operation = this.place.operation): Promise<Outcome> {
    const [outcome] = await this.place.send(person, [{ commandId: randomUUID(), type, data }], operation);
    await this.place.app.context.settled(operation, person.user);
    return outcome!;
  }

  toDirectory(person: Person, type: string, data: object): Promise<Outcome> {
    return this.say(person, type, data, DIRECTORY);
  }

  /** An accepted invitation for an hour, unless said otherwise. */
  async invite(sponsor: Person, more: { minutes?: number; [key: string]: unknown } = {}): Promise<string> {
    const { minutes = 60, ...rest } = more;
    const guestId = randomUUID();
    const outcome = await this.toDirectory(sponsor, 'guest.invite', {
      guestId,
      operation: this.place.operation,
      name: 'Gil Guest',
      cap: 'TLP:AMBER',
      until: new Date(this.now() + minutes * 60_000).toISOString(),
      ...rest,
    });
    if (outcome.outcome !== 'accepted') throw new Error(`${outcome.code}: ${outcome.message}`);
    return guestId;
  }

  now = (): number => Date.now() + this.place.ahead;

  /** The secret of a new link. */
  async link(sponsor: Person, guestId: string): Promise<string> {
    const answer = await this.place.http(sponsor, 'POST', `/guests/${guestId}/link`);
    if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`);
    return ((await answer.json()) as { path: string }).path.slice('/m#guest='.length);
  }

  async enter(token: string, as?: Pick<Person, 'token'>, device?: string): Promise<Entered> {
    const answer = await this.place.http(as, 'POST', '/guest', { token, ...(device && { device }) });
    return { status: answer.status, ...((await answer.json()) as Omit<Entered, 'status'>) };
  }

  /** Invited, linked and here. */
  async arrive(sponsor: Person, more: { minutes?: number; [key: string]: unknown } = {}): Promise<Person> {
    const guestId = await this.invite(sponsor, more);
    const { token, status } = await this.enter(await this.link(sponsor, guestId));
    if (status !== 200) throw new Error(`The link did not open: ${status}`);
    return { user: guestId, organisation: sponsor.organisation, token, sessionId: '' };
  }

  async screen(person: Pick<Person, 'token'>): Promise<WireScreen> {
    const screen = new WireScreen(this.place.connect(person), this.place.operation);
    const joined = await screen.join();
    if (!joined.ok) throw new Error(`Could not join: ${joined.code}`);
    await until('the snapshot is there', () => screen.cursor !== undefined);
    return screen;
  }

  /** The ids that somebody is shown of a kind; undefined where they are shown nothing at all. */
  async shown(person: Person, kind: keyof Records): Promise<string[] | undefined> {
    const answer = await this.place.http(person, 'GET', `/operations/${this.place.operation}/snapshot`);
    if (answer.status !== 200) return undefined;
    const { records } = (await answer.json()) as { records: Records };
    return (records[kind] ?? []).map(({ id }) => String(id));
  }

  async report(person: Person, more: object = {}): Promise<string> {
    const incidentId = randomUUID();
    const outcome = await this.say(person, 'incident.report', { incidentId, title: 'Smoke', ...more });
    if (outcome.outcome !== 'accepted') throw new Error(`${outcome.code}: ${outcome.message}`);
    return incidentId;
  }
}
