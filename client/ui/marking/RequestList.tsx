import { Button, Modal } from '@mantine/core';
import { MailQuestion } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isTwin } from '../../../shared/domain/asset/record.ts';
import type { MarkedFace } from '../../../shared/domain/entity.ts';
import type { ReleaseFace } from '../../../shared/domain/release/record.ts';
import { Confirm } from '../Confirm.tsx';
import { EmptyState } from '../EmptyState.tsx';
import { OrganisationName, PersonName } from '../names.tsx';
import { WhyNot } from '../parts/Act.tsx';
import { ChangeMarking } from '../parts/ChangeMarking.tsx';
import { RecordLink } from '../parts/RecordLink.tsx';
import { useSend, useWhyNot } from '../send.ts';
import { TimeText } from '../times.tsx';
import { TlpBadge } from '../TlpBadge.tsx';
import { useFaces, useMe, useTocsin } from '../tocsin.ts';
import type { Markable } from './api.ts';
import { grantingStart, requestsOf, type Wanted } from './requests.ts';
import './requests.css';

interface RequestListProps extends Wanted {
  /** Says so where there are none; a record's own drawer says nothing. */
  tellsNone?: boolean;
}

/** Requests to share more: what waits for an answer first. Those to us are answered here. */
export function RequestList({ on, direction, tellsNone = false }: RequestListProps) {
  const { t } = useTranslation();
  const releases = useFaces('release');
  const mine = useMe()?.organisation;
  const { kind, id } = on ?? {};
  const list = useMemo(
    () => requestsOf(releases.values(), mine, { on: kind && id ? { kind, id } : undefined, direction }),
    [releases, mine, kind, id, direction],
  );
  if (list.length === 0) {
    return tellsNone ? (
      <EmptyState
        icon={<MailQuestion size={26} />}
        title={t('marking.requests.none')}
        hint={t('marking.requests.noneHint')}
      />
    ) : null;
  }
  return (
    <section aria-label={t('marking.requests')}>
      <h3 className="t-part-title">{t('marking.requests')}</h3>
      <ul className="t-requests">
        {list.map((release) => (
          <Request key={release.id} release={release} named={on !== undefined} />
        ))}
      </ul>
    </section>
  );
}

function Request({ release, named }: { release: ReleaseFace; named: boolean }) {
  const { t } = useTranslation();
  const mine = useMe()?.organisation;
  const { on, by, at, wanted, reason, status, answer, owner, to } = release;
  return (
    <li className={`is-${status}`}>
      <p className="t-who-line">
        <PersonName by={by} /> {t(named ? 'marking.request.asksMore' : 'marking.request.asks')}{' '}
        {!named && on && <RequestedRecord on={on} />}
        {!on && <span className="t-gone">{t('marking.request.gone')}</span>}
        {wanted && (
          <>
            {t('marking.request.wanted')} <TlpBadge tlp={wanted} />
          </>
        )}
        <TimeText at={at} />
      </p>
      <p className="t-request-reason">{reason}</p>
      {owner === mine && to !== undefined && (
        <p className="t-note-hint">
          {t('marking.request.to')} <OrganisationName id={to} />
        </p>
      )}
      {status === 'asked' ? (
        owner !== mine && on ? (
          <Answer release={release} on={on} />
        ) : (
          <p className="t-note-hint">{t('marking.request.asked')}</p>
        )
      ) : (
        <p className="t-note-hint">
          {t(`marking.request.${status}`)} <PersonName by={answer?.by} /> <TimeText at={answer?.at} /> {answer?.reason}
        </p>
      )}
    </li>
  );
}

function RequestedRecord({ on }: { on: NonNullable<ReleaseFace['on']> }) {
  const { t } = useTranslation();
  if (on.kind === 'incident' || on.kind === 'asset' || on.kind === 'task')
    return <RecordLink kind={on.kind} id={on.id} />;
  return <span>{t(`marking.kind.${on.kind}`)}</span>;
}

function Answer({ release, on }: { release: ReleaseFace; on: NonNullable<ReleaseFace['on']> }) {
  const { t } = useTranslation();
  const send = useSend();
  const [asked, setAsked] = useState<'grant' | 'decline' | undefined>(undefined);
  const why = useWhyNot('sharing.answer', { releaseId: release.id, answer: 'declined', reason: 'x' });
  const face = useTocsin((state) => state.faces[on.kind].get(on.id)) as MarkedFace | undefined;
  const close = (): void => setAsked(undefined);
  if (!face || isTwin(face as never)) return null;
  return (
    <div className="t-parts-row">
      <WhyNot why={why}>
        {(described) => (
          <Button size="compact-sm" {...described} onClick={why === undefined ? () => setAsked('grant') : undefined}>
            {t('marking.request.grant')}
          </Button>
        )}
      </WhyNot>
      <WhyNot why={why}>
        {(described) => (
          <Button
            size="compact-sm"
            variant="default"
            {...described}
            onClick={why === undefined ? () => setAsked('decline') : undefined}
          >
            {t('marking.request.decline')}
          </Button>
        )}
      </WhyNot>
      <Confirm
        opened={asked === 'decline'}
        title={t('marking.request.declineTitle')}
        confirm={t('marking.request.declineVerb')}
        reason
        onConfirm={(reason) => void send('sharing.answer', { releaseId: release.id, answer: 'declined', reason })}
        onClose={close}
      />
      <Modal
        opened={asked === 'grant'}
        onClose={close}
        title={t('marking.request.grantTitle')}
        size="lg"
        centered
        closeButtonProps={{ 'aria-label': t('ui.close') }}
      >
        {asked === 'grant' && <Grant release={release} kind={on.kind as Markable} face={face} onClose={close} />}
      </Modal>
    </div>
  );
}

interface GrantProps {
  release: ReleaseFace;
  kind: Markable;
  face: MarkedFace;
  onClose: () => void;
}

function Grant({ release, kind, face, onClose }: GrantProps) {
  const circles = useFaces('circle');
  const [start] = useState(() => grantingStart(face, release, circles.values()));
  return (
    <>
      <p className="t-request-reason">
        <OrganisationName id={release.owner} />: {release.reason}
      </p>
      <ChangeMarking kind={kind} face={face} start={start} granting={release} onClose={onClose} />
    </>
  );
}
