import { Client } from 'pg';
import type { ClientConfig, Pool } from 'pg';

const channel = 'tocsin';
const shortestPauseMs = 250;
const longestPauseMs = 5_000;
/** A connection can die without a word (a cable, a firewall): silence is asked about so often. */
const heartbeatMs = 15_000;

export interface Doorbell {
  /** Tells every node, this one included and at once. */
  ring(operation: string): void;
  listen(ring: (operation?: string) => void): () => void;
  /** Whether notifications can arrive at this moment. */
  listening(): boolean;
  close(): Promise<void>;
}

/**
 * The payload is empty: any login of the database could read it. It is sent after the append has committed and outside
 * of it, because a notification inside would serialise the commits of all operations on one lock. So it can be lost
 * with its node, which the doorbell's contract allows and the poll makes good.
 */
export function hangDoorbell(config: ClientConfig, pool: Pool): Doorbell {
  const bells = new Set<(operation?: string) => void>();
  let client: Client | undefined;
  let closed = false;
  let listens = false;
  let pause = shortestPauseMs;
  let timer: NodeJS.Timeout | undefined;
  let notifying = false;
  let again = false;

  const ringAll = (operation?: string) => {
    for (const ring of bells) ring(operation);
  };

  async function connect(): Promise<void> {
    const fresh = new Client({ ...config, keepAlive: true, query_timeout: 10_000 });
    client = fresh;
    let lost = false;
    const lose = () => {
      if (lost) return;
      lost = true;
      listens = false;
      clearTimeout(timer);
      fresh.end().catch(() => {});
      if (closed) return;
      timer = setTimeout(() => void connect(), pause);
      pause = Math.min(longestPauseMs, pause * 2);
    };
    const beat = async () => {
      try {
        await fresh.query('SELECT 1');
        if (!lost && !closed) timer = setTimeout(() => void beat(), heartbeatMs);
      } catch {
        lose();
      }
    };
    fresh.on('error', lose);
    fresh.on('end', lose);
    fresh.on('notification', () => ringAll());
    try {
      await fresh.connect();
      await fresh.query(`LISTEN ${channel}`);
    } catch {
      return lose();
    }
    if (lost) return;
    listens = true;
    pause = shortestPauseMs;
    // Whatever was rung while nobody listened.
    ringAll();
    timer = setTimeout(() => void beat(), heartbeatMs);
  }

  async function notify(): Promise<void> {
    if (notifying) {
      again = true;
      return;
    }
    notifying = true;
    do {
      again = false;
      await pool.query(`NOTIFY ${channel}`).catch(() => {});
    } while (again && !closed);
    notifying = false;
  }

  void connect();
  return {
    ring(operation) {
      ringAll(operation);
      void notify();
    },
    listen(ring) {
      bells.add(ring);
      return () => bells.delete(ring);
    },
    listening: () => listens,
    async close() {
      closed = true;
      listens = false;
      clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}
