import { useTranslation } from 'react-i18next';
import { useFace, useTocsin } from './tocsin.ts';

/** An organisation's short name; who it is in full, and its country, in the tooltip. */
export function OrganisationName({ id }: { id: string | undefined }) {
  const { t } = useTranslation();
  const organisation = useFace('organisation', id);
  const mine = useTocsin((state) => state.me?.organisation === id);
  if (!organisation) return <span className="t-organisation is-unknown">{t('ui.organisation.unknown')}</span>;
  const about = t('ui.organisation.about', { name: organisation.name, country: organisation.country });
  return (
    <span className={`t-organisation ${mine ? 'is-mine' : ''}`} title={about}>
      {organisation.shortName}
    </span>
  );
}

interface PersonNameProps {
  by: { readonly organisation: string; readonly user?: string } | undefined;
}

/** A person where they are known to us, otherwise the organisation they speak for. */
export function PersonName({ by }: PersonNameProps) {
  const user = useFace('user', by?.user);
  if (!by) return null;
  if (!user) return <OrganisationName id={by.organisation} />;
  return (
    <span className="t-person">
      <span>{user.name}</span> <OrganisationName id={by.organisation} />
    </span>
  );
}
