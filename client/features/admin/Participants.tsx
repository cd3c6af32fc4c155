import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '../../../shared/code.ts';
import { useTocsinApi } from '../../ui/tocsin.ts';
import { useAct, useAdmin, useShortName } from '../../ui/directory/context.tsx';
import { changeOf, peopleConcerned, type Operation } from '../../ui/directory/directory.ts';
import { Consequence, FormDialog, OrganisationsField } from '../../ui/directory/parts.tsx';

/** Who takes part; who gains and loses sight of everything is said before it is saved. */
export function Participants({ operation, onClose }: { operation: Operation; onClose: () => void }) {
  const { t } = useTranslation();
  const { directory, me } = useAdmin();
  const tocsin = useTocsinApi();
  const shortName = useShortName();
  const { busy, why, send } = useAct();
  const [chosen, setChosen] = useState<readonly string[]>(operation.participants);
  const [typed, setTyped] = useState('');
  const { gains, loses } = changeOf(operation.participants, chosen);
  const people = peopleConcerned(directory, operation.id, loses);
  const code = codeOf('operation', operation.id);
  const confirmed = loses.length === 0 || typed.trim().toUpperCase() === code;
  const names = (ids: readonly string[]) => ids.map(shortName).join(', ');
  const save = async (): Promise<void> => {
    if (!(await send('operation.setParticipants', { operationId: operation.id, participants: chosen }))) return;
    await tocsin.refreshOperations();
    onClose();
  };
  return (
    <FormDialog
      title={t('admin.operation.participantsOf', { name: operation.name })}
      submit={t('admin.save')}
      ready={chosen.length > 0 && gains.length + loses.length > 0 && confirmed}
      busy={busy}
      why={why}
      onSubmit={() => void save()}
      onClose={onClose}
      size="lg"
    >
      <OrganisationsField label={t('admin.operation.participantsLabel')} value={chosen} onChange={setChosen} />
      <div aria-live="polite" className="ad-consequences">
        {chosen.length === 0 && <Consequence tone="loses" title={t('admin.operation.atLeastOne')} />}
        {gains.length > 0 && (
          <Consequence tone="gains" title={t('admin.operation.gains', { count: gains.length, names: names(gains) })}>
            <p>{t('admin.operation.gainsHint')}</p>
          </Consequence>
        )}
        {loses.length > 0 && (
          <Consequence tone="loses" title={t('admin.operation.loses', { count: loses.length, names: names(loses) })}>
            <p>
              {t('admin.operation.losesPeople', { count: people.length })} {t('admin.cannotUnshow')}
            </p>
            {loses.includes(me.organisation) && <p>{t('admin.operation.losesMine')}</p>}
          </Consequence>
        )}
      </div>
      {loses.length > 0 && (
        <TextInput
          label={t('ui.confirm.type', { word: code })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
        />
      )}
    </FormDialog>
  );
}
