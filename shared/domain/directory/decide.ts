import type { z } from 'zod';
import { refused } from '../../outcome.ts';
import { LIMITS } from '../../limits.ts';
import { fromMs, toMs } from '../../time.ts';
import { accept, nothingToDo, unseen, type Decision, type Sight } from '../decision.ts';
import type { EntityRef, Kind } from '../entity.ts';
import type { directoryCommands } from './commands.ts';

type Data<T extends keyof typeof directoryCommands> = z.infer<(typeof directoryCommands)[T]>;
const ref = (kind: Kind, id: string): EntityRef => ({ kind, id });
const distinct = (ids: readonly string[]): string[] => [...new Set(ids)].sort();

export const decideDirectory = {
  'organisation.register'(data: Data<'organisation.register'>, sight: Sight): Decision {
    const { organisationId, ...content } = data;
    if (sight.taken(organisationId)) return refused('id-taken');
    return accept('organisation.registered', ref('organisation', organisationId), content);
  },

  'organisation.setClients'(data: Data<'organisation.setClients'>, sight: Sight): Decision {
    const { organisationId, clients } = data;
    if (unseen(sight, 'organisation', [organisationId, ...clients])) return refused('not-found');
    if (clients.includes(organisationId)) return refused('invalid', 'An organisation is not a client of its own.');
    const shown = sight.see('organisation', organisationId)?.clients ?? [];
    const hidden = (sight.record('organisation', organisationId)?.clients ?? []).filter((one) => !shown.includes(one));
    return accept('organisation.clientsChanged', ref('organisation', organisationId), {
      clients: distinct([...clients, ...hidden]),
    });
  },

  'user.register'(data: Data<'user.register'>, sight: Sight): Decision {
    const { userId, ...content } = data;
    if (sight.taken(userId)) return refused('id-taken');
    if (unseen(sight, 'organisation', [content.organisation])) return refused('not-found');
    return accept('user.registered', ref('user', userId), content);
  },

  'user.setRoles'(data: Data<'user.setRoles'>, sight: Sight): Decision {
    const { userId, operation, roles } = data;
    const user = sight.see('user', userId);
    if (!user) return refused('not-found');
    // Another role would let whoever holds the link do what the link does not say.
    if (sight.record('user', userId)?.guest) return refused('not-possible', 'A guest may do what their link says.');
    if (operation === 'directory') {
      if (roles.some((role) => role !== 'admin')) {
        return refused('invalid', 'data.roles: the directory knows administrators only.');
      }
    } else {
      const held = sight.see('operation', operation);
      if (!held) return refused('not-found');
      if (roles.length > 0 && !held.participants.includes(user.organisation)) {
        return refused('not-possible', 'Their organisation does not take part in that operation.');
      }
    }
    return accept('user.rolesChanged', ref('user', userId), { operation, roles: [...new Set(roles)].sort() });
  },

  'user.disable'({ userId }: Data<'user.disable'>, sight: Sight): Decision {
    if (!sight.see('user', userId)) return refused('not-found');
    if (userId === sight.actor.user) return refused('not-possible', 'You cannot disable your own account.');
    return accept('user.disabled', ref('user', userId), {});
  },

  'user.enable'({ userId }: Data<'user.enable'>, sight: Sight): Decision {
    if (!sight.see('user', userId)) return refused('not-found');
    if (sight.record('user', userId)?.guest) return refused('not-possible', 'A guest is invited anew.');
    return accept('user.enabled', ref('user', userId), {});
  },

  'circle.create'(data: Data<'circle.create'>, sight: Sight): Decision {
    const { circleId, name, members } = data;
    const owner = data.owner ?? sight.actor.organisation;
    if (sight.taken(circleId)) return refused('id-taken');
    if (unseen(sight, 'organisation', [owner, ...members])) return refused('not-found');
    return accept('circle.created', ref('circle', circleId), { name, owner, members: distinct(members) });
  },

  'circle.setMembers'({ circleId, members }: Data<'circle.setMembers'>, sight: Sight): Decision {
    const circle = sight.see('circle', circleId);
    const record = sight.record('circle', circleId);
    if (!circle || !record || unseen(sight, 'organisation', members)) return refused('not-found');
    const hidden = record.members.filter((member) => !circle.members.includes(member));
    return accept('circle.membersChanged', ref('circle', circleId), { members: distinct([...members, ...hidden]) });
  },

  'operation.create'(data: Data<'operation.create'>, sight: Sight): Decision {
    const { operationId, predecessor, ...content } = data;
    if (sight.taken(operationId)) return refused('id-taken');
    if (unseen(sight, 'organisation', [...content.participants, ...(content.simulated ?? [])]))
      return refused('not-found');
    if (predecessor && !sight.see('operation', predecessor)) return refused('not-found');
    if (content.kind === 'live' && (content.script || (content.simulated ?? []).length > 0)) {
      return refused('invalid', 'data.kind: only an exercise has simulated organisations or a script.');
    }
    const also = predecessor ? [ref('operation', predecessor)] : [];
    const made = {
      ...content,
      participants: distinct(content.participants),
      simulated: distinct(content.simulated ?? []),
    };
    return accept('operation.created', ref('operation', operationId), { ...made, id: operationId }, also);
  },

  'guest.invite'(data: Data<'guest.invite'>, sight: Sight): Decision {
    const { guestId, operation, name, contributes, records, cap, until } = data;
    const { organisation, user } = sight.actor;
    if (sight.taken(guestId)) return refused('id-taken');
    const held = sight.see('operation', operation);
    if (!held?.participants.includes(organisation)) return refused('not-found');
    if (until <= sight.realAt) return refused('not-possible', 'The end of the visit has passed already.');
    if (until > fromMs(toMs(sight.realAt) + LIMITS.guestSeconds * 1000)) {
      return refused('not-possible', `A guest is invited for at most ${LIMITS.guestSeconds / 86_400} days.`);
    }
    const guest = {
      sponsor: user,
      operation,
      cap,
      until,
      ...(records && { records }),
      ...(contributes && { contributes: true as const }),
    };
    return accept('guest.invited', ref('user', guestId), { name, organisation, guest });
  },

  'guest.revoke'({ guestId }: Data<'guest.revoke'>, sight: Sight): Decision {
    const guest = sight.record('user', guestId);
    if (!guest?.guest) return refused('not-found');
    if (guest.disabled) return nothingToDo(ref('user', guestId));
    // The same event as for any person: their sessions end on every node.
    return accept('user.disabled', ref('user', guestId), {});
  },

  'agreement.propose'(data: Data<'agreement.propose'>, sight: Sight): Decision {
    const { agreementId, parties, permits, ...content } = data;
    if (sight.taken(agreementId)) return refused('id-taken');
    if (unseen(sight, 'organisation', parties)) return refused('not-found');
    if (distinct(parties).length < 2) return refused('invalid', 'data.parties: an agreement is between two at least.');
    if (content.until !== undefined && content.until <= sight.realAt) {
      return refused('not-possible', 'The agreement would have ended already.');
    }
    return accept('agreement.proposed', ref('agreement', agreementId), {
      ...content,
      parties: distinct(parties),
      permits: [...new Set(permits)].sort(),
    });
  },

  'agreement.accept'({ agreementId }: Data<'agreement.accept'>, sight: Sight): Decision {
    const agreement = sight.see('agreement', agreementId);
    if (!agreement) return refused('not-found');
    if (agreement.ended) return refused('not-possible', 'The agreement was ended: propose it anew.');
    if (agreement.until !== undefined && agreement.until <= sight.realAt) {
      return refused('not-possible', 'The agreement has run out: propose it anew.');
    }
    if (agreement.accepted.includes(sight.actor.organisation)) return nothingToDo(ref('agreement', agreementId));
    return accept('agreement.accepted', ref('agreement', agreementId), {});
  },

  'agreement.end'({ agreementId, reason }: Data<'agreement.end'>, sight: Sight): Decision {
    const agreement = sight.see('agreement', agreementId);
    if (!agreement) return refused('not-found');
    if (agreement.ended) return nothingToDo(ref('agreement', agreementId));
    return accept('agreement.ended', ref('agreement', agreementId), { reason });
  },

  'operation.setParticipants'(
    { operationId, participants }: Data<'operation.setParticipants'>,
    sight: Sight,
  ): Decision {
    if (unseen(sight, 'operation', [operationId]) ?? unseen(sight, 'organisation', participants))
      return refused('not-found');
    return accept('operation.participantsChanged', ref('operation', operationId), {
      participants: distinct(participants),
    });
  },
};
