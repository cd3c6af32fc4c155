// A long journal written straight into the real store: the rows, hashes, heads and receipts that a server would have left.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { createPipeline } from '../../server/commands/pipeline.ts';
import { chainNext, chainStart } from '../../server/log/chain.ts';
import { openSqliteStore } from '../../server/log/sqlite.ts';
import { databaseFile } from '../../server/log/sqliteDatabase.ts';
import { shortReceiptKey } from '../../server/log/sqliteStatements.ts';
import { createTail } from '../../server/tail/tail.ts';
import { Worlds } from '../../server/worlds/worlds.ts';
import { DIRECTORY, uuidFrom } from '../../shared/ids.ts';
import { fromMs } from '../../shared/time.ts';

export interface Journal {
  readonly operation: string;
  readonly organisations: readonly string[];
  /** One user of each organisation, with every role that acts. */
  readonly users: readonly string[];
  readonly assets: readonly string[];
  readonly events: number;
}

const ORGANISATIONS = 12;
const DAY_MS = 24 * 3600_000;

/** Eight of a hundred events make a record; the rest change one, mostly the status of an asset. */
const OF_A_HUNDRED = { note: 4, incident: 1, task: 3, taskStatus: 3, incidentStatus: 1 } as const;

const STATUSES = ['degraded', 'failed', 'operational', 'operational', 'unknown'] as const;
const SECTORS = ['energy', 'transport', 'health', 'drinking-water', 'digital'] as const;

/** `events` rows spread evenly over `days` that end now; `assets` of them make an asset. */
export async function writeJournal(
  directory: string,
  {
    events,
    assets: count = 10_000,
    days = 30,
    seed = 1,
  }: { events: number; assets?: number; days?: number; seed?: number },
): Promise<Journal> {
  const next = numbersFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const { operation, organisations, users } = await furnish(directory);
  const assets: string[] = [];
  const incidents: string[] = [];
  const tasks: string[] = [];
  const database = new DatabaseSync(databaseFile(directory));
  database.exec('PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 4000');
  const insert = database.prepare('INSERT INTO tocsin_event VALUES (?, ?, ?, ?, ?)');
  const receipt = database.prepare('INSERT INTO tocsin_receipt VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)');
  let position = 0;
  let hash = chainStart(operation);
  const end = Date.now() - 1000;
  const began = end - days * DAY_MS;
  const directoryHead = Number(
    database.prepare("SELECT position FROM tocsin_head WHERE operation = 'directory'").get()!['position'],
  );

  const write = (at: number, who: number, type: string, kind: string, id: string, data: object): void => {
    const time = fromMs(at);
    const commandId = uuidFrom(randomBytes(16));
    const by = { organisation: organisations[who]!, user: users[who]! };
    const touches = JSON.stringify([`${kind}:${id}`]);
    const body = JSON.stringify({
      type,
      v: 1,
      by,
      at: time,
      realAt: time,
      entities: [{ kind, id }],
      data,
      directory: directoryHead,
      commandId,
    });
    position += 1;
    hash = chainNext(hash, position, touches, body);
    insert.run(operation, position, touches, body, hash);
    const outcome = JSON.stringify({ outcome: 'accepted', records: [{ kind, id }] });
    const digest = createHash('sha256').update(body).digest('base64url');
    receipt.run(shortReceiptKey(by.user, commandId), by.user, commandId, digest, outcome, operation, position);
  };
  const marking = (who: number) => ({ tlp: 'TLP:GREEN', circles: [], persons: [], owner: organisations[who]! });
  const ownerOf = (index: number): number => index % ORGANISATIONS;

  database.exec('BEGIN');
  for (let made = 0; made < events; made++) {
    const at = Math.round(began + ((end - began) * made) / events);
    if (made < count) {
      const who = ownerOf(made);
      const assetId = uuidFrom(randomBytes(16));
      assets.push(assetId);
      write(at, who, 'asset.registered', 'asset', assetId, {
        name: `Substation ${made}`,
        sector: pick(SECTORS),
        kind: 'substation',
        country: 'ES',
        location: { lat: 36 + next() * 7, lon: -9 + next() * 12 },
        served: Math.floor(next() * 100_000),
        marking: marking(who),
        unmarked: true,
      });
      continue;
    }
    const die = next() * 100;
    const who = Math.floor(next() * ORGANISATIONS);
    let upTo: number = OF_A_HUNDRED.note;
    if (die < upTo) {
      const on =
        incidents.length > 0 && next() < 0.7
          ? { kind: 'incident', id: pick(incidents) }
          : { kind: 'asset', id: pick(assets) };
      write(at, who, 'note.added', 'note', randomUUID(), {
        on,
        text: `Crew ${made} on site; access from the north gate, feeder two is isolated.`,
        marking: marking(who),
        unmarked: true,
      });
    } else if (die < (upTo += OF_A_HUNDRED.incident)) {
      const id = randomUUID();
      incidents.push(id);
      write(at, who, 'incident.reported', 'incident', id, {
        title: `Loss of supply ${made}`,
        kind: 'power-outage',
        severity: 1 + Math.floor(next() * 4),
        assetIds: [pick(assets), pick(assets)],
        marking: marking(who),
        unmarked: true,
      });
    } else if (die < (upTo += OF_A_HUNDRED.task)) {
      const id = randomUUID();
      tasks.push(id);
      write(at, who, 'task.created', 'task', id, {
        title: `Send a generator (${made})`,
        priority: 'normal',
        assetIds: [pick(assets)],
        ...(incidents.length > 0 && { incidentId: pick(incidents) }),
        assignee: { organisation: pick(organisations) },
        marking: marking(who),
        unmarked: true,
      });
    } else if (die < (upTo += OF_A_HUNDRED.taskStatus) && tasks.length > 0) {
      write(at, who, 'task.statusChanged', 'task', pick(tasks), { status: pick(['in-progress', 'done', 'blocked']) });
    } else if (die < (upTo += OF_A_HUNDRED.incidentStatus) && incidents.length > 0) {
      write(at, who, 'incident.statusChanged', 'incident', pick(incidents), {
        status: pick(['confirmed', 'responding', 'closed']),
      });
    } else {
      const index = Math.floor(next() * assets.length);
      const own = next() < 0.8;
      write(at, own ? ownerOf(index) : who, 'asset.statusChanged', 'asset', assets[index]!, {
        status: pick(STATUSES),
        basis: own || who === ownerOf(index) ? 'confirmed' : 'reported',
        because: 'damage',
      });
    }
    if (made % 20_000 === 0) database.exec('COMMIT; BEGIN');
  }
  database.prepare('INSERT OR REPLACE INTO tocsin_head VALUES (?, ?, ?)').run(operation, position, hash);
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  return { operation, organisations, users, assets, events: position };
}

/** The directory, by real commands. */
async function furnish(directory: string) {
  const store = await openSqliteStore({ directory });
  const worlds = new Worlds();
  const onTrouble = (error: unknown) => {
    throw error;
  };
  const tail = await createTail({ log: store.log, worlds, onTrouble });
  const pipeline = createPipeline({ log: store.log, worlds, now: Date.now, caughtUp: tail.caughtUp, onTrouble });
  const organisations = Array.from({ length: ORGANISATIONS }, () => randomUUID());
  const users = organisations.map(() => randomUUID());
  const operation = randomUUID();
  const admin = { user: randomUUID(), organisation: organisations[0]!, roles: ['admin'] as const };
  const say = async (type: string, data: object): Promise<void> => {
    const outcome = await pipeline.submitAs(DIRECTORY, admin, { commandId: randomUUID(), type, data });
    if (outcome.outcome !== 'accepted') throw new Error(`${type}: ${outcome.code} ${outcome.message}`);
    await tail.caughtUp(DIRECTORY, worlds.directory.world.head);
  };
  for (const [index, organisationId] of organisations.entries()) {
    const name = `Operator ${index}`;
    await say('organisation.register', {
      organisationId,
      name,
      shortName: `O${index}`,
      kind: 'operator',
      country: 'ES',
    });
    await say('user.register', { userId: users[index]!, name: `Person ${index}`, organisation: organisationId });
  }
  await say('operation.create', {
    operationId: operation,
    name: 'A long operation',
    kind: 'live',
    participants: organisations,
  });
  for (const userId of users)
    await say('user.setRoles', { userId, operation, roles: ['owner', 'coordinator', 'responder'] });
  await tail.hold(operation);
  tail.stop();
  await store.close();
  return { operation, organisations, users };
}

/** mulberry32: small, seeded, good enough for a mix. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
