import { Button, Group, Select, Textarea } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { Send } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inFull } from '../../../shared/domain/asset/record.ts';
import type { MarkingInput } from '../../../shared/domain/fields.ts';
import { similarIncidents } from '../../../shared/domain/incident/similar.ts';
import { INCIDENT_KINDS, type IncidentKind, type Severity } from '../../../shared/domain/vocabulary.ts';
import type { Place } from '../../../shared/geo.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { Drawer } from '../../ui/Drawer.tsx';
import { useGo } from '../../ui/entities.ts';
import { KeyHint } from '../../ui/KeyHint.tsx';
import { useMap } from '../../ui/map.ts';
import { MarkingField } from '../../ui/MarkingField.tsx';
import { useSend, useWhyNot } from '../../ui/send.ts';
import { useFaces, useTocsinApi } from '../../ui/tocsin.ts';
import { WhyNot } from '../../ui/parts/Act.tsx';
import { attachFile } from '../../ui/parts/Attachments.tsx';
import { PlaceField } from '../../ui/parts/PlaceField.tsx';
import { rounded } from '../../ui/parts/place.ts';
import { useFormKeys } from '../../ui/parts/formKeys.ts';
import { RecordPicker } from '../../ui/parts/RecordPicker.tsx';
import { SCROLLING_LIST } from '../../ui/parts/scrollingList.ts';
import { useSay } from '../../ui/parts/say.ts';
import { textOf } from '../../ui/parts/search.ts';
import { nearestAssets } from './nearest.ts';
import { PossiblySame } from './PossiblySame.tsx';
import { PhotoField, SeverityField, TitleField } from './ReportFields.tsx';
import './report.css';

/** The address may name a place or an asset that the report starts from. */
export function ReportDrawer() {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const lat = Number(textOf(search['lat']) ?? NaN);
  const lon = Number(textOf(search['lon']) ?? NaN);
  const at = Number.isFinite(lat) && Number.isFinite(lon) ? { lat, lon } : undefined;
  const asset = textOf(search['asset']);
  // Another place chosen on the map while the panel is open starts it anew only where nothing was chosen in it.
  return <Report key={asset ?? 'report'} at={at} asset={asset} />;
}

interface ReportProps {
  at: Place | undefined;
  asset: string | undefined;
}

function Report({ at, asset }: ReportProps) {
  const { t } = useTranslation();
  const go = useGo();
  const tocsin = useTocsinApi();
  const send = useSend();
  const say = useSay();
  const form = useRef<HTMLFormElement>(null);
  const assets = useFaces('asset');
  const incidents = useFaces('incident');
  const [incidentId] = useState(() => tocsin.newId());
  const [title, setTitle] = useState('');
  const [kind, setKind] = useState<IncidentKind>('other');
  const [severity, setSeverity] = useState<Severity>(2);
  const [assetIds, setAssetIds] = useState<string[]>(() => (asset && assets.has(asset) ? [asset] : []));
  const [chosen, setChosen] = useState<Place | undefined>(at);
  const [description, setDescription] = useState('');
  const [marking, setMarking] = useState<MarkingInput | undefined>(undefined);
  const [files, setFiles] = useState<readonly File[]>([]);
  const [sending, setSending] = useState(false);
  // A click on the map while the panel is open arrives through the address.
  useEffect(() => {
    if (at?.lat !== undefined && at.lon !== undefined) setChosen({ lat: at.lat, lon: at.lon });
  }, [at?.lat, at?.lon]);

  const firstAsset = assetIds.map((id) => inFull(assets.get(id))).find((one) => one?.location !== undefined);
  const location = chosen ?? firstAsset?.location;
  useDraft(location);
  const near = useMemo(() => (location ? nearestAssets(assets.values(), location, 6, 15_000) : []), [assets, location]);
  const similar = useMemo(
    () => similarIncidents({ at: tocsin.operationNow(), assetIds, ...(location && { location }) }, incidents.values()),
    [tocsin, incidents, location, assetIds],
  );
  const command = {
    incidentId,
    title: title.trim() || 'x',
    kind,
    severity,
    ...(location && { location: rounded(location) }),
    ...(assetIds.length > 0 && { assetIds }),
    ...(description.trim() !== '' && { description: description.trim() }),
    ...(marking && { marking }),
  };
  const why = useWhyNot('incident.report', command);
  const ready = title.trim() !== '' && why === undefined && !sending;

  const leave = useLeave(go.close);

  const report = async () => {
    if (!ready) return;
    setSending(true);
    const sent = await send('incident.report', command);
    setSending(false);
    if (!sent) return;
    say.done(t('report.sent', { title: command.title }));
    // The panel need not wait for the photos: they are queued like everything else.
    for (const file of files) {
      void attachFile(tocsin, { kind: 'incident', id: incidentId }, file, (message) =>
        say.problem(t('parts.files.refused'), message),
      );
    }
    leave();
  };

  useFormKeys(form, { send: () => void report(), leave: leave });
  return (
    <Drawer title={t('report.title')} onClose={leave}>
      <form
        ref={form}
        className="rep-form"
        aria-label={t('report.title')}
        onSubmit={(event) => {
          event.preventDefault();
          void report();
        }}
      >
        <TitleField value={title} onChange={setTitle} />
        <PossiblySame
          similar={similar}
          words={[title, description].map((one) => one.trim()).filter(Boolean)}
          onAdded={leave}
        />
        <SeverityField value={severity} onChange={setSeverity} />
        <Select
          label={t('report.kind')}
          searchable
          allowDeselect={false}
          {...SCROLLING_LIST}
          data={INCIDENT_KINDS.map((value) => ({ value, label: t(`ui.incidentKind.${value}`) }))}
          value={kind}
          onChange={(value) => value && setKind(value as IncidentKind)}
        />
        <PlaceField value={location} onChange={setChosen} from={chosen === undefined ? firstAsset?.name : undefined} />
        <RecordPicker
          kind="asset"
          label={t('report.assets')}
          value={assetIds}
          onChange={setAssetIds}
          suggested={near.map((one) => ({
            id: one.asset.id,
            about: t('report.away', { kilometres: Math.round(one.metres / 100) / 10 }),
          }))}
        />
        <Textarea
          label={t('report.description')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={LIMITS.text}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <PhotoField files={files} onChange={setFiles} />
        <MarkingField value={marking} onChange={setMarking} about={{ kind: 'incident' }} />
        <Group justify="flex-end" className="rep-send">
          <Button variant="default" onClick={leave}>
            {t('ui.cancel')}
          </Button>
          <WhyNot why={title.trim() === '' ? undefined : why}>
            {(described) => (
              <Button
                type="submit"
                disabled={title.trim() === ''}
                leftSection={<Send size={14} aria-hidden="true" />}
                rightSection={<KeyHint keys="Enter" />}
                {...described}
              >
                {t('report.send')}
              </Button>
            )}
          </WhyNot>
        </Group>
      </form>
    </Drawer>
  );
}

/** Shows where the report will stand, as long as the panel is open. */
function useDraft(location: Place | undefined): void {
  const map = useMap();
  const lat = location?.lat;
  const lon = location?.lon;
  useEffect(() => {
    if (!map) return undefined;
    map.setDraft(lat === undefined || lon === undefined ? undefined : { lat, lon });
    return () => map.setDraft(undefined);
  }, [map, lat, lon]);
}

/** Closes the panel and gives the focus back to where it was before. */
function useLeave(close: () => void): () => void {
  const before = useRef<Element | null>(null);
  useEffect(() => {
    before.current = document.activeElement;
  }, []);
  return () => {
    close();
    const { current } = before;
    if (current instanceof HTMLElement && current.isConnected && current !== document.body) current.focus();
  };
}
