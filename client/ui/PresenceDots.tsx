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
  readonly guest?: true | undefined;
  readonly editing?: boolean;
}

export function People({ people, most }: { people: readonly Person[]; most: number }) {
  const users = useFaces('user');
  const organisations = useFaces('organisation');
  const { t } = useTranslation();
  const nameOf = ({ user, organisation, guest }: Person) => {
    const person = user && users.get(user)?.name;
    const home = organisations.get(organisation)?.shortName ?? t('ui.organisation.unknown');
    if (!guest) return person || home;
    return person ? t('ui.presence.guestNamed', { person, name: home }) : t('ui.presence.guest', { name: home });
  };
  const names = people.map((one) =>
    t(one.editing ? 'ui.presence.editing' : 'ui.presence.looking', { name: nameOf(one) }),
  );
  return (
    <span className="t-people" role="img" aria-label={names.join(', ')} title={names.join('\n')}>
      {people.slice(0, most).map((one, index) => (
        <span
          key={one.user ?? `${one.organisation}${index}`}
          className={`t-person-dot ${one.editing ? 'is-editing' : ''} ${one.guest ? 'is-guest' : ''}`}
        >
          {initials(nameOf({ ...one, guest: undefined }))}
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
