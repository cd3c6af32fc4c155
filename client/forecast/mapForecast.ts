import type { Forecast } from '../../shared/cascade/forecast.ts';
import type { Act } from './acts.ts';
import { useDraft } from './draft.ts';
import { useForecast } from './useForecast.ts';
import { useRun } from './useRun.ts';

const NOTHING: readonly Act[] = [];
/** As far as the map's own slider goes. */
const LEAST_HOURS = 72;

/** What the map shows of the time to come: the present forecast, or what would follow while somebody asks "what if". */
export function useMapForecast(): { forecast: Forecast | undefined; failed: boolean } {
  const { forecast, failed } = useForecast();
  const { acts, hours, onMap } = useDraft();
  const supposed = useRun(onMap ? acts : NOTHING, Math.max(LEAST_HOURS, hours));
  return onMap ? { forecast: supposed.run?.made, failed: supposed.failed } : { forecast, failed };
}
