import { Popover } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useTick } from '../../ui/ticking.ts';
import { local, zulu } from '../../ui/time.ts';
import { useTocsin } from '../../ui/tocsin.ts';

interface ConnectionPillProps {
  opened: boolean;
  onChange: (opened: boolean) => void;
}

/** Says how old the picture is, in words and in a shape; it never says live when it is not. */
export function ConnectionPill({ opened, onChange }: ConnectionPillProps) {
  const { t } = useTranslation();
  const connection = useTocsin((state) => state.connection);
  const unsent = useTocsin((state) => state.pending.filter(({ state: one }) => one !== 'accepted').length);
  const now = useTick(1) * 1000;
  const { state, since, heardAt, roundTripMs, clockOffsetMs } = connection;
  const silence = Math.max(0, Math.round((now - (heardAt ?? since)) / 1000));
  const words = (): string => {
    switch (state) {
      case 'live':
        return roundTripMs === undefined
          ? t('app.pill.live')
          : t('app.pill.liveIn', { seconds: inSeconds(roundTripMs) });
      case 'delayed':
        return t('app.pill.delayed', { count: Math.max(1, silence) });
      case 'offline':
        return t('app.pill.offline', { time: local(since) });
      default:
        return t(`app.pill.${state}`);
    }
  };
  return (
    <Popover opened={opened} onChange={onChange} position="bottom-end" width={300} shadow="md">
      <Popover.Target>
        <button
          type="button"
          className={`pill is-${state}`}
          onClick={() => onChange(!opened)}
          aria-expanded={opened}
          data-connection={state}
        >
          <i aria-hidden="true" />
          <span>{words()}</span>
          {unsent > 0 && <span>{t('app.pill.unsent', { count: unsent })}</span>}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <dl className="pill-facts">
          <dt>{t('app.pill.state')}</dt>
          <dd>{t(`app.pill.${state}Means`)}</dd>
          <dt>{t('app.pill.since')}</dt>
          <dd>{local(since, true)}</dd>
          <dt>{t('app.pill.heard')}</dt>
          <dd>
            {heardAt === undefined
              ? '–'
              : t('app.pill.heardAt', { time: zulu(heardAt + clockOffsetMs, true), count: silence })}
          </dd>
          <dt>{t('app.pill.roundTrip')}</dt>
          <dd>{roundTripMs === undefined ? '–' : t('app.pill.milliseconds', { count: Math.round(roundTripMs) })}</dd>
          <dt>{t('app.pill.offset')}</dt>
          <dd>{t('app.pill.milliseconds', { count: Math.round(clockOffsetMs) })}</dd>
          <dt>{t('app.pill.waiting')}</dt>
          <dd>{unsent}</dd>
        </dl>
      </Popover.Dropdown>
    </Popover>
  );
}

const inSeconds = (ms: number): string => (Math.max(100, ms) / 1000).toFixed(1);
