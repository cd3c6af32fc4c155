import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { isId } from '../shared/ids.ts';
import { REFUSALS } from '../shared/outcome.ts';
import type { Outcome } from '../shared/protocol/down.ts';
import type { Login } from './accounts/login.ts';
import type { Pipeline } from './commands/pipeline.ts';
import { AppendInDoubt, type EventLog, type NotStoredReason } from './log/eventLog.ts';
import type { Logbook } from './logbook.ts';
import { CUTS, type Cut } from './socket/slowReaders.ts';

/** Seconds: an fsync on a good disk to a database that is going away. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const CHANGES = [1, 2, 5, 10, 25, 50, 100, 500, 2500];
/** Commands that share one transaction: the pipeline stores at most 256 at once. */
const COMMANDS = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const JOINS = ['caught-up', 'reset', 'refused'] as const;
/** Over HTTP, or in parts over a socket. */
const SNAPSHOTS = ['columns', 'parts'] as const;
const SIGN_INS = ['accepted', 'wrong-credentials', 'too-many-tries', 'busy'] as const;

export interface Metrics {
  /** The same log, its appends measured. */
  log(log: EventLog, onRefused: (reason: NotStoredReason) => void): EventLog;
  /** The same pipeline, its answers counted. */
  pipeline(pipeline: Pipeline): Pipeline;
  /** The same way in, its outcomes counted. */
  login(login: Login): Login;
  sent(changes: number, listeners: number): void;
  joined(answer: (typeof JOINS)[number]): void;
  cut(why: Cut): void;
  snapshotMade(form: (typeof SNAPSHOTS)[number]): void;
  /** A figure that is read when somebody asks; with `by`, one for each of these words. */
  gauge(name: string, help: string, read: () => number): void;
  gaugeBy<Word extends string>(
    name: string,
    help: string,
    label: string,
    words: readonly Word[],
    read: (word: Word) => number,
  ): void;
  /** Called before figures are read. */
  beforeReading(look: () => Promise<unknown>): void;
  read(): Promise<{ type: string; text: string }>;
}

/**
 * Figures for whoever runs the server. A label is a word of ours out of a short list, never a name, an id or a type that
 * somebody sent: figures are read by people who may see nothing of what they count.
 */
export function createMetrics(
  logbook: Logbook,
  node: { readonly name: string; readonly version: string; readonly home: string },
): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = <Word extends string>(name: string, help: string, label: string, words: readonly Word[]) => {
    const made = new Counter({ name, help, labelNames: [label], registers });
    // A rate can be read only of what was there before: every word begins at zero.
    for (const word of words) made.inc({ [label]: word }, 0);
    return (word: Word) => made.inc({ [label]: word });
  };
  const labels = ['name', 'version', 'home'] as const;
  new Gauge({ name: 'tocsin_node_info', help: 'This node; always 1', labelNames: labels, registers }).set(
    { ...node },
    1,
  );

  const outcomes = ['accepted', ...Object.keys(REFUSALS)];
  const answeredAs = counter('tocsin_commands_total', 'Commands answered, by outcome', 'outcome', outcomes);
  const answered = new Histogram({
    name: 'tocsin_command_seconds',
    help: 'From a command to its answer',
    buckets: SECONDS,
    registers,
  });
  const waiting = new Gauge({ name: 'tocsin_commands_waiting', help: 'Commands not answered yet', registers });
  const appends = new Histogram({
    name: 'tocsin_append_seconds',
    help: 'One append to the log, by what came of it',
    labelNames: ['result'],
    buckets: SECONDS,
    registers,
  });
  const together = new Histogram({
    name: 'tocsin_append_commands',
    help: 'Commands that were stored by one append',
    buckets: COMMANDS,
    registers,
  });
  const events = new Counter({ name: 'tocsin_events_appended_total', help: 'Events stored by this node', registers });
  const deliveries = new Counter({
    name: 'tocsin_deliveries_total',
    help: 'Batches handed to sockets, each counted for every socket that it went to',
    registers,
  });
  const batches = new Histogram({
    name: 'tocsin_batch_changes',
    help: 'Batches made for an audience or an author, by their changes',
    buckets: CHANGES,
    registers,
  });
  const joined = counter('tocsin_joins_total', 'Operations opened by clients, by how', 'answer', JOINS);
  const cut = counter('tocsin_readers_cut_total', 'Slow readers told to resume, by why', 'reason', CUTS);
  const snapshotMade = counter(
    'tocsin_snapshots_encoded_total',
    'Whole pictures encoded, each for all of an audience who ask at that moment',
    'form',
    SNAPSHOTS,
  );
  const signedIn = counter('tocsin_sign_ins_total', 'Tries to sign in, by outcome', 'outcome', SIGN_INS);
  const looks: (() => Promise<unknown>)[] = [];

  async function counted(work: () => Promise<Outcome>): Promise<Outcome> {
    const end = answered.startTimer();
    waiting.inc();
    try {
      const outcome = await work();
      const code = outcome.code ?? outcome.outcome;
      answeredAs(code);
      const command = isId(outcome.commandId) ? outcome.commandId : undefined;
      logbook.say('command.answered', { command, outcome: code, ms: Math.round(end() * 1000) });
      return outcome;
    } catch (error) {
      end();
      throw error;
    } finally {
      waiting.dec();
    }
  }

  return {
    log: (log, onRefused) => ({
      ...log,
      async append(append) {
        const end = appends.startTimer();
        try {
          const result = await log.append(append);
          end({ result: result.kind });
          if (result.kind === 'not-stored') onRefused(result.reason);
          if (result.kind === 'appended') {
            events.inc(append.events.length);
            together.observe(append.receipts.length);
          }
          return result;
        } catch (error) {
          end({ result: error instanceof AppendInDoubt ? 'in-doubt' : 'failed' });
          throw error;
        }
      },
    }),
    pipeline: (pipeline) => ({
      ...pipeline,
      submit: (...command) => counted(() => pipeline.submit(...command)),
      submitAs: (...command) => counted(() => pipeline.submitAs(...command)),
    }),
    login: (login) => async (attempt) => {
      const outcome = await login(attempt);
      signedIn(outcome.ok ? 'accepted' : outcome.code);
      const { address } = attempt;
      if (outcome.ok) logbook.say('sign-in.accepted', { address });
      else logbook.say('sign-in.refused', { address, code: outcome.code });
      return outcome;
    },
    sent(changes, listeners) {
      batches.observe(changes);
      deliveries.inc(listeners);
    },
    joined,
    snapshotMade,
    cut(reason) {
      cut(reason);
      logbook.say('reader.cut', { reason });
    },
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    },
    gaugeBy(name, help, label, words, read) {
      new Gauge({
        name,
        help,
        labelNames: [label],
        registers,
        collect() {
          for (const word of words) this.set({ [label]: word }, read(word));
        },
      });
    },
    beforeReading: (look) => void looks.push(look),
    async read() {
      await Promise.all(looks.map((look) => look()));
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}
