import { spotlight } from '@mantine/spotlight';
import { Search } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntityRef } from '../../../shared/domain/entity.ts';
import { AlertBell } from '../../features/alerts/AlertBell.tsx';
import { AttentionTray } from '../../features/attention/AttentionTray.tsx';
import { FEED_BESIDE_MAP } from '../../features/feed/FeedList.tsx';
import type { OperationSummary } from '../../store/contract.ts';
import { strictestInSight, type Sight } from '../../store/derive/inSight.ts';
import { KeyHint } from '../../ui/KeyHint.tsx';
import { People } from '../../ui/PresenceDots.tsx';
import { usePreview } from '../../ui/preview.ts';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useHere } from '../../ui/entities.ts';
import { useInView } from '../../ui/parts/bounds.ts';
import { useMe, useTocsin } from '../../ui/tocsin.ts';
import { useFilter } from '../viewSearch.ts';
import { ConnectionPill } from './ConnectionPill.tsx';
import { MeMenu } from './MeMenu.tsx';
import { OperationChooser } from './OperationChooser.tsx';
import { OperationClock } from './OperationClock.tsx';

type Opened = 'alerts' | 'attention' | 'connection' | undefined;

interface HeaderProps {
  summary: OperationSummary;
  /** What the drawer shows. */
  selected: EntityRef | undefined;
  open: Opened;
  onOpen: (open: Opened) => void;
  onShortcuts: () => void;
}

export function Header({ summary, selected, open, onOpen, onShortcuts }: HeaderProps) {
  const { t } = useTranslation();
  const preview = usePreview();
  const toggle = (name: Exclude<Opened, undefined>) => (on: boolean) => onOpen(on ? name : undefined);
  return (
    <header className="head">
      <h1 className="t-hidden">{summary.name}</h1>
      <img src="/icon.svg" alt={t('login.product')} width="26" height="26" />
      <span className={`head-kind is-${summary.kind}`}>{t(`app.kind.${summary.kind}`)}</span>
      {preview ? <strong className="head-name">{summary.name}</strong> : <OperationChooser summary={summary} />}
      <OperationClock />
      <span className="head-space" />
      <button type="button" className="head-search" onClick={() => spotlight.open()}>
        <Search size={14} aria-hidden="true" />
        <span>{t('search.title')}</span>
        <KeyHint keys="Ctrl K" />
      </button>
      <span className="head-space" />
      {!preview && (
        <>
          <ConnectionPill opened={open === 'connection'} onChange={toggle('connection')} />
          <AttentionTray opened={open === 'attention'} onChange={toggle('attention')} />
          <AlertBell opened={open === 'alerts'} onChange={toggle('alerts')} />
          <Here />
        </>
      )}
      <StrictestInView selected={selected} />
      {!preview && <MeMenu onShortcuts={onShortcuts} onAttention={() => onOpen('attention')} />}
    </header>
  );
}

/** Who else has this operation open now. */
function Here() {
  const presence = useTocsin((state) => state.presence);
  const me = useMe();
  const others = useMemo(() => presence.filter(({ user }) => user === undefined || user !== me?.id), [presence, me]);
  return others.length === 0 ? null : <People people={others} most={4} />;
}

const LISTS: readonly string[] = ['cop', 'incidents', 'assets', 'tasks'];

/** The most restrictive label of all that is on the screen: whoever looks over a shoulder sees it at once. */
function StrictestInView({ selected }: { selected: EntityRef | undefined }) {
  const { t } = useTranslation();
  const faces = useTocsin((state) => state.faces);
  const filter = useFilter();
  const within = useInView(true);
  const { base } = useHere();
  const screen = LISTS.includes(base) ? (base as Sight['screen']) : 'all';
  const tlp = useMemo(
    () => strictestInSight(faces, { screen, filter, within, open: selected, feed: FEED_BESIDE_MAP }),
    [faces, screen, filter, within, selected],
  );
  return <TlpBadge tlp={tlp} title={t('app.strictest')} />;
}
