import type { Claim } from '../../shared/domain/asset/record.ts';
import { keyOfRef, type Kind, type Marking, type ShownMarking } from '../../shared/domain/entity.ts';
import type { ShownAcknowledgement } from '../../shared/domain/incident/record.ts';
import { isMarkedKind, type AnyFace, type AnyRecord, type FaceOf } from '../../shared/domain/records.ts';

type Content = Record<string, unknown>;

/**
 * The record behind a face, as far as its reader can know it: what is hidden from them is absent, as if it did not exist.
 * `project` of it is the face again; a test holds that for faces of random worlds.
 */
export function lift(kind: Kind, face: AnyFace, operationId: string): AnyRecord {
  const { code: _code, version: _version, ...content } = face as unknown as Content;
  const lifted = isMarkedKind(kind) ? liftMarked(kind, content) : liftPlain(kind, content, operationId);
  return lifted as unknown as AnyRecord;
}

function liftPlain(kind: Kind, content: Content, operationId: string): Content {
  switch (kind) {
    case 'organisation':
      return { ...content, clients: content['clients'] ?? [] };
    case 'user':
      // An administrator is shown the roles of every operation; everybody else those of this one.
      return Array.isArray(content['roles']) ? { ...content, roles: { [operationId]: content['roles'] } } : content;
    case 'operation':
      return { ...content, simulated: content['simulated'] ?? [] };
    default:
      return content;
  }
}

function liftMarked(kind: Kind, content: Content): Content {
  const { tlp, owner, marking, acts, ...rest } = content as Content &
    Pick<FaceOf['asset'], 'tlp' | 'owner' | 'marking' | 'acts'>;
  return {
    ...liftContent(kind, rest),
    // Whoever is not the owner knows the label alone.
    marking: marking ? unshown(marking) : { tlp, owner, circles: [], persons: [] },
    acts: (acts ?? []).map((act) => ({ ...act, marking: unshown(act.marking) })),
  };
}

/** What the audience it follows was, is not known here; only that it is followed. */
function unshown({ follows, ...marking }: ShownMarking): Marking {
  if (!follows) return marking;
  return { ...marking, as: { key: keyOfRef(follows), then: { tlp: marking.tlp, circles: [], persons: [] } } };
}

function liftContent(kind: Kind, content: Content): Content {
  switch (kind) {
    case 'asset': {
      const {
        status: _status,
        level: _level,
        basis: _basis,
        since: _since,
        at: _at,
        disputed: _disputed,
        ...rest
      } = content;
      const reports = (rest['reports'] ?? []) as readonly Claim[];
      return {
        ...rest,
        reports: Object.fromEntries(reports.map((claim) => [claim.by.organisation, claim])),
        buffers: rest['buffers'] ?? {},
      };
    }
    case 'incident': {
      const { merged: _merged, ...rest } = content;
      const given = (rest['acknowledgements'] ?? []) as readonly ShownAcknowledgement[];
      return {
        ...rest,
        acknowledgements: Object.fromEntries(
          given.map(({ organisation, user, ...one }) => [
            organisation,
            { ...one, by: { organisation, ...(user !== undefined && { user }) } },
          ]),
        ),
      };
    }
    default:
      return content;
  }
}
