import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useFaces } from '../../ui/tocsin.ts';
import { Cards } from '../../ui/parts/Records.tsx';

interface Named {
  readonly incidents: readonly string[];
  readonly tasks: readonly string[];
}

/** What names this asset, open ones first. */
export function useNaming(id: string): Named {
  const incidents = useFaces('incident');
  const tasks = useFaces('task');
  return useMemo(
    () => ({
      incidents: [...incidents.values()]
        .filter((one) => one.assetIds?.includes(id))
        .sort((a, b) => Number(a.closedAt !== undefined) - Number(b.closedAt !== undefined) || b.severity - a.severity)
        .map((one) => one.id),
      tasks: [...tasks.values()].filter((one) => one.assetIds?.includes(id)).map((one) => one.id),
    }),
    [incidents, tasks, id],
  );
}

export function Work({ named }: { named: Named }) {
  const { t } = useTranslation();
  if (named.incidents.length + named.tasks.length === 0) {
    return <EmptyState title={t('assets.noWork')} hint={t('assets.noWorkHint')} />;
  }
  return (
    <>
      {named.incidents.length > 0 && <h3 className="t-part-title">{t('assets.incidents')}</h3>}
      <Cards kind="incident" ids={named.incidents} />
      {named.tasks.length > 0 && <h3 className="t-part-title">{t('assets.tasks')}</h3>}
      <Cards kind="task" ids={named.tasks} />
    </>
  );
}
