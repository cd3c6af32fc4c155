import pino from 'pino';

/** What is told of an error: a database adds the row it failed on, which is nobody's who reads the log. */
function told(error: unknown): object {
  if (!(error instanceof Error)) return { message: 'not an error' };
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  return {
    type: name,
    message,
    stack,
    ...(typeof code === 'string' && { code }),
    ...(cause !== undefined && { cause: told(cause) }),
  };
}

/** The server's log of what should never happen: on standard output, unless said otherwise. */
export function troubleLog(
  level: string,
  destination: pino.DestinationStream = pino.destination(1),
): (error: unknown) => void {
  const log = pino({ level, serializers: { err: told } }, destination);
  return (error) => log.error({ err: error }, 'trouble');
}
