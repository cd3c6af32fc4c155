import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { REFUSALS } from '../shared/outcome.ts';
import type { Batch, Outcome } from '../shared/protocol/down.ts';
import type { Pipeline } from './commands/pipeline.ts';
import { AppendInDoubt, type EventLog } from './log/eventLog.ts';

/** Seconds: an fsync on a good disk to a database that is going away. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const CHANGES = [1, 2, 5, 10, 25, 50, 100, 500, 2500];

export interface Metrics {
  /** The same log, its appends measured. */
  log(log: EventLog): EventLog;
  /** The same pipeline, its answers counted. */
  pipeline(pipeline: Pipeline): Pipeline;
  delivered(batch: Batch): void;
  gauge(name: string, help: string, read: () => number): void;
  read(): Promise<{ type: string; text: string }>;
}

/**
 * Figures for whoever runs the server. A label is a word of ours out of a short list, never a name, an id or a type that
 * somebody sent: figures are read by people who may see nothing of what they count. The delay of the event loop
 * (`nodejs_eventloop_lag_p99_seconds`, since the last reading) is among the ordinary ones.
 */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const commands = new Counter({
    name: 'tocsin_commands_total',
    help: 'Commands answered, by outcome',
    labelNames: ['outcome'],
    registers,
  });
  for (const outcome of ['accepted', ...Object.keys(REFUSALS)]) commands.inc({ outcome }, 0);
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
  const events = new Counter({ name: 'tocsin_events_appended_total', help: 'Events stored by this node', registers });
  const deliveries = new Histogram({
    name: 'tocsin_batch_changes',
    help: 'Batches handed to sockets, by their changes',
    buckets: CHANGES,
    registers,
  });

  async function counted(work: () => Promise<Outcome>): Promise<Outcome> {
    const end = answered.startTimer();
    waiting.inc();
    try {
      const outcome = await work();
      commands.inc({ outcome: outcome.code ?? outcome.outcome });
      return outcome;
    } finally {
      waiting.dec();
      end();
    }
  }

  return {
    log: (log) => ({
      ...log,
      async append(append) {
        const end = appends.startTimer();
        try {
          const result = await log.append(append);
          end({ result: result.kind });
          if (result.kind === 'appended') events.inc(append.events.length);
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
    delivered: (batch) => deliveries.observe(batch.changes.length),
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
    read: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  };
}
