import type { Socket } from 'socket.io';
import type { Batch, Records, Reset } from '../../shared/protocol/down.ts';
import { apply, RECORD_REVEALED, type Change } from '../../shared/sharing/change.ts';
import { aboutBytes } from '../desk/bytes.ts';
import type { SharedFrames } from './sharedFrames.ts';
import type { SlowReader } from './slowReaders.ts';

/** Faces in one part of a reset: a part is encoded in one go, within a few milliseconds (P-R4). */
const RECORDS_PER_PART = 500;
/** Bytes of one part, about: with what may wait before it, far less than what costs a reader its connection. */
const BYTES_PER_PART = 256 * 1024;
/** Bytes that may wait for a reader before the next part is encoded. */
const WAITING_BYTES = 128 * 1024;
/** How often (ms) a reader who is behind is looked at. */
const LOOK_MS = 10;

type Face = Record<string, unknown>;

/**
 * The parts of a reset, made once for all who join at the same cursor, so that each is encoded once for all of them.
 */
export class ResetParts {
  readonly #made = new WeakMap<Records, { readonly cursor: string; readonly parts: readonly Reset[] }>();
  readonly #onMade: () => void;

  constructor(onMade: () => void = () => {}) {
    this.#onMade = onMade;
  }

  of(operation: string, cursor: string, records: Records): readonly Reset[] {
    const kept = this.#made.get(records);
    if (kept?.cursor === cursor) return kept.parts;
    this.#onMade();
    const parts = [...partsOf(operation, cursor, records)];
    this.#made.set(records, { cursor, parts });
    return parts;
  }
}

/**
 * Sends a reset at the pace of its reader, while batches already go out between its parts (a client holds those until the
 * reset is whole). What such a batch takes away or changes is taken away or changed in the parts still to come too:
 * nothing leaves after it was withdrawn.
 */
export class ResetSender {
  readonly #socket: Socket;
  readonly #frames: SharedFrames;
  readonly #slow: SlowReader;
  readonly #since = new Map<string, Change[]>();
  #done = false;

  constructor(socket: Socket, frames: SharedFrames, slow: SlowReader) {
    this.#socket = socket;
    this.#frames = frames;
    this.#slow = slow;
  }

  /** A batch that goes out before the last part has. */
  passing(batch: Batch): void {
    if (this.#done) return;
    for (const change of batch.changes as unknown as Change[]) {
      const { kind, id } = change.entity;
      const known = this.#since.get(`${kind}:${id}`);
      if (known) known.push(change);
      else this.#since.set(`${kind}:${id}`, [change]);
    }
  }

  /** The first part leaves at once. `wanted` turns false when the reader has left, or joined anew. */
  async send(parts: readonly Reset[], wanted: () => boolean): Promise<void> {
    for (const [index, part] of parts.entries()) {
      while (index > 0 && this.#slow.waiting() > WAITING_BYTES) {
        if (!wanted()) return;
        await new Promise((resume) => setTimeout(resume, LOOK_MS));
      }
      if (index > 0) {
        this.#slow.movesOn();
        await new Promise((resume) => setImmediate(resume));
      }
      if (!wanted()) return;
      this.#frames.send(this.#socket, 'reset', this.#since.size > 0 ? this.#amended(part) : part);
    }
    this.#done = true;
    this.#since.clear();
  }

  #amended(part: Reset): Reset {
    const records = Object.fromEntries(
      Object.entries(part.records).map(([kind, list]) => [kind, list.flatMap((face) => this.#amendedFace(kind, face))]),
    );
    return { ...part, records };
  }

  #amendedFace(kind: string, face: Face): Face[] {
    let now: Face | undefined = face;
    for (const change of this.#since.get(`${kind}:${String(face['id'])}`) ?? []) {
      if (now || change.type === RECORD_REVEALED) now = apply<Face>(now, change);
    }
    return now ? [now] : [];
  }
}

function* partsOf(operation: string, cursor: string, records: Records): Iterable<Reset> {
  const all = [...partedRecords(Object.entries(records) as [string, readonly Face[]][])];
  const parts = all.length;
  for (const [index, some] of all.entries())
    yield { operation, cursor, records: some as Records, ...(parts > 1 && { part: index + 1, parts }) };
}

/** At least one part, be it empty. */
function* partedRecords(lists: readonly [string, readonly Face[]][]): Iterable<Record<string, Face[]>> {
  let some: Record<string, Face[]> = {};
  let [count, bytes] = [0, 0];
  for (const [kind, list] of lists) {
    for (const face of list) {
      const size = aboutBytes(face);
      if (count === RECORDS_PER_PART || (count > 0 && bytes + size > BYTES_PER_PART)) {
        yield some;
        [some, count, bytes] = [{}, 0, 0];
      }
      (some[kind] ??= []).push(face);
      count += 1;
      bytes += size;
    }
  }
  yield some;
}
