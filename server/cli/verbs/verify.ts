import type { Chains } from '../chainFile.ts';
import { CannotRun } from '../commander.ts';
import type { Output } from '../output.ts';

/** Walks every stream, or one, and says precisely where a chain breaks. True when all hold. */
export async function verifyChains(chains: Chains, only: string | undefined, output: Output): Promise<boolean> {
  const began = performance.now();
  const all = await chains.operations();
  if (only !== undefined && !all.includes(only)) throw new CannotRun(`The store holds no operation ${only}.`);
  const results = [];
  for (const operation of only === undefined ? all : [only]) {
    const verified = await chains.verify(operation, (events) => output.progress(`${operation}: ${events} events`));
    results.push({ operation, ...verified });
  }
  const ok = results.every((one) => one.ok);
  const events = results.reduce((sum, one) => sum + (one.ok ? one.events : 0), 0);
  const seconds = Math.round(performance.now() - began) / 1000;
  output.result({ ok, seconds, events, operations: results }, [
    ...results.map((one) =>
      one.ok
        ? `${one.operation}  ${one.events} events, unaltered. Last hash ${one.head}`
        : `${one.operation}  ALTERED at position ${one.position}: ${one.reason}`,
    ),
    ok
      ? `${events} events verified in ${seconds} s.`
      : 'The store was altered. Compare it with a backup before you rely on it.',
  ]);
  return ok;
}
