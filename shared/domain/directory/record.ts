import type { Instant } from '../../time.ts';
import type { EntityRef, FaceBase } from '../entity.ts';
import type { OperationKind, OrganisationKind, Permit, Role, Tlp } from '../vocabulary.ts';

export interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  readonly kind: OrganisationKind;
  readonly country: string;
  /** Organisations that AMBER of this one also reaches; declared, not transitive. */
  readonly clients: readonly string[];
}
export interface OrganisationFace extends FaceBase {
  readonly name: string;
  readonly shortName: string;
  readonly kind: OrganisationKind;
  readonly country: string;
  /** Only in the faces of its own people. */
  readonly clients?: readonly string[];
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
  /** By operation; `directory` holds the administrators of the platform. */
  readonly roles: Readonly<Record<string, readonly Role[]>>;
  readonly disabled?: true;
  readonly guest?: Guest;
}

/** A guest liaison: no account, a link that a sponsor made. Sees what the sponsor's organisation sees, up to the cap. */
export interface Guest {
  readonly sponsor: string;
  readonly operation: string;
  readonly cap: Tlp;
  /** Real time at which it ends. */
  readonly until: Instant;
  /** Only these, and the notes and attachments that hang on them; absent: the whole operation. */
  readonly records?: readonly EntityRef[];
  /** May report, write notes and attach. */
  readonly contributes?: true;
}
export interface UserFace extends FaceBase {
  readonly name: string;
  readonly organisation: string;
  /** The roles in this operation. */
  readonly roles: readonly Role[];
  /** Shown to the sponsor's organisation and to the guest. */
  readonly guest?: Guest;
  /** A guest whose link was taken back. */
  readonly revoked?: true;
}

export interface Circle {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly members: readonly string[];
}
/** Shown to its owner and its members: who may share into a circle must know whom that reaches. */
export interface CircleFace extends FaceBase {
  readonly name: string;
  readonly owner: string;
  readonly members: readonly string[];
}

export interface Operation {
  readonly id: string;
  readonly name: string;
  readonly kind: OperationKind;
  readonly defaultTlp: Tlp;
  readonly participants: readonly string[];
  /** Only exercises: organisations whose accounts a scripted player may use. */
  readonly simulated: readonly string[];
  /** The demonstration script it was made from, and how many times it was started again before. */
  readonly script?: string;
  readonly run?: number;
  readonly succeededBy?: string;
}
export interface OperationFace extends FaceBase {
  readonly name: string;
  readonly kind: OperationKind;
  readonly defaultTlp: Tlp;
  readonly participants: readonly string[];
  readonly simulated?: readonly string[];
  readonly script?: string;
  readonly run?: number;
  readonly succeededBy?: string;
}

/** A mutual-aid or sharing arrangement between organisations. In force once every party has accepted it. */
export interface Agreement {
  readonly id: string;
  readonly name: string;
  readonly parties: readonly string[];
  readonly permits: readonly Permit[];
  /** Real time until which it holds. */
  readonly until?: Instant;
  readonly text?: string;
  readonly proposedBy: string;
  readonly proposedAt: Instant;
  readonly accepted: readonly string[];
  readonly ended?: { readonly organisation: string; readonly at: Instant; readonly reason: string };
}
export interface AgreementFace extends FaceBase, Omit<Agreement, 'id'> {}

/** Whether an agreement holds at a real time. */
export const inForce = (agreement: Omit<Agreement, 'id'>, now: Instant): boolean =>
  agreement.ended === undefined &&
  agreement.parties.every((party) => agreement.accepted.includes(party)) &&
  (agreement.until === undefined || agreement.until > now);
