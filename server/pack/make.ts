import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../../shared/canonical.ts';
import { keyOf, type Key, type Kind, type Marking } from '../../shared/domain/entity.ts';
import type { Attachment } from '../../shared/domain/note/record.ts';
import { strictness, TLP, type Tlp } from '../../shared/domain/vocabulary.ts';
import { get, type View } from '../../shared/domain/world.ts';
import type { Records } from '../../shared/protocol/down.ts';
import type { Audience } from '../../shared/sharing/audience.ts';
import { stricter } from '../../shared/sharing/marking.ts';
import type { Instant } from '../../shared/time.ts';
import type { OperationDesk } from '../desk/desk.ts';
import { TextFile, turns, type Ready } from './compress.ts';
import {
  BOUNDS,
  CHECKPOINT_EVERY,
  chainNext,
  chainStart,
  entryLine,
  HISTORY,
  recordsFile,
  type Manifest,
} from './format.ts';
import type { RedRead } from '../readings.ts';
import type { PackParts } from './journal.ts';
import { entriesOf, fieldsShown, restrictedLabel, wholeWorld, withdrawnSince } from './past.ts';

export interface Wanted {
  /** Operation time, both ends included. */
  readonly from?: Instant;
  readonly until?: Instant;
  readonly reason: string;
}

/** A pack all but for its attachments, which are read when they are sent. */
export interface Gathered {
  readonly audience: Audience;
  readonly view: View;
  readonly files: readonly Ready[];
  readonly attachments: readonly { readonly id: string; readonly by: string }[];
  readonly about: Omit<Manifest, 'files'>;
  /** The others of whom something AMBER or stricter is inside. */
  readonly owners: readonly string[];
  readonly red: RedRead[];
}

export type Gathering = Gathered | 'not-found' | 'not-allowed' | 'too-large' | 'busy';

/** How often it is begun again because something was withdrawn while it was gathered. */
const TRIES = 4;
/** Who is who in the operation, and its clock: whatever the time range. Circles come where a marking in the pack names them. */
const ALWAYS: ReadonlySet<string> = new Set(['operation', 'organisation', 'user', 'clock']);
/** Agreements are older than any operation; who took what away is journalled, and would label every later pack. */
const LEFT_OUT: ReadonlySet<string> = new Set(['agreement', 'reading']);

const { version: VERSION } = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
) as { version: string };

/**
 * Gathers what one person is shown now, and how it came to look like that, all of one moment. `id` and `at` are given,
 * so that the same world gives the same bytes.
 */
export async function gather(
  desk: OperationDesk,
  { log, signing }: Pick<PackParts, 'log' | 'signing'>,
  user: string,
  wanted: Wanted,
  { id, at }: { id: string; at: Instant },
): Promise<Gathering> {
  for (let tries = 0; tries < TRIES; tries++) {
    const actor = desk.entitled(user);
    if (!actor) return 'not-found';
    const taken = await desk.snapshotInSlices(user);
    if (!taken) return 'not-found';
    const { audience } = taken;
    const records = Object.fromEntries(
      Object.entries(taken.records).filter(([kind]) => !LEFT_OUT.has(kind)),
    ) as Records;
    if (audience.roleClass === 'guest' || actor.roles.every((role) => role === 'guest')) return 'not-allowed';
    const operation = get(taken.view, 'operation', desk.stream.operation);
    if (!operation) return 'not-found';
    const world = await wholeWorld(log, desk.stream, taken.view.position);
    const live = world === desk.stream.world;
    const view: View = { ...taken.view, operation: world };

    const past = await writeHistory(audience, view, records, wanted, id);
    const inside = past && (await writeRecords(audience, taken.view, records, past.inRange));
    if (!past || !inside || inside.bytes + past.file.listed.bytes > BOUNDS.unpacked) return 'too-large';
    if (inside.attachments.length > BOUNDS.files - 100) return 'too-large';
    // Something was forgotten meanwhile, or taken from the reader: what was gathered is not whole, or too much.
    if ((live && world.oldest > 0) || withdrawnSince(desk, user, audience, taken.view)) continue;

    const nameOf = (kind: 'user' | 'organisation', which: string) => ({
      id: which,
      name: get(taken.view, kind, which)?.name ?? which,
    });
    const range = { ...(wanted.from && { from: wanted.from }), ...(wanted.until && { until: wanted.until }) };
    return {
      audience,
      view: taken.view,
      files: [...inside.files, past.file],
      attachments: inside.attachments,
      owners: [...inside.owners].sort(),
      red: inside.red,
      about: {
        format: 'tocsin-evidence-pack',
        version: 1,
        id,
        product: { name: 'Tocsin', version: VERSION },
        operation: { id: operation.id, name: operation.name, kind: operation.kind },
        ...(operation.kind === 'exercise' && { stamp: 'EXERCISE' as const }),
        tlp: inside.tlp,
        madeAt: at,
        madeBy: { user: nameOf('user', user), organisation: nameOf('organisation', audience.organisation) },
        // Whether a marking has ever named the person is not told, not even to them.
        audience: { organisation: audience.organisation, user },
        reason: wanted.reason,
        ...((range.from || range.until) && { range }),
        counts: { records: inside.counts, entries: past.chain.entries, attachments: 0, withoutBytes: [] },
        chain: {
          algorithm: 'SHA-256',
          start: past.chain.start,
          end: past.chain.end,
          checkpointEvery: CHECKPOINT_EVERY,
          checkpoints: past.chain.checkpoints,
        },
        key: signing.shown,
      },
    };
  }
  return 'busy';
}

/** The chained history; `inRange` are the records with an entry in the time range, absent when there is none. */
async function writeHistory(audience: Audience, view: View, records: Records, { from, until }: Wanted, id: string) {
  const file = new TextFile(HISTORY);
  const inRange = from === undefined && until === undefined ? undefined : new Set<Key>();
  const start = chainStart(id);
  const checkpoints: string[] = [];
  let end = start;
  let entries = 0;
  for await (const change of entriesOf(audience, view, await fieldsShown(records))) {
    if ((from !== undefined && change.at < from) || (until !== undefined && change.at > until)) continue;
    inRange?.add(keyOf(change.entity.kind, change.entity.id));
    const text = canonicalJson(change);
    entries += 1;
    end = chainNext(end, entries, text);
    if (entries % CHECKPOINT_EVERY === 0) checkpoints.push(end);
    file.write(entryLine(entries, end, text));
    if (file.bytes > BOUNDS.unpacked) return undefined;
  }
  return { file: file.end(), inRange, chain: { start, end, entries, checkpoints } };
}

async function writeRecords(audience: Audience, view: View, records: Records, inRange: ReadonlySet<Key> | undefined) {
  const turn = turns();
  const files: Ready[] = [];
  const counts: Record<string, number> = {};
  const attachments: { id: string; by: string }[] = [];
  const owners = new Set<string>();
  const red: RedRead[] = [];
  const circles = new Set<string>();
  let claimed = 0;
  let bytes = 0;
  // Who takes part is told to those who take part, and to nobody beyond them.
  let tlp: Tlp = 'TLP:GREEN';
  // Circles last: which of them are named is known when all else is written.
  const kinds = (Object.keys(records) as Kind[]).sort(
    (a, b) => Number(a === 'circle') - Number(b === 'circle') || (a < b ? -1 : 1),
  );
  for (const kind of kinds) {
    const file = new TextFile(recordsFile(kind));
    for (const face of records[kind] ?? []) {
      if (turn.over()) await turn.next();
      const id = String(face['id']);
      if (kind === 'circle' ? !circles.has(id) : !ALWAYS.has(kind) && inRange?.has(keyOf(kind, id)) === false) continue;
      file.write(`${canonicalJson(face)}\n`);
      counts[kind] = (counts[kind] ?? 0) + 1;
      const label = labelOf(audience, kind, face, view);
      // A coarse twin does not tell whose it is, nor may the journal.
      const owner = face['owner'] as string | undefined;
      if (owner !== undefined && face['tlp'] === 'TLP:RED') red.push({ on: { kind, id }, owner });
      else if (owner !== undefined && label && strictness(label) >= strictness('TLP:AMBER')) owners.add(owner);
      if (label) tlp = stricter(tlp, label);
      for (const circle of circlesNamed(face)) circles.add(circle);
      if (kind !== 'attachment') continue;
      const record = get(view, 'attachment', id) as Attachment;
      attachments.push({ id, by: record.by.user });
      claimed += record.bytes;
    }
    if (counts[kind] === undefined) continue;
    bytes += file.bytes;
    files.push(file.end());
  }
  return { files, counts, attachments, owners, red, tlp, bytes: bytes + claimed };
}

function labelOf(audience: Audience, kind: Kind, face: Record<string, unknown>, view: View): Tlp | undefined {
  const label = TLP.find((one) => one === face['tlp']);
  const restricted = label && restrictedLabel(audience, kind, String(face['id']), view);
  return label && restricted ? stricter(label, restricted) : label;
}

/** Only the owner's own faces name any. */
function circlesNamed(face: Record<string, unknown>): string[] {
  const acts = (face['acts'] ?? []) as readonly { marking: Marking }[];
  const markings = [face['marking'] as Marking | undefined, ...acts.map(({ marking }) => marking)];
  return markings.flatMap((marking) => [...(marking?.circles ?? []), ...(marking?.restricted?.circles ?? [])]);
}
