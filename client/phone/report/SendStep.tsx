import { useEffect, useMemo, useRef, useState } from 'react';
import { similarIncidents } from '../../../shared/domain/incident/similar.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { defaultTlp, reachOf } from '../../store/derive/audience.ts';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useMe, useTocsin, useTocsinApi } from '../../ui/tocsin.ts';
import { Distance } from '../parts.tsx';
import { go, useRoute } from '../route.ts';
import { CameraIcon, CloseIcon } from '../shell/icons.tsx';
import { sayRefused } from '../notice.ts';
import { t } from '../text.ts';
import { placeOf, titleOf, type StepProps } from './draft.ts';
import { smallerPhoto } from './photo.ts';

const MOST_PHOTOS = 4;

export function SendStep({ draft, change }: StepProps) {
  const assets = useTocsin((state) => state.faces.asset);
  return (
    <>
      <Similar draft={draft} />
      <label className="p-field">
        <span>{t('phone.report.line')}</span>
        <textarea
          rows={2}
          maxLength={LIMITS.title}
          placeholder={titleOf({ ...draft, line: '' }, assets)}
          value={draft.line}
          onChange={(event) => change({ line: event.target.value })}
        />
      </label>
      <Photos draft={draft} change={change} />
      <Audience draft={draft} change={change} />
    </>
  );
}

function Photos({ draft, change }: StepProps) {
  const [busy, setBusy] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  async function add(chosen: File | undefined): Promise<void> {
    if (!chosen) return;
    setBusy(true);
    const photo = await smallerPhoto(chosen);
    setBusy(false);
    if (!photo) return sayRefused(t('phone.photo.unreadable'));
    change({ photos: [...draft.photos, photo] });
  }
  return (
    <div className="p-photos">
      {draft.photos.map((photo, index) => (
        <div key={index} className="p-thumb">
          <Thumb photo={photo} alt={t('phone.photo.numbered', { number: index + 1 })} />
          <button
            type="button"
            className="p-icon-button"
            aria-label={t('phone.photo.remove', { number: index + 1 })}
            onClick={() => change({ photos: draft.photos.filter((_, other) => other !== index) })}
          >
            <CloseIcon />
          </button>
        </div>
      ))}
      {draft.photos.length < MOST_PHOTOS && (
        <button type="button" className="p-act" disabled={busy} onClick={() => file.current?.click()}>
          <CameraIcon />
          <span>{t('phone.photo.add')}</span>
        </button>
      )}
      <input
        ref={file}
        className="p-file"
        type="file"
        accept="image/*"
        capture="environment"
        aria-label={t('phone.photo.add')}
        tabIndex={-1}
        onChange={(event) => {
          void add(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </div>
  );
}

function Thumb({ photo, alt }: { photo: Blob; alt: string }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(photo);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [photo]);
  return address === undefined ? null : <img src={address} alt={alt} />;
}

/** Who will see it, before it is sent; only ever narrowed here. */
function Audience({ draft, change }: StepProps) {
  const faces = useTocsin((state) => state.faces);
  const operation = useTocsin((state) => state.operationId);
  const me = useMe();
  const usual = defaultTlp(faces, operation);
  const author = { organisation: me?.organisation ?? '', user: me?.id ?? '' };
  const reach = (tlp: typeof usual): number => reachOf(faces, operation, author, { tlp }).organisations.length;
  const choice = (ownOnly: boolean, tlp: typeof usual) => (
    <button
      type="button"
      className="p-choice is-row"
      aria-pressed={draft.ownOnly === ownOnly}
      onClick={() => change({ ownOnly })}
    >
      <TlpBadge tlp={tlp} />
      <span>{ownOnly ? t('phone.report.ownOnly') : t('ui.marking.reach', { count: reach(tlp) })}</span>
    </button>
  );
  return (
    <>
      <h3 id="report-audience">{t('ui.marking.label')}</h3>
      <div className="p-choices" role="group" aria-labelledby="report-audience">
        {choice(false, usual)}
        {choice(true, 'TLP:AMBER+STRICT')}
      </div>
    </>
  );
}

/** "Possibly the same as": one tap leads to the report that is there already. */
function Similar({ draft }: Pick<StepProps, 'draft'>) {
  const tocsin = useTocsinApi();
  const { tab } = useRoute();
  const faces = useTocsin((state) => state.faces);
  const similar = useMemo(() => {
    const location = placeOf(draft, faces.asset);
    const sighting = { at: tocsin.operationNow(), assetIds: draft.assetIds, ...(location && { location }) };
    return similarIncidents(sighting, faces.incident.values()).slice(0, 3);
  }, [draft, faces, tocsin]);
  if (similar.length === 0) return null;
  return (
    <section className="p-note is-warning">
      <h3>{t('phone.report.similar')}</h3>
      <div className="p-choices">
        {similar.map(({ incident, metres }) => (
          <button
            key={incident.id}
            type="button"
            className="p-choice is-row"
            onClick={() => go({ tab, over: incident.code }, { replace: true })}
          >
            <span className="p-code">{incident.code}</span>
            <span>
              <strong>{incident.title}</strong>
              <span className="p-soft">
                <Distance metres={metres} />
              </span>
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}
