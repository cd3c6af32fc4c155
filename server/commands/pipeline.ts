import { createHash, randomUUID } from 'node:crypto';
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
import type { EventLog, NewReceipt, Receipt } from '../log/eventLog.ts';
import { AppendInDoubt, receiptKey } from '../log/eventLog.ts';
import type { Stream, StoredRow } from '../worlds/stream.ts';
import { actorIn, type Worlds } from '../worlds/worlds.ts';
import { commandIdOf, parseCommand, unwieldy, type ParsedCommand } from './parse.ts';
import { sightOf } from './sight.ts';

/** Commands decided and stored together, at most: one transaction, one fsync, one answer each. */
const BATCH = 256;
/** How long (ms) commands are decided before what is decided is stored and others get their turn (P-R4). */
const DECIDING_MS = 20;
/** Waiting commands of one operation beyond which further ones are told `busy`. */
const QUEUE = 20_000;
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
}

interface Waiting {
  readonly user: string;
  readonly actor?: Actor;
  readonly command: ParsedCommand | Refused;
  readonly commandId: string;
  readonly digest: string;
  answer(outcome: Outcome): void;
}

interface Decided {
  readonly waiting: Waiting;
  readonly outcome: Outcome;
}

export function createPipeline({
  log,
  worlds,
  now,
  caughtUp,
  onTrouble,
  newId = () => randomUUID(),
}: Dependencies): Pipeline {
  const writers = new Map<string, Writer>();
  const inFlight = new Map<string, { digest: string; outcome: Promise<Outcome> }>();
  const acknowledged = new Map<string, number>();

  function submit(operation: string, user: string, message: unknown, actor?: Actor): Promise<Outcome> {
    const commandId = commandIdOf(message);
    const why = unwieldy(message);
    if (why) return Promise.resolve(refusal(commandId ?? '', why));
    const parsed = parseCommand(operation, message);
    // Without an id there is nothing to keep a receipt under: the form was wrong, and that is all that is said.
    if (commandId === undefined) {
      return Promise.resolve(refusal('', 'kind' in parsed ? parsed : refused('invalid')));
    }
    const { type, data } = message as { type?: unknown; data?: unknown };
    const digest = createHash('sha256')
      .update(canonicalJson([operation, type, data]))
      .digest('base64url');
    const key = receiptKey({ author: user, commandId });
    const flying = inFlight.get(key);
    if (flying) {
      if (flying.digest === digest) return flying.outcome;
      // Whose the id is, is not known before the first is answered: it may itself be the one that reuses it.
      return flying.outcome.then(() => submit(operation, user, message, actor));
    }
    const enqueue = (stream: Stream, command: ParsedCommand | Refused) => {
      const writer = writerOf(stream);
      if (writer.length >= QUEUE) return Promise.resolve(refusal(commandId, refused('busy')));
      return new Promise<Outcome>((answer) => {
        writer.push({ user, ...(actor && { actor }), command, commandId, digest, answer });
      });
    };
    const stream = entered(operation, user, actor);
    const outcome = stream ? enqueue(stream, parsed) : asStranger();
    inFlight.set(key, { digest, outcome });
    return outcome.finally(() => inFlight.delete(key));

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
      writerOf(stream).push({ user, command, commandId, digest: commandId, answer });
    });
  }

  /** The stream of an operation, to somebody who has a part in it. */
  function entered(operation: string, user: string, actor: Actor | undefined): Stream | undefined {
    const stream = worlds.operation(operation);
    if (!stream || actor) return stream;
    return actorIn(worlds.headView(stream, fromMs(now())), user) && stream;
  }

  function writerOf(stream: Stream): Writer {
    const held = writers.get(stream.operation);
    if (held) return held;
    const writer = new Writer((batch) => store(stream, batch));
    writers.set(stream.operation, writer);
    return writer;
  }

  /** Decides a batch on the present world and stores it as one; every command in it is answered exactly once. */
  async function store(stream: Stream, batch: readonly Waiting[]): Promise<void> {
    let open = batch;
    try {
      open = answerKnown(open, await log.receipts(open.map(({ user, commandId }) => ({ author: user, commandId }))));
      for (let attempt = 0; open.length > 0 && attempt < RETRIES; attempt++) {
        const { decided, rows, receipts, head } = decideAll(stream, open);
        const result = await log.append({ operation: stream.operation, expectedHead: head, events: rows, receipts });
        if (result.kind === 'appended') {
          answerAll(stream, decided, result.head);
          open = open.slice(decided.length);
          if (open.length === 0) return;
          attempt = -1;
          await new Promise<void>((resume) => setImmediate(resume));
          continue;
        }
        stream.cutBack();
        if (result.kind === 'not-stored') {
          for (const one of open) one.answer(refusal(one.commandId, refused('not-stored')));
          return;
        }
        if (result.kind === 'duplicate') open = answerKnown(open, result.receipts);
        if (result.kind === 'conflict') await caughtUp(stream.operation, result.head);
      }
      for (const one of open) one.answer(refusal(one.commandId, refused('busy')));
    } catch (error) {
      stream.cutBack();
      if (!(error instanceof AppendInDoubt)) onTrouble(error);
      // Nothing is known about these: the command's own id settles it when it is sent again.
      for (const one of open) one.answer(refusal(one.commandId, refused('busy')));
    }
  }

  /** As many of a batch, from its first on, as can be decided in one go. */
  function decideAll(stream: Stream, batch: readonly Waiting[]) {
    const began = now();
    const head = stream.world.head;
    const rows: StoredRow[] = [];
    const decided: Decided[] = [];
    const receipts: NewReceipt[] = [];
    for (const waiting of batch) {
      if (decided.length > 0 && now() - began >= DECIDING_MS) break;
      const view = worlds.headView(stream, fromMs(now()));
      const decision = decideOne(waiting, view);
      if (decision.kind === 'accepted') {
        const made = decision.events.map((draft, index) => rowOf(draft, waiting, view, stream.world.head + 1 + index));
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
    return { decided, rows, receipts, head };
  }

  function decideOne(waiting: Waiting, view: View) {
    if ('kind' in waiting.command) return waiting.command;
    const actor = waiting.actor ?? actorIn(view, waiting.user);
    // Somebody without a part in the operation is not told whether it exists.
    if (!actor) return refused('not-found');
    const { type, parsed, ifVersion } = waiting.command;
    const sight = sightOf(actor, view, () => newId(waiting.commandId));
    return decide({ type, data: parsed, ...(ifVersion !== undefined && { ifVersion }) }, sight);
  }

  function rowOf(draft: EventDraft, waiting: Waiting, view: View, position: number): StoredRow {
    const { madeAt } = waiting.command as ParsedCommand;
    const actor = waiting.actor ?? actorIn(view, waiting.user)!;
    const clock = get(view, 'clock', view.operationId)?.clock;
    const { observed, clamped } = believe(madeAt, view.time);
    const at = operationTime(clock, view.time);
    const observedAt = operationTime(clock, observed);
    const event: TocsinEvent = {
      type: draft.type,
      v: KNOWN_EVENTS[draft.type]!,
      by: { organisation: actor.organisation, user: actor.user },
      at,
      realAt: view.time,
      ...(Date.parse(at) - Date.parse(observedAt) >= 1000 && { observedAt }),
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

/** One batch at a time for one operation: what arrives meanwhile forms the next one. */
class Writer {
  #queue: Waiting[] = [];
  #working = false;
  readonly #store: (batch: readonly Waiting[]) => Promise<void>;

  constructor(store: (batch: readonly Waiting[]) => Promise<void>) {
    this.#store = store;
  }

  get length(): number {
    return this.#queue.length;
  }

  push(waiting: Waiting): void {
    this.#queue.push(waiting);
    if (!this.#working) void this.#work();
  }

  async #work(): Promise<void> {
    this.#working = true;
    // One turn of the event loop, so that commands that arrive together are decided together.
    await new Promise<void>((resume) => setImmediate(resume));
    while (this.#queue.length > 0) await this.#store(this.#queue.splice(0, BATCH));
    this.#working = false;
  }
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
