import { Button, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Plus, Radar } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '../../../shared/code.ts';
import type { Phase } from '../../../shared/domain/vocabulary.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useTocsin, useTocsinApi } from '../../ui/tocsin.ts';
import { Refusal, useAct, useAdmin } from '../../ui/directory/context.tsx';
import { rolesOf, type Operation } from '../../ui/directory/directory.ts';
import { EndOperation } from './EndOperation.tsx';
import { NewOperation } from './NewOperation.tsx';
import { Participants } from './Participants.tsx';
import { Section } from '../../ui/directory/parts.tsx';

interface OperationsProps {
  create: boolean;
  onCreate: (open: boolean) => void;
  /** Opens the matrix of roles of an operation. */
  onRoles: (operation: string) => void;
}
type Open = { readonly what: 'participants' | 'end'; readonly operation: string };

const ORDER: Record<Phase, number> = { running: 0, planned: 1, ended: 2 };

export function Operations({ create, onCreate, onRoles }: OperationsProps) {
  const { t } = useTranslation();
  const { directory, platform } = useAdmin();
  const [open, setOpen] = useState<Open | undefined>(undefined);
  const phases = new Map(platform?.operations.map(({ id, phase }) => [id, phase]));
  const phaseOf = (id: string): Phase => phases.get(id) ?? 'planned';
  const list = [...directory.operations.values()].sort((a, b) => ORDER[phaseOf(a.id)] - ORDER[phaseOf(b.id)]);
  const opened = open && directory.operations.get(open.operation);
  const add = (
    <Button leftSection={<Plus size={15} />} onClick={() => onCreate(true)}>
      {t('admin.operation.new')}
    </Button>
  );
  return (
    <Section title={t('admin.tab.operations')} hint={t('admin.operation.hint')} action={add}>
      {list.length === 0 ? (
        <EmptyState icon={<Radar size={30} />} title={t('admin.operation.none')} hint={t('admin.operation.noneHint')} />
      ) : (
        <ul className="ad-cards is-wide">
          {list.map((operation) => (
            <OperationCard
              key={operation.id}
              operation={operation}
              phase={phaseOf(operation.id)}
              onRoles={() => onRoles(operation.id)}
              onParticipants={() => setOpen({ what: 'participants', operation: operation.id })}
              onEnd={() => setOpen({ what: 'end', operation: operation.id })}
            />
          ))}
        </ul>
      )}
      {create && <NewOperation onClose={() => onCreate(false)} onRoles={onRoles} />}
      {opened && open.what === 'participants' && <Participants operation={opened} onClose={() => setOpen(undefined)} />}
      {opened && open.what === 'end' && <EndOperation operation={opened} onClose={() => setOpen(undefined)} />}
    </Section>
  );
}

interface CardProps {
  operation: Operation;
  phase: Phase;
  onRoles: () => void;
  onParticipants: () => void;
  onEnd: () => void;
}

function OperationCard({ operation, phase, onRoles, onParticipants, onEnd }: CardProps) {
  const { t } = useTranslation();
  const { directory, me } = useAdmin();
  const tocsin = useTocsinApi();
  const { busy, why, send } = useAct();
  const takesPart = useTocsin((state) => state.operations.some(({ id }) => id === operation.id));
  const { id, name, kind, defaultTlp, participants, succeededBy } = operation;
  const held = [...directory.people.values()].filter((person) => !person.disabled && rolesOf(person, id).length > 0);
  const mine = directory.people.get(me.id);
  const roles = mine ? rolesOf(mine, id) : [];
  const runs = roles.includes('admin') || (kind === 'exercise' && roles.includes('director'));
  const mayTake = !runs && participants.includes(me.organisation);
  const take = async (): Promise<void> => {
    await send('user.setRoles', { userId: me.id, operation: id, roles: [...roles, 'admin'] });
    await tocsin.refreshOperations();
  };
  return (
    <li className={`ad-card is-${kind} ${phase === 'ended' ? 'is-over' : ''}`}>
      <div className="ad-card-line">
        <span className={`ad-kind is-${kind}`}>{t(`app.kind.${kind}`)}</span>
        <h2>{name}</h2>
        <span className={`ad-phase is-${phase}`}>{t(`app.phase.${phase}`)}</span>
      </div>
      <p className="ad-soft">
        <span className="t-code">{codeOf('operation', id)}</span> ·{' '}
        {t('admin.operation.participants', { count: participants.length })} ·{' '}
        {t('admin.operation.people', { count: held.length })} · {t('admin.operation.default')}{' '}
        <TlpBadge tlp={defaultTlp} />
        {succeededBy !== undefined && <> · {t('admin.operation.succeeded')}</>}
      </p>
      {held.length === 0 && phase !== 'ended' && <p className="ad-warn">{t('admin.operation.nobody')}</p>}
      <Group gap="xs" mt={8}>
        {takesPart && (
          <Button size="xs" variant="light" component={Link} to={`/op/${codeOf('operation', id)}`} search={{} as never}>
            {t('admin.operation.open')}
          </Button>
        )}
        <Button
          size="xs"
          variant="default"
          onClick={onParticipants}
          aria-label={t('admin.operation.editParticipantsOf', { name })}
        >
          {t('admin.operation.editParticipants')}
        </Button>
        <Button size="xs" variant="default" onClick={onRoles} aria-label={t('admin.operation.rolesOf', { name })}>
          {t('admin.tab.roles')}
        </Button>
        {phase === 'planned' && runs && (
          <Button size="xs" loading={busy} onClick={() => void send('clock.start', {}, id)}>
            {t('admin.operation.start')}
          </Button>
        )}
        {phase !== 'ended' && runs && (
          <Button
            size="xs"
            variant="default"
            className="ad-danger"
            onClick={onEnd}
            aria-label={t('admin.operation.endNamed', { name })}
          >
            {t('admin.operation.end')}
          </Button>
        )}
        {phase !== 'ended' && mayTake && (
          <Button
            size="xs"
            variant="subtle"
            loading={busy}
            onClick={() => void take()}
            title={t('admin.operation.takeHint')}
          >
            {t('admin.operation.take')}
          </Button>
        )}
      </Group>
      {phase !== 'ended' && !runs && !mayTake && <p className="ad-soft">{t('admin.operation.notMine')}</p>}
      <Refusal why={why} />
    </li>
  );
}
