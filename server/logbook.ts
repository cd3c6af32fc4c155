import pino from 'pino';

/**
 * Every event the log can hold, with its level. A name once released keeps its meaning: alerts and searches hang on it.
 * What stands beside a name is ours (codes, counts, milliseconds) or an id that says nothing by itself; never a name, a
 * text, the id of a record or a secret, because who reads logs may see nothing of what they are about.
 */
export const LOG_EVENTS = {
  'server.starting': 'info',
  'server.ready': 'info',
  'server.draining': 'info',
  'server.stopped': 'info',
  'readiness.lost': 'error',
  'readiness.regained': 'info',
  'sign-in.accepted': 'info',
  'sign-in.refused': 'warn',
  'reader.cut': 'warn',
  'event.not-understood': 'warn',
  'base-map.unusable': 'warn',
  'request.answered': 'debug',
  'command.answered': 'debug',
  trouble: 'error',
} as const satisfies Record<string, 'error' | 'warn' | 'info' | 'debug'>;
export type LogEvent = keyof typeof LOG_EVENTS;
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Logbook {
  say(event: LogEvent, fields?: LogFields): void;
  /** What should never happen. */
  trouble(error: unknown): void;
}

export const silentLogbook: Logbook = { say() {}, trouble() {} };

/** An id of a record, or what stands between the slashes and the @ of an address: neither belongs into a log. */
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const CREDENTIALS = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi;
const plain = (text: string): string => text.replace(ID, '<id>').replace(CREDENTIALS, '$1<credentials>@');

/** What is told of an error: a database adds the row it failed on, which is nobody's who reads the log. */
function told(error: unknown): object {
  if (!(error instanceof Error)) return { message: 'not an error' };
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  return {
    type: name,
    message: plain(message),
    ...(stack !== undefined && { stack: plain(stack) }),
    ...(typeof code === 'string' && { code }),
    ...(cause !== undefined && { cause: told(cause) }),
  };
}

/** The server's log, one JSON object a line: on standard output, unless said otherwise. */
export function createLogbook(
  level: string,
  { node, destination = pino.destination(1) }: { node?: string; destination?: pino.DestinationStream } = {},
): Logbook {
  const base = node === undefined ? {} : { node };
  const log = pino({ level, base, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: told } }, destination);
  return {
    say: (event, fields = {}) => log[LOG_EVENTS[event]]({ event, ...fields }),
    // Without words of its own pino would repeat the error's.
    trouble: (error) => log.error({ event: 'trouble', err: error }, 'trouble'),
  };
}
