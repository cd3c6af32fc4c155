import type { Fact } from '../event.ts';
import type { Role } from '../vocabulary.ts';
import type { Agreement, Circle, Guest, Operation, Organisation, User } from './record.ts';

export function evolveOrganisation(
  organisation: Organisation | undefined,
  { event, ref }: Fact,
): Organisation | undefined {
  if (event.type === 'organisation.registered') {
    if (organisation) return organisation;
    return { ...(event.data as unknown as Organisation), id: ref.id, clients: [] };
  }
  if (organisation && event.type === 'organisation.clientsChanged') {
    return { ...organisation, clients: event.data['clients'] as readonly string[] };
  }
  return organisation;
}

export function evolveUser(user: User | undefined, { event, ref }: Fact): User | undefined {
  if (event.type === 'user.registered') {
    if (user) return user;
    const { name, organisation } = event.data as unknown as User;
    return { id: ref.id, name, organisation, roles: {} };
  }
  if (event.type === 'guest.invited') {
    if (user) return user;
    const { name, organisation, guest } = event.data as unknown as User & { guest?: Guest };
    if (!guest) return undefined;
    return { id: ref.id, name, organisation, roles: { [guest.operation]: ['guest'] }, guest };
  }
  if (!user) return undefined;
  switch (event.type) {
    case 'user.rolesChanged': {
      const { operation, roles } = event.data as unknown as { operation: string; roles: readonly Role[] };
      return { ...user, roles: { ...user.roles, [operation]: roles } };
    }
    case 'user.disabled':
      return { ...user, disabled: true };
    case 'user.enabled': {
      const { disabled: _disabled, ...rest } = user;
      return rest;
    }
    default:
      return user;
  }
}

export function evolveCircle(circle: Circle | undefined, { event, ref }: Fact): Circle | undefined {
  if (event.type === 'circle.created') {
    if (circle) return circle;
    return { ...(event.data as unknown as Circle), id: ref.id };
  }
  if (circle && event.type === 'circle.membersChanged') {
    return { ...circle, members: event.data['members'] as readonly string[] };
  }
  return circle;
}

export function evolveOperation(operation: Operation | undefined, { event, ref, own }: Fact): Operation | undefined {
  if (event.type === 'operation.created' && own) {
    if (operation) return operation;
    const created = event.data as unknown as Operation;
    return { ...created, simulated: created.simulated ?? [], id: ref.id };
  }
  if (!operation) return undefined;
  if (event.type === 'operation.created') return { ...operation, succeededBy: event.data['id'] as string };
  if (event.type === 'operation.participantsChanged') {
    return { ...operation, participants: event.data['participants'] as readonly string[] };
  }
  return operation;
}

export function evolveAgreement(agreement: Agreement | undefined, { event, ref }: Fact): Agreement | undefined {
  if (event.type === 'agreement.proposed') {
    if (agreement) return agreement;
    const { name, parties, permits, until, text } = event.data as unknown as Agreement;
    if (!parties) return undefined;
    return {
      id: ref.id,
      name,
      parties,
      permits,
      ...(until !== undefined && { until }),
      ...(text !== undefined && { text }),
      proposedBy: event.by.organisation,
      proposedAt: event.realAt,
      accepted: parties.includes(event.by.organisation) ? [event.by.organisation] : [],
    };
  }
  if (!agreement || agreement.ended) return agreement;
  const { organisation } = event.by;
  if (event.type === 'agreement.accepted') {
    if (!agreement.parties.includes(organisation) || agreement.accepted.includes(organisation)) return agreement;
    return { ...agreement, accepted: [...agreement.accepted, organisation].sort() };
  }
  if (event.type === 'agreement.ended') {
    return { ...agreement, ended: { organisation, at: event.realAt, reason: event.data['reason'] as string } };
  }
  return agreement;
}
