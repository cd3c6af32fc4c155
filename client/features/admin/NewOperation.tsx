import { Checkbox, Radio, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TLP, type OperationKind, type Tlp } from '../../../shared/domain/vocabulary.ts';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useTocsinApi } from '../../ui/tocsin.ts';
import { useAct, useAdmin } from '../../ui/directory/context.tsx';
import { newId, request, sendCommands, settle, type Answer } from '../../ui/directory/request.ts';
import { FormDialog, OrganisationsField } from '../../ui/directory/parts.tsx';

/** Labels that reach more than their author's organisation; a default that names persons would name nobody. */
const DEFAULTS: readonly Tlp[] = TLP.filter((tlp) => tlp !== 'TLP:RED');
const START_TRIES = 6;
const START_PAUSE_MS = 250;

export function NewOperation({ onClose, onRoles }: { onClose: () => void; onRoles: (operation: string) => void }) {
  const { t } = useTranslation();
  const { me } = useAdmin();
  const tocsin = useTocsinApi();
  const { busy, why, run } = useAct();
  const [operationId] = useState(newId);
  const [made, setMade] = useState(false);
  const [name, setName] = useState('');
  const [kind, setKind] = useState<OperationKind>('live');
  const [defaultTlp, setDefaultTlp] = useState<Tlp>('TLP:GREEN');
  const [participants, setParticipants] = useState<readonly string[]>([me.organisation]);
  const [start, setStart] = useState(true);
  const mine = participants.includes(me.organisation);

  /** What was done stays done: after a refusal, sending the form again goes on where it stopped. */
  const create = async (): Promise<Answer<unknown>> => {
    if (!made) {
      const data = { operationId, name: name.trim(), kind, defaultTlp, participants };
      const created = settle(await sendCommands('directory', [{ type: 'operation.create', data }]));
      if (!created.ok) return created;
      setMade(true);
    }
    if (!mine) return { ok: true, value: undefined };
    const role = { userId: me.id, operation: operationId, roles: ['admin'] };
    const given = settle(await sendCommands('directory', [{ type: 'user.setRoles', data: role }]));
    return given.ok && start ? startNow(operationId) : given;
  };
  const save = async (): Promise<void> => {
    if (!(await run(create))) return;
    await tocsin.refreshOperations();
    onClose();
    onRoles(operationId);
  };
  return (
    <FormDialog
      title={t('admin.operation.new')}
      submit={t('admin.create')}
      ready={name.trim() !== '' && participants.length > 0}
      busy={busy}
      why={why}
      onSubmit={() => void save()}
      onClose={onClose}
      size="lg"
    >
      <TextInput
        data-autofocus
        label={t('admin.name')}
        maxLength={200}
        value={name}
        disabled={made}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Radio.Group label={t('admin.operation.kind')} value={kind} onChange={(value) => setKind(value as OperationKind)}>
        <div className="ad-choices">
          {(['live', 'exercise'] as const).map((value) => (
            <Radio.Card key={value} value={value} className={`ad-choice is-${value}`} disabled={made}>
              <Radio.Indicator />
              <span>
                <strong>{t(`app.kind.${value}`)}</strong>
                <small>{t(`admin.operation.kindHint.${value}`)}</small>
              </span>
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
      <Radio.Group
        label={t('admin.operation.defaultTlp')}
        description={t('admin.operation.defaultTlpHint')}
        value={defaultTlp}
        onChange={(value) => setDefaultTlp(value as Tlp)}
      >
        <div className="ad-labels">
          {DEFAULTS.map((tlp) => (
            <Radio
              key={tlp}
              value={tlp}
              disabled={made}
              label={
                <>
                  <TlpBadge tlp={tlp} /> {t(`admin.tlp.${tlp}`)}
                </>
              }
            />
          ))}
        </div>
      </Radio.Group>
      <OrganisationsField
        label={t('admin.operation.participantsLabel')}
        description={t('admin.operation.participantsHint')}
        value={participants}
        onChange={setParticipants}
      />
      {mine ? (
        <Checkbox
          mt="xs"
          checked={start}
          onChange={(event) => setStart(event.currentTarget.checked)}
          label={t('admin.operation.startNow')}
          description={t('admin.operation.startNowHint')}
        />
      ) : (
        <p className="ad-warn">{t('admin.operation.withoutMe')}</p>
      )}
    </FormDialog>
  );
}

/** The node holds a new operation a moment after the directory tells of it. */
async function startNow(operation: string): Promise<Answer<unknown>> {
  for (let attempt = 1; ; attempt++) {
    await request('GET', '/operations/directory/snapshot');
    const started = settle(await sendCommands(operation, [{ type: 'clock.start', data: {} }]));
    if (started.ok || started.code !== 'not-found' || attempt === START_TRIES) return started;
    await new Promise((resume) => setTimeout(resume, START_PAUSE_MS));
  }
}
