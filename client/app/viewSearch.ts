import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Filter } from '../store/derive/filter.ts';
import { severities, type ViewSearch } from './search.ts';

export const useViewSearch = (): ViewSearch => useSearch({ strict: false }) as ViewSearch;

/** The filter of the address; the same object as long as it says the same. */
export function useFilter(): Filter {
  const { sector, status, country, org, sev } = useViewSearch();
  const key = JSON.stringify([sector, status, country, org, sev]);
  // The lists are new with every navigation: what they say is what counts.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(() => ({ sector, status, country, org, sev: severities(sev) }), [key]);
}
