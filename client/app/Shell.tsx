import { ActionIcon } from '@mantine/core';
import { PanelLeftOpen, PanelRightOpen } from 'lucide-react';
import { Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../../shared/geo.ts';
import { CopLeft } from '../features/cop/CopLeft.tsx';
import { CopRight } from '../features/cop/CopRight.tsx';
import { CriticalStrip } from '../features/cop/CriticalStrip.tsx';
import { FilterBar } from '../features/cop/FilterBar.tsx';
import { UndoToast } from '../features/attention/UndoToast.tsx';
import { FeedList } from '../features/feed/FeedList.tsx';
import { DrawArea } from '../features/what-if/DrawArea.tsx';
import type { MapController } from '../map/MapController.ts';
import type { OperationSummary } from '../store/contract.ts';
import { device, useDevice } from '../ui/device.ts';
import { facesNamed, useHere, type Base } from '../ui/entities.ts';
import { MapContext } from '../ui/map.ts';
import { MapBridgeContext, type MapBridge } from '../ui/parts/mapBridge.tsx';
import { useRestoredNotice } from '../ui/parts/Restored.ts';
import { useWithdrawnNotice } from '../ui/parts/Withdrawn.ts';
import { useDirects, useTocsin } from '../ui/tocsin.ts';
import { isOn } from '../ui/parts/search.ts';
import { ExerciseFrame } from './ExerciseFrame.tsx';
import { Header } from './header/Header.tsx';
import { MapStage } from './map/MapStage.tsx';
import { Panels } from './Panels.tsx';
import { Rail } from './Rail.tsx';
import { CriticalityOnMap } from './screens.ts';
import { Loading, SkipLinks } from './SkipLinks.tsx';
import { Tour } from './Tour.tsx';
import { useFilter, useViewSearch } from './viewSearch.ts';
import { Keyboard } from './Keyboard.tsx';

/** Lists that leave the map in sight; all other screens but the picture itself lie over it. */
const BESIDE_MAP: readonly Base[] = ['incidents', 'assets'];

export function Shell({ summary }: { summary: OperationSummary }) {
  const { t } = useTranslation();
  const [controller, setController] = useState<MapController | undefined>(undefined);
  const [open, setOpen] = useState<'alerts' | 'attention' | 'connection' | undefined>(undefined);
  const [sheet, setSheet] = useState(false);
  const here = useHere();
  const filter = useFilter();
  const search = useViewSearch();
  const inView = search.inview === '1';
  const left = useDevice((state) => state.left);
  const right = useDevice((state) => state.right);
  const ready = useTocsin((state) => state.ready);
  const selected = useSelected();
  useRestoredNotice();
  useWithdrawnNotice(selected, here.drawer ? `${here.drawer.kind}/${here.drawer.code}` : '');
  const directs = useDirects();
  const { bridge, onPlace, picking, cancelPick, finishArea } = usePickPlace(controller);
  const isCop = here.base === 'cop';
  const covered = !isCop && !BESIDE_MAP.includes(here.base);
  const exercise = summary.kind === 'exercise';
  const columns = isCop && left ? 'has-left' : BESIDE_MAP.includes(here.base) ? 'has-list' : '';
  const drawer = here.drawer ? 'has-drawer' : isCop && right ? 'has-right' : '';

  return (
    <MapContext value={controller}>
      <MapBridgeContext value={bridge}>
        <SkipLinks />
        <ExerciseFrame on={exercise} />
        <div className={`shell ${exercise ? 'is-exercise' : ''}`}>
          <Header
            summary={summary}
            selected={selected}
            open={open}
            onOpen={setOpen}
            onShortcuts={() => setSheet(true)}
          />
          <CriticalStrip />
          <div className="shell-body">
            <Rail exercise={exercise} />
            <main className={`stage ${columns} ${drawer}`}>
              <div className="stage-left">
                {isCop && left && (
                  <CopLeft
                    filter={filter}
                    inView={inView}
                    selected={selected?.id}
                    onCollapse={() => device.setState({ left: false })}
                  >
                    <FeedList />
                  </CopLeft>
                )}
                {BESIDE_MAP.includes(here.base) && (
                  <div className="stage-list" id="list" tabIndex={-1} data-quiet-focus>
                    <Panels base={here.base} />
                  </div>
                )}
              </div>
              <div className="stage-map">
                <FilterBar chosen={search} inView={inView} />
                <div className="stage-canvas" id="map" tabIndex={-1} data-quiet-focus inert={covered && !picking}>
                  <MapStage
                    selected={selected?.kind === 'task' ? undefined : (selected as never)}
                    onReady={setController}
                    onPlace={onPlace}
                  />
                  {isCop && !left && (
                    <ActionIcon
                      className="stage-open is-left"
                      variant="default"
                      onClick={() => device.setState({ left: true })}
                      aria-label={t('cop.expandLeft')}
                    >
                      <PanelLeftOpen size={16} />
                    </ActionIcon>
                  )}
                  {isCop && !right && !here.drawer && (
                    <ActionIcon
                      className="stage-open is-right"
                      variant="default"
                      onClick={() => device.setState({ right: true })}
                      aria-label={t('cop.expandRight')}
                    >
                      <PanelRightOpen size={16} />
                    </ActionIcon>
                  )}
                  {picking === 'area' && controller && <DrawArea map={controller.map} onDone={finishArea} />}
                  {picking === 'place' && (
                    <p className="stage-pick" role="status">
                      {t('app.pickPlace')}{' '}
                      <button type="button" onClick={cancelPick}>
                        {t('ui.cancel')}
                      </button>
                    </p>
                  )}
                  {isOn(search['critical']) && (
                    <Suspense>
                      <CriticalityOnMap />
                    </Suspense>
                  )}
                  {!ready && <Loading />}
                </div>
                {covered && !picking && (
                  <div className="stage-cover" id="list" tabIndex={-1} data-quiet-focus>
                    <Suspense fallback={<Loading />}>
                      <Panels base={here.base} />
                    </Suspense>
                  </div>
                )}
              </div>
              <div className="stage-right">
                {here.drawer ? (
                  <Suspense fallback={<Loading />}>
                    <Panels drawer={here.drawer} />
                  </Suspense>
                ) : (
                  isCop &&
                  right && (
                    <CopRight filter={filter} inView={inView} onCollapse={() => device.setState({ right: false })} />
                  )
                )}
              </div>
            </main>
          </div>
        </div>
        <Keyboard
          open={open}
          onOpen={setOpen}
          sheet={sheet}
          onSheet={setSheet}
          exercise={exercise && directs}
          cancel={picking ? cancelPick : undefined}
        />
        <UndoToast />
        <Tour />
      </MapBridgeContext>
    </MapContext>
  );
}

/** What the drawer shows is what is selected on the map. */
function useSelected() {
  const { drawer } = useHere();
  const kind = drawer && drawer.kind !== 'report' && drawer.kind !== 'new-task' ? drawer.kind : undefined;
  const faces = useTocsin((state) => (kind ? state.faces[kind] : undefined));
  return useMemo(() => {
    if (!kind || !faces || !drawer) return undefined;
    const [only, second] = facesNamed(faces as never, drawer.code);
    return only && !second ? { kind, id: (only as { id: string }).id } : undefined;
  }, [kind, faces, drawer]);
}

/** Panels ask for a place, and the next click on the map answers; or for an area, whose corners are clicked. */
function usePickPlace(controller: MapController | undefined) {
  const answer = useRef<((place: Place | undefined) => void) | undefined>(undefined);
  const answerArea = useRef<((corners: readonly Place[] | undefined) => void) | undefined>(undefined);
  const [picking, setPicking] = useState<'place' | 'area' | undefined>(undefined);
  const finish = useCallback((place?: Place, corners?: readonly Place[]) => {
    answer.current?.(place);
    answer.current = undefined;
    answerArea.current?.(corners);
    answerArea.current = undefined;
    setPicking(undefined);
  }, []);
  const bridge = useMemo<MapBridge>(
    () => ({
      hover: (ref) => controller?.hover(ref?.id),
      select: (ref) => controller?.select(ref?.id),
      flyTo: ({ lat, lon }) => void controller?.flyTo(lat, lon),
      pickPlace: () =>
        new Promise((resolve) => {
          finish();
          answer.current = resolve;
          setPicking('place');
        }),
      drawArea: () =>
        new Promise((resolve) => {
          finish();
          answerArea.current = resolve;
          setPicking('area');
        }),
    }),
    [controller, finish],
  );
  const onPlace = useCallback(
    (place: Place): boolean => {
      if (!answer.current) return false;
      finish(place);
      return true;
    },
    [finish],
  );
  const cancelPick = useCallback(() => finish(), [finish]);
  const finishArea = useCallback((corners: readonly Place[] | undefined) => finish(undefined, corners), [finish]);
  return { bridge, onPlace, picking, cancelPick, finishArea };
}
