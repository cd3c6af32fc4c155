import { Button, Group, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandInput, CommandType } from '../../../shared/domain/commands.ts';
import { ASSET_STATUSES, SEVERITIES, type AssetStatus, type Severity } from '../../../shared/domain/vocabulary.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { assetName } from '../../ui/assetName.ts';
import { useFaces, useTocsinApi } from '../../ui/tocsin.ts';
import type { PlayerAction, SimulatedAccount } from './player.ts';

type What = 'report' | 'status' | 'note';

interface SendAsProps {
  accounts: readonly SimulatedAccount[];
  run: (action: PlayerAction) => Promise<boolean>;
}

/** An inject on the spot: an ordinary command, sent in the name of a simulated organisation through the one pipeline. */
export function SendAs({ accounts, run }: SendAsProps) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const organisations = useFaces('organisation');
  const assets = useFaces('asset');
  const incidents = useFaces('incident');
  const [as, setAs] = useState<string | null>(null);
  const [what, setWhat] = useState<What>('report');
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const [severity, setSeverity] = useState('2');
  const [status, setStatus] = useState<string | null>('degraded');
  const [asset, setAsset] = useState<string | null>(null);
  const [incident, setIncident] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const people = useMemo(() => {
    const groups = Map.groupBy(accounts, ({ organisation }) => organisation);
    return [...groups].map(([id, members]) => ({
      group: organisations.get(id)?.shortName ?? id,
      items: members.map(({ userId, name, roles }) => ({
        value: userId,
        label: `${name} · ${roles.map((role) => t(`ui.role.${role}`)).join(', ')}`,
      })),
    }));
  }, [accounts, organisations, t]);
  const assetOptions = useMemo(
    () => [...assets.values()].map((one) => ({ value: one.id, label: `${assetName(one, t)} · ${one.code}` })),
    [assets, t],
  );
  const incidentOptions = useMemo(
    () => [...incidents.values()].map(({ id, title: name, code }) => ({ value: id, label: `${name} · ${code}` })),
    [incidents],
  );

  const command = (): readonly [CommandType, CommandInput<CommandType>] | undefined => {
    const words = text.trim();
    if (what === 'report') {
      if (title.trim() === '') return undefined;
      const data: CommandInput<'incident.report'> = {
        incidentId: tocsin.newId(),
        title: title.trim(),
        severity: Number(severity) as Severity,
        ...(words && { description: words }),
        ...(asset && { assetIds: [asset] }),
      };
      return ['incident.report', data];
    }
    if (what === 'status') {
      if (!asset || !status) return undefined;
      return ['asset.setStatus', { assetId: asset, status: status as AssetStatus, ...(words && { note: words }) }];
    }
    if (!incident || words === '') return undefined;
    return ['incident.addNote', { incidentId: incident, noteId: tocsin.newId(), text: words }];
  };
  const made = as ? command() : undefined;

  const submit = async (): Promise<void> => {
    if (!made || !as) return;
    setBusy(true);
    const [type, data] = made;
    const done = await run({ action: 'as', as, command: { commandId: tocsin.newId(), type, data } });
    setBusy(false);
    if (!done) return;
    setTitle('');
    setText('');
    notifications.show({ color: 'teal', message: t('exercise.sent') });
  };

  return (
    <section className="ex-desk is-wide" aria-labelledby="ex-send">
      <h2 id="ex-send">{t('exercise.sendAs')}</h2>
      <p className="ex-hint">{t('exercise.sendAsHint')}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Select label={t('exercise.as')} data={people} value={as} onChange={setAs} searchable required />
        <SegmentedControl
          mt="sm"
          size="xs"
          value={what}
          onChange={(value) => setWhat(value as What)}
          data={(['report', 'status', 'note'] as const).map((value) => ({ value, label: t(`exercise.what.${value}`) }))}
          aria-label={t('exercise.whatLabel')}
        />
        {what === 'report' && (
          <Group grow mt="sm" align="flex-start">
            <TextInput
              label={t('exercise.incidentTitle')}
              required
              maxLength={LIMITS.title}
              value={title}
              onChange={(event) => setTitle(event.currentTarget.value)}
            />
            <Select
              label={t('sitrep.severity')}
              allowDeselect={false}
              value={severity}
              onChange={(value) => setSeverity(value ?? '2')}
              data={SEVERITIES.map((value) => ({ value: String(value), label: t(`ui.severity.${value}`) }))}
            />
          </Group>
        )}
        {what === 'note' && (
          <Select
            mt="sm"
            label={t('exercise.incident')}
            data={incidentOptions}
            value={incident}
            onChange={setIncident}
            searchable
            required
            limit={50}
          />
        )}
        {what !== 'note' && (
          <Select
            mt="sm"
            label={t('exercise.asset')}
            data={assetOptions}
            value={asset}
            onChange={setAsset}
            searchable
            clearable
            required={what === 'status'}
            limit={50}
          />
        )}
        {what === 'status' && (
          <Select
            mt="sm"
            label={t('sitrep.status')}
            value={status}
            onChange={setStatus}
            data={ASSET_STATUSES.map((value) => ({ value, label: t(`ui.status.${value}`) }))}
          />
        )}
        <Textarea
          mt="sm"
          label={t('exercise.text')}
          autosize
          minRows={2}
          maxLength={LIMITS.reason}
          required={what === 'note'}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button mt="md" type="submit" disabled={!made} loading={busy} color="violet">
          {t('exercise.send')}
        </Button>
      </form>
    </section>
  );
}
