import type { OperationSummary } from '../../store/contract.ts';

/** The one open last, unless another has taken its place; else one that runs, live before exercise. */
export function chosenOperation(operations: readonly OperationSummary[], last: string | undefined): string | undefined {
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  let one = last === undefined ? undefined : byId.get(last);
  const seen = new Set<string>();
  while (one?.succeededBy !== undefined && byId.has(one.succeededBy) && !seen.has(one.id)) {
    seen.add(one.id);
    one = byId.get(one.succeededBy);
  }
  if (one) return one.id;
  const running = operations.filter(({ phase, succeededBy }) => phase === 'running' && succeededBy === undefined);
  return (running.find(({ kind }) => kind === 'live') ?? running[0] ?? operations[0])?.id;
}
