import { hash, randomUUID } from 'node:crypto';
import { canonicalJson } from '../../shared/canonical.ts';
import type { Actor } from '../../shared/domain/decision.ts';
import { decide } from '../../shared/domain/decide.ts';
import { keyOfRef, type EntityRef } from '../../shared/domain/entity.ts';
import { RECORD_READING, type ReadingToRecord } from '../../shared/domain/reading/decide.ts';
import { KNOWN_EVENTS } from '../../shared/domain/evolve.ts';
import type { EventDraft, TocsinEvent } from '../../shared/domain/event.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { REFUSALS, refused, type RefusalCode, type Refused } from '../../shared/outcome.ts';
import type { Outcome } from '../../shared/protocol/down.ts';
import { believe, fromMs, operationTime } from '../../shared/time.ts';
import { get, type View } from '../../shared/domain/world.ts';
import type { Appended, EventLog, NewReceipt, Receipt } from '../log/eventLog.ts';
import { AppendInDoubt, receiptKey } from '../log/eventLog.ts';
import type { Stream, StoredRow } from '../worlds/stream.ts';
import { actorIn, type Worlds } from '../worlds/worlds.ts';
import { commandIdOf, parseCommand, weigh, type ParsedCommand } from './parse.ts';
import { InFlight } from './inFlight.ts';
import { sightOf } from './sight.ts';
import { Writer } from './writer.ts';

/** Commands decided in one go and stored together, at most. */
const BATCH = 256;
/** How long (ms) commands are decided before what is decided is stored and others get their turn (P-S7, P-R4). */
const DECIDING_MS = 2;
/** Batches of one operation that are being stored while the next is decided on the world as it will be. */
const UNDER_WAY = 16;
/** Waiting commands of one operation beyond which further ones are told `busy`. */
const QUEUE = 20_000;
/** A batch may take so long (ms) where others wait already: short turns are for those who do not. */
const DECIDING_LONG_MS = 20;
const WAITED_LONG_MS = 100;
const FEW_UNDER_WAY = 8;
/** How often a batch is decided again after another node was first. */
const RETRIES = 50;

export interface Pipeline {
  /** The one way in: parse, authenticate, authorise, decide, append, answer. Never throws for what a client did. */
  submit(operation: string, user: string, message: unknown): Promise<Outcome>;
  /** For the node itself (first administrator, demonstration): an actor whose roles are given, not looked up. */
  submitAs(operation: string, actor: Actor, message: unknown): Promise<Outcome>;
  /** An entry of the read journal, by the server itself and in the reader's name; no client can send one. */
  record(operation: string, user: string, reading: ReadingToRecord): Promise<Outcome>;
  /** The position after which everything that was acknowledged to this user is in the world. */
  acknowledgedUpTo(operation: string, user: string): number;
  outcomeOf(user: string, commandId: string): Promise<Outcome | undefined>;
}

interface Dependencies {
  readonly log: EventLog;
  readonly worlds: Worlds;
  readonly now: () => number;
  /** Resolves once the tail has confirmed the operation up to a position. */
  readonly caughtUp: (operation: string, position: number) => Promise<void>;
  /** Tells of what should never happen; the command is answered all the same. */
  readonly onTrouble: (error: unknown) => void;
  /** An id for what the server names itself while it decides a command. */
  readonly newId?: (commandId: string) => string;
  /** No other node writes to this log. */
  readonly alone?: boolean;
}

interface Waiting {
  readonly user: string;
  readonly actor?: Actor;
  readonly command: ParsedCommand | Refused;
  readonly commandId: string;
  readonly digest: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  answer(outcome: Outcome): void;
}

interface Decided {
  readonly waiting: Waiting;
  readonly outcome: Outcome;
}

/** Neither stored nor known to be: the log threw. */
interface Failed {
  readonly kind: 'failed';
  readonly error: unknown;
}
type NotAppended = Exclude<Appended, { kind: 'appended' }> | Failed;

/** What was decided in one go, and what comes of storing it. */
interface UnderWay {
  readonly decided: readonly Decided[];
  readonly stored: Promise<Appended | Failed>;
  isStored: boolean;
}

export function createPipeline({
  log,
  worlds,
  now,
  caughtUp,
  onTrouble,
  newId = () => randomUUID(),
  alone = true,
}: Dependencies): Pipeline {
  // Where others write, a head tells how many events there are and not whose: a batch that stands on one which another
  // node's events have taken the place of would be stored, though it was decided on what never happened.
  const mostUnderWay = alone ? UNDER_WAY : 1;
  const writers = new Map<string, Writer<Waiting>>();
  const inFlight = new InFlight<Outcome>();
  const acknowledged = new Map<string, number>();

  function submit(operation: string, user: string, message: unknown, actor?: Actor): Promise<Outcome> {
    const commandId = commandIdOf(message);
    const weight = weigh(message);
    if (typeof weight !== 'number') return Promise.resolve(refusal(commandId ?? '', weight));
    const parsed = parseCommand(operation, message, weight);
    // Without an id there is nothing to keep a receipt under: the form was wrong, and that is all that is said.
    if (commandId === undefined) {
      return Promise.resolve(refusal('', 'kind' in parsed ? parsed : refused('invalid')));
    }
    const { type, data } = message as { type?: unknown; data?: unknown };
    const digest = hash('sha256', canonicalJson([operation, type, data]), 'base64url');
    const key = receiptKey({ author: user, commandId });
    const flying = inFlight.get(key);
    if (flying) {
      if (flying.digest === digest) return flying.outcome;
      // Whose the id is, is not known before the first is answered: it may itself be the one that reuses it.
      return flying.outcome.then(() => submit(operation, user, message, actor));
    }
    const enqueue = (stream: Stream, command: ParsedCommand | Refused) => {
      const writer = writerOf(stream);
      // What the node itself brings (the demonstration, the first administrator) waits for nobody's patience.
      const tooMany = writer.length >= QUEUE || (!actor && writer.isOverloaded(now()));
      if (tooMany) return Promise.resolve(refusal(commandId, refused('busy')));
      return new Promise<Outcome>((answer) => {
        writer.push({ user, ...(actor && { actor }), command, commandId, digest, since: now(), answer });
      });
    };
    const stream = entered(operation, user, actor);
    const outcome = stream ? enqueue(stream, parsed) : asStranger();
    inFlight.add(key, { digest, outcome });
    return outcome.finally(() => inFlight.landed(key));

    /**
     * An operation that is not there, and one that the sender has no part in, are answered alike, receipt included: both
     * refusals are kept in the directory. First the directory is looked at anew: another node may have let them in.
     */
    async function asStranger(): Promise<Outcome> {
      try {
        await caughtUp(DIRECTORY, await log.head(DIRECTORY));
      } catch (error) {
        onTrouble(error);
        return refusal(commandId!, refused('busy'));
      }
      const since = entered(operation, user, actor);
      return since ? enqueue(since, parsed) : enqueue(worlds.directory, refused('not-found'));
    }
  }

  function record(operation: string, user: string, reading: ReadingToRecord): Promise<Outcome> {
    const commandId = randomUUID();
    const stream = entered(operation, user, undefined);
    if (!stream) return Promise.resolve(refusal(commandId, refused('not-found')));
    const parsed = reading as unknown as Record<string, unknown>;
    const command: ParsedCommand = { commandId, type: RECORD_READING, data: parsed, parsed };
    return new Promise<Outcome>((answer) => {
      writerOf(stream).push({ user, command, commandId, digest: commandId, since: now(), answer });
    });
  }

  /** The stream of an operation, to somebody who has a part in it. */
  function entered(operation: string, user: string, actor: Actor | undefined): Stream | undefined {
    const stream = worlds.operation(operation);
    if (!stream || actor) return stream;
    return actorIn(worlds.headView(stream, fromMs(now())), user) && stream;
  }

  function writerOf(stream: Stream): Writer<Waiting> {
    const held = writers.get(stream.operation);
    if (held) return held;
    const writer = new Writer<Waiting>((queue) => store(stream, queue));
    writers.set(stream.operation, writer);
    return writer;
  }

  /**
   * Decides what waits, and stores it, until nothing waits: every command is answered exactly once, in order. What is
   * decided while earlier batches are being stored stands on those; where one of them fails, it is decided again.
   */
  async function store(stream: Stream, queue: Waiting[]): Promise<void> {
    const underWay: UnderWay[] = [];
    /** Whether commands are likely to have been answered before: then that is asked first, not found out by the store. */
    let repeated = false;
    let failures = 0;
    /** Where the store is slow, what waits does so in the queue, where it is seen to wait. */
    const goesOn = () => {
      const oldest = underWay[0]?.decided[0]?.waiting.since;
      const slow = oldest !== undefined && now() - oldest > WAITED_LONG_MS && underWay.length >= FEW_UNDER_WAY;
      return queue.length > 0 && underWay.length < mostUnderWay && !slow;
    };
    while (queue.length + underWay.length > 0) {
      if (goesOn()) {
        const batch = queue.splice(0, BATCH);
        try {
          const open: readonly Waiting[] = repeated ? await unanswered(batch) : batch;
          repeated = open.length < batch.length;
          if (open.length > 0) {
            const begun = begin(stream, open);
            queue.unshift(...begun.waiting);
            underWay.push(begun);
          }
        } catch (error) {
          onTrouble(error);
          // The next to be stored finds out what of this was; until then nothing may stand on it.
          stream.cutBack();
          for (const one of batch) one.answer(refusal(one.commandId, refused('busy')));
        }
        await new Promise<void>((resume) => setImmediate(resume));
        // Whoever is stored is told so, however many wait behind them.
        if (goesOn() && !underWay[0]?.isStored) continue;
      }
      const first = underWay.shift();
      if (!first) continue;
      const result = await first.stored;
      if (result.kind === 'appended') {
        failures = 0;
        answerAll(stream, first.decided, result.head);
        continue;
      }
      stream.cutBack();
      repeated = result.kind === 'duplicate' || result.kind === 'failed';
      failures += 1;
      // What was decided after it, on what then did not happen.
      const later = underWay.splice(0);
      const again = [...(await failed(first, result))];
      for (const each of later) {
        const its = await each.stored;
        if (its.kind === 'appended') answerAll(stream, each.decided, its.head);
        else again.push(...(await failed(each, its)));
      }
      // Whatever was folded ahead in the meantime stood on it too.
      stream.cutBack();
      const open = result.kind === 'duplicate' ? answerKnown(again, result.receipts) : again;
      if (failures >= RETRIES) for (const one of open) one.answer(refusal(one.commandId, refused('busy')));
      else queue.unshift(...open);
      if (result.kind === 'conflict') await caughtUp(stream.operation, result.head).catch(onTrouble);
    }
  }

  /** Those of a batch that have no receipt; the others are answered by theirs. */
  async function unanswered(batch: readonly Waiting[]): Promise<Waiting[]> {
    return answerKnown(batch, await log.receipts(batch.map(({ user, commandId }) => ({ author: user, commandId }))));
  }

  /** Answers a batch that was not stored; returns what is to be decided again. */
  async function failed({ decided }: UnderWay, result: NotAppended): Promise<readonly Waiting[]> {
    const batch = decided.map(({ waiting }) => waiting);
    if (result.kind === 'conflict' || result.kind === 'duplicate') return batch;
    if (result.kind === 'failed' && !(result.error instanceof AppendInDoubt)) onTrouble(result.error);
    // What was answered before is answered alike, also where nothing can be written: reads go on.
    const open = await unanswered(batch).catch(() => batch);
    // Of an append in doubt nothing is known: the command's own id settles it when it is sent again.
    const why = refused(result.kind === 'not-stored' ? 'not-stored' : 'busy');
    for (const one of open) one.answer(refusal(one.commandId, why));
    return [];
  }

  /** As many of a batch, from its first on, as can be decided in one go, on their way into the log. */
  function begin(stream: Stream, batch: readonly Waiting[]): UnderWay & { readonly waiting: readonly Waiting[] } {
    const began = now();
    const time = fromMs(began);
    const head = stream.world.head;
    const rows: StoredRow[] = [];
    const decided: Decided[] = [];
    const receipts: NewReceipt[] = [];
    const known = new Map<string, Actor | undefined>();
    /** Who somebody is follows from the directory and the time, which stand still here unless it is the directory that is written. */
    const actorOf = (user: string, view: View): Actor | undefined => {
      if (!known.has(user) || stream.operation === DIRECTORY) known.set(user, actorIn(view, user));
      return known.get(user);
    };
    let looked = 0;
    const most = batch[0] && began - batch[0].since > WAITED_LONG_MS ? DECIDING_LONG_MS : DECIDING_MS;
    for (const waiting of batch) {
      if (looked > 0 && now() - began >= most) break;
      looked += 1;
      const view = worlds.headView(stream, time);
      const actor = waiting.actor ?? actorOf(waiting.user, view);
      const decision = decidedOrTold(waiting, actor, view);
      if (!decision) continue;
      if (decision.kind === 'accepted') {
        const made = decision.events.map((draft, index) =>
          rowOf(draft, waiting, actor!, view, stream.world.head + 1 + index),
        );
        rows.push(...made);
        // Decided on the world as it will be: folded right away, taken back as one if the append fails.
        stream.foldAhead(made);
      }
      const outcome = outcomeFor(waiting.commandId, decision);
      decided.push({ waiting, outcome });
      receipts.push({
        author: waiting.user,
        commandId: waiting.commandId,
        digest: waiting.digest,
        outcome: JSON.stringify({ ...outcome, commandId: undefined }),
      });
    }
    const stored = log
      .append({ operation: stream.operation, expectedHead: head, events: rows, receipts })
      .catch((error: unknown) => ({ kind: 'failed' as const, error }));
    const begun = { decided, stored, isStored: false, waiting: batch.slice(looked) };
    void stored.then(() => (begun.isStored = true));
    return begun;
  }

  /** A command that cannot be decided for a fault of ours keeps no other from being so. */
  function decidedOrTold(waiting: Waiting, actor: Actor | undefined, view: View) {
    try {
      return decideOne(waiting, actor, view);
    } catch (error) {
      onTrouble(error);
      waiting.answer(refusal(waiting.commandId, refused('busy')));
      return undefined;
    }
  }

  function decideOne(waiting: Waiting, actor: Actor | undefined, view: View) {
    if ('kind' in waiting.command) return waiting.command;
    // Somebody without a part in the operation is not told whether it exists.
    if (!actor) return refused('not-found');
    const { type, parsed, ifVersion } = waiting.command;
    const sight = sightOf(actor, view, () => newId(waiting.commandId));
    return decide({ type, data: parsed, ...(ifVersion !== undefined && { ifVersion }) }, sight);
  }

  function rowOf(draft: EventDraft, waiting: Waiting, actor: Actor, view: View, position: number): StoredRow {
    const { madeAt } = waiting.command as ParsedCommand;
    const clock = get(view, 'clock', view.operationId)?.clock;
    const { observed, clamped } = believe(madeAt, view.time);
    const at = operationTime(clock, view.time);
    const observedAt = observed === view.time ? at : operationTime(clock, observed);
    const event: TocsinEvent = {
      type: draft.type,
      v: KNOWN_EVENTS[draft.type]!,
      by: { organisation: actor.organisation, user: actor.user },
      at,
      realAt: view.time,
      ...(observedAt !== at && Date.parse(at) - Date.parse(observedAt) >= 1000 && { observedAt }),
      ...(clamped && { clamped: true as const }),
      entities: draft.entities,
      data: draft.data,
      directory: view.operationId === DIRECTORY ? position - 1 : view.directoryPosition,
      commandId: waiting.commandId,
    };
    return { position, touches: draft.entities.map(keyOfRef), body: JSON.stringify(event) };
  }

  function answerKnown(batch: readonly Waiting[], known: readonly Receipt[]): Waiting[] {
    if (known.length === 0) return [...batch];
    const byKey = new Map(known.map((receipt) => [receiptKey(receipt), receipt]));
    return batch.filter((waiting) => {
      const receipt = byKey.get(receiptKey({ author: waiting.user, commandId: waiting.commandId }));
      if (!receipt) return true;
      const same = receipt.digest === waiting.digest;
      // It may have been stored through another node: what this one shows next must contain it (L11).
      if (same) settledAt(receipt.operation, waiting.user, receipt.position);
      waiting.answer(same ? fromReceipt(receipt) : refusal(waiting.commandId, refused('command-id-reused')));
      return false;
    });
  }

  function answerAll(stream: Stream, decided: readonly Decided[], head: number): void {
    for (const { waiting, outcome } of decided) {
      settledAt(stream.operation, waiting.user, head);
      waiting.answer(outcome);
    }
  }

  function settledAt(operation: string, user: string, position: number): void {
    const key = `${operation}/${user}`;
    acknowledged.set(key, Math.max(acknowledged.get(key) ?? 0, position));
  }

  return {
    submit: (operation, user, message) => submit(operation, user, message),
    record,
    submitAs: (operation, actor, message) => submit(operation, actor.user, message, actor),
    acknowledgedUpTo: (operation, user) => acknowledged.get(`${operation}/${user}`) ?? 0,
    async outcomeOf(user, commandId) {
      const receipt = await log.receipt(user, commandId);
      return receipt && fromReceipt(receipt);
    },
  };
}

function outcomeFor(commandId: string, decision: ReturnType<typeof decide>): Outcome {
  if (decision.kind === 'refused') return refusal(commandId, decision);
  return {
    commandId,
    outcome: 'accepted',
    records: decision.records as EntityRef[],
    ...(decision.events.length === 0 && { settled: true as const }),
  };
}

const refusal = (commandId: string, { code, message }: Pick<Refused, 'code' | 'message'>): Outcome => ({
  commandId,
  outcome: 'refused',
  code,
  message: message || REFUSALS[code as RefusalCode],
});

const fromReceipt = (receipt: Receipt): Outcome => ({
  ...(JSON.parse(receipt.outcome) as Omit<Outcome, 'commandId'>),
  commandId: receipt.commandId,
});
