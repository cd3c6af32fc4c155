import { memo, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Radio } from 'lucide-react';
import { deepEqual } from '../../../shared/canonical.ts';
import type { Faces } from '../../store/contract.ts';
import { happeningsIn, type Happening } from '../../store/derive/feed.ts';
import { assetName } from '../../ui/assetName.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { EntityLink } from '../../ui/EntityLink.tsx';
import { useMap } from '../../ui/map.ts';
import { OrganisationName, PersonName } from '../../ui/names.tsx';
import { TimeText } from '../../ui/times.tsx';
import { useFace, useTocsin } from '../../ui/tocsin.ts';
import { useWorkedOut } from '../../ui/workedOut.ts';
import { zulu } from '../../ui/time.ts';
import './feed.css';

interface FeedListProps {
  most?: number;
  filter?: (one: Happening) => boolean;
}

/** As many as anybody scrolls through beside the map; the feed's own screen has more. */
export const FEED_BESIDE_MAP = 80;

/** What just happened, latest first, from the journals and statements that are shown here. */
export function FeedList({ most = FEED_BESIDE_MAP, filter }: FeedListProps) {
  const faces = useTocsin((state) => state.faces);
  const { t } = useTranslation();
  const latestIn = useCallback(
    (shown: Faces) => happeningsIn(shown, { most: filter ? 1000 : most, nameOf: (asset) => assetName(asset, t) }),
    [most, filter, t],
  );
  const all = useWorkedOut(faces, faces.asset.size, latestIn);
  const list = useMemo(
    // What was withdrawn since is not told.
    () =>
      all
        ?.filter(({ entity: { kind, id } }) => faces[kind].has(id))
        .filter((one) => filter?.(one) ?? true)
        .slice(0, most),
    [all, faces, filter, most],
  );
  if (!list) return null;
  if (list.length === 0) {
    return <EmptyState icon={<Radio size={26} />} title={t('feed.empty')} hint={t('feed.emptyHint')} />;
  }
  return (
    <ol className="fd-list">
      {list.map((one) => (
        <HappeningRow key={one.key} one={one} />
      ))}
    </ol>
  );
}

export const HappeningRow = memo(
  function HappeningRow({ one }: { one: Happening }) {
    const map = useMap();
    return (
      <li
        className={`fd-row tone-${one.tone}`}
        data-entity={one.code}
        onPointerEnter={() => map?.hover(one.entity.id)}
        onPointerLeave={() => map?.hover(undefined)}
      >
        <span className="fd-dot" aria-hidden="true" />
        <div className="fd-text">
          <div className="fd-line">
            <EntityLink kind={one.entity.kind} code={one.code} className="fd-title">
              {one.title}
            </EntityLink>
            <TimeText at={one.at} mode="relative" />
          </div>
          <div className="fd-did">
            <Did one={one} />
            {one.observedAt && <Observed one={one} />}
            <span className="fd-by">
              <PersonName by={one.by} />
            </span>
          </div>
          {one.note && <p className="fd-note">{one.note}</p>}
        </div>
      </li>
    );
  },
  // Made anew at each difference. One that was only hoped for gives its place to what the server says happened.
  (before, after) => deepEqual(before.one, after.one),
);

/** What was done, as a sentence: the keys are those of the journal. */
function Did({ one }: { one: Happening }) {
  const { t, i18n } = useTranslation();
  const organisation = useFace('organisation', typeof one.to === 'string' ? one.to : undefined);
  if (organisation) {
    return (
      <span>
        {t(`feed.did.${one.what}`, { to: '' })} <OrganisationName id={organisation.id} />
      </span>
    );
  }
  const scope = one.what === 'severity' ? 'severity' : one.kind === 'asset' ? 'status' : `${one.kind}Status`;
  const key = `ui.${scope}.${one.to}`;
  const to =
    one.to === undefined
      ? ''
      : i18n.exists(key)
        ? t(key)
        : one.what === 'due'
          ? zulu(Date.parse(String(one.to)))
          : String(one.to);
  const what = `feed.did.${one.what}`;
  return <span>{i18n.exists(what) ? t(what, { to }) : one.what}</span>;
}

function Observed({ one }: { one: Happening }) {
  const { t } = useTranslation();
  return (
    <span className="fd-observed">{t('feed.observed', { time: zulu(Date.parse(one.observedAt ?? one.at)) })}</span>
  );
}
