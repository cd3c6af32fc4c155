import { decide } from '../../shared/domain/decide.ts';
import type { Key, Kind } from '../../shared/domain/entity.ts';
import { keyOfRef } from '../../shared/domain/entity.ts';
import type { TocsinEvent } from '../../shared/domain/event.ts';
import { evolve } from '../../shared/domain/evolve.ts';
import type { AnyFace, AnyRecord } from '../../shared/domain/records.ts';
import type { Refused } from '../../shared/outcome.ts';
import type { Instant } from '../../shared/time.ts';
import { lift } from './lift.ts';
import { project, type Reader } from './project.ts';
import { sightOf, type Scene } from './sight.ts';

export interface Replayable {
  readonly commandId: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly madeAt: Instant;
}

export interface Written {
  readonly record: AnyRecord;
  readonly face: AnyFace;
}

/** What one command makes of what it finds, and what that depended on. */
export interface Replayed {
  readonly reads: ReadonlySet<Key>;
  readonly writes: ReadonlyMap<Key, Written>;
  readonly refused?: Refused;
}

/** Records without a face of the server's have no version yet: never equal to one. */
const NO_VERSION = 0;

/**
 * One command through the same decision and the same folding as at the server, on what is shown here. Its version is not
 * looked at: that is the server's to judge. Refused here, it shows nothing, and is sent all the same.
 */
export function replay(command: Replayable, scene: Scene, reader: Omit<Reader, 'realAt' | 'tlpOf'>): Replayed {
  const reads = new Set<Key>();
  const writes = new Map<Key, Written>();
  const sight = sightOf(scene, command.madeAt, (key) => reads.add(key));
  const decision = decide({ type: command.type, data: command.data }, sight);
  if (decision.kind === 'refused') return { reads, writes, refused: decision };
  const full: Reader = {
    ...reader,
    realAt: command.madeAt,
    tlpOf: (kind, id) => (scene.face(kind, id) as { tlp?: string } | undefined)?.tlp,
  };
  for (const draft of decision.events) {
    const event: TocsinEvent = {
      ...draft,
      v: 1,
      by: { organisation: sight.actor.organisation, user: sight.actor.user },
      at: sight.at,
      realAt: command.madeAt,
      directory: 0,
      commandId: command.commandId,
    };
    event.entities.forEach((ref, index) => {
      const key = keyOfRef(ref);
      const base = writes.get(key)?.face ?? scene.face(ref.kind, ref.id);
      const before = writes.get(key)?.record ?? scene.record(key) ?? (base && lift(ref.kind, base, scene.operationId));
      reads.add(key);
      // A twin changes with the asset behind it, which is its owner's: nothing that is said here does that.
      if (before && 'cell' in before) return;
      const record = evolve(ref.kind, before, { event, ref, own: index === 0 });
      if (record && record !== before) {
        writes.set(key, { record, face: faceAfter(ref.kind, base, before, record, full) });
      }
    });
  }
  return { reads, writes };
}

/** The face there was, with the members that the command changed: what it did not touch stays as the server showed it. */
function faceAfter(
  kind: Kind,
  base: AnyFace | undefined,
  before: AnyRecord | undefined,
  after: AnyRecord,
  reader: Reader,
): AnyFace {
  const next = project(kind, after, reader) as unknown as Record<string, unknown>;
  if (!base || !before) return { ...next, version: NO_VERSION } as unknown as AnyFace;
  const last = project(kind, before, reader) as unknown as Record<string, unknown>;
  const face: Record<string, unknown> = { ...base };
  for (const name of Object.keys(last)) if (!(name in next)) delete face[name];
  for (const [name, member] of Object.entries(next)) if (!isSame(last[name], member)) face[name] = member;
  return face as unknown as AnyFace;
}

const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
