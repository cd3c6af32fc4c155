import { Button } from '@mantine/core';
import { Eye, RefreshCw, X } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Records } from '../../shared/protocol/down.ts';
import { request } from '../ui/directory/request.ts';
import { AlertsContext, SILENT, useAlerts } from '../features/alerts/alertsContext.ts';
import type { OperationSummary, Tocsin } from '../store/contract.ts';
import { createPreview } from '../store/preview.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { KeyHint } from '../ui/KeyHint.tsx';
import { PreviewContext } from '../ui/preview.ts';
import { zulu } from '../ui/time.ts';
import { TocsinContext, useFace, useTocsinApi } from '../ui/tocsin.ts';
import { Shell } from './Shell.tsx';
import { Loading } from './SkipLinks.tsx';
import './preview.css';

interface PreviewFrameProps {
  summary: OperationSummary;
  /** As whom. */
  organisation: string;
  onLeave: () => void;
}

type State =
  { kind: 'asking' } | { kind: 'failed'; code: string } | { kind: 'shown'; tocsin: Tocsin; at: number; count: number };

/**
 * One's own records with a partner's eyes. What was answered lives in this component and goes with it; looking again,
 * or loading the page anew, asks again, and is journalled again.
 */
export function PreviewFrame({ summary, organisation, onLeave }: PreviewFrameProps) {
  const { t } = useTranslation();
  const name = useFace('organisation', organisation)?.shortName ?? t('ui.organisation.unknown');
  const { state, ask } = usePartnersView(summary, organisation, name);
  const preview = useMemo(() => ({ name, leave: onLeave }), [name, onLeave]);
  useLeaveOnEscape(onLeave, state.kind !== 'shown');
  return (
    <div className="preview">
      <Band name={name} state={state} onAgain={ask} onLeave={onLeave} />
      <div className="preview-app">
        <div className="preview-picture">
          {state.kind === 'asking' && <Loading />}
          {state.kind === 'failed' && <Failed code={state.code} onAgain={ask} />}
          {state.kind === 'shown' && (
            <TocsinContext value={state.tocsin}>
              <PreviewContext value={preview}>
                <AlertsContext value={SILENT}>
                  <Shell summary={summary} />
                </AlertsContext>
              </PreviewContext>
            </TocsinContext>
          )}
        </div>
      </div>
    </div>
  );
}

function usePartnersView(summary: OperationSummary, organisation: string, name: string) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const [state, setState] = useState<State>({ kind: 'asking' });
  const [attempt, setAttempt] = useState(0);
  const why = t('preview.why', { name });
  useEffect(() => {
    let left = false;
    const path = `/operations/${summary.id}/preview/${organisation}`;
    void request<{ records: Records }>('GET', path).then((answer) => {
      if (left) return;
      if (!answer.ok) return setState({ kind: 'failed', code: answer.code });
      const { records } = answer.value;
      const view = createPreview(
        { operation: summary, organisation: { id: organisation, name }, records, why },
        tocsin,
      );
      const count = ['asset', 'incident', 'task', 'note', 'attachment'].reduce(
        (sum, kind) => sum + (records[kind as keyof Records]?.length ?? 0),
        0,
      );
      setState({ kind: 'shown', tocsin: view, at: Date.parse(tocsin.operationNow()), count });
    });
    return () => {
      left = true;
    };
    // Its name and the operation's may change under it: that is no reason to ask, and to journal, again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [summary.id, organisation, attempt]);
  const ask = useCallback(() => {
    setState({ kind: 'asking' });
    setAttempt((before) => before + 1);
  }, []);
  return { state, ask };
}

interface BandProps {
  name: string;
  state: State;
  onAgain: () => void;
  onLeave: () => void;
}

function Band({ name, state, onAgain, onLeave }: BandProps) {
  const { t } = useTranslation();
  // One's own alerts go on being heard: this says how many wait outside.
  const waiting = useAlerts().list.length;
  return (
    <section className="preview-band" aria-label={t('preview.band')}>
      <Eye size={18} aria-hidden="true" />
      <p>
        <strong>{t('preview.title', { name })}</strong>
        {state.kind === 'shown' && (
          <span>{t('preview.facts', { time: zulu(state.at, true), count: state.count })}</span>
        )}
      </p>
      {waiting > 0 && <span className="preview-waiting">{t('preview.alerts', { count: waiting })}</span>}
      <Button
        size="compact-sm"
        variant="default"
        onClick={onAgain}
        disabled={state.kind === 'asking'}
        leftSection={<RefreshCw size={14} />}
        title={t('preview.againHint')}
      >
        {t('preview.again')}
      </Button>
      <Button size="compact-sm" onClick={onLeave} leftSection={<X size={14} />} rightSection={<KeyHint keys="Esc" />}>
        {t('preview.close')}
      </Button>
    </section>
  );
}

function Failed({ code, onAgain }: { code: string; onAgain: () => void }) {
  const { t } = useTranslation();
  const known = code === 'not-found' || code === 'not-allowed';
  const action: ReactNode = known ? undefined : (
    <Button size="xs" variant="default" onClick={onAgain}>
      {t('preview.tryAgain')}
    </Button>
  );
  return (
    <EmptyState
      title={t('preview.failed')}
      hint={t(known ? `preview.failed.${code}` : 'preview.failed.other')}
      action={action}
    />
  );
}

/** Before there is a picture, whose own keys would do it. */
function useLeaveOnEscape(leave: () => void, active: boolean): void {
  useEffect(() => {
    if (!active) return undefined;
    const listen = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) leave();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [leave, active]);
}
