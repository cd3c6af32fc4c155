import { DIRECTORY } from '../../../shared/ids.ts';
import { useMyRoles, useTocsin } from '../tocsin.ts';

/** Whether this person may invite guests: as `may` says, liaison or administrator, taking part themselves. */
export function useMayInvite(): boolean {
  const roles = useMyRoles();
  const administers = useTocsin((state) => state.me?.roles[DIRECTORY]?.includes('admin') ?? false);
  return roles.includes('liaison') || (administers && roles.includes('admin'));
}
