import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Kind } from '../../shared/domain/entity.ts';
import { useFaces, useMe, useTocsin } from './tocsin.ts';

/** Who else is looking at this now; at most three, the rest as a number. */
export function PresenceDots({ kind, id }: { kind: Kind; id: string }) {
  const presence = useTocsin((state) => state.presence);
  const me = useMe();
  const here = useMemo(
    () => presence.filter((one) => one.looking?.id === id && one.looking.kind === kind && one.user !== me?.id),
    [presence, kind, id, me],
  );
  if (here.length === 0) return null;
  return <People people={here} most={3} />;
}

interface Person {
  readonly user?: string;
  readonly organisation: string;
  readonly editing?: boolean;
}

export function People({ people, most }: { people: readonly Person[]; most: number }) {
  const users = useFaces('user');
  const organisations = useFaces('organisation');
  const { t } = useTranslation();
  const nameOf = ({ user, organisation }: Person) =>
    (user && users.get(user)?.name) || organisations.get(organisation)?.shortName || t('ui.organisation.unknown');
  const names = people.map((one) =>
    t(one.editing ? 'ui.presence.editing' : 'ui.presence.looking', { name: nameOf(one) }),
  );
  return (
    <span className="t-people" role="img" aria-label={names.join(', ')} title={names.join('\n')}>
      {people.slice(0, most).map((one, index) => (
        <span
          key={one.user ?? `${one.organisation}${index}`}
          className={`t-person-dot ${one.editing ? 'is-editing' : ''}`}
        >
          {initials(nameOf(one))}
        </span>
      ))}
      {people.length > most && <span className="t-person-dot">{`+${people.length - most}`}</span>}
    </span>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return ((words[0]?.[0] ?? '') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase();
}
