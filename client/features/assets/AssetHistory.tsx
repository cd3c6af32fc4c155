import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssetFace } from '../../../shared/domain/asset/record.ts';
import { ASSET_STATUSES, type AssetStatus } from '../../../shared/domain/vocabulary.ts';
import { StatusBadge } from '../../ui/badges.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { PersonName } from '../../ui/names.tsx';
import { TimeText } from '../../ui/times.tsx';
import { usePreview } from '../../ui/preview.ts';
import { useTocsin } from '../../ui/tocsin.ts';
import { changeOf, parseHistory, type HistoryEntry } from './history.ts';

type State = { kind: 'loading' } | { kind: 'failed' } | { kind: 'loaded'; entries: readonly HistoryEntry[] };

/** What happened to the asset, of what may be seen now; read anew whenever it changes. */
export function AssetHistory({ asset }: { asset: AssetFace }) {
  const { t } = useTranslation();
  const operation = useTocsin((state) => state.operationId);
  const [state, setState] = useState<State>({ kind: 'loading' });
  const [attempt, setAttempt] = useState(0);
  const { id, version } = asset;
  // The server would tell what the one who looks may see, not what the partner may.
  const preview = usePreview();
  useEffect(() => {
    if (operation === undefined || preview) return undefined;
    const stop = new AbortController();
    fetch(`/api/v1/operations/${operation}/history/asset/${id}`, { signal: stop.signal, credentials: 'same-origin' })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
      .then((answer: unknown) => setState({ kind: 'loaded', entries: parseHistory(answer) }))
      .catch(() => !stop.signal.aborted && setState({ kind: 'failed' }));
    return () => stop.abort();
  }, [operation, id, version, attempt, preview]);
  if (preview) {
    return <EmptyState title={t('preview.noHistory')} hint={t('preview.noHistoryHint', { name: preview.name })} />;
  }
  if (state.kind === 'loading') return <p role="status">{t('assets.history.loading')}</p>;
  if (state.kind === 'failed') {
    return (
      <EmptyState
        title={t('assets.history.failed')}
        hint={t('assets.history.failedHint')}
        action={
          <Button size="xs" variant="default" onClick={() => setAttempt(attempt + 1)}>
            {t('assets.history.again')}
          </Button>
        }
      />
    );
  }
  if (state.entries.length === 0) return <EmptyState title={t('assets.history.none')} />;
  return (
    <ol className="ast-history" aria-label={t('assets.tab.history')}>
      {state.entries.map((entry, index) => (
        <li key={`${entry.realAt}${index}`}>
          <Line entry={entry} />
        </li>
      ))}
    </ol>
  );
}

const isStatus = (text: string | undefined): text is AssetStatus =>
  (ASSET_STATUSES as readonly (string | undefined)[]).includes(text);

function Line({ entry }: { entry: HistoryEntry }) {
  const { t } = useTranslation();
  const { status, level } = changeOf(entry);
  return (
    <>
      <TimeText at={entry.at} mode="clock" /> <PersonName by={entry.by} />{' '}
      <span className="t-timeline-what">
        {t(`assets.history.${entry.type}`, { defaultValue: t('assets.history.changed') })}
      </span>{' '}
      {isStatus(status) && <StatusBadge status={status} level={level} />}
    </>
  );
}
