import type { FaceBase } from '../entity.ts';
import type { OperationKind, OrganisationKind, Role, Tlp } from '../vocabulary.ts';

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
}
export interface UserFace extends FaceBase {
  readonly name: string;
  readonly organisation: string;
  /** The roles in this operation. */
  readonly roles: readonly Role[];
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
