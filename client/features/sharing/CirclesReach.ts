import type { MarkedFace, ShownMarking } from '../../../shared/domain/entity.ts';
import type { Faces } from '../../store/contract.ts';
import type { CircleReach } from '../../ui/directory/Circles.tsx';

/** What can be shared with a circle; requests and the read journal never are. */
const KINDS = ['asset', 'incident', 'task', 'note', 'attachment'] as const;
type Own = MarkedFace & { readonly marking: ShownMarking };

interface Here {
  readonly faces: Faces;
  readonly operation: string | undefined;
  readonly organisation: string;
  /** Real time. */
  readonly now: string;
}

/**
 * What circles open of one's own records, from what is shown here. What hangs on a record and follows its audience counts
 * with it. Clients of others are theirs: whoever sees a record as one of those is counted as if it did not.
 */
export function circleReach({ faces, operation, organisation, now }: Here): CircleReach {
  const own = new Map<string, Own>();
  for (const kind of KINDS) {
    for (const face of faces[kind].values() as Iterable<MarkedFace>) {
      if (face.owner === organisation && face.marking) own.set(`${kind}:${face.id}`, face as Own);
    }
  }
  const participants = new Set(operation ? faces.operation.get(operation)?.participants : []);
  const clients = faces.organisation.get(organisation)?.clients ?? [];
  const opened = (face: Own): boolean =>
    face.tlp.startsWith('TLP:AMBER') && !(face.marking.expires !== undefined && face.marking.expires <= now);
  const shared = (face: Own, circle: string): boolean => opened(face) && face.marking.circles.includes(circle);
  const audienceOf = (face: Own): Own => {
    const { follows } = face.marking;
    return (follows && own.get(`${follows.kind}:${follows.id}`)) ?? face;
  };
  const inCircle = (circle: string, candidate: string) =>
    faces.circle.get(circle)?.members.includes(candidate) ?? false;

  /** Whether it is shown the record by another circle, as a client, or because it was assigned the task. */
  const otherwise = (face: Own, circle: string, candidate: string): boolean => {
    const assignee = (face as { assignee?: { organisation: string } }).assignee?.organisation;
    if (candidate === organisation || assignee === candidate) return true;
    if (face.tlp === 'TLP:AMBER' && clients.includes(candidate)) return true;
    return face.marking.circles.some((other) => other !== circle && inCircle(other, candidate));
  };
  const count = (holds: (face: Own) => boolean): number => {
    let found = 0;
    for (const face of own.values()) if (holds(audienceOf(face))) found += 1;
    return found;
  };
  return {
    records: (circle) => count((face) => shared(face, circle)),
    through: (circle, candidate) =>
      participants.has(candidate) ? count((face) => shared(face, circle) && !otherwise(face, circle, candidate)) : 0,
  };
}
