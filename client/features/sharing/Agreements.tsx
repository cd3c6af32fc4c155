import { Button } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AgreementFace } from '../../../shared/domain/directory/record.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useTick } from '../../ui/ticking.ts';
import { useTocsinApi } from '../../ui/tocsin.ts';
import { Refusal, useAct, useAdmin, useShortName } from '../../ui/directory/context.tsx';
import { Section } from '../../ui/directory/parts.tsx';
import { ProposeAgreement } from './AgreementsForm.tsx';
import { inOrder, standingOf, waitsFor, type AgreementStanding } from './AgreementsState.ts';
import { Moment } from '../../ui/guests/Moment.tsx';
import { WithDirectory } from './WithDirectory.tsx';

/** What was agreed with partners: what it permits, until when, and whose word is missing. */
export function Agreements() {
  return <WithDirectory>{(manages) => <List manages={manages} />}</WithDirectory>;
}

function List({ manages }: { manages: boolean }) {
  const { t } = useTranslation();
  const { directory, me, administers } = useAdmin();
  const tocsin = useTocsinApi();
  const [open, setOpen] = useState(false);
  useTick(5);
  const now = tocsin.realNow();
  const agreements = inOrder(directory.agreements.values(), now);
  const action = manages && (
    <Button leftSection={<Plus size={15} aria-hidden="true" />} onClick={() => setOpen(true)}>
      {t('sharing.agreements.propose')}
    </Button>
  );
  return (
    <Section title={t('sharing.tab.agreements')} hint={t('sharing.agreements.about')} action={action}>
      {agreements.length === 0 ? (
        <EmptyState title={t('sharing.agreements.none')} {...(manages && { hint: t('sharing.agreements.noneHint') })} />
      ) : (
        <ul className="sh-cards">
          {agreements.map((agreement) => (
            <AgreementCard
              key={agreement.id}
              agreement={agreement}
              standing={standingOf(agreement, now)}
              // An administrator of the platform reads others' agreements; only a party speaks for its side.
              acts={manages && agreement.parties.includes(me.organisation)}
            />
          ))}
        </ul>
      )}
      {administers && <p className="sh-soft">{t('sharing.agreements.administrator')}</p>}
      {open && <ProposeAgreement onClose={() => setOpen(false)} />}
    </Section>
  );
}

interface AgreementCardProps {
  agreement: AgreementFace;
  standing: AgreementStanding;
  acts: boolean;
}

function AgreementCard({ agreement, standing, acts }: AgreementCardProps) {
  const { t } = useTranslation();
  const { me } = useAdmin();
  const shortName = useShortName();
  const { busy, why, send } = useAct();
  const [ending, setEnding] = useState(false);
  const { id, name, parties, permits, until, text, ended, accepted } = agreement;
  const waiting = waitsFor(agreement);
  const stands = standing === 'in-force' || standing === 'proposed';
  const said = accepted.includes(me.organisation);
  const leaving = standing === 'in-force' ? 'end' : said ? 'withdraw' : 'decline';
  const names = (ids: readonly string[]) => ids.map(shortName).join(', ');
  return (
    <li className="sh-card">
      <div className="sh-card-line">
        <h2>{name}</h2>
        <span className={`sh-state is-${standing}`}>{t(`sharing.agreements.standing.${standing}`)}</span>
      </div>
      <p className="sh-soft">{names(parties)}</p>
      {standing === 'proposed' && <p className="sh-warn">{t('sharing.agreements.waits', { names: names(waiting) })}</p>}
      <ul className="sh-permits">
        {permits.map((permit) => (
          <li key={permit}>{t(`sharing.permit.${permit}`)}</li>
        ))}
      </ul>
      {text && <p className="sh-text">{text}</p>}
      {!ended && (
        <p className="sh-soft">
          {until ? (
            <>
              {t(standing === 'run-out' ? 'sharing.agreements.ranOut' : 'sharing.agreements.until')}{' '}
              <Moment at={until} />
            </>
          ) : (
            t('sharing.agreements.noEnd')
          )}
        </p>
      )}
      {ended && (
        <p className="sh-soft">
          {t('sharing.agreements.endedBy', { name: shortName(ended.organisation), reason: ended.reason })}{' '}
          <Moment at={ended.at} />
        </p>
      )}
      <Refusal why={why} />
      {acts && stands && (
        <div className="sh-card-acts">
          {!said && (
            <Button
              size="xs"
              loading={busy}
              aria-label={t('sharing.agreements.acceptNamed', { name })}
              onClick={() => void send('agreement.accept', { agreementId: id })}
            >
              {t('sharing.agreements.accept')}
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            className="sh-danger"
            aria-label={t(`sharing.agreements.${leaving}Named`, { name })}
            onClick={() => setEnding(true)}
          >
            {t(`sharing.agreements.${leaving}`)}
          </Button>
        </div>
      )}
      <Confirm
        opened={ending}
        title={t(`sharing.agreements.${leaving}Title`, { name })}
        confirm={t(`sharing.agreements.${leaving}`)}
        danger
        reason
        onConfirm={(reason) => void send('agreement.end', { agreementId: id, reason })}
        onClose={() => setEnding(false)}
      >
        <p>{t('sharing.agreements.endHint')}</p>
      </Confirm>
    </li>
  );
}
