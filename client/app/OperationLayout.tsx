import { useLocation, useNavigate, useParams, useRouter } from '@tanstack/react-router';
import { useCallback, useEffect, useRef } from 'react';
import { codeOf, normaliseCode } from '../../shared/code.ts';
import { AlertsProvider } from '../features/alerts/AlertsProvider.tsx';
import type { OperationSummary } from '../store/contract.ts';
import { useTocsin, useTocsinApi } from '../ui/tocsin.ts';
import { lastView, withView } from '../ui/viewNow.ts';
import { LostPage } from './LostPage.tsx';
import { Shell } from './Shell.tsx';
import { PreviewFrame } from './PreviewFrame.tsx';
import { Splash } from './Splash.tsx';
import { useViewSearch } from './viewSearch.ts';

/** Opens the operation that the address names by its id or its code. */
export function OperationLayout() {
  const { op = '' } = useParams({ strict: false });
  const tocsin = useTocsinApi();
  const operations = useTocsin((state) => state.operations);
  const opened = useTocsin((state) => state.operationId);
  const summary = operationNamed(operations, op);
  const id = summary?.id;
  useEffect(() => {
    if (id !== undefined) tocsin.openOperation(id);
  }, [tocsin, id]);
  useFollowSuccessor(summary);
  const { as } = useViewSearch();
  const leave = useWayBack(op);
  if (!summary) return operations.length === 0 ? <Splash /> : <LostPage />;
  if (opened !== id) return <Splash />;
  return (
    <AlertsProvider key={id}>
      {as ? <PreviewFrame key={as} summary={summary} organisation={as} onLeave={leave} /> : <Shell summary={summary} />}
    </AlertsProvider>
  );
}

/** Out of a preview to where one was before it; after the page was loaded anew, to where previews are opened. */
function useWayBack(op: string): () => void {
  const router = useRouter();
  // Both of one moment: the matched search follows its address a little later.
  const { href, search } = useLocation();
  const inPreview = 'as' in search;
  const before = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (!inPreview) before.current = href;
  }, [inPreview, href]);
  const view = useRef<string | undefined>(undefined);
  useEffect(() => {
    // The map was left by now; the router does not know how far it had been moved.
    if (inPreview) view.current = lastView();
  }, [inPreview]);
  return useCallback(() => {
    const href = before.current;
    const known = href !== undefined && view.current !== undefined ? withView(href, view.current) : href;
    router.history.push(known ?? `/op/${op}/sharing/preview`);
  }, [router, op]);
}

function operationNamed(operations: readonly OperationSummary[], text: string): OperationSummary | undefined {
  const code = normaliseCode(text);
  return operations.find(({ id }) => id === text) ?? operations.find(({ id }) => codeOf('operation', id) === code);
}

/** "Start again" makes a new operation; whoever watches the old one at that moment goes along. */
function useFollowSuccessor(summary: OperationSummary | undefined): void {
  const tocsin = useTocsinApi();
  const navigate = useNavigate();
  const successor = useTocsin((state) => (summary ? state.faces.operation.get(summary.id)?.succeededBy : undefined));
  const known = summary?.succeededBy;
  useEffect(() => {
    if (!successor || known) return;
    void tocsin
      .refreshOperations()
      .then(() => navigate({ to: `/op/${codeOf('operation', successor)}`, search: {} } as never));
  }, [tocsin, navigate, successor, known]);
}
