import type { EventLog } from './eventLog.ts';

/**
 * The head of an operation as it is after the call began, asked for once for all who call meanwhile: an answer that was on
 * its way already may be older than what its caller was told by another node.
 */
export function createLatest(log: Pick<EventLog, 'head'>): (operation: string) => Promise<number> {
  const underWay = new Map<string, Promise<number>>();
  const next = new Map<string, Promise<number>>();

  function ask(operation: string): Promise<number> {
    const asking = log.head(operation).finally(() => underWay.delete(operation));
    underWay.set(operation, asking);
    return asking;
  }

  return (operation) => {
    const running = underWay.get(operation);
    if (!running) return ask(operation);
    const waiting = next.get(operation);
    if (waiting) return waiting;
    const after = running
      .catch(() => 0)
      .then(() => {
        next.delete(operation);
        return underWay.get(operation) ? log.head(operation) : ask(operation);
      });
    next.set(operation, after);
    return after;
  };
}
