import { useEffect, type ComponentType, type ReactElement } from 'react';
import { later } from '../later.tsx';
import { mineOf } from '../lists.ts';
import { useSent } from '../queue.ts';
import { go, goBack, isPage, useRoute, type Tab } from '../route.ts';
import { MineTab } from '../tabs/MineTab.tsx';
import { t } from '../text.ts';
import { useTocsin } from '../../ui/tocsin.ts';
import { useFacesNow } from '../useFacesNow.ts';
import { Bars } from './Bars.tsx';
import { useExercise } from './exercise.tsx';
import { Header } from './Header.tsx';
import { SentLogContext } from './sentLog.ts';
import { MapIcon, MineIcon, ReportIcon, TeamIcon } from './icons.tsx';

const overlays = () => import('../overlays.ts');
const Report = later(async () => (await import('../report/Report.tsx')).Report);
const MapTab = later(async () => (await import('../tabs/MapTab.tsx')).MapTab);
const TeamTab = later(async () => (await overlays()).TeamTab);
const RecordSheet = later(async () => (await overlays()).RecordSheet);
const QueueSheet = later(async () => (await overlays()).QueueSheet);
const MeSheet = later(async () => (await overlays()).MeSheet);

const TAB: Record<Tab, ComponentType> = { mine: MineTab, team: TeamTab, map: MapTab };

export function Shell() {
  const { tab, over } = useRoute();
  const exercise = useExercise();
  const ready = useTocsin((state) => state.ready);
  const sent = useSent();
  const Content = TAB[tab];
  return (
    <SentLogContext value={sent}>
      <div className={`p-app${exercise ? ' is-exercise' : ''}`}>
        <a className="p-skip" href={`#/${tab}`} onClick={() => document.getElementById('p-main')?.focus()}>
          {t('phone.skip')}
        </a>
        <Header />
        <Bars />
        <main id="p-main" className="p-main" tabIndex={-1}>
          {ready ? <Content /> : <Waiting />}
        </main>
        {ready && over === 'report' && <Report />}
        {over === 'queue' && <QueueSheet onClose={goBack} />}
        {over === 'me' && <MeSheet onClose={goBack} />}
        {ready && over !== undefined && !isPage(over) && <RecordSheet key={over} name={over} onClose={goBack} />}
        <Tabs tab={tab} />
        {exercise && <div className="p-exercise-frame" aria-hidden="true" />}
      </div>
    </SentLogContext>
  );
}

function Waiting() {
  const state = useTocsin((one) => one.connection.state);
  const none = useTocsin((one) => one.operationId === undefined && one.operations.length === 0);
  const offline = state === 'offline' || state === 'reconnecting';
  const key = none && state === 'live' ? 'none' : offline ? 'offline' : 'loading';
  return (
    <div className="p-empty" role="status">
      <p>{t(`phone.waiting.${key}`)}</p>
    </div>
  );
}

function Tabs({ tab }: { tab: Tab }) {
  const waiting = useFacesNow((faces, me, now) => mineOf(faces, me, now).waiting.length, 15);
  useEffect(() => {
    document.title = waiting ? `(${waiting}) ${t('phone.name')}` : t('phone.name');
  }, [waiting]);
  const one = (name: Tab, icon: ReactElement, badge?: number) => (
    <button
      type="button"
      className="p-tab"
      aria-current={tab === name ? 'page' : undefined}
      onClick={() => go({ tab: name })}
    >
      {icon}
      <span>{t(`phone.tab.${name}`)}</span>
      {badge !== undefined && badge > 0 && (
        <span className="p-tab-count">
          <span aria-hidden="true">{badge}</span>
          <span className="p-spoken">{t('phone.tab.waiting', { count: badge })}</span>
        </span>
      )}
    </button>
  );
  return (
    <nav className="p-tabs" aria-label={t('phone.tabs')}>
      {one('mine', <MineIcon />, waiting)}
      {one('team', <TeamIcon />)}
      {one('map', <MapIcon />)}
      <button type="button" className="p-tab is-report" onClick={() => go({ tab, over: 'report' })}>
        <ReportIcon />
        <span>{t('phone.tab.report')}</span>
      </button>
    </nav>
  );
}
