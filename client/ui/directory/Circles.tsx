import { Button, TextInput } from '@mantine/core';
import { CircleDashed, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../EmptyState.tsx';
import { useAct, useAdmin, useShortName } from './context.tsx';
import { newId } from './request.ts';
import { changeOf, type Circle } from './directory.ts';
import { Consequence, FormDialog, OrganisationField, OrganisationsField, Section } from './parts.tsx';

type Open = { readonly circle: Circle | undefined };

/** What circles do to one's own records, where an operation is open to count them in. */
export interface CircleReach {
  /** One's own records that are shared with it. */
  records(circle: string): number;
  /** Of these, what an organisation is shown only through it: what it would lose, or gain. */
  through(circle: string, organisation: string): number;
}

interface CirclesProps {
  reach?: CircleReach;
  /** Shown, and nothing of it to be changed. */
  readOnly?: boolean;
}

/** Circles: all of them for an administrator, for a liaison those of their own organisation and those it is in. */
export function Circles({ reach, readOnly = false }: CirclesProps) {
  const { t } = useTranslation();
  const { directory, administers, me } = useAdmin();
  const [open, setOpen] = useState<Open | undefined>(undefined);
  const all = [...directory.circles.values()];
  const managed = all.filter(({ owner }) => administers || owner === me.organisation);
  const others = all.filter((circle) => !managed.includes(circle));
  const add = !readOnly && (
    <Button leftSection={<Plus size={15} />} onClick={() => setOpen({ circle: undefined })}>
      {t('admin.circle.new')}
    </Button>
  );
  return (
    <Section title={t('admin.tab.circles')} hint={t('admin.circle.hint')} action={add}>
      {managed.length === 0 ? (
        <EmptyState
          icon={<CircleDashed size={30} />}
          title={t('admin.circle.none')}
          hint={t('admin.circle.noneHint')}
        />
      ) : (
        <ul className="ad-cards">
          {managed.map((circle) => (
            <CircleCard
              key={circle.id}
              circle={circle}
              reach={reach}
              {...(!readOnly && { onEdit: () => setOpen({ circle }) })}
            />
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <>
          <h2 className="ad-title">{t('admin.circle.others')}</h2>
          <ul className="ad-cards">
            {others.map((circle) => (
              <CircleCard key={circle.id} circle={circle} reach={reach} />
            ))}
          </ul>
        </>
      )}
      {open && <CircleForm circle={open.circle} reach={reach} onClose={() => setOpen(undefined)} />}
    </Section>
  );
}

interface CircleCardProps {
  circle: Circle;
  reach: CircleReach | undefined;
  onEdit?: () => void;
}

function CircleCard({ circle, reach, onEdit }: CircleCardProps) {
  const { t } = useTranslation();
  const shortName = useShortName();
  return (
    <li className="ad-card">
      <div className="ad-card-line">
        <h2>{circle.name}</h2>
        {onEdit && (
          <Button
            size="xs"
            variant="default"
            onClick={onEdit}
            aria-label={t('admin.circle.editNamed', { name: circle.name })}
          >
            {t('admin.circle.edit')}
          </Button>
        )}
      </div>
      <p className="ad-soft">
        {t('admin.circle.ownedBy', { name: shortName(circle.owner) })}
        {reach && ` · ${t('admin.circle.records', { count: reach.records(circle.id) })}`}
      </p>
      {circle.members.length === 0 ? (
        <p className="ad-warn">{t('admin.circle.empty')}</p>
      ) : (
        <ul className="ad-chips" aria-label={t('admin.circle.members')}>
          {circle.members
            .map((id) => ({ id, name: shortName(id) }))
            .sort((a, b) => a.name.localeCompare(b.name))
            .map(({ id, name }) => (
              <li key={id}>{name}</li>
            ))}
        </ul>
      )}
    </li>
  );
}

interface CircleFormProps {
  circle: Circle | undefined;
  reach: CircleReach | undefined;
  onClose: () => void;
}

function CircleForm({ circle, reach, onClose }: CircleFormProps) {
  const { t } = useTranslation();
  const { administers, me } = useAdmin();
  const shortName = useShortName();
  const { busy, why, send } = useAct();
  const [circleId] = useState(() => circle?.id ?? newId());
  const [name, setName] = useState('');
  const [owner, setOwner] = useState<string | null>(me.organisation);
  const [members, setMembers] = useState<readonly string[]>(circle?.members ?? []);
  const { gains, loses } = changeOf(circle?.members ?? [], members);
  const ready = circle ? gains.length + loses.length > 0 : name.trim() !== '' && owner !== null;
  const save = async (): Promise<void> => {
    const done = circle
      ? await send('circle.setMembers', { circleId, members })
      : await send('circle.create', { circleId, name: name.trim(), members, owner });
    if (done) onClose();
  };
  const names = (ids: readonly string[]) => ids.map(shortName).join(', ');
  return (
    <FormDialog
      title={circle ? circle.name : t('admin.circle.new')}
      submit={t(circle ? 'admin.save' : 'admin.create')}
      ready={ready}
      busy={busy}
      why={why}
      onSubmit={() => void save()}
      onClose={onClose}
      size="lg"
    >
      {!circle && (
        <TextInput
          data-autofocus
          label={t('admin.name')}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      {!circle && administers && (
        <OrganisationField label={t('admin.circle.owner')} value={owner} onChange={setOwner} />
      )}
      <OrganisationsField label={t('admin.circle.members')} value={members} onChange={setMembers} />
      <div aria-live="polite" className="ad-consequences">
        {members.length === 0 && <Consequence tone="plain" title={t('admin.circle.empty')} />}
        {!circle && members.length > 0 && (
          <Consequence tone="plain" title={t('admin.circle.willSee', { count: members.length })}>
            <p>{names(members)}</p>
          </Consequence>
        )}
        {circle && gains.length > 0 && (
          <Consequence tone="gains" title={t('admin.circle.gains', { count: gains.length, names: names(gains) })}>
            <Through circle={circle.id} organisations={gains} reach={reach} said="shows" />
            <p>{t('admin.circle.gainsHint')}</p>
          </Consequence>
        )}
        {circle && loses.length > 0 && (
          <Consequence tone="loses" title={t('admin.circle.loses', { count: loses.length, names: names(loses) })}>
            <Through circle={circle.id} organisations={loses} reach={reach} said="withdraws" />
            <p>{t('admin.circle.losesHint')}</p>
          </Consequence>
        )}
      </div>
    </FormDialog>
  );
}

interface ThroughProps {
  circle: string;
  organisations: readonly string[];
  reach: CircleReach | undefined;
  said: 'shows' | 'withdraws';
}

/** How many of one's own records that is, for each of them. */
function Through({ circle, organisations, reach, said }: ThroughProps) {
  const { t } = useTranslation();
  const shortName = useShortName();
  if (!reach) return null;
  return (
    <ul className="ad-through">
      {organisations.map((id) => (
        <li key={id}>{t(`admin.circle.${said}`, { name: shortName(id), count: reach.through(circle, id) })}</li>
      ))}
    </ul>
  );
}
