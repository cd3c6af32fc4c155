import { useEffect, useMemo, type ReactNode } from 'react';
import type { Guest } from '../../../shared/domain/directory/record.ts';
import { dayOf, local } from '../../ui/time.ts';
import { useTick } from '../../ui/ticking.ts';
import { useTocsin, useTocsinApi } from '../../ui/tocsin.ts';
import { AssetCard, IncidentCard, TaskCard } from '../cards.tsx';
import { later } from '../later.tsx';
import { useSent } from '../queue.ts';
import { go, goBack, isPage, useRoute } from '../route.ts';
import { Bars } from '../shell/Bars.tsx';
import { useExercise } from '../shell/exercise.tsx';
import { Header } from '../shell/Header.tsx';
import { MapIcon, MineIcon, ReportIcon } from '../shell/icons.tsx';
import { SentLogContext } from '../shell/sentLog.ts';
import { t as phone } from '../text.ts';
import { sharedWith } from './shared.ts';
import { t } from './text.ts';
import { rememberedVisit, rememberVisit } from './visit.ts';
import './guest.css';

const overlays = () => import('../overlays.ts');
const Report = later(async () => (await import('../report/Report.tsx')).Report);
const MapTab = later(async () => (await import('../tabs/MapTab.tsx')).MapTab);
const RecordSheet = later(async () => (await overlays()).RecordSheet);
const QueueSheet = later(async () => (await overlays()).QueueSheet);
const MeSheet = later(async () => (await overlays()).MeSheet);

const SHOWN = 60;

/** What a guest has instead of the responder's shell: what is shared, the map, and a report where the link allows one. */
export function GuestApp({ guest }: { guest: Guest }) {
  const { tab, over } = useRoute();
  const exercise = useExercise();
  const ready = useTocsin((state) => state.ready);
  const sent = useSent();
  const isMap = tab === 'map';
  const reports = guest.contributes === true && !guest.records;
  useEndOfVisit(guest);
  return (
    <SentLogContext value={sent}>
      <div className={`p-app${exercise ? ' is-exercise' : ''}`}>
        <a className="p-skip" href={`#/${tab}`} onClick={() => document.getElementById('p-main')?.focus()}>
          {phone('phone.skip')}
        </a>
        <Header />
        <GuestBanner guest={guest} />
        <Bars />
        <main id="p-main" className="p-main" tabIndex={-1}>
          {!ready ? (
            <div className="p-empty" role="status">
              <p>{phone('phone.waiting.loading')}</p>
            </div>
          ) : isMap ? (
            <MapTab />
          ) : (
            <SharedList guest={guest} />
          )}
        </main>
        {ready && reports && over === 'report' && <Report />}
        {over === 'queue' && <QueueSheet onClose={goBack} />}
        {over === 'me' && <MeSheet onClose={goBack} />}
        {ready && over !== undefined && !isPage(over) && <RecordSheet key={over} name={over} onClose={goBack} />}
        <nav className="p-tabs" aria-label={phone('phone.tabs')}>
          <TabButton here={!isMap} icon={<MineIcon />} onClick={() => go({ tab: 'mine' })}>
            {t('guest.tab.shared')}
          </TabButton>
          <TabButton here={isMap} icon={<MapIcon />} onClick={() => go({ tab: 'map' })}>
            {phone('phone.tab.map')}
          </TabButton>
          {reports && (
            <button type="button" className="p-tab is-report" onClick={() => go({ tab, over: 'report' })}>
              <ReportIcon />
              <span>{phone('phone.tab.report')}</span>
            </button>
          )}
        </nav>
        {exercise && <div className="p-exercise-frame" aria-hidden="true" />}
      </div>
    </SentLogContext>
  );
}

interface TabButtonProps {
  here: boolean;
  icon: ReactNode;
  onClick: () => void;
  children: string;
}

function TabButton({ here, icon, onClick, children }: TabButtonProps) {
  return (
    <button type="button" className="p-tab" aria-current={here ? 'page' : undefined} onClick={onClick}>
      {icon}
      <span>{children}</span>
    </button>
  );
}

function useHost(): string | undefined {
  return useTocsin((state) => (state.me ? state.faces.organisation.get(state.me.organisation)?.shortName : undefined));
}

/** `Guest of GridCo, until 18:00`: always on the screen, so that nobody forgets whose guest they are. */
function GuestBanner({ guest }: { guest: Guest }) {
  const host = useHost();
  const until = Date.parse(guest.until);
  const now = useTick(30) * 1000;
  const time = dayOf(until) === dayOf(now) ? local(until) : `${dayOf(until)} ${local(until)}`;
  return (
    <p className="g-banner" role="note">
      <strong>{t('guest.banner', { host: host ?? '…', time })}</strong>
      <span>{t(guest.contributes ? 'guest.contributes' : 'guest.reads')}</span>
    </p>
  );
}

/** Ends the visit here: at its time by the server's clock, and where the operation is no longer shown. */
function useEndOfVisit(guest: Guest): void {
  const tocsin = useTocsinApi();
  const host = useHost();
  const open = useTocsin((state) => state.operationId !== undefined);
  const live = useTocsin((state) => state.connection.state === 'live' || state.connection.state === 'delayed');
  useTick(1);
  const left = Date.parse(guest.until) - Date.parse(tocsin.realNow());
  const over = left <= 0;
  useEffect(() => {
    // Wiped faces name nobody any more: the page after the visit still says whom to ask.
    const before = rememberedVisit();
    const known = host ?? (before?.until === guest.until ? before.host : undefined);
    rememberVisit({ until: guest.until, ...(known !== undefined && { host: known }) });
  }, [guest.until, host]);
  useEffect(() => {
    if (over) void tocsin.signOut({ force: true });
  }, [over, tocsin]);
  useEffect(() => {
    if (open || !live) return;
    let gone = false;
    void tocsin.refreshOperations().then(() => {
      const { operations, operationId } = tocsin.store.getState();
      if (!gone && operations.length === 0 && operationId === undefined) void tocsin.signOut({ force: true });
    });
    return () => {
      gone = true;
    };
  }, [open, live, tocsin]);
}

function SharedList({ guest }: { guest: Guest }) {
  const faces = useTocsin((state) => state.faces);
  const { incidents, tasks, assets } = useMemo(() => sharedWith(faces, guest), [faces, guest]);
  if (incidents.length + tasks.length + assets.length === 0) {
    return (
      <div className="p-empty">
        <p>{t('guest.nothing')}</p>
        <p className="p-soft">{t('guest.nothingHint')}</p>
      </div>
    );
  }
  return (
    <>
      <Part name="incidents" count={incidents.length}>
        {incidents.slice(0, SHOWN).map((one) => (
          <IncidentCard key={one.id} incident={one} />
        ))}
      </Part>
      <Part name="tasks" count={tasks.length}>
        {tasks.slice(0, SHOWN).map((one) => (
          <TaskCard key={one.id} task={one} />
        ))}
      </Part>
      <Part name="assets" count={assets.length}>
        {assets.slice(0, SHOWN).map((one) => (
          <AssetCard key={one.id} asset={one} />
        ))}
      </Part>
    </>
  );
}

function Part({ name, count, children }: { name: string; count: number; children: ReactNode }) {
  if (count === 0) return null;
  return (
    <section className="p-list" aria-labelledby={`guest-${name}`}>
      <h2 id={`guest-${name}`}>
        {t(`guest.list.${name}`)}
        <span className="p-count">{count}</span>
      </h2>
      <div className="p-cards">{children}</div>
      {count > SHOWN && <p className="p-soft">{t('guest.more', { count: count - SHOWN })}</p>}
    </section>
  );
}
