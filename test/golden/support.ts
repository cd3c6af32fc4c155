import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KNOWN_EVENTS } from '../../shared/domain/evolve.ts';
import type { TocsinEvent } from '../../shared/domain/event.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { audienceOf } from '../../shared/sharing/audience.ts';
import { allFaces } from '../../shared/sharing/difference.ts';
import { fromMs } from '../../shared/time.ts';
import type { Receipt, StoredEvent } from '../../server/log/eventLog.ts';
import { openMemoryStore } from '../../server/log/memory.ts';
import type { Store } from '../../server/log/tables.ts';
import { createTail } from '../../server/tail/tail.ts';
import { actorIn, Worlds } from '../../server/worlds/worlds.ts';
import type { Said } from '../support/histories.ts';

export const GOLDEN = import.meta.dirname;

/** One journal as a release left it: rows of all streams, receipts with the commands they answer, and the clock. */
export interface Golden {
  readonly now: number;
  readonly rows: readonly (StoredEvent & { readonly operation: string })[];
  readonly receipts: readonly { readonly said: Said; readonly receipt: Receipt }[];
}
/** Faces by operation, user and key. */
export type Faces = Record<string, Record<string, Record<string, unknown>>>;

export const versions = (): string[] =>
  readdirSync(GOLDEN, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

export const journalsOf = (version: string): string[] =>
  readdirSync(join(GOLDEN, version))
    .filter((name) => name.startsWith('journal-'))
    .sort();

export const readGolden = (version: string, journal: string): Golden => {
  const [head, ...lines] = readFileSync(join(GOLDEN, version, journal), 'utf8')
    .trimEnd()
    .split('\n');
  const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    now: (JSON.parse(head!) as { now: number }).now,
    rows: parsed.filter((line) => 'body' in line) as unknown as Golden['rows'],
    receipts: parsed.filter((line) => 'receipt' in line) as unknown as Golden['receipts'],
  };
};

export function writeGolden(version: string, name: string, golden: Golden): void {
  mkdirSync(join(GOLDEN, version), { recursive: true });
  const lines = [{ now: golden.now }, ...golden.rows, ...golden.receipts].map((line) => JSON.stringify(line));
  writeFileSync(join(GOLDEN, version, name), `${lines.join('\n')}\n`);
}

const facesFile = (version: string, journal: string) => join(GOLDEN, version, journal.replace('journal-', 'faces-'));
export const readFaces = (version: string, journal: string): Faces =>
  JSON.parse(readFileSync(facesFile(version, journal), 'utf8')) as Faces;
export const writeFaces = (version: string, journal: string, faces: Faces): void =>
  writeFileSync(facesFile(version, journal), `${JSON.stringify(faces)}\n`);

/** `type v` of every event in it. */
export const formsIn = (golden: Golden): Set<string> =>
  new Set(golden.rows.map(({ body }) => JSON.parse(body) as TocsinEvent).map(({ type, v }) => `${type} v${v}`));
export const formsOfToday = (): string[] => Object.entries(KNOWN_EVENTS).map(([type, v]) => `${type} v${v}`);

/** The journal in a store of today, rows and receipts as they were, and folded by today's code. */
export async function foldedToday(golden: Golden, store: Store = openMemoryStore()) {
  for (const operation of new Set(golden.rows.map((row) => row.operation))) {
    const events = golden.rows.filter((row) => row.operation === operation);
    const receipts = golden.receipts.map(({ receipt }) => receipt).filter((one) => one.operation === operation);
    await store.log.append({ operation, expectedHead: 0, events, receipts });
  }
  const worlds = new Worlds();
  const troubles: unknown[] = [];
  const tail = await createTail({ log: store.log, worlds, onTrouble: (error) => troubles.push(error) });
  for (const operation of await store.log.operations()) await tail.hold(operation);
  return { store, worlds, tail, troubles };
}

/** Whole faces of so many users; of the others only which version of each record they see. */
const WHOLE = 1;

export function facesToday(worlds: Worlds, now: number): Faces {
  const faces: Faces = {};
  const users = [...worlds.directory.world.keys()].filter((key) => key.startsWith('user:')).map((key) => key.slice(5));
  for (const stream of worlds.operations()) {
    const view = worlds.confirmedView(stream, fromMs(now));
    const byUser: Faces[string] = {};
    for (const user of users.sort()) {
      const actor = actorIn(view, user);
      if (!actor || stream.operation === DIRECTORY) continue;
      const whole = Object.keys(byUser).length < WHOLE;
      const shown = [...allFaces(audienceOf(view, actor.organisation, user), view)].sort((a, b) =>
        a.key < b.key ? -1 : 1,
      );
      byUser[user] = Object.fromEntries(shown.map(({ key, face }) => [key, whole ? face : face.version]));
    }
    faces[stream.operation] = byUser;
  }
  return faces;
}
