import { useCallback, useMemo } from 'react';
import { useFaces, useOperation } from '../tocsin.ts';
import type { FilterOption } from './FilterMenu.tsx';

/** The operation's organisations by short name, for choosing one. */
export function useOrganisationOptions(): FilterOption[] {
  const organisations = useFaces('organisation');
  const operation = useOperation();
  return useMemo(
    () =>
      (operation?.participants ?? [...organisations.keys()])
        .flatMap((id) => organisations.get(id) ?? [])
        .map(({ id, shortName }) => ({ value: id, label: shortName }))
        .sort((a, b) => a.label.localeCompare(b.label)),
    [organisations, operation],
  );
}

export function useOrganisationNamer(): (id: string) => string {
  const organisations = useFaces('organisation');
  return useCallback((id: string) => organisations.get(id)?.shortName ?? '', [organisations]);
}
