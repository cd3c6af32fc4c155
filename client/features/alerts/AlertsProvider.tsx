import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Severity } from '../../../shared/domain/vocabulary.ts';
import { useForecast } from '../../forecast/useForecast.ts';
import { assetName } from '../../ui/assetName.ts';
import type { Faces } from '../../store/contract.ts';
import {
  alertOf,
  alertsOf,
  byUrgency,
  assetAlertsOf,
  requestAlertsOf,
  type Alert,
  type Person,
} from '../../store/derive/alerts.ts';
import { each, type Steps } from '../../store/derive/steps.ts';
import { predictedAlertsOf } from '../../store/derive/predicted.ts';
import { breakGlassAlertsOf } from '../../store/derive/breakGlass.ts';
import { device, markSeen, useDevice } from '../../ui/device.ts';
import { useSend } from '../../ui/send.ts';
import { useTick } from '../../ui/ticking.ts';
import { useTocsin, useTocsinApi } from '../../ui/tocsin.ts';
import { useWorkedOut } from '../../ui/workedOut.ts';
import { titleOf } from './words.ts';
import { AlertsContext, type Alerts } from './alertsContext.ts';
import { enable, isBlocked, play } from './sound.ts';

/** Alerts are computed once, from what is shown; whoever returns sees the same as who stayed. */
export function AlertsProvider({ children }: { children: ReactNode }) {
  const tocsin = useTocsinApi();
  const faces = useTocsin((state) => state.faces);
  const me = useTocsin((state) => state.me);
  const ready = useTocsin((state) => state.ready);
  const seen = useDevice((state) => state.seen);
  const { t } = useTranslation();
  const { forecast } = useForecast();
  // Made of the faces of the moment at which the forecast came: another is on its way whenever an asset changes.
  const predicted = useMemo(
    () =>
      me ? predictedAlertsOf(forecast, tocsin.store.getState().faces, me, seen, (asset) => assetName(asset, t)) : [],
    [forecast, me, seen, tocsin, t],
  );
  const send = useSend();
  const tick = useTick(5);
  const downIn = useCallback((assets: Faces['asset']) => oursDown(assets, me), [me]);
  const down = useWorkedOut(faces.asset, faces.asset.size, downIn);
  const list = useMemo(() => {
    // Due times pass by the operation's clock, which the tick stands for.
    void tick;
    if (!me) return [];
    // As each is now, not as it was when they were sorted out.
    const ours = assetAlertsOf(
      (down ?? []).map(({ entity }) => faces.asset.get(entity.id)),
      me,
    );
    const all = [
      ...alertsOf(faces, me, tocsin.operationNow(), ours),
      ...requestAlertsOf(faces, me),
      ...breakGlassAlertsOf(faces, me),
      ...predicted,
    ].sort(byUrgency);
    return all.filter(({ key }) => seen[key] === undefined);
  }, [faces, me, seen, tick, tocsin, predicted, down]);

  const [selectedKey, select] = useState<string | undefined>(undefined);
  const selected = list.find(({ key }) => key === selectedKey);
  const acknowledge = useCallback(
    ({ kind, entity, key, covers }: Alert) => {
      if (kind === 'incident') void send('incident.acknowledge', { incidentId: entity.id }, { versioned: false });
      else markSeen(covers ?? [key], Date.now());
    },
    [send],
  );
  // Nothing is new before all has been looked at once.
  const looked = ready && down !== undefined;
  const { blocked, enableSound } = useSound(list, looked);
  const value = useMemo<Alerts>(
    () => ({ list, selected, select, acknowledge, soundBlocked: blocked, enableSound }),
    [list, selected, acknowledge, blocked, enableSound],
  );
  return (
    <AlertsContext value={value}>
      {children}
      <Spoken list={list} ready={looked} />
    </AlertsContext>
  );
}

/** What calls for us because of our own assets, the most urgent first. */
function* oursDown(assets: Faces['asset'], me: Person | undefined): Steps<readonly Alert[]> {
  const found: Alert[] = [];
  yield* each(assets.values(), (shown) => {
    const alert = me && alertOf(shown, me);
    if (alert) found.push(alert);
  });
  return found.sort(byUrgency);
}

/** The worst of those that were not there before; nothing on the first look, when everything is new. */
function useNewest(list: readonly Alert[], ready: boolean): Alert | undefined {
  const known = useRef<Set<string> | undefined>(undefined);
  const [newest, setNewest] = useState<Alert | undefined>(undefined);
  useEffect(() => {
    if (!ready) return;
    const before = known.current;
    const keysOf = ({ key, covers }: Alert): readonly string[] => covers ?? [key];
    known.current = new Set([...(before ?? []), ...list.flatMap(keysOf)]);
    const fresh = before && list.find((alert) => keysOf(alert).some((key) => !before.has(key)));
    if (fresh) setNewest(fresh);
  }, [list, ready]);
  return newest;
}

function useSound(list: readonly Alert[], ready: boolean) {
  const newest = useNewest(list, ready);
  const [blocked, setBlocked] = useState(false);
  useEffect(() => {
    const { sound, mutedUntil } = device.getState();
    if (!newest || !sound || mutedUntil > Date.now()) return;
    const stuck = isBlocked();
    setBlocked(stuck);
    if (!stuck) play(newest.severity);
  }, [newest]);
  const enableSound = useCallback(() => {
    void enable().then((running) => {
      setBlocked(!running);
      if (running) play(2 satisfies Severity);
    });
  }, []);
  return { blocked, enableSound };
}

/** `alert` interrupts a screen reader, so only a critical incident may. */
function Spoken({ list, ready }: { list: readonly Alert[]; ready: boolean }) {
  const newest = useNewest(list, ready);
  const { t } = useTranslation();
  // What is not shown any more is not to be read either.
  const stands = newest !== undefined && list.some(({ key }) => key === newest.key);
  const words = stands ? t(`alerts.spoken.${newest.kind}`, { title: titleOf(newest, t), code: newest.code }) : '';
  const critical = newest?.severity === 4;
  return (
    <div className="t-hidden">
      <div role="alert">{critical ? words : ''}</div>
      <div role="status">{critical ? '' : words}</div>
    </div>
  );
}
