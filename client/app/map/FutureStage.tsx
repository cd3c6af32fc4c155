import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Forecast } from '../../../shared/cascade/forecast.ts';
import { FutureBand } from '../../features/future/FutureBand.tsx';
import { FutureBar } from '../../features/future/FutureBar.tsx';
import '../../features/future/future.css';
import { HORIZONS, type Horizon } from '../../forecast/rows.ts';
import { useMapForecast } from '../../forecast/mapForecast.ts';
import { OnMap } from '../../features/what-if/OnMap.tsx';
import { useGo } from '../../ui/entities.ts';
import { isOn } from '../../ui/parts/search.ts';
import { useTocsin } from '../../ui/tocsin.ts';
import { useViewSearch } from '../viewSearch.ts';
import type { MapFeed } from './MapFeed.ts';

/** A hand that drags goes past many moments: the address is told where it rests. In milliseconds. */
const REST_MS = 200;

/** The map between the band that says it is a forecast and the slider that makes it one. Guests are shown neither. */
export function FutureStage({ feed, children }: { feed: MapFeed | undefined; children: ReactNode }) {
  const guest = useTocsin((state) => state.me?.guest !== undefined);
  const { ahead, onAhead } = useAhead();
  const shown = guest ? undefined : ahead;
  const { forecast, failed } = useMapForecast();
  const bar = useRef<HTMLDivElement>(null);
  // The button goes with the band: whoever works by keyboard is left on the slider.
  const onNow = (): void => {
    onAhead(0);
    bar.current?.querySelector('input')?.focus();
  };
  return (
    <div className="future-stage">
      <div className={`future-map ${shown === undefined ? '' : 'is-ahead'}`}>
        {children}
        {!guest && <Band forecast={forecast} failed={failed} ahead={shown} onNow={onNow} />}
        {!guest && <OnMap />}
      </div>
      {!guest && (
        <div ref={bar} data-future>
          <Bar feed={feed} forecast={forecast} ahead={shown} onAhead={onAhead} onNow={onNow} />
        </div>
      )}
    </div>
  );
}

interface BandProps {
  forecast: Forecast | undefined;
  failed: boolean;
  ahead: number | undefined;
  onNow: () => void;
}

function Band({ forecast, failed, ahead, onNow }: BandProps) {
  const wall = isOn(useViewSearch()['wall']);
  if (ahead === undefined) return null;
  return <FutureBand forecast={forecast} failed={failed} ahead={ahead} wall={wall} onNow={onNow} />;
}

interface BarProps {
  feed: MapFeed | undefined;
  forecast: Forecast | undefined;
  ahead: number | undefined;
  onAhead: (minutes: number) => void;
  onNow: () => void;
}

/** The map itself is drawn past React. */
function Bar({ feed, forecast, ahead, onAhead, onNow }: BarProps) {
  const go = useGo();
  const { horizon, wall } = useViewSearch() as { horizon?: unknown; wall?: unknown };
  const hours: Horizon = HORIZONS.find((one) => String(one) === String(horizon)) ?? HORIZONS[0];
  useEffect(() => feed?.foresee({ forecast, hours, ahead }), [feed, forecast, hours, ahead]);
  if (isOn(wall)) return null;
  return (
    <FutureBar
      forecast={forecast}
      ahead={ahead ?? 0}
      hours={hours}
      onAhead={onAhead}
      onNow={onNow}
      onHours={(wanted) => go.search({ horizon: wanted === HORIZONS[0] ? undefined : String(wanted) }, true)}
    />
  );
}

/** Minutes after now, from the address; what is being dragged is ahead of it. */
function useAhead(): { ahead: number | undefined; onAhead: (minutes: number) => void } {
  const go = useGo();
  const { ahead: written } = useViewSearch();
  const [draft, setDraft] = useState<number | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  // Wherever the address goes, by a link, by Back or after the hand has rested, it is right; unless the hand goes on.
  useEffect(() => {
    if (timer.current === undefined) setDraft(undefined);
  }, [written]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const onAhead = (minutes: number): void => {
    setDraft(minutes);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      timer.current = undefined;
      if (minutes === (written ?? 0)) setDraft(undefined);
      // Into the forecast is a step that Back undoes; going about in it is not.
      else go.search({ ahead: minutes === 0 ? undefined : minutes }, written !== undefined);
    }, REST_MS);
  };
  const ahead = draft ?? written;
  return { ahead: ahead === 0 ? undefined : ahead, onAhead };
}
