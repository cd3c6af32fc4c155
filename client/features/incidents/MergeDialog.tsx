import { Button, Group, Modal, Radio, Stack } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentFace } from '../../../shared/domain/incident/record.ts';
import { isSettled, similarIncidents } from '../../../shared/domain/incident/similar.ts';
import { useSend, useWhyNot } from '../../ui/send.ts';
import { useFaces } from '../../ui/tocsin.ts';
import { WhyNot } from '../../ui/parts/Act.tsx';
import { RecordPicker } from '../../ui/parts/RecordPicker.tsx';
import { SimilarAbout } from '../../ui/parts/SimilarAbout.tsx';

interface MergeDialogProps {
  incident: IncidentFace;
  opened: boolean;
  onClose: () => void;
}

export function MergeDialog({ incident, opened, onClose }: MergeDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      closeButtonProps={{ 'aria-label': t('ui.drawer.close') }}
      title={t('incidents.mergeTitle', { code: incident.code })}
      centered
      size="lg"
    >
      {opened && <Choose incident={incident} onClose={onClose} />}
    </Modal>
  );
}

/** The one that stays is chosen: those near in place and time first, any other by search. */
function Choose({ incident, onClose }: Omit<MergeDialogProps, 'opened'>) {
  const { t } = useTranslation();
  const incidents = useFaces('incident');
  const send = useSend();
  const near = useMemo(() => similarIncidents(incident, incidents.values()), [incident, incidents]);
  const among = useMemo(
    () =>
      new Set([...incidents.values()].filter((one) => one.id !== incident.id && !isSettled(one)).map((one) => one.id)),
    [incidents, incident.id],
  );
  const [into, setInto] = useState<string | undefined>(near[0]?.incident.id);
  const why = useWhyNot('incident.merge', { incidentId: incident.id, into: into ?? incident.id });
  const merge = async () => {
    if (into !== undefined && (await send('incident.merge', { incidentId: incident.id, into }))) onClose();
  };
  return (
    <Stack>
      <p className="t-note-hint">{t('incidents.mergeHint', { code: incident.code })}</p>
      {near.length > 0 && (
        <Radio.Group label={t('incidents.possiblySame')} value={into ?? null} onChange={setInto}>
          <Stack gap="xs" mt="xs">
            {near.map((one) => (
              <Radio
                key={one.incident.id}
                value={one.incident.id}
                label={`${one.incident.code} ${one.incident.title}`}
                description={<SimilarAbout similar={one} />}
              />
            ))}
          </Stack>
        </Radio.Group>
      )}
      <RecordPicker
        kind="incident"
        label={t('incidents.mergeOther')}
        single
        among={among}
        value={into !== undefined && !near.some((one) => one.incident.id === into) ? [into] : []}
        onChange={(ids) => setInto(ids[0])}
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('ui.cancel')}
        </Button>
        <WhyNot why={into === undefined ? undefined : why}>
          {(described) => (
            <Button disabled={into === undefined} {...described} onClick={() => void merge()}>
              {t('incidents.merge')}
            </Button>
          )}
        </WhyNot>
      </Group>
    </Stack>
  );
}
