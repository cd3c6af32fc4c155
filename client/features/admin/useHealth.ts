import { useEffect, useState } from 'react';
import { request } from '../../ui/directory/request.ts';

export type Readiness = { readonly ready: true } | { readonly ready: false; readonly code: string };

interface Node {
  readonly name: string;
  readonly version: string;
  readonly startedAt: string;
}
/** How the node that answers is, as it says. */
export interface Health {
  /** Device time (ms) of the answer. */
  readonly at: number;
  readonly node: Node;
  readonly home: 'sqlite' | 'postgresql';
  readonly lag: { readonly events: number; readonly seconds: number };
  readonly clients: number;
  readonly audiences: number;
  readonly bytesWaiting: number;
  readonly sessions: number;
  /** Seconds. */
  readonly eventLoopDelay: number;
  readonly database?: {
    readonly connections: number;
    readonly idle: number;
    readonly waiting: number;
    readonly listening: boolean;
  };
  readonly nodes: readonly (Node & { readonly seenAt: string; readonly clients: number })[];
  readonly lastBackup?: string;
}

const EVERY_MS = 5000;
const CODES: ReadonlySet<string> = new Set([
  ...['starting', 'draining', 'log-behind', 'disk-full', 'log-unwritable', 'log-read-only', 'database-unreachable'],
]);

/** Whether the node is ready, which it says to anybody and whatever it cannot do; and how it is, while it can be asked. */
export function useHealth(): { readiness: Readiness | undefined; health: Health | undefined } {
  const [readiness, setReadiness] = useState<Readiness | undefined>(undefined);
  const [health, setHealth] = useState<Health | undefined>(undefined);
  useEffect(() => {
    let gone = false;
    const look = async (): Promise<void> => {
      const [ready, answer] = await Promise.all([askReadiness(), request<Health>('GET', '/platform/health')]);
      if (gone) return;
      setReadiness(ready);
      setHealth(answer.ok ? { ...answer.value, at: Date.now() } : undefined);
    };
    void look();
    const timer = setInterval(() => void look(), EVERY_MS);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, []);
  return { readiness, health };
}

async function askReadiness(): Promise<Readiness> {
  try {
    // 503 carries the code in the same form.
    const said = (await (await fetch('/readyz', { cache: 'no-store' })).json()) as { ready?: boolean; code?: string };
    if (said.ready === true) return { ready: true };
    return { ready: false, code: CODES.has(said.code ?? '') ? said.code! : 'other' };
  } catch {
    return { ready: false, code: 'unreachable' };
  }
}
