import { Button, Modal } from '@mantine/core';
import { Link2, UserRoundX } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Guest, UserFace } from '../../../shared/domain/directory/record.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { PersonName } from '../../ui/names.tsx';
import { useTick } from '../../ui/ticking.ts';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useFace, useFaces, useMe, useTocsin, useTocsinApi } from '../../ui/tocsin.ts';
import { Refusal } from '../../ui/directory/context.tsx';
import { sendCommands, settle } from '../../ui/directory/request.ts';
import { leftOf } from '../../ui/guests/draft.ts';
import { GuestLink, LinkTrouble, useGuestLink } from '../../ui/guests/GuestLink.tsx';
import { InviteGuest } from '../../ui/guests/InviteGuest.tsx';
import { useMayInvite } from '../../ui/guests/mayInvite.ts';
import { Moment } from '../../ui/guests/Moment.tsx';

type GuestFace = UserFace & { readonly guest: Guest };

/** The guests of one's own organisation in this operation, those who are still here first. */
export function Guests() {
  const { t } = useTranslation();
  const mayInvite = useMayInvite();
  const { here, past } = useGuests();
  return (
    <section className="sh-part" aria-label={t('sharing.tab.guests')}>
      <div className="sh-part-head">
        <p>{t('sharing.guests.about')}</p>
        <InviteGuest />
      </div>
      {!mayInvite && <p className="sh-soft">{t('sharing.guests.mayNot')}</p>}
      {here.length === 0 ? (
        <EmptyState title={t('sharing.guests.none')} {...(mayInvite && { hint: t('sharing.guests.noneHint') })} />
      ) : (
        <ul className="sh-cards">
          {here.map((guest) => (
            <GuestCard key={guest.id} face={guest} acts={mayInvite} />
          ))}
        </ul>
      )}
      {past.length > 0 && (
        <details className="sh-past">
          <summary>{t('sharing.guests.past', { count: past.length })}</summary>
          <ul className="sh-lines">
            {past.map((face) => (
              <li key={face.id}>
                <strong>{face.name}</strong>{' '}
                <span>{t(face.revoked ? 'sharing.guests.revoked' : 'sharing.guests.over')}</span>{' '}
                <Moment at={face.guest.until} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function useGuests(): { here: GuestFace[]; past: GuestFace[] } {
  const users = useFaces('user');
  const mine = useMe()?.organisation;
  const tocsin = useTocsinApi();
  const tick = useTick(5);
  return useMemo(() => {
    void tick;
    const now = tocsin.realNow();
    const guests = [...users.values()]
      .filter((one): one is GuestFace => one.guest !== undefined && one.organisation === mine)
      .sort((a, b) => (a.guest.until < b.guest.until ? -1 : 1));
    const stands = (one: GuestFace) => !one.revoked && one.guest.until > now;
    return { here: guests.filter(stands), past: guests.filter((one) => !stands(one)).reverse() };
  }, [users, mine, tocsin, tick]);
}

function GuestCard({ face, acts }: { face: GuestFace; acts: boolean }) {
  const { t } = useTranslation();
  const { guest, id, name, organisation } = face;
  const [asking, setAsking] = useState<'link' | 'revoke' | undefined>(undefined);
  const [why, setWhy] = useState<string | undefined>(undefined);
  const isHere = useTocsin((state) => state.presence.some(({ user }) => user === id));
  const sponsor = useFace('user', guest.sponsor);
  const close = () => setAsking(undefined);
  const revoke = async (): Promise<void> => {
    const answer = settle(await sendCommands('directory', [{ type: 'guest.revoke', data: { guestId: id } }]));
    setWhy(answer.ok ? undefined : answer.code === 'unreachable' ? t('sharing.unreachable') : answer.message);
  };
  return (
    <li className="sh-card">
      <div className="sh-card-line">
        <h2>{name}</h2>
        {isHere && <span className="sh-state is-good">{t('sharing.guests.here')}</span>}
        <TlpBadge tlp={guest.cap} title={t('sharing.guests.upTo', { tlp: guest.cap })} />
      </div>
      <dl className="sh-facts">
        <dt>{t('sharing.guests.sponsor')}</dt>
        <dd>{sponsor ? <PersonName by={{ organisation, user: guest.sponsor }} /> : t('sharing.guests.sponsorGone')}</dd>
        <dt>{t('sharing.guests.until')}</dt>
        <dd>
          <Moment at={guest.until} /> <Left until={guest.until} />
        </dd>
        <dt>{t('sharing.guests.scope')}</dt>
        <dd>
          {guest.records ? t('sharing.guests.records', { count: guest.records.length }) : t('sharing.guests.scope.all')}
          {'; '}
          {t(guest.contributes ? 'sharing.guests.writes' : 'sharing.guests.reads')}
        </dd>
      </dl>
      <Refusal why={why} />
      {acts && (
        <div className="sh-card-acts">
          <Button
            size="xs"
            variant="default"
            leftSection={<Link2 size={14} aria-hidden="true" />}
            aria-label={t('sharing.guests.newLinkNamed', { name })}
            onClick={() => setAsking('link')}
          >
            {t('sharing.guests.newLink')}
          </Button>
          <Button
            size="xs"
            variant="default"
            className="sh-danger"
            leftSection={<UserRoundX size={14} aria-hidden="true" />}
            aria-label={t('sharing.guests.revokeNamed', { name })}
            onClick={() => setAsking('revoke')}
          >
            {t('sharing.guests.revoke')}
          </Button>
        </div>
      )}
      {asking === 'link' && <NewLink id={id} name={name} onClose={close} />}
      <Confirm
        opened={asking === 'revoke'}
        title={t('sharing.guests.revokeTitle', { name })}
        confirm={t('sharing.guests.revoke')}
        danger
        onConfirm={() => void revoke()}
        onClose={close}
      >
        <p>{t('sharing.guests.revokeHint')}</p>
      </Confirm>
    </li>
  );
}

/** Counts down, by the second in the last hour. */
function Left({ until }: { until: string }) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  useTick(1);
  const { days, hours, minutes, seconds } = leftOf(Date.parse(until) - Date.parse(tocsin.realNow()));
  const key = days > 0 ? 'days' : hours > 0 ? 'hours' : 'minutes';
  return <span className="sh-left">{t(`sharing.guests.left.${key}`, { days, hours, minutes, seconds })}</span>;
}

function NewLink({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { made, busy, why, make } = useGuestLink();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('sharing.guests.newLinkFor', { name })}
      centered
      size="lg"
      closeButtonProps={{ 'aria-label': t('sharing.close') }}
    >
      {made ? (
        <GuestLink made={made} />
      ) : (
        <div className="sh-form">
          <p>{t('sharing.guests.newLinkHint')}</p>
          <LinkTrouble why={why} />
          <Button data-autofocus loading={busy} onClick={() => void make(id)}>
            {t('sharing.guests.makeNewLink')}
          </Button>
        </div>
      )}
    </Modal>
  );
}
