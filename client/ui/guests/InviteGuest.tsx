import { Button, Checkbox, Group, Modal, Radio, SegmentedControl, TextInput } from '@mantine/core';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DIRECTORY } from '../../../shared/ids.ts';
import type { EntityRef } from '../../../shared/domain/entity.ts';
import { RecordPicker } from '../parts/RecordPicker.tsx';
import { useTick } from '../ticking.ts';
import { TlpBadge } from '../TlpBadge.tsx';
import { useTocsin, useTocsinApi } from '../tocsin.ts';
import { Refusal } from '../directory/context.tsx';
import { newId, sendCommands, settle } from '../directory/request.ts';
import { CAPS, emptyDraft, endOf, invitation, wrongWith, type GuestDraft, type Stay } from './draft.ts';
import { GuestLink, LinkTrouble, useGuestLink } from './GuestLink.tsx';
import { useMayInvite } from './mayInvite.ts';
import { Moment } from './Moment.tsx';
import './guests.css';

interface InviteGuestProps {
  /** Offered as the one record that the guest is shown. */
  record?: EntityRef;
  size?: 'xs' | 'sm';
  variant?: 'filled' | 'default';
}

/** "Invite a guest", wherever it stands: nothing at all for whoever may not. */
export function InviteGuest({ record, size = 'sm', variant = 'filled' }: InviteGuestProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (!useMayInvite()) return null;
  return (
    <>
      <Button
        size={size}
        variant={variant}
        leftSection={<UserPlus size={15} aria-hidden="true" />}
        onClick={() => setOpen(true)}
      >
        {t('sharing.guests.invite')}
      </Button>
      {open && <InviteGuestDialog {...(record && { record })} onClose={() => setOpen(false)} />}
    </>
  );
}

export function InviteGuestDialog({ record, onClose }: { record?: EntityRef; onClose: () => void }) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const operation = useTocsin((state) => state.operationId);
  const [draft, setDraft] = useState(() => emptyDraft(record));
  const [guestId] = useState(newId);
  const [busy, setBusy] = useState(false);
  const [invited, setInvited] = useState(false);
  const [why, setWhy] = useState<string | undefined>(undefined);
  const link = useGuestLink();
  useTick(10);
  const now = Date.parse(tocsin.realNow());
  const wrong = wrongWith(draft, now);
  const submit = async (): Promise<void> => {
    if (wrong || operation === undefined || busy) return;
    setBusy(true);
    setWhy(undefined);
    if (!invited) {
      const data = invitation(draft, guestId, operation, Date.parse(tocsin.realNow()));
      const answer = settle(await sendCommands(DIRECTORY, [{ type: 'guest.invite', data }]));
      if (!answer.ok) {
        setBusy(false);
        setWhy(answer.code === 'unreachable' ? t('sharing.unreachable') : answer.message);
        return;
      }
      setInvited(true);
    }
    await link.make(guestId);
    setBusy(false);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={link.made ? t('sharing.guests.ready', { name: draft.name.trim() }) : t('sharing.guests.invite')}
      centered
      size="lg"
      closeButtonProps={{ 'aria-label': t('sharing.close') }}
    >
      {link.made ? (
        <>
          <GuestLink made={link.made} />
          <Group justify="flex-end" mt="md">
            <Button variant="default" onClick={onClose}>
              {t('sharing.close')}
            </Button>
          </Group>
        </>
      ) : (
        <form
          className="sh-form"
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <Fields draft={draft} onChange={(change) => setDraft({ ...draft, ...change })} now={now} />
          <Refusal why={why} />
          <LinkTrouble why={link.why} />
          <Group justify="flex-end" align="center" gap="sm">
            {wrong && wrong !== 'name' && <span className="sh-wrong">{t(`sharing.guests.wrong.${wrong}`)}</span>}
            <Button variant="default" onClick={onClose}>
              {t('ui.cancel')}
            </Button>
            <Button type="submit" disabled={wrong !== undefined} loading={busy}>
              {t('sharing.guests.makeLink')}
            </Button>
          </Group>
        </form>
      )}
    </Modal>
  );
}

interface FieldsProps {
  draft: GuestDraft;
  onChange: (change: Partial<GuestDraft>) => void;
  now: number;
}

function Fields({ draft, onChange, now }: FieldsProps) {
  const { t } = useTranslation();
  const end = endOf(draft, now);
  return (
    <>
      <TextInput
        data-autofocus
        label={t('sharing.guests.name')}
        description={t('sharing.guests.nameHint')}
        maxLength={200}
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <div className="sh-stay">
        <span className="sh-label" id="sh-stay">
          {t('sharing.guests.until')}
        </span>
        <SegmentedControl
          aria-labelledby="sh-stay"
          value={draft.stay}
          onChange={(stay) => onChange({ stay: stay as Stay })}
          data={(['hours4', 'day', 'days3', 'other'] as const).map((value) => ({
            value,
            label: t(`sharing.guests.stay.${value}`),
          }))}
        />
        {draft.stay === 'other' && (
          <input
            type="datetime-local"
            className="sh-end"
            aria-label={t('sharing.guests.end')}
            value={draft.end}
            onChange={(event) => onChange({ end: event.currentTarget.value })}
          />
        )}
        {end !== undefined && (
          <span className="sh-soft">
            <Moment at={new Date(end).toISOString()} />
          </span>
        )}
      </div>
      <Caps draft={draft} onChange={onChange} />
      <Scope draft={draft} onChange={onChange} />
      <Checkbox
        label={t('sharing.guests.contributes')}
        description={t(draft.records ? 'sharing.guests.contributesNamed' : 'sharing.guests.contributesAll')}
        checked={draft.contributes}
        onChange={(event) => onChange({ contributes: event.currentTarget.checked })}
      />
    </>
  );
}

type PartProps = Omit<FieldsProps, 'now'>;

function Caps({ draft, onChange }: PartProps) {
  const { t } = useTranslation();
  return (
    <Radio.Group
      label={t('sharing.guests.cap')}
      description={t('sharing.guests.capHint')}
      value={draft.cap}
      onChange={(cap) => onChange({ cap: cap as GuestDraft['cap'] })}
    >
      <div className="sh-caps">
        {CAPS.map((cap) => (
          <Radio
            key={cap}
            value={cap}
            label={<TlpBadge tlp={cap} />}
            description={t(`sharing.guests.cap.${cap.slice(4).toLowerCase()}`)}
          />
        ))}
      </div>
    </Radio.Group>
  );
}

const KINDS = ['incident', 'asset', 'task'] as const;

function Scope({ draft, onChange }: PartProps) {
  const { t } = useTranslation();
  const { records } = draft;
  const choose = (kind: (typeof KINDS)[number], ids: readonly string[]): void =>
    onChange({
      records: [...(records ?? []).filter((one) => one.kind !== kind), ...ids.map((id) => ({ kind, id }))],
    });
  return (
    <Radio.Group
      label={t('sharing.guests.scope')}
      value={records ? 'named' : 'all'}
      onChange={(scope) => onChange({ records: scope === 'named' ? [] : undefined })}
    >
      <div className="sh-scope">
        <Radio value="all" label={t('sharing.guests.scope.all')} />
        <Radio
          value="named"
          label={t('sharing.guests.scope.named')}
          description={t('sharing.guests.scope.namedHint')}
        />
        {records && (
          <div className="sh-pickers">
            {KINDS.map((kind) => (
              <RecordPicker
                key={kind}
                kind={kind}
                label={t(`sharing.guests.pick.${kind}`)}
                value={records.filter((one) => one.kind === kind).map(({ id }) => id)}
                onChange={(ids) => choose(kind, ids)}
              />
            ))}
          </div>
        )}
      </div>
    </Radio.Group>
  );
}
