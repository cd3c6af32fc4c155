import { TRANSIENT } from '../../shared/outcome.ts';
import type { Outcome } from '../../shared/protocol/down.ts';
import type { CommandToSend } from './importAssets.ts';

/** How long a batch is tried again while the server says that it is busy, in milliseconds. */
const PATIENCE_MS = 30_000;

interface Hand {
  readonly send: (commands: readonly CommandToSend[]) => Promise<readonly Outcome[]>;
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Sends again, under the same ids, what the server was too busy to decide; gives up in words. */
export async function sentPatiently(
  commands: readonly CommandToSend[],
  { send, now, wait }: Hand,
): Promise<readonly Outcome[] | { readonly gaveUp: string }> {
  const outcomes = new Map<string, Outcome>();
  const until = now() + PATIENCE_MS;
  let open = commands;
  for (let pause = 50; open.length > 0; pause = Math.min(2000, pause * 2)) {
    for (const outcome of await send(open)) outcomes.set(outcome.commandId, outcome);
    open = commands.filter(({ commandId }) => TRANSIENT.has(outcomes.get(commandId)?.code ?? ''));
    if (open.length === 0) break;
    if (now() > until) {
      const { message } = outcomes.get(open[0]!.commandId)!;
      return {
        gaveUp: `${message ?? 'The server is busy.'} What was taken so far is stored; run the same import again to go on.`,
      };
    }
    await wait(pause);
  }
  return commands.map(({ commandId }) => outcomes.get(commandId)!);
}
