import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../server/app.ts';
import { openSqliteStore } from '../../server/log/sqlite.ts';
import { canonicalJson } from '../../shared/canonical.ts';
import { Dice } from '../support/historiesDice.ts';
import { KillRun } from './kill.ts';
import type { Report } from './report.ts';

type Told = 'unharmed' | 'start' | 'read' | 'verify and hidden' | 'verify alone' | 'nobody';

/**
 * P-D10, P-D11: a few bits of a stored journal flip. The server says so (at its start, when it reads, or by `verify`), and
 * whatever it shows is as it was written.
 */
export async function flippedBits(count: number, seed: number): Promise<Report> {
  const dice = new Dice(seed);
  const run = new KillRun(3);
  const copy = mkdtempSync(join(tmpdir(), 'tocsin-flip-'));
  const told: Record<Told, number> = {
    unharmed: 0, start: 0, read: 0, 'verify and hidden': 0, 'verify alone': 0, nobody: 0,
  }; // prettier-ignore
  const losses = { servedWrong: 0, toldNobody: 0, stoppedAll: 0 };
  try {
    await run.loadAndKill(400, 'SIGTERM');
    await run.victim.kill('SIGKILL');
    const whole = await look(run.directory, run.operation);
    if (typeof whole === 'string') throw new Error(whole);
    for (let trial = 0; trial < count; trial++) {
      cpSync(run.directory, copy, { recursive: true });
      const file = join(copy, 'tocsin.db');
      // One in two hits a row of the journal, where it would be read and believed; the others any page.
      const where = dice.chance(0.5) ? inBody(file, dice) : dice.below(statSync(file).size);
      flip(file, where, dice);
      const seen = await look(copy, run.operation);
      if (typeof seen === 'string') {
        told[seen.startsWith('start') ? 'start' : 'read'] += 1;
      } else {
        for (const [id, face] of seen.faces) {
          if (whole.faces.get(id) !== face) losses.servedWrong += 1;
        }
        const same = seen.faces.size === whole.faces.size;
        if (seen.verified && same) told.unharmed += 1;
        else if (!seen.verified) told[same ? 'verify alone' : 'verify and hidden'] += 1;
        else {
          told.nobody += 1;
          losses.toldNobody += 1;
        }
        // One row is one record, or a few that name it: not the rest.
        if (seen.faces.size < whole.faces.size - 5) losses.stoppedAll += 1;
      }
      rmSync(copy, { recursive: true, force: true });
    }
    return { counts: { flips: count, records: whole.faces.size, ...told }, losses };
  } finally {
    await run.close();
    rmSync(copy, { recursive: true, force: true });
  }
}

interface Seen {
  readonly faces: ReadonlyMap<string, string>;
  readonly verified: boolean;
}

/** What a server on this folder shows; or in which words it does not. */
async function look(directory: string, operation: string): Promise<Seen | string> {
  let store: Awaited<ReturnType<typeof openSqliteStore>>;
  try {
    store = await openSqliteStore({ directory });
  } catch (error) {
    return `start: ${String(error)}`;
  }
  let app: Awaited<ReturnType<typeof createApp>>;
  try {
    app = await createApp({ store, clientDirectory: '/nowhere', onTrouble: () => {} });
  } catch (error) {
    await store.close();
    return `start: ${String(error)}`;
  }
  try {
    const faces = new Map<string, string>();
    // Each organisation's own view: a record of which something is hidden is hidden from others than its owner.
    for (const key of app.worlds.directory.world.keys()) {
      if (!key.startsWith('user:')) continue;
      const snapshot = app.desks.of(operation)?.snapshot(key.slice('user:'.length));
      for (const [kind, list] of Object.entries(snapshot?.records ?? {}))
        for (const face of list) faces.set(`${key} ${kind}:${String(face['id'])}`, canonicalJson(face));
    }
    const verified = await Promise.all([operation, 'directory'].map((stream) => store.log.verify(stream)));
    return { faces, verified: verified.every(({ ok }) => ok) };
  } catch (error) {
    return `read: ${String(error)}`;
  } finally {
    await app.close();
  }
}

/** Somewhere in the text of an event. */
function inBody(file: string, dice: Dice): number {
  const bytes = readFileSync(file);
  const places: number[] = [];
  for (let at = bytes.indexOf('"title":"Smoke'); at >= 0; at = bytes.indexOf('"title":"Smoke', at + 1)) places.push(at);
  return places.length > 0 ? dice.pick(places) + 9 + dice.below(5) : dice.below(bytes.length);
}

function flip(file: string, at: number, dice: Dice): void {
  const bytes = readFileSync(file);
  for (let bit = 0; bit < 1 + dice.below(3); bit++) {
    const place = Math.min(bytes.length - 1, at + bit);
    bytes[place] = bytes[place]! ^ (1 << dice.below(8));
  }
  writeFileSync(file, bytes);
}
