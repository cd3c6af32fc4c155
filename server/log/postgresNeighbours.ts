import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Neighbours } from './tables.ts';

/** Seconds without a word, by the database's clock, after which a node counts as gone: a few missed exchanges. */
const GONE_AFTER = 6;
/** Everything is told anew so often: what lies here goes when the database is killed. */
const TOLD_ANEW_EVERY = 5;

/**
 * What the nodes of a cluster tell one another from second to second. Not in the payload of a notification, which any login
 * of the database could listen to: in a table, with the same rights as the journal, that is never written ahead (UNLOGGED)
 * and is empty after a crash.
 */
export function postgresNeighbours(pool: Pool): Neighbours {
  const node: string = randomUUID();
  const known = new Map<string, { readonly version: number; readonly told: string }>();
  let version = 0;
  let last: string | undefined;
  let exchanges = 0;

  return {
    async exchange(told) {
      if (told !== last) version += 1;
      const whole = told !== last || exchanges++ % TOLD_ANEW_EVERY === 0;
      last = undefined;
      if (whole) {
        await pool.query(
          `INSERT INTO tocsin_neighbour VALUES ($1, $2, $3, clock_timestamp()) ON CONFLICT (node)
           DO UPDATE SET version = excluded.version, told = excluded.told, at = excluded.at`,
          [node, version, told],
        );
        await pool.query(`DELETE FROM tocsin_neighbour WHERE at < clock_timestamp() - interval '1 minute'`);
      } else {
        await pool.query('UPDATE tocsin_neighbour SET at = clock_timestamp() WHERE node = $1', [node]);
      }
      const { rows } = await pool.query<{ node: string; version: string; told: string | null }>(
        `SELECT node, version, CASE WHEN known.node IS NULL THEN told END AS told
         FROM tocsin_neighbour LEFT JOIN unnest($2::text[], $3::bigint[]) AS known (node, version) USING (node, version)
         WHERE node <> $1 AND at > clock_timestamp() - make_interval(secs => ${GONE_AFTER}) ORDER BY node LIMIT 64`,
        [node, [...known.keys()], [...known.values()].map((each) => each.version)],
      );
      const heard = rows.map((row) => ({
        node: row.node,
        version: Number(row.version),
        told: row.told ?? known.get(row.node)?.told ?? '',
      }));
      known.clear();
      for (const { node: from, ...each } of heard) known.set(from, each);
      last = told;
      return heard.map((each) => each.told);
    },
    async leave() {
      await pool.query('DELETE FROM tocsin_neighbour WHERE node = $1', [node]);
    },
  };
}
