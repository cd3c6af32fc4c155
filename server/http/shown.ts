import type { Actor } from '../../shared/domain/decision.ts';
import type { View } from '../../shared/domain/world.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { audienceOf, type Audience } from '../../shared/sharing/audience.ts';
import { stillShown } from '../desk/columns.ts';
import type { OperationDesk } from '../desk/desk.ts';
import { inSlices } from '../desk/paging.ts';
import { takenAway } from '../desk/withdrawn.ts';
import type { HttpContext } from './context.ts';
import type { Terms } from './sending.ts';
import type { Caller } from './who.ts';

/** Whom an answer was made for, and of what. */
export interface Shown {
  readonly audience: Audience;
  readonly view: View;
}

/** As somebody is shown things at this moment; undefined when they have no part in it. */
export function shownNow(desk: OperationDesk, user: string): Shown | undefined {
  const actor = desk.entitled(user);
  return actor && { audience: audienceIn(desk, actor), view: desk.view };
}

function audienceIn({ stream, view }: OperationDesk, { organisation, roles, user }: Actor): Audience {
  if (stream.operation === DIRECTORY && roles.includes('admin')) return { organisation, roleClass: 'administrator' };
  return audienceOf(view, organisation, user);
}

/** Whether somebody still has the part in an operation in which they were shown something. */
export function sameRights(desk: OperationDesk, user: string, { organisation, roleClass }: Audience): boolean {
  const actor = desk.entitled(user);
  if (!actor || actor.organisation !== organisation) return false;
  if (roleClass === 'administrator') return actor.roles.includes('admin');
  return audienceOf(desk.view, organisation, user).roleClass === roleClass;
}

/** On which terms an answer that shows records is sent: as long as its reader has their part, and nothing was taken away. */
export function termsOf(
  { sessions, now }: Pick<HttpContext, 'sessions' | 'now'>,
  desk: OperationDesk,
  caller: Caller,
  { audience, view }: Shown,
): Terms {
  let looked = view;
  return {
    caller,
    sessions,
    now,
    mayGoOn: () => sameRights(desk, caller.session.userId, audience),
    async isStillShown() {
      const present = desk.view;
      // What was shown at the last look and is taken away since: each look goes on from the one before.
      if (!stillShown(looked, present) && (await inSlices(takenAway(audience, looked, present)))) return false;
      looked = present;
      return true;
    },
  };
}
