import { Button, Group, SegmentedControl } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Pause, Play, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../ui/Confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useSend, useWhyNot } from '../../ui/send.ts';
import { useOperationNow } from '../../ui/ticking.ts';
import { dayOf, local, zulu } from '../../ui/time.ts';
import { TimeText } from '../../ui/times.tsx';
import { useClock, useOperation, useTocsin } from '../../ui/tocsin.ts';
import { usePlayer, type Player, type PlayerAction } from './player.ts';
import { SendAs } from './SendAs.tsx';
import './exercise.css';

const SPEEDS = [1, 5, 10, 30, 60, 300] as const;

/** The director's desk: the operation's own clock, the scripted player, and a message in another's name. */
export function ExerciseScreen() {
  const { t } = useTranslation();
  const operation = useOperation();
  const id = useTocsin((state) => state.operationId);
  const { player, act } = usePlayer(id);
  const run = async (action: PlayerAction): Promise<boolean> => {
    const why = await act(action);
    if (why !== undefined) notifications.show({ color: 'red', title: t('ui.refused'), message: why });
    return why === undefined;
  };
  if (operation && operation.kind !== 'exercise') {
    return (
      <section className="a-sheet">
        <EmptyState title={t('exercise.live')} hint={t('exercise.liveHint')} />
      </section>
    );
  }
  return (
    <section className="a-sheet" aria-labelledby="exercise-title">
      <header className="a-sheet-head">
        <div>
          <h1 id="exercise-title">{t('exercise.title')}</h1>
          <p>{operation?.name}</p>
        </div>
      </header>
      <div className="ex-grid">
        <ClockDesk />
        {player === 'missing' && <EmptyState title={t('exercise.noPlayer')} hint={t('exercise.noPlayerHint')} />}
        {player !== undefined && player !== 'missing' && <PlayerDesk player={player} run={run} />}
        {player !== undefined && player !== 'missing' && <SendAs accounts={player.accounts} run={run} />}
      </div>
    </section>
  );
}

function ClockDesk() {
  const { t } = useTranslation();
  const send = useSend();
  const clock = useClock();
  const now = useOperationNow(1);
  const why = useWhyNot('clock.setSpeed', { speed: 1 });
  const phase = clock?.phase ?? 'planned';
  const running = clock?.clock?.running ?? false;
  const speed = clock?.clock?.speed ?? 1;
  return (
    <section className="ex-desk" aria-labelledby="ex-clock">
      <h2 id="ex-clock">{t('exercise.clock')}</h2>
      <p className="ex-time">
        <strong>{zulu(now, true)}</strong>
        <span>
          {dayOf(now)} · {t('app.local', { time: local(now) })}
        </span>
        <em className={running ? '' : 'is-paused'}>
          {phase === 'planned'
            ? t('exercise.notStarted')
            : phase === 'ended'
              ? t('exercise.ended')
              : running
                ? t('app.speed', { speed })
                : t('app.paused')}
        </em>
      </p>
      {why !== undefined && phase !== 'planned' && <p className="ex-why">{why}</p>}
      <Group gap="xs">
        {phase === 'planned' && (
          <Button leftSection={<Play size={15} />} onClick={() => void send('clock.start', {})}>
            {t('exercise.start')}
          </Button>
        )}
        {phase === 'running' && running && (
          <Button
            variant="default"
            leftSection={<Pause size={15} />}
            disabled={why !== undefined}
            onClick={() => void send('clock.pause', {})}
          >
            {t('exercise.pause')}
          </Button>
        )}
        {phase === 'running' && !running && (
          <Button
            leftSection={<Play size={15} />}
            disabled={why !== undefined}
            onClick={() => void send('clock.resume', {})}
          >
            {t('exercise.resume')}
          </Button>
        )}
        <SegmentedControl
          size="xs"
          disabled={phase !== 'running' || why !== undefined}
          value={String(speed)}
          onChange={(value) => void send('clock.setSpeed', { speed: Number(value) })}
          data={[...new Set([...SPEEDS, speed])]
            .sort((a, b) => a - b)
            .map((value) => ({ value: String(value), label: t('exercise.times', { speed: value }) }))}
          aria-label={t('exercise.speed')}
        />
      </Group>
      <p className="ex-hint">{t('exercise.sharingHint')}</p>
    </section>
  );
}

function PlayerDesk({ player, run }: { player: Player; run: (action: PlayerAction) => Promise<boolean> }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const { state, stepsDone, stepsTotal, nextAt, script } = player;
  return (
    <section className="ex-desk" aria-labelledby="ex-player">
      <h2 id="ex-player">{t('exercise.player')}</h2>
      <p>
        <strong>{t(`exercise.state.${state}`)}</strong> {script}
      </p>
      <progress
        max={Math.max(1, stepsTotal)}
        value={stepsDone}
        aria-label={t('exercise.steps', { done: stepsDone, total: stepsTotal })}
      />
      <p className="ex-hint">{t('exercise.playerHint')}</p>
      <p className="ex-hint">
        {t('exercise.steps', { done: stepsDone, total: stepsTotal })}
        {nextAt !== undefined && (
          <>
            {' · '}
            {t('exercise.next')} <TimeText at={nextAt} />
          </>
        )}
      </p>
      <Button size="xs" variant="default" leftSection={<RotateCcw size={14} />} onClick={() => setAsking(true)}>
        {t('exercise.restart')}
      </Button>
      <Confirm
        opened={asking}
        title={t('exercise.restart')}
        confirm={t('exercise.restart')}
        onConfirm={() => void run({ action: 'restart' })}
        onClose={() => setAsking(false)}
      >
        <p>{t('exercise.restartHint')}</p>
      </Confirm>
    </section>
  );
}
