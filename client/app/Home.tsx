import { Button } from '@mantine/core';
import { Navigate } from '@tanstack/react-router';
import { Radar } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '../../shared/code.ts';
import type { OperationSummary } from '../store/contract.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useTocsin, useTocsinApi } from '../ui/tocsin.ts';

/** Nobody chooses before they see: the address without an operation opens the one that matters most now. */
export function Home() {
  const operations = useTocsin((state) => state.operations);
  const tocsin = useTocsinApi();
  const { t } = useTranslation();
  const administers = useTocsin((state) => state.me?.roles['directory']?.includes('admin') ?? false);
  const first = mostPressing(operations);
  if (first) return <Navigate to={`/op/${codeOf('operation', first.id)}` as never} replace />;
  // An administrator makes the first one.
  if (administers) return <Navigate to={'/admin' as never} replace />;
  return (
    <main className="a-page-middle">
      <EmptyState
        icon={<Radar size={36} />}
        title={t('app.noOperation')}
        hint={t('app.noOperationHint')}
        action={
          <>
            <Button variant="light" onClick={() => void tocsin.refreshOperations()}>
              {t('app.lookAgain')}
            </Button>{' '}
            <Button variant="default" onClick={() => void tocsin.signOut()}>
              {t('app.signOut')}
            </Button>
          </>
        }
      />
    </main>
  );
}

const PHASE = { running: 0, planned: 1, ended: 2 } as const;

/** Live before exercise, running before planned; one that was started again gives way to its successor. */
function mostPressing(operations: readonly OperationSummary[]): OperationSummary | undefined {
  const rank = ({ phase, kind, succeededBy }: OperationSummary): number =>
    (succeededBy ? 100 : 0) + PHASE[phase] * 10 + (kind === 'live' ? 0 : 1);
  return [...operations].sort((a, b) => rank(a) - rank(b))[0];
}
