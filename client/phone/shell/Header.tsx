import { useOperationNow, useTick } from '../../ui/ticking.ts';
import { zulu } from '../../ui/time.ts';
import { useMe, useOperation, useTocsin } from '../../ui/tocsin.ts';
import { go, useRoute } from '../route.ts';
import { t } from '../text.ts';
import { useUnsent } from '../queue.ts';
import { pillOf } from './pill.ts';
import { ExerciseStrip, useExercise } from './exercise.tsx';

export function Header() {
  const exercise = useExercise();
  const operation = useOperation();
  const listed = useTocsin((state) => state.operations.find(({ id }) => id === state.operationId)?.name);
  return (
    <header className="p-header">
      {exercise && <ExerciseStrip />}
      <div className="p-header-row">
        <ConnectionPill />
        <h1 className="p-operation">{operation?.name ?? listed ?? t('phone.name')}</h1>
        <OperationClock />
        <MeButton />
      </div>
    </header>
  );
}

function ConnectionPill() {
  const { tab } = useRoute();
  const connection = useTocsin((state) => state.connection);
  const unsent = useUnsent();
  const refused = useTocsin((state) => state.attention.length);
  const now = useTick() * 1000;
  const { tone, key, values } = pillOf(connection, now);
  return (
    <button
      type="button"
      className={`p-pill is-${tone}${refused > 0 ? ' has-refused' : ''}`}
      onClick={() => go({ tab, over: 'queue' })}
    >
      <span className="p-pill-dot" aria-hidden="true" />
      <span role="status">{t(key, values)}</span>
      {unsent > 0 && <span className="p-pill-count">{t('phone.pill.unsent', { count: unsent })}</span>}
      {refused > 0 && <span className="p-pill-count is-bad">{t('phone.pill.refused', { count: refused })}</span>}
    </button>
  );
}

function OperationClock() {
  const now = useOperationNow();
  return (
    <time className="p-clock" dateTime={new Date(now).toISOString()}>
      {zulu(now)}
    </time>
  );
}

function MeButton() {
  const { tab } = useRoute();
  const me = useMe();
  const letters = (me?.name ?? '')
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .slice(0, 2)
    .join('');
  return (
    <button type="button" className="p-me" onClick={() => go({ tab, over: 'me' })}>
      <span>{letters}</span>
      <span className="p-spoken">{t('phone.me.open', { name: me?.name ?? '' })}</span>
    </button>
  );
}
