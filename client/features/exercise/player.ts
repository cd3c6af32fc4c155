import { useCallback, useEffect, useState } from 'react';
import type { CommandInput, CommandType } from '../../../shared/domain/commands.ts';

/** The scripted player of an exercise, as the server tells it to the director. */
export interface Player {
  readonly state: 'waiting' | 'playing' | 'paused' | 'finished';
  readonly script?: string;
  readonly stepsDone: number;
  readonly stepsTotal: number;
  /** Operation time of the next step. */
  readonly nextAt?: string;
  readonly accounts: readonly SimulatedAccount[];
}
export interface SimulatedAccount {
  readonly userId: string;
  readonly name: string;
  readonly organisation: string;
  readonly roles: readonly string[];
}

export type PlayerAction =
  | { action: 'restart' }
  | { action: 'as'; as: string; command: { commandId: string; type: CommandType; data: CommandInput<CommandType> } };

const REFRESH_MS = 5000;

/** `missing`: this operation has no player, or it is not ours to command. */
export function usePlayer(operation: string | undefined) {
  const [player, setPlayer] = useState<Player | 'missing' | undefined>(undefined);
  const address = `/api/v1/operations/${operation}/player`;
  const refresh = useCallback(async () => {
    try {
      const answer = await fetch(address);
      setPlayer(answer.ok ? ((await answer.json()) as Player) : 'missing');
    } catch {
      // Offline: what was known stays, the pill in the header says the rest.
    }
  }, [address]);
  useEffect(() => {
    void refresh();
    const timer = setInterval(() => void refresh(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [refresh]);

  /** Undefined: done; else why not, in words. */
  const act = useCallback(
    async (action: PlayerAction): Promise<string | undefined> => {
      try {
        const answer = await fetch(address, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(action),
        });
        const said: unknown = await answer.json().catch(() => undefined);
        await refresh();
        return answer.ok ? refusalIn(said) : reasonOf(said, answer.status);
      } catch {
        return 'offline';
      }
    },
    [address, refresh],
  );
  return { player, act };
}

/** A command sent in another's name may be refused like any other: the outcome says so. */
function refusalIn(said: unknown): string | undefined {
  const outcome: unknown = Array.isArray(said) ? said[0] : said;
  if (typeof outcome !== 'object' || outcome === null || !('outcome' in outcome)) return undefined;
  const { outcome: what, message, code } = outcome as { outcome: unknown; message?: string; code?: string };
  return what === 'refused' ? (message ?? code ?? 'refused') : undefined;
}

function reasonOf(said: unknown, status: number): string {
  const { detail, title, code } = (said ?? {}) as { detail?: string; title?: string; code?: string };
  return detail ?? title ?? code ?? String(status);
}
