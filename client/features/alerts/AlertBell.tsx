import { Button, Menu, Popover } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Bell, BellOff, BellRing, Check, EyeOff, Volume2, VolumeX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { escalationOf, type Alert } from '../../store/derive/alerts.ts';
import { device, LONGEST_MUTE_MS, markSeen, useDevice } from '../../ui/device.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useGo, useHere } from '../../ui/entities.ts';
import { KeyHint } from '../../ui/KeyHint.tsx';
import { SeverityBadge } from '../../ui/badges.tsx';
import { useTick } from '../../ui/ticking.ts';
import { Age } from '../../ui/times.tsx';
import { useTocsinApi } from '../../ui/tocsin.ts';
import { useAlerts } from './alertsContext.ts';
import { Foreseen } from './Foreseen.tsx';
import { titleOf } from './words.ts';
import './alerts.css';

interface AlertBellProps {
  opened: boolean;
  onChange: (opened: boolean) => void;
}

export function AlertBell({ opened, onChange }: AlertBellProps) {
  const { list, soundBlocked, enableSound } = useAlerts();
  const { t } = useTranslation();
  const worst = list[0]?.severity ?? 0;
  const muted = useMuted();
  const Icon = muted > 0 ? BellOff : worst >= 3 ? BellRing : Bell;
  return (
    <>
      {soundBlocked && (
        <Button
          size="compact-xs"
          color="orange"
          variant="light"
          onClick={enableSound}
          leftSection={<VolumeX size={14} />}
        >
          {t('alerts.soundBlocked')}
        </Button>
      )}
      <Popover opened={opened} onChange={onChange} position="bottom-end" width={440} shadow="lg" trapFocus>
        <Popover.Target>
          <button
            type="button"
            className={`al-bell is-${worst}`}
            onClick={() => onChange(!opened)}
            aria-label={t('alerts.bell', { count: list.length })}
            aria-expanded={opened}
          >
            <Icon size={16} aria-hidden="true" />
            <span className="al-bell-count">{list.length}</span>
          </button>
        </Popover.Target>
        <Popover.Dropdown p={0} className="al-panel">
          <AlertPanel onDone={() => onChange(false)} />
        </Popover.Dropdown>
      </Popover>
    </>
  );
}

function useMuted(): number {
  const until = useDevice((state) => state.mutedUntil);
  const now = useTick(5) * 1000;
  return Math.max(0, until - now);
}

function AlertPanel({ onDone }: { onDone: () => void }) {
  const { list } = useAlerts();
  const { t } = useTranslation();
  const mine = list.filter(({ kind }) => kind !== 'incident');
  return (
    <section aria-label={t('alerts.title')}>
      <header className="al-head">
        <h2>{t('alerts.title')}</h2>
        <Mute />
      </header>
      {list.length === 0 ? (
        <EmptyState icon={<Check size={28} />} title={t('alerts.none')} hint={t('alerts.noneHint')} />
      ) : (
        <ol className="al-list">
          {list.slice(0, 100).map((alert) => (
            <AlertRow key={alert.key} alert={alert} onDone={onDone} />
          ))}
        </ol>
      )}
      {mine.length > 0 && (
        <footer className="al-foot">
          <span>{t('alerts.seenHere')}</span>
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() =>
              markSeen(
                mine.flatMap(({ key, covers }) => covers ?? [key]),
                Date.now(),
              )
            }
          >
            {t('alerts.seeAll', { count: mine.length })}
          </Button>
        </footer>
      )}
    </section>
  );
}

function AlertRow({ alert, onDone }: { alert: Alert; onDone: () => void }) {
  const { acknowledge, select, selected, list } = useAlerts();
  // The key answers for one of them: what is chosen, or else the most pressing incident.
  const answers = (selected ?? list.find(({ kind }) => kind === 'incident'))?.key === alert.key;
  const tocsin = useTocsinApi();
  const go = useGo();
  const { t } = useTranslation();
  const toJournal = useGoToJournal();
  useTick(5);
  const level = escalationOf(alert, Date.parse(tocsin.realNow()));
  const open = (): void => {
    select(alert.key);
    if (alert.entity.kind === 'reading') toJournal();
    // Of numbers of persons, and of very much at once, the screen tells that shows all of it.
    else if (alert.predicted && (alert.predicted.causes > 1 || alert.predicted.crossings[0].kind === 'persons'))
      go.base('next');
    else go.entity(alert.entity.kind, alert.code, alert.kind === 'request' ? 'shared' : undefined);
    onDone();
  };
  return (
    <li
      className={`al-row severity-${alert.severity} is-level-${level} ${selected?.key === alert.key ? 'is-selected' : ''}`}
    >
      <button type="button" className="al-open" onClick={open} onFocus={() => select(alert.key)}>
        <span className="al-line">
          <SeverityBadge severity={alert.severity} />
          <span className="al-why">{t(`alerts.why.${alert.kind}`)}</span>
          <Age at={alert.since} />
        </span>
        <span className="al-title">{titleOf(alert, t)}</span>
        {alert.predicted ? <Foreseen group={alert.predicted} /> : <span className="t-code">{alert.code}</span>}
      </button>
      <Button
        size="compact-sm"
        variant={alert.kind === 'incident' ? 'filled' : 'default'}
        onClick={() => acknowledge(alert)}
        leftSection={alert.kind === 'incident' ? <Check size={14} /> : <EyeOff size={14} />}
      >
        {t(alert.kind === 'incident' ? 'alerts.acknowledge' : 'alerts.seen')}
        {alert.kind === 'incident' && answers && <KeyHint keys="A" />}
      </Button>
    </li>
  );
}

/** Where it says who looked, and why. */
function useGoToJournal(): () => void {
  const navigate = useNavigate();
  const { op } = useHere();
  return () =>
    void navigate({
      to: `/op/${op}/sharing/journal`,
      search: (all: object) => ({ ...all, tab: undefined, on: undefined }),
    } as never);
}

function Mute() {
  const { t } = useTranslation();
  const sound = useDevice((state) => state.sound);
  const muted = useMuted();
  const minutes = Math.ceil(muted / 60_000);
  const mute = (ms: number): void =>
    device.setState({ mutedUntil: ms === 0 ? 0 : Date.now() + Math.min(ms, LONGEST_MUTE_MS) });
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={muted > 0 || !sound ? <VolumeX size={14} /> : <Volume2 size={14} />}
        >
          {!sound ? t('alerts.soundOff') : muted > 0 ? t('alerts.muted', { count: minutes }) : t('alerts.soundOn')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => mute(5 * 60_000)}>{t('alerts.mute', { count: 5 })}</Menu.Item>
        <Menu.Item onClick={() => mute(LONGEST_MUTE_MS)}>{t('alerts.mute', { count: 15 })}</Menu.Item>
        <Menu.Item onClick={() => mute(0)} disabled={muted === 0}>
          {t('alerts.unmute')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => device.setState({ sound: !sound })}>
          {t(sound ? 'alerts.turnOff' : 'alerts.turnOn')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
