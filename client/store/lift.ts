import type { AssetFace, Claim, PublishedTwin } from '../../shared/domain/asset/record.ts';
import { keyOfRef, type Kind, type Marking, type ShownMarking } from '../../shared/domain/entity.ts';
import type { ShownAcknowledgement } from '../../shared/domain/incident/record.ts';
import { isMarkedKind, type AnyFace, type AnyRecord } from '../../shared/domain/records.ts';

type Content = Record<string, unknown>;

/** Stands for the owner of a coarse twin, who is not told. */
export const NOBODY = '';

/**
 * The record behind a face, as far as its reader can know it: what is hidden from them is absent, as if it did not exist.
 * `project` of it is the face again; a test holds that for faces of random worlds.
 */
export function lift(kind: Kind, face: AnyFace, operationId: string): AnyRecord {
  const { code: _code, version: _version, ...content } = face as unknown as Content;
  const lifted =
    'cell' in content
      ? liftTwin(content)
      : isMarkedKind(kind)
        ? liftMarked(kind, content)
        : liftPlain(kind, content, operationId);
  return lifted as unknown as AnyRecord;
}

/** Whose a twin is, nobody is told: an owner that no organisation is. One may ask for more of it, and no more. */
function liftTwin(content: Content): Content {
  return { ...content, marking: { tlp: content['tlp'], owner: NOBODY, circles: [], persons: [] }, acts: [] };
}

function liftPlain(kind: Kind, content: Content, operationId: string): Content {
  switch (kind) {
    case 'organisation':
      return { ...content, clients: content['clients'] ?? [] };
    case 'user': {
      const { revoked, ...rest } = content;
      if (revoked) return { ...rest, roles: { [operationId]: content['roles'] }, disabled: true };
      // An administrator is shown the roles of every operation; everybody else those of this one.
      return Array.isArray(content['roles']) ? { ...content, roles: { [operationId]: content['roles'] } } : content;
    }
    case 'operation':
      return { ...content, simulated: content['simulated'] ?? [] };
    default:
      return content;
  }
}

function liftMarked(kind: Kind, content: Content): Content {
  const { tlp, owner, marking, acts, ...rest } = content as Content &
    Pick<AssetFace, 'tlp' | 'owner' | 'marking' | 'acts'>;
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
        levelSince: _levelSince,
        at: _at,
        disputed: _disputed,
        ...rest
      } = content;
      const twin = rest['twin'] as PublishedTwin | undefined;
      const reports = (rest['reports'] ?? []) as readonly Claim[];
      return {
        ...rest,
        ...(twin && { twin: { ...twin, marking: unshown(twin.marking) } }),
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
