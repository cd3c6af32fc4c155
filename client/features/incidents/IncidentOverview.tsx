import { Button } from '@mantine/core';
import { MapPin } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentFace } from '../../../shared/domain/incident/record.ts';
import { similarIncidents } from '../../../shared/domain/incident/similar.ts';
import { PersonName } from '../../ui/names.tsx';
import { TimeText } from '../../ui/times.tsx';
import { useFaces } from '../../ui/tocsin.ts';
import { useMapBridge } from '../../ui/parts/mapBridge.tsx';
import { placeText } from '../../ui/parts/place.ts';
import { RecordLink } from '../../ui/parts/RecordLink.tsx';
import { SimilarAbout } from '../../ui/parts/SimilarAbout.tsx';

export function IncidentOverview({ incident }: { incident: IncidentFace }) {
  const { t } = useTranslation();
  const map = useMapBridge();
  const { location } = incident;
  return (
    <>
      <Ended incident={incident} />
      {incident.description && <p className="inc-description">{incident.description}</p>}
      <Acknowledgements incident={incident} />
      <Same incident={incident} />
      <h3 className="t-part-title">{t('incidents.details')}</h3>
      <dl className="t-facts">
        <dt>{t('incidents.kind')}</dt>
        <dd>{t(`ui.incidentKind.${incident.kind}`)}</dd>
        {incident.cause && (
          <>
            <dt>{t('incidents.cause')}</dt>
            <dd>{incident.cause}</dd>
          </>
        )}
        <dt>{t('incidents.reported')}</dt>
        <dd>
          <TimeText at={incident.at} /> <PersonName by={incident.by} />
        </dd>
        <dt>{t('incidents.changed')}</dt>
        <dd>
          <TimeText at={incident.changedAt} />
        </dd>
        <dt>{t('incidents.place')}</dt>
        <dd>
          {location ? (
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<MapPin size={12} aria-hidden="true" />}
              onClick={() => map.flyTo(location)}
            >
              {placeText(location)}
            </Button>
          ) : (
            t(incident.area ? 'incidents.placeArea' : 'incidents.noPlace')
          )}
        </dd>
      </dl>
    </>
  );
}

/** Voided and merged are said plainly, before all else. */
function Ended({ incident }: { incident: IncidentFace }) {
  const { t } = useTranslation();
  return (
    <>
      {incident.voided && (
        <div className="inc-ended is-voided" role="note">
          <strong>{t('incidents.voided')}</strong> <TimeText at={incident.voided.at} />
          <p>{incident.voided.reason}</p>
        </div>
      )}
      {incident.mergedInto && (
        <div className="inc-ended" role="note">
          <strong>{t('incidents.mergedInto')}</strong> <RecordLink kind="incident" id={incident.mergedInto} />
        </div>
      )}
      <MergedHere incident={incident} />
    </>
  );
}

/** What was merged into it, by the references that are shown here. */
function MergedHere({ incident }: { incident: IncidentFace }) {
  const { t } = useTranslation();
  const incidents = useFaces('incident');
  const merged = useMemo(
    () => [...incidents.values()].filter((one) => one.mergedInto === incident.id),
    [incidents, incident.id],
  );
  if (merged.length === 0) return null;
  return (
    <div className="inc-ended" role="note">
      <strong>{t('incidents.mergedHere')}</strong>
      <ul>
        {merged.map((one) => (
          <li key={one.id}>
            <RecordLink kind="incident" id={one.id} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** An acknowledgement is a person and a time, one of each organisation. */
function Acknowledgements({ incident }: { incident: IncidentFace }) {
  const { t } = useTranslation();
  const given = incident.acknowledgements ?? [];
  return (
    <>
      <h3 className="t-part-title">{t('incidents.acknowledgedBy')}</h3>
      {given.length === 0 ? (
        <p className="inc-nobody">{t('incidents.nobodyAcknowledged')}</p>
      ) : (
        <ul className="inc-acknowledgements">
          {given.map((one) => (
            <li key={one.organisation}>
              <PersonName by={one} /> <TimeText at={one.at} mode="clock" />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Same({ incident }: { incident: IncidentFace }) {
  const { t } = useTranslation();
  const incidents = useFaces('incident');
  const similar = useMemo(
    () => (incident.mergedInto || incident.voided ? [] : similarIncidents(incident, incidents.values())),
    [incident, incidents],
  );
  if (similar.length === 0) return null;
  return (
    <>
      <h3 className="t-part-title">{t('incidents.possiblySame')}</h3>
      <ul className="inc-similar">
        {similar.slice(0, 5).map((one) => (
          <li key={one.incident.id}>
            <RecordLink kind="incident" id={one.incident.id} />
            <span className="t-note-hint">
              <SimilarAbout similar={one} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
