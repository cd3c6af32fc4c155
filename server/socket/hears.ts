import { DIRECTORY } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { REFUSALS } from '../../shared/outcome.ts';
import {
  join as joinForm,
  leave as leaveForm,
  operationName,
  presence as presenceForm,
  type UP,
} from '../../shared/protocol/up.ts';
import type { Batch, Joined as JoinAnswer, Records } from '../../shared/protocol/down.ts';
import { RECORD_WITHDRAWN } from '../../shared/sharing/change.ts';
import { commandIdOf } from '../commands/parse.ts';
import type { Joined } from '../desk/desk.ts';
import { Bucket } from './bucket.ts';
import { Seat, seatOf, type House, type Person } from './person.ts';
import { ResetSender } from './reset.ts';
import { together } from './sharedFrames.ts';

/** A join may cost a look at every record: an honest client asks once an operation, and again after a gap. */
const JOINS = { perSecond: 2, burst: 30 } as const;

type Reply = (answer: unknown) => void;
type Hear = (house: House, person: Person, message: unknown, reply: Reply) => Promise<void> | undefined;

/** What is done with each message: the names are those of the protocol's table, or it does not compile. */
export const HEARS: { readonly [Name in keyof typeof UP]: Hear } = {
  join,
  command,
  leave(house, person, message) {
    const form = leaveForm.safeParse(message);
    if (form.success) seatOf(person, form.data.operation)?.leave();
    else house.misformed(person);
    return undefined;
  },
  presence(house, person, message) {
    look(house, person, message);
    return undefined;
  },
  ping(house, _person, _message, reply) {
    reply({ now: new Date(house.now()).toISOString() });
    return undefined;
  },
};

async function command(house: House, person: Person, message: unknown, reply: Reply): Promise<void> {
  const commandId = commandIdOf(message) ?? '';
  person.commands ??= new Bucket(LIMITS.commandsPerSecond, LIMITS.commandBurst, performance.now());
  if (!person.commands.take(performance.now())) {
    house.misformed(person);
    return reply({ commandId, outcome: 'refused', code: 'rate-limited', message: REFUSALS['rate-limited'] });
  }
  const { operation, ...rest } = (message ?? {}) as Record<string, unknown>;
  const named = operationName.safeParse(operation);
  if (!named.success) {
    house.misformed(person);
    return reply({ commandId, outcome: 'refused', code: 'invalid', message: 'operation: must name an operation' });
  }
  const outcome = await house.pipeline.submit(named.data, person.session.userId, rest);
  if (outcome.code === 'invalid') house.misformed(person);
  reply(outcome);
}

function look(house: House, person: Person, message: unknown): void {
  const form = presenceForm.safeParse(message);
  if (!form.success) return house.misformed(person);
  const { looking, editing, operation } = form.data;
  const seat = seatOf(person, operation);
  if (!seat?.here) return;
  const { user, organisation } = seat.here;
  seat.here = { user, organisation, ...(looking && { looking }), ...(editing && { editing }) };
  house.whoIsHere.moved(operation);
}

async function join(
  house: House,
  person: Person,
  message: unknown,
  reply: (answer: JoinAnswer) => void,
): Promise<void> {
  person.joins ??= new Bucket(JOINS.perSecond, JOINS.burst, performance.now());
  if (!person.joins.take(performance.now())) {
    house.misformed(person);
    return reply({ ok: false, code: 'busy' });
  }
  const form = joinForm.safeParse(message);
  if (!form.success) {
    house.misformed(person);
    return reply({ ok: false, code: 'invalid' });
  }
  const { desks, settled, onJoined, onOpened } = house;
  const { operation, cursor } = form.data;
  const { userId } = person.session;
  seatOf(person, operation)?.leave();
  const seat = new Seat(house, person, operation, form.data.form === 'columns');
  person.seats = [...person.seats, seat];
  await settled(operation, userId);
  const desk = desks.of(operation);
  const from =
    desk &&
    ((cursor === undefined ? undefined : await desk.catchUpInSlices(userId, cursor)) ??
      (await desk.snapshotInSlices(userId, { forJoining: true })));
  if (!seat.wanted) return reply({ ok: false, code: 'superseded' });

  const joined = from && desk.joinFrom(seat, from);
  const actor = joined && desk.entitled(userId);
  if (!from || !joined || !actor) {
    joined?.leave();
    seat.leave();
    onJoined('refused');
    return reply({ ok: false, code: 'not-found' });
  }
  seat.leaveDesk = joined.leave;
  seat.here = { user: userId, organisation: actor.organisation };
  house.whoIsHere.moved(operation);
  onJoined('records' in from ? 'reset' : 'caught-up');
  together(person.socket, () => tell(house, person, seat, joined, 'records' in from ? from.records : undefined, reply));
  if (operation !== DIRECTORY) onOpened(operation);
}

/** What somebody who has joined is shown first: what changed since their cursor, or all there is. */
function tell(
  { frames, resetParts, epoch, onTrouble }: House,
  { socket, slow }: Person,
  seat: Seat,
  { cursor, caughtUp }: Joined,
  records: Records | undefined,
  reply: (answer: JoinAnswer) => void,
): void {
  if (records) {
    const sender = new ResetSender(socket, frames, slow);
    seat.sender = sender;
    reply({ ok: true, reset: true, next: cursor, epoch });
    if (caughtUp) sender.passing(caughtUp);
    sender
      .send(resetParts.of(seat.operation, cursor, records), () => seat.wanted)
      .catch(onTrouble)
      .finally(() => (seat.sender = undefined));
  } else if (caughtUp) reply({ ok: true, prev: caughtUp.prev, next: caughtUp.next, epoch });
  if (caughtUp) frames.send(socket, 'batch', records ? afterReset(caughtUp) : caughtUp);
}

/**
 * What goes with a reset: its parts were amended by the batch before they left, so what a colleague was shown a moment ago,
 * and was taken away since, has never been shown to this reader. Its id is not told.
 */
const afterReset = (batch: Batch): Batch => ({
  ...batch,
  changes: batch.changes.filter(({ type }) => type !== RECORD_WITHDRAWN),
});
